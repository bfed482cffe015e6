"""Posts in the CMS, for administrators. Managers change seats and requirements on their own page instead."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from .models import Post
from .services import keep_version


class PostIndexView(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("hall")


class KeepsVersions:
    """What a post asks for is kept in its history, wherever it is changed; in the transaction that saves the post."""

    def save_instance(self):
        post = super().save_instance()
        keep_version(post=post, by=self.request.user, now=timezone.now())
        return post


class PostCreateView(KeepsVersions, generic.CreateView):
    pass


class PostEditView(KeepsVersions, generic.EditView):
    pass


class PostViewSet(ModelViewSet):
    """The posts of all halls with what they ask for."""

    model = Post
    index_view_class = PostIndexView
    add_view_class = PostCreateView
    edit_view_class = PostEditView
    icon = "group"
    menu_label = _("Posts")
    menu_order = 591
    add_to_settings_menu = True
    list_display = ["name", "name_en", "hall", "seats"]
    list_filter = ["hall"]
    search_fields = ["name", "name_en"]
    copy_view_enabled = False
    panels = [
        FieldPanel("hall"),
        FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
        FieldRowPanel([FieldPanel("description"), FieldPanel("description_en")]),
        FieldRowPanel([FieldPanel("seats"), FieldPanel("order")]),
        InlinePanel("requirements", label=_("requirement")),
    ]
