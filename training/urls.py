"""Every door of the house. tests/test_permissions.py holds one row for each."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from core.media_views import media
from core.views import healthz

urlpatterns = [
    path("", include("dashboard.urls")),
    path("people/", include("people.urls")),
    path("skills/", include("skills.urls")),
    path("verify/", include("skills.urls_public")),
    path("phrasebook/", include("phrasebook.urls")),
    path("courses/", include("courses.urls")),
    path("posts/", include("rotations.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("media/<path:path>", media, name="media"),
    path("healthz", healthz, name="healthz"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # The catalogue is the root page of the site; courses and their steps hang below it.
    path("learn/", include(wagtail_urls)),
]
