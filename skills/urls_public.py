"""Doors for everybody who checks a certificate: on paper, as a file, with a network and without.

The addresses are printed on paper: none may ever change.
"""

from django.urls import path

from . import views_paper, views_public

urlpatterns = [
    path("file/", views_paper.verify_file, name="verify_file"),
    path("offline/", views_paper.verify_offline, name="verify_offline"),
    path("offline/file/", views_paper.offline_file, name="verify_offline_file"),
    path("<str:public_id>/", views_public.verify, name="verify"),
]
