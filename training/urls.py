"""Every door of the house. tests/test_permissions.py holds one row for each."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from core.media_views import captions, media
from core.views import healthz, player_pieces
from dashboard.views import home
from notices.feed_views import feed
from people.language_views import set_language
from phrasebook.offline_views import service_worker

from . import demo_views
from .style import style

urlpatterns = [
    path("", home, name="home"),
    path("", include("dashboard.urls")),
    path("people/", include("people.urls")),
    path("skills/", include("dashboard.profile_urls")),
    path("inbox/", include("notices.urls")),
    path("calendar/<str:token>.ics", feed, name="calendar_feed"),
    path("verify/", include("skills.urls_public")),
    path("credentials/", include("skills.urls_credentials")),
    path("phrasebook/", include("phrasebook.urls")),
    path("courses/", include("courses.urls")),
    path("practicals/", include("quizzes.urls")),
    path("", include("programmes.urls")),
    path("rounds/", include("programmes.round_urls")),
    path("recognitions/", include("programmes.recognition_urls")),
    path("books/", include("courses.book_urls")),
    path("quizzes/", include("quizzes.report_urls")),
    path("bank/", include("quizzes.import_urls")),
    path("exams/", include("dashboard.exam_urls")),
    path("posts/", include("rotations.urls")),
    path("privacy/", include("privacy.urls")),
    path("reports/", include("reports.urls")),
    path("training/", include("programmes.training_urls")),
    path("accounts/", include("people.account_urls")),
    re_path(r"^media/captions/(?P<pk>[0-9]{1,18})\.(?P<language>zh|en)\.vtt$", captions, name="captions"),
    path("media/<path:path>", media, name="media"),
    path("demo/enter/<slug:role>/", demo_views.enter, name="demo_enter"),
    path("healthz", healthz, name="healthz"),
    path("player/", player_pieces, name="player_pieces"),
    # At the root, because a script of this kind may only stand before what lies below it.
    path("sw.js", service_worker, name="service_worker"),
    path("language/", set_language, name="set_language"),
    # First ours: they take the place of Wagtail's own pages for signing in.
    path("cms/", include("people.cms_urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Wagtail's own page for signing in would count no failed attempts.
    path(
        "learn/_util/login/",
        login_not_required(RedirectView.as_view(pattern_name="account_login", query_string=True)),
        name="wagtailcore_login",
    ),
    # The catalogue is the root page of the site; courses and their steps hang below it.
    path("learn/", include(wagtail_urls)),
]

if settings.SHOW_STYLE_PAGE:
    urlpatterns.append(path("style/", style))
