"""Observed practicals have addresses of their own; quizzes are mounted by the room above (docs/decisions/0005)."""

from django.urls import path

from . import observation_views as views
from . import sheet_views

app_name = "practicals"

urlpatterns = [
    path("", views.overview, name="mine"),
    path("waiting/", views.waiting, name="waiting"),
    path("agreement/", views.agreement, name="agreement"),
    path("new/", views.order, name="order"),
    path("files/<uuid:public_id>/", sheet_views.evidence, name="evidence"),
    path("files/<uuid:public_id>/delete/", sheet_views.give_up_evidence, name="give_up_evidence"),
    path("<uuid:public_id>/", views.detail, name="observation"),
    path("<uuid:public_id>/assign/", views.assign, name="assign"),
    path("<uuid:public_id>/decide/", views.decide, name="decide"),
    path("<uuid:public_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:public_id>/reply/", views.reply, name="reply"),
    path("<uuid:public_id>/sheet/", sheet_views.sheet, name="sheet"),
    path("<uuid:public_id>/files/", sheet_views.add_evidence, name="add_evidence"),
]
