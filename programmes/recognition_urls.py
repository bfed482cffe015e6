"""Certificates from outside."""

from django.urls import path

import core.converters  # noqa: F401 - <number:…>

from . import recognition_views as views

app_name = "recognitions"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("waiting/", views.waiting, name="waiting"),
    path("new/<slug:slug>/", views.hand_in_mine, name="hand_in"),
    path("new/<slug:slug>/for/<number:pk>/", views.hand_in_for, name="hand_in_for"),
    path("<number:pk>/", views.one, name="one"),
    path("<number:pk>/decide/", views.verdict, name="decide"),
    path("<number:pk>/scan/", views.scan, name="scan"),
]
