from django.urls import path

from . import views

app_name = "phrasebook"

urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.scenario, name="scenario"),
]
