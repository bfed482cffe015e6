from django.urls import path, register_converter

from core.converters import Number

from . import playback_views, views

register_converter(Number, "number")

app_name = "courses"

urlpatterns = [
    path("<number:course_pk>/enrol/", views.enrol, name="enrol"),
    path("steps/<number:page_pk>/complete/", views.complete, name="complete"),
    path("steps/<number:page_pk>/start/", views.start_quiz, name="start_quiz"),
    path("steps/<number:page_pk>/clips/<number:clip_pk>/place/", playback_views.remember, name="playback"),
    path("attempts/<uuid:public_id>/", views.attempt, name="attempt"),
    path("attempts/<uuid:public_id>/save/", views.attempt_save, name="attempt_save"),
    path("attempts/<uuid:public_id>/submit/", views.attempt_submit, name="attempt_submit"),
    path("attempts/<uuid:public_id>/result/", views.attempt_result, name="attempt_result"),
]
