"""Attempts at quizzes that were begun from a programme (docs/decisions/0005)."""

from django.urls import path

import core.converters  # noqa: F401 - <number:…>
from quizzes.media_views import attempt_media

from . import part_views

app_name = "rounds"

urlpatterns = [
    path("<uuid:public_id>/", part_views.attempt, name="attempt"),
    path("<uuid:public_id>/save/", part_views.attempt_save, name="attempt_save"),
    path("<uuid:public_id>/submit/", part_views.attempt_submit, name="attempt_submit"),
    path("<uuid:public_id>/result/", part_views.attempt_result, name="attempt_result"),
    path("<uuid:public_id>/media/<number:position>/<str:name>", attempt_media, name="attempt_media"),
]
