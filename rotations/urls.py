from django.urls import path

import core.converters  # noqa: F401 - <number:…>

from . import leave_views, stay_views, views

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
]
