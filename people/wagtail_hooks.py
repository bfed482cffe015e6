from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from .models import User
from .permissions import may_manage
from .viewsets import HallViewSet


@hooks.register("register_admin_viewset")
def halls():
    return HallViewSet("halls", url_prefix="halls")


@hooks.register("before_bulk_action")
def no_bulk_change_of_superusers(request, action_type, objects, action_class_instance):
    """Wagtail asks for the right to change users, not whose: the single screens refuse the same."""
    if action_class_instance.model is User and not all(may_manage(request.user, user) for user in objects):
        messages.error(request, _("Your selection holds people whom only a superuser may change. Nothing was changed."))
        return redirect("wagtailusers_users:index")
    return None


@hooks.register("register_account_menu_item")
def password_page(request):
    return {
        "url": reverse("account_change_password"),
        "label": _("Change password"),
        "help_text": _("Password and second step of signing in"),
    }


@hooks.register("register_settings_menu_item")
def staff_import():
    return StaffImportItem(_("Staff import"), reverse("people:import"), icon_name="upload", order=601)


class StaffImportItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("people.add_user")


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("people.leave", _("Record the last day of work"), _("Last day of work recorded"))
    actions.register_action("people.import", _("Apply a staff file"), _("Staff file applied"))
    actions.register_action("people.password_link", _("Hand out a one-time link"), _("One-time link handed out"))
    actions.register_action("people.reset_second_factor", _("Remove the second step"), _("Second step removed"))
