from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin import messages
from wagtail.admin.views.account import AccountView as WagtailAccountView
from wagtail.admin.views.account import ChangePasswordPanel, NameEmailSettingsPanel

from .viewsets import NOBODY_IS_DELETED


@login_not_required
def sign_in(request):
    """Wagtail sends here whoever may not enter the CMS.

    Somebody signed in is refused: sending them to sign in would send them straight back, round and round.
    """
    if request.user.is_authenticated:
        raise PermissionDenied
    target = request.GET.get(REDIRECT_FIELD_NAME, "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("wagtailadmin_home")
    return redirect_to_login(target, login_url=reverse("account_login"))


def nobody_is_deleted(request):
    """Wagtail shows "delete" beside every list of users; this says why there is no such thing here."""
    messages.warning(request, NOBODY_IS_DELETED)
    return redirect("wagtailusers_users:index")


class AccountView(WagtailAccountView):
    """Without name, e-mail and password: the hall enters the first two, the third has a page of its own."""

    def get_panels(self):
        ours = (NameEmailSettingsPanel, ChangePasswordPanel)
        return [panel for panel in super().get_panels() if not isinstance(panel, ours)]
