"""Doors for programs: credentials and what is needed to check them. Their addresses stand in what was signed: none may
ever change."""

from django.urls import path

from . import views_credentials

urlpatterns = [
    path("issuer", views_credentials.issuer, name="credential_issuer"),
    path("keys", views_credentials.keys, name="credential_keys"),
    path("status/<int:number>/<slug:purpose>", views_credentials.status, name="credential_status"),
    path("<str:public_id>.json", views_credentials.credential, name="credential_json"),
    path("<str:public_id>.jwt", views_credentials.token, name="credential_jwt"),
]
