from django.urls import path

from . import cover_views, matrix_views, views

app_name = "dashboard"

urlpatterns = [
    path("today/", views.today, name="today"),
    path("desk/", views.desk, name="desk"),
    path("hall/", views.hall, name="hall"),
    path("hall/matrix/", matrix_views.matrix, name="matrix"),
    path("hall/matrix/cell/", matrix_views.cell, name="matrix_cell"),
    path("hall/matrix.xlsx", matrix_views.matrix_xlsx, name="matrix_xlsx"),
    path("hall/matrix.pdf", matrix_views.matrix_pdf, name="matrix_pdf"),
    path("hall/cover/", cover_views.cover, name="cover"),
    path("hall/train/", cover_views.train, name="train"),
    path("hall/minimums/", cover_views.minimums, name="minimums"),
]
