from django.urls import path

from . import views

app_name = "skills"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("people/<int:pk>/", views.person, name="person"),
    path("certificates/<slug:number>/", views.certificate, name="certificate"),
    path("certificates/<slug:number>/pdf/", views.certificate_pdf, name="certificate_pdf"),
]
