from django.urls import path

from . import offline_views, views

app_name = "phrasebook"

urlpatterns = [
    path("", views.index, name="index"),
    path("results/", views.results, name="results"),
    path("offline/", offline_views.page, name="offline"),
    path("offline.json", offline_views.entries, name="offline_json"),
    path("<slug:slug>/", views.scenario, name="scenario"),
    path("<slug:kind>/<slug:key>/", views.entry, name="entry"),
    path("<slug:kind>/<slug:key>/mark/", views.mark, name="mark"),
]
