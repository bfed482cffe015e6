from django.urls import path

from . import views

app_name = "privacy"

urlpatterns = [
    path("", views.about, name="about"),
    path("file/", views.download, name="download"),
    path("ask/", views.ask, name="ask"),
    path("requests/", views.requests, name="requests"),
    path("requests/<number:pk>/", views.answer, name="answer"),
]
