from django.urls import path

import core.converters  # noqa: F401 - <number:…>

from . import import_views, leave_views, run_views, setting_views, stay_views, time_views, views, wish_views

app_name = "rotations"

urlpatterns = [
    path("", views.posts, name="posts"),
    path("leaves/", leave_views.leaves, name="leaves"),
    path("leaves/<int:pk>/take-back/", leave_views.take_back, name="take_back_leave"),
    path("<int:pk>/", views.post, name="post"),
    path("<int:pk>/xlsx/", views.post_xlsx, name="post_xlsx"),
    path("<int:pk>/edit/", views.edit_post, name="edit_post"),
    path("<number:pk>/stays/", stay_views.stays, name="stays"),
    path("stays/<number:pk>/", stay_views.end_stay, name="end_stay"),
    path("people/<number:pk>/", stay_views.posts_of_person, name="posts_of_person"),
    path("setting/", setting_views.setting, name="setting"),
    path("setting/aims/", setting_views.aims, name="aims"),
    path("setting/parts/<number:pk>/remove/", setting_views.drop_part, name="drop_part"),
    path("calendar/", setting_views.calendar, name="calendar"),
    path("calendar/remove/", setting_views.remove_from_calendar, name="remove_from_calendar"),
    path("calendar/holidays/", setting_views.public_holidays, name="public_holidays"),
    path("seats/", time_views.seats, name="seats"),
    path("seats/<number:pk>/remove/", time_views.drop_seats, name="drop_seats"),
    path("working-times/", time_views.working_times, name="working_times"),
    path("working-times/<number:pk>/end/", time_views.end_working_time, name="end_working_time"),
    path("pairs/", time_views.pairs, name="pairs"),
    path("pairs/<number:pk>/end/", time_views.drop_pair, name="drop_pair"),
    path("import/<slug:kind>/", import_views.upload, name="import"),
    path("import/<slug:kind>/template/", import_views.template, name="import_template"),
    path("imports/<number:pk>/", import_views.preview, name="import_preview"),
    path("imports/<number:pk>/refused/", import_views.refused, name="import_refused"),
    path("wishes/", wish_views.wishes, name="wishes"),
    path("wishes/mine/", wish_views.my_wishes, name="my_wishes"),
    path("wishes/<number:pk>/take-back/", wish_views.take_back, name="take_back_wish"),
    path("plans/<number:pk>/run/", run_views.run, name="run"),
    path("plans/<number:pk>/run/state/", run_views.run_state, name="run_state"),
]
