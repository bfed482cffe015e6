from django.urls import path

from . import import_views, views

app_name = "people"

urlpatterns = [
    path("", views.people_list, name="list"),
    path("export/<str:ending>/", views.export, name="export"),
    path("import/", import_views.upload, name="import"),
    path("import/<int:pk>/", import_views.preview, name="import_preview"),
    path("import/<int:pk>/letters/", import_views.letters, name="import_letters"),
    path("import/<int:pk>/refused/<str:ending>/", import_views.refused, name="import_refused"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/leave/", views.leave, name="leave"),
    path("<int:pk>/link/", views.password_link, name="password_link"),
    path("<int:pk>/letter/", views.password_letter, name="password_letter"),
    path("<int:pk>/second-factor/", views.second_factor, name="second_factor"),
]
