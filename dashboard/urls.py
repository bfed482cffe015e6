from django.urls import path

from . import views

app_name = "dashboard"

urlpatterns = [
    path("today/", views.today, name="today"),
    path("desk/", views.desk, name="desk"),
    path("hall/", views.hall, name="hall"),
    path("hall/matrix.xlsx", views.matrix_xlsx, name="matrix_xlsx"),
]
