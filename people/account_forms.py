"""The forms of signing in. allauth looks them up in settings.ACCOUNT_FORMS."""

from functools import partial

from allauth.account.forms import LoginForm, UserTokenForm
from django import forms
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .models import User
from .names import tidy_email, tidy_staff_number
from .tasks import send_password_link


class SignInForm(LoginForm):
    """Staff number or e-mail, in whatever width and case it was typed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["login"]
        field.label = _("Staff number or e-mail")
        field.max_length = 254
        field.widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)

    def clean_login(self):
        # Also what attempts are counted by: another width must not buy another five attempts.
        return tidy_staff_number(self.cleaned_data["login"])


class ForgottenPasswordForm(forms.Form):
    """Answers the same whoever asks: whether a person exists or has an e-mail address cannot be seen from outside."""

    email = forms.CharField(
        label=_("Staff number or e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("Your staff number will do, too."),
    )

    def clean_email(self):
        return tidy_email(self.cleaned_data["email"])

    def save(self, request, **kwargs):
        """Let the background worker write the letter, so that the answer takes equally long with and without one."""
        asked = self.cleaned_data["email"]
        for user in User.objects.filter(Q(staff_number__iexact=asked) | Q(email__iexact=asked)).exclude(email=""):
            if user.may_sign_in(timezone.localdate()):
                transaction.on_commit(partial(send_password_link.enqueue, user.pk, get_language()))
        return asked


class PasswordLinkForm(UserTokenForm):
    """Checks the key of a one-time link; it is worth nothing to somebody who may no longer sign in."""

    def _get_user(self, uidb36):
        user = super()._get_user(uidb36)
        return user if user and user.may_sign_in(timezone.localdate()) else None
