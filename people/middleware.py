from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .roles import Role, has_role

NEED_SECOND_FACTOR = (Role.MANAGER, Role.CHIEF_TRAINER, Role.ADMINISTRATOR)

# What somebody without a second factor may open: setting it up, leaving, and reading it in their own language.
LET_THROUGH = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "account_reauthenticate",
        "account_logout",
        "wagtailadmin_logout",
        "set_language",
    }
)


class RequireSecondFactor:
    """Sends managers, chief trainers and administrators to set up their second factor when the hall requires it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not settings.REQUIRE_SECOND_FACTOR or request.resolver_match.view_name in LET_THROUGH:
            return None
        if not has_role(request.user, *NEED_SECOND_FACTOR) or is_mfa_enabled(request.user, ["totp"]):
            return None
        messages.info(request, _("Your role needs a second step at sign-in. Set it up now; it takes two minutes."))
        return redirect("mfa_activate_totp")
