from django.urls import path

from . import calendar_views, views

app_name = "inbox"

urlpatterns = [
    path("", views.inbox, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("settings/", views.my_settings, name="settings"),
    path("calendar/", calendar_views.addresses, name="calendar"),
    path("calendar/renew/", calendar_views.renew, name="renew_calendar"),
    path("<int:pk>/", views.open_notice, name="open"),
]
