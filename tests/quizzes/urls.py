"""The quiz views as a room would mount them, the CMS and what the shell leads to; nothing of the rooms above."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import include, path, re_path
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from core.media_views import captions, media
from core.views import player_pieces
from phrasebook.offline_views import service_worker
from quizzes import views
from quizzes.media_views import attempt_media

URLS = views.Urls(
    attempt="attempt", save="attempt_save", submit="attempt_submit", result="attempt_result", media="attempt_media"
)


def back(attempt):
    return views.Link("/course/", "回到课程")


def mounted(view, **extras):
    return partial(view, urls=URLS, **extras)


def course(request):
    return HttpResponse("course")


urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("course/", course),
    path("a/<uuid:public_id>/", mounted(views.attempt_view, back=back), name="attempt"),
    path("a/<uuid:public_id>/save/", mounted(views.save), name="attempt_save"),
    path("a/<uuid:public_id>/submit/", mounted(views.submit), name="attempt_submit"),
    path("a/<uuid:public_id>/result/", mounted(views.result, back=back), name="attempt_result"),
    path("a/<uuid:public_id>/media/<int:position>/<str:name>", attempt_media, name="attempt_media"),
    re_path(r"^media/captions/(?P<pk>[0-9]{1,18})\.(?P<language>zh|en)\.vtt$", captions, name="captions"),
    path("media/<path:path>", media, name="media"),
    path("player/", player_pieces, name="player_pieces"),
    path("learn/", include(wagtail_urls)),
    path("phrasebook/", include("phrasebook.urls")),
    path("sw.js", service_worker, name="service_worker"),
    path("cms/", include(wagtailadmin_urls)),
    # The shell of every page leads to the phrasebook and keeps it for times without a network.
    path("phrasebook/", include("phrasebook.urls")),
    path("sw.js", service_worker, name="service_worker"),
]
