from django.urls import path

import core.converters  # noqa: F401 - <number:…>

from . import correction_views, exam_views, extra_time_views, marking_views, resting_views

app_name = "exams"

urlpatterns = [
    path("", exam_views.running, name="list"),
    path("quizzes/<number:pk>/", exam_views.room, name="room"),
    path("quizzes/<number:pk>/now/", exam_views.room_now, name="room_now"),
    path("quizzes/<number:pk>/extend/", exam_views.extend_room, name="extend_room"),
    path("attempts/<uuid:public_id>/", exam_views.attempt, name="attempt"),
    path("attempts/<uuid:public_id>/extend/", exam_views.extend, name="extend"),
    path("attempts/<uuid:public_id>/close/", exam_views.close, name="close"),
    path("attempts/<uuid:public_id>/void/", exam_views.void, name="void"),
    path("attempts/<uuid:public_id>/revoke/", resting_views.revoke, name="revoke"),
    path("observations/<uuid:public_id>/", resting_views.observation, name="observation"),
    path("observations/<uuid:public_id>/void/", resting_views.void, name="void_observation"),
    path("observations/<uuid:public_id>/revoke/", resting_views.revoke_observed, name="revoke_observation"),
    path("people/<number:pk>/", exam_views.person, name="person"),
    path("people/<number:pk>/extra-time/", extra_time_views.give, name="give_time"),
    path("extra-time/", extra_time_views.everybody, name="extra_times"),
    path("extra-time/<number:pk>/end/", extra_time_views.end, name="end_time"),
    path("marking/", marking_views.queue, name="marking"),
    path("marking/names/", marking_views.names, name="marking_names"),
    path("marking/<uuid:public_id>/<int:position>/", marking_views.mark, name="mark"),
    path("corrections/", correction_views.corrections, name="corrections"),
    path("questions/<number:pk>/correction/", correction_views.correction, name="correction"),
]
