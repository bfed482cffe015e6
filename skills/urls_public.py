"""The one door of this room that stands open to everybody: checking a certificate."""

from django.urls import path

from . import views_public

urlpatterns = [path("<str:public_id>/", views_public.verify, name="verify")]
