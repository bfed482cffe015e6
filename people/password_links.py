from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse


def password_link(user):
    """The path of a page on which this person may set a password: once, within settings.PASSWORD_RESET_TIMEOUT.

    It stops working when the password, the e-mail address or the last sign-in changes.
    """
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
