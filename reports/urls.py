from django.urls import path

import core.converters  # noqa: F401 <number:…>

from . import keeping_views as keeping
from . import views

app_name = "reports"

urlpatterns = [
    path("", views.reports, name="list"),
    path("letters/", keeping.letters, name="letters"),
    path("letters/<number:pk>/stop/", keeping.stop, name="stop"),
    path("views/<number:pk>/", keeping.change_view, name="change_view"),
    path("views/<number:pk>/delete/", keeping.delete_view, name="delete_view"),
    path("<slug:slug>/", views.report, name="report"),
    path("<slug:slug>/save/", keeping.save_view, name="save_view"),
    path("<slug:slug>/send/", keeping.send, name="send"),
    path("<slug:slug>/<slug:ending>/", views.export, name="export"),
]
