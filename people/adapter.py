"""What allauth asks of us: who may sign in, where to go, and what is said when it does not work."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_NOT_RIGHT = _("The staff number, the e-mail or the password is not right. Check them and try again.")


class AccountAdapter(DefaultAccountAdapter):
    """People are entered by the hall, never by signing themselves up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _NOT_RIGHT,
        "email_password_mismatch": _NOT_RIGHT,
        "too_many_login_attempts": _(
            "Too many attempts did not work. Wait five minutes, or ask your manager for a one-time link."
        ),
        "invalid_password_reset": _("This link has been used or is more than three days old. Ask for a new one."),
    }

    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **kwargs):
        """The password was right: whoever has left may be told so kindly, nobody else learns it."""
        if not user.may_sign_in(timezone.localdate()):
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def get_password_change_redirect_url(self, request):
        return reverse("home")


class SecondFactorAdapter(DefaultMFAAdapter):
    """In the authenticator app an entry reads "星窗 Xingchuang: staff number"."""

    def get_totp_label(self, user):
        return user.staff_number
