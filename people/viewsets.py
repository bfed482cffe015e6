from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.users.views import users
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from .forms import UserCreationForm, UserEditForm
from .history import keep_history
from .models import Hall
from .permissions import may_manage
from .roles import Role

NOBODY_IS_DELETED = _("Nobody is deleted: certificates and rotations go on naming them. Record the last day of work.")


def roles_label(user):
    """The roles of a person as words, from prefetched groups."""
    return "、".join(str(Role(group.name).label) for group in user.groups.all() if group.name in Role.values)


class KindlyKeptMixin:
    """A delete page that says why there is none."""

    kept_message = ""

    def dispatch(self, request, *args, **kwargs):
        messages.warning(request, self.kept_message)
        return redirect(self.index_url_name)


class UserIndexView(users.IndexView):
    page_title = _("Staff")
    add_item_label = _("Enter a person")
    search_fields = ["full_name", "staff_number", "email", "name_search"]
    default_ordering = ["name_pinyin", "staff_number"]

    @property
    def columns(self):
        checkbox, name, *_rest = super().columns
        name.sort_key = "name_pinyin"
        name.label = pgettext_lazy("person", "Name")
        return [
            checkbox,
            name,
            Column("staff_number", label=_("Staff number"), sort_key="staff_number"),
            Column("hall", label=_("Hall"), sort_key="hall__name"),
            Column("roles", label=_("Roles"), accessor=roles_label),
            DateColumn("left_on", label=_("Left on"), sort_key="left_on"),
            BooleanColumn("is_active", label=_("May sign in"), sort_key="is_active"),
        ]

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("hall").prefetch_related("groups")

    def order_queryset(self, queryset):
        # Wagtail's own would sort "name" by first and last name, which we have not.
        return generic.IndexView.order_queryset(self, queryset)


class KeepsHistory:
    """Keeps what the list said before, whoever saves the form."""

    def save_instance(self):
        with transaction.atomic():
            person = super().save_instance()
            keep_history([person.pk], now=timezone.now())
        return person


class UserCreateView(KeepsHistory, users.CreateView):
    pass


class UserEditView(KeepsHistory, users.EditView):
    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        # Whoever may change a superuser's e-mail address can take the account over.
        if self.object.is_superuser and not may_manage(request.user, self.object):
            raise PermissionDenied


class UserDeleteView(KindlyKeptMixin, generic.DeleteView):
    kept_message = NOBODY_IS_DELETED


class UserViewSet(WagtailUserViewSet):
    """Wagtail's user screens for our user model."""

    index_view_class = UserIndexView
    add_view_class = UserCreateView
    edit_view_class = UserEditView
    delete_view_class = UserDeleteView
    menu_label = _("Staff")
    # Our forms have no tabs to fill; the generic pages show whatever fields there are.
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"
    ordering = ["name_pinyin", "staff_number"]

    def get_form_class(self, for_update=False):
        return UserEditForm if for_update else UserCreationForm


class HallDeleteView(KindlyKeptMixin, generic.DeleteView):
    kept_message = _("A hall is not deleted, because people and records belong to it.")


class HallViewSet(ModelViewSet):
    """The halls, for administrators."""

    model = Hall
    icon = "home"
    menu_label = _("Halls")
    menu_order = 590
    add_to_settings_menu = True
    list_display = ["name", "name_en", "code"]
    search_fields = ["name", "name_en", "code"]
    panels = [FieldPanel("name"), FieldPanel("name_en"), FieldPanel("code")]
    delete_view_class = HallDeleteView
    copy_view_enabled = False
