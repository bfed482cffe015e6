from django.urls import path

import core.converters  # noqa: F401 - <number:…>
from quizzes.media_views import attempt_media

from . import authoring_views, change_views, lesson_views, playback_views, remark_views, views

app_name = "courses"

urlpatterns = [
    path("<number:course_pk>/enrol/", views.enrol, name="enrol"),
    path("steps/<number:page_pk>/complete/", views.complete, name="complete"),
    path("steps/<number:page_pk>/start/", views.start_quiz, name="start_quiz"),
    path("lessons/<number:page_pk>/remark/", remark_views.say, name="remark"),
    path("lessons/<number:page_pk>/remarks/", remark_views.mine, name="my_remarks"),
    path("lessons/<number:page_pk>/answers/seen/", remark_views.seen, name="answers_seen"),
    path("lessons/<number:page_pk>/reached/", remark_views.reached, name="reached"),
    path("lessons/<number:page_pk>/answer/", remark_views.answer_place, name="answer_place"),
    path("lessons/<number:page_pk>/copy-blocks/", authoring_views.copy_blocks, name="copy_blocks"),
    path("<number:course_pk>/lessons/new/", authoring_views.new_lesson, name="new_lesson"),
    path("remarks/", remark_views.remarks, name="remarks"),
    path("<number:course_pk>/losses/", remark_views.where_people_stop, name="losses"),
    path("changes/<number:pk>/", change_views.change, name="change"),
    path("steps/<number:page_pk>/clips/<number:clip_pk>/place/", playback_views.remember, name="playback"),
    path("steps/<number:page_pk>/blocks/<str:block_id>/answer/", lesson_views.answer, name="answer"),
    path("steps/<number:page_pk>/blocks/<str:block_id>/try/", lesson_views.try_exercise, name="try_exercise"),
    path("steps/<number:page_pk>/blocks/<str:block_id>/practised/", lesson_views.practised, name="practised"),
    path("attempts/<uuid:public_id>/", views.attempt, name="attempt"),
    path("attempts/<uuid:public_id>/save/", views.attempt_save, name="attempt_save"),
    path("attempts/<uuid:public_id>/submit/", views.attempt_submit, name="attempt_submit"),
    path("attempts/<uuid:public_id>/result/", views.attempt_result, name="attempt_result"),
    path("attempts/<uuid:public_id>/media/<number:position>/<str:name>", attempt_media, name="attempt_media"),
]
