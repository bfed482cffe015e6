from django.urls import path

from . import views

# Mounted by dashboard.profile_urls, which adds the profile and the namespace.
urlpatterns = [
    path("certificates/<slug:number>/", views.certificate, name="certificate"),
    path("certificates/<slug:number>/pdf/", views.certificate_pdf, name="certificate_pdf"),
]
