"""Pages of the Wagtail admin that would let people sign in, change their account or delete past our own rules."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.generic import RedirectView
from wagtail.admin.auth import require_admin_access

from . import cms_account

urlpatterns = [
    path("login/", cms_account.sign_in, name="wagtailadmin_login"),
    re_path(
        r"^password_reset/",
        login_not_required(RedirectView.as_view(pattern_name="account_reset_password")),
        name="wagtailadmin_password_reset",
    ),
    path("bulk/people/user/delete/", require_admin_access(cms_account.nobody_is_deleted)),
    path("account/", require_admin_access(cms_account.AccountView.as_view()), name="wagtailadmin_account"),
]
