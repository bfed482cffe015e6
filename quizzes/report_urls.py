from django.urls import path

import core.converters  # noqa: F401 <number:…>

from . import report_views as views

app_name = "quiz_reports"

urlpatterns = [
    path("", views.quizzes, name="list"),
    path("figures/count/", views.count, name="count"),
    path("questions/<number:pk>/figures/", views.question, name="question"),
    path("<number:pk>/report/", views.people, name="people"),
    path("<number:pk>/report/questions/", views.questions, name="questions"),
    path("<number:pk>/report.xlsx", views.workbook, name="xlsx"),
]
