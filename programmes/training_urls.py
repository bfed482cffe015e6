"""Assigned training and the rules that assign it."""

from django.urls import path

import core.converters  # noqa: F401 - <number:…>

from . import rule_views, training_views

app_name = "training"

urlpatterns = [
    path("", training_views.assignments, name="list"),
    path("mine/", training_views.mine, name="mine"),
    path("xlsx/", training_views.assignments_xlsx, name="xlsx"),
    path("assign/", training_views.assign_people, name="assign"),
    path("bulk/", training_views.bulk, name="bulk"),
    path("<number:pk>/", training_views.assignment, name="assignment"),
    path("<number:pk>/extend/", training_views.extend_one, name="extend"),
    path("<number:pk>/take-back/", training_views.take_back_one, name="take_back"),
    path("rules/", rule_views.rules, name="rules"),
    path("rules/new/", rule_views.new_rule, name="new_rule"),
    path("rules/<number:pk>/", rule_views.rule, name="rule"),
    path("rules/<number:pk>/off/", rule_views.off, name="rule_off"),
    path("exceptions/", rule_views.exceptions, name="exceptions"),
    path("exceptions/<number:pk>/", rule_views.exception, name="exception"),
    path("exceptions/<number:pk>/lift/", rule_views.lift, name="lift"),
]
