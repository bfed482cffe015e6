from django.urls import path, register_converter

from core.converters import Number

from . import lesson_views, views

register_converter(Number, "number")

app_name = "courses"

urlpatterns = [
    path("<number:course_pk>/enrol/", views.enrol, name="enrol"),
    path("steps/<number:page_pk>/complete/", views.complete, name="complete"),
    path("steps/<number:page_pk>/start/", views.start_quiz, name="start_quiz"),
    path("steps/<number:page_pk>/blocks/<str:block_id>/answer/", lesson_views.answer, name="answer"),
    path("steps/<number:page_pk>/blocks/<str:block_id>/try/", lesson_views.try_exercise, name="try_exercise"),
    path("steps/<number:page_pk>/blocks/<str:block_id>/practised/", lesson_views.practised, name="practised"),
    path("attempts/<uuid:public_id>/", views.attempt, name="attempt"),
    path("attempts/<uuid:public_id>/save/", views.attempt_save, name="attempt_save"),
    path("attempts/<uuid:public_id>/submit/", views.attempt_submit, name="attempt_submit"),
    path("attempts/<uuid:public_id>/result/", views.attempt_result, name="attempt_result"),
]
