"""Certifications: mine, each with its path and its people."""

from django.urls import path

import core.converters  # noqa: F401 - <number:…>

from . import act_views, part_views, people_views, views

app_name = "programmes"

urlpatterns = [
    path("certifications/", views.catalogue, name="catalogue"),
    path("certificates/", views.mine, name="mine"),
    path("certificates/<slug:slug>/", views.programme, name="programme"),
    path("certificates/<slug:slug>/start/", views.start, name="start"),
    path("certificates/<slug:slug>/courses/<number:pk>/again/", views.again, name="again"),
    path("certificates/<slug:slug>/quizzes/<number:pk>/", part_views.quiz, name="quiz"),
    path("certificates/<slug:slug>/quizzes/<number:pk>/start/", part_views.start_quiz, name="start_quiz"),
    path("certificates/<slug:slug>/practicals/<number:pk>/", part_views.practical, name="practical"),
    path("certificates/<slug:slug>/practicals/<number:pk>/ask/", part_views.ask, name="ask"),
    path("certificates/<slug:slug>/people/", people_views.people, name="people"),
    path("certificates/<slug:slug>/people/assign/", people_views.assign, name="assign"),
    path("certificates/<slug:slug>/people/<number:pk>/", people_views.person, name="person"),
    path("certificates/<slug:slug>/people/<number:pk>/round/<slug:act>/", act_views.of_round, name="act"),
    path(
        "certificates/<slug:slug>/people/<number:pk>/<slug:number>/<slug:act>/",
        act_views.of_certificate,
        name="certificate_act",
    ),
]
