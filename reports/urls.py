from django.urls import path

import core.converters  # noqa: F401 <number:…>

from . import dossier_views, views
from . import keeping_views as keeping

app_name = "reports"

urlpatterns = [
    path("", views.reports, name="list"),
    path("letters/", keeping.letters, name="letters"),
    path("letters/<number:pk>/stop/", keeping.stop, name="stop"),
    path("dossier/", dossier_views.ask, name="dossier"),
    path("dossier/check/", dossier_views.check, name="check_dossier"),
    path("dossier/file.<slug:ending>", dossier_views.file, name="dossier_file"),
    path("views/<number:pk>/", keeping.change_view, name="change_view"),
    path("views/<number:pk>/delete/", keeping.delete_view, name="delete_view"),
    path("<slug:slug>/", views.report, name="report"),
    path("<slug:slug>/save/", keeping.save_view, name="save_view"),
    path("<slug:slug>/send/", keeping.send, name="send"),
    path("<slug:slug>/<slug:ending>/", views.export, name="export"),
]
