"""Posts in the CMS, for administrators. Managers change seats and requirements on their own page instead."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from .models import Post


class PostIndexView(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("hall")


class PostViewSet(ModelViewSet):
    """The posts of all halls with what they ask for."""

    model = Post
    index_view_class = PostIndexView
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
