"""The doors of this room that stand open to everybody: checking a certificate."""

from django.urls import path

from . import views_paper, views_public

urlpatterns = [
    path("file/", views_paper.verify_file, name="verify_file"),
    path("offline/", views_paper.verify_offline, name="verify_offline"),
    path("offline/file/", views_paper.offline_file, name="verify_offline_file"),
    path("<str:public_id>/", views_public.verify, name="verify"),
]
