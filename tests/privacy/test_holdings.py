"""Nothing about a person is held that the list does not name."""

import json
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.utils import timezone
from wagtail.models import Page

from people.models import User
from privacy.about import changes_of, file_of, tables_of
from privacy.holdings import CONTENT, CONTENT_FIELDS, HELD, NAMED, Section
from skills.services import rate_self

from ..courses.factories import make_attempt
from ..quizzes.factories import make_question, make_quiz
from ..rotations.factories import LeaveFactory
from ..skills.factories import CertificationFactory, SkillFactory, give

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def keys_to_people():
    """Every key of a table to a person, as `app.Model.field`."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is User and not field.auto_created:
                yield model, field


def test_every_key_to_a_person_is_about_them_or_names_them():
    about = {(held.model, way.split("__")[0]) for held in HELD for way in (held.person, held.also) if way}
    unnamed = {
        f"{model._meta.label}.{field.name}"
        for model, field in keys_to_people()
        if (model._meta.label, field.name) not in about
        and f"{model._meta.label}.{field.name}" not in NAMED
        and model._meta.app_label not in CONTENT
        and field.name not in CONTENT_FIELDS
        and not (issubclass(model, Page) and field.name == "owner")
    }
    assert not unnamed


def test_what_hangs_on_a_table_about_a_person_is_named_too():
    held = {row.model for row in HELD}
    persons = {row.model for row in HELD if row.model != "people.User"}
    hanging = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model and field.related_model._meta.label in persons and model._meta.label not in held
    }
    assert not hanging


def test_every_table_and_path_of_the_list_exists(person):
    clerk = person()
    for row in HELD:
        assert row.rows(clerk).count() >= 0
        names = {field.name for field in row.table._meta.concrete_fields}
        assert set(row.hidden) <= names, row.model
    assert len({row.model for row in HELD}) == len(HELD)


def test_the_counts_are_of_this_person_only_and_cost_one_query(person, django_assert_num_queries):
    clerk, other = person(), person()
    skill = SkillFactory()
    give(clerk, skill, on=date(2026, 3, 1), certification=CertificationFactory())
    give(other, skill, on=date(2026, 3, 1), certification=CertificationFactory())
    LeaveFactory(user=clerk, first_day=date(2026, 5, 1), last_day=date(2026, 5, 3))
    with django_assert_num_queries(1):
        found = tables_of(clerk)
    counts = {table.held.model: table.count for tables in found.values() for table in tables}
    assert counts["skills.Award"] == counts["skills.Certificate"] == counts["rotations.Leave"] == 1
    assert counts["people.User"] == 1
    assert Section.EXAMS not in found


def test_the_file_holds_everything_and_no_answer_key_and_no_secret(person):
    clerk = person(full_name="龚䶮·𠮷")
    quiz = make_quiz([make_question("q1")])
    make_attempt(clerk, quiz)
    rate_self(user=clerk, skill=SkillFactory(name="手语"), level=2, now=NOW)
    give(clerk, SkillFactory(), on=date(2026, 3, 1), certification=CertificationFactory())
    found = json.loads("".join(file_of(clerk, NOW)))
    assert found["person"] == "龚䶮·𠮷"
    assert set(found["tables"]) == {row.model for row in HELD}
    assert found["tables"]["skills.SelfRating"]["rows"][0]["skill"]["is"] == "手语"
    assert "password" not in found["tables"]["people.User"]["rows"][0]
    assert found["tables"]["quizzes.Attempt"]["rows"][0]["points"]
    text = json.dumps(found)
    assert "answer_key" not in text
    assert clerk.password not in text


def test_the_file_is_the_same_in_every_language(person):
    from django.utils import translation

    clerk = person()
    give(clerk, SkillFactory(name="手语", name_en="Sign"), on=date(2026, 3, 1))
    with translation.override("en"):
        english = "".join(file_of(clerk, NOW))
    assert english == "".join(file_of(clerk, NOW))


def test_changes_of_the_staff_record_name_who_made_them(person):
    from people.roles import Role
    from people.services import record_leaving

    clerk, boss = person(), person(Role.MANAGER)
    record_leaving(user=clerk, left_on=date(2030, 1, 1), by=boss, now=timezone.now())
    assert [change.user for change in changes_of(clerk)] == [boss]


def test_counts_stand_for_rows_of_every_path(person):
    """A hall full of people does not change what one of them is told."""
    clerk = person()
    before = tables_of(clerk)
    for number in range(5):
        give(person(), SkillFactory(), on=date(2026, 1, 1) + timedelta(days=number))
    assert tables_of(clerk) == before
