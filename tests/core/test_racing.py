"""The net under the races: real commits, real rivals, and nothing left for the next test."""

import time

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from wagtail.models import Page, Site

from people.models import Hall, User
from people.roles import Role
from tests.factories import HallFactory


def number_everybody(seconds_between):
    """A careless counter: reads, thinks, writes."""

    def work():
        seen = Hall.objects.get(code="race").name_en
        time.sleep(seconds_between)
        Hall.objects.filter(code="race").update(name_en=str(int(seen) + 1))

    return work


def test_a_careless_counter_loses_an_update_in_a_race(racing_db):
    HallFactory(code="race", name_en="0")
    racing_db.together(2 * [number_everybody(seconds_between=0.3)])
    assert Hall.objects.get(code="race").name_en == "1"


def test_a_counter_that_locks_its_row_loses_nothing(racing_db):
    HallFactory(code="race", name_en="0")

    def work():
        with transaction.atomic():
            hall = Hall.objects.select_for_update().get(code="race")
            time.sleep(0.1)
            hall.name_en = str(int(hall.name_en) + 1)
            hall.save()

    assert racing_db.together(3 * [work]) == 3 * [None]
    assert Hall.objects.get(code="race").name_en == "3"


def test_a_rival_that_fails_is_answered_as_its_exception(racing_db):
    answers = racing_db.together(2 * [lambda: Hall.objects.create(code="twin", name="双")])
    assert sorted(type(answer).__name__ for answer in answers) == ["Hall", "IntegrityError"]
    assert any(isinstance(answer, IntegrityError) for answer in answers)


@pytest.mark.parametrize("time_round", [1, 2])
def test_what_a_race_commits_is_gone_afterwards(racing_db, person, time_round):
    assert not Hall.objects.filter(code="race").exists()
    HallFactory(code="race")
    person(Role.MANAGER)
    assert not connection.in_atomic_block


@pytest.mark.django_db
def test_the_rows_made_by_migrations_survive_the_races():
    assert set(Group.objects.values_list("name", flat=True)) >= set(Role.values)
    assert Page.objects.filter(depth=1).exists()
    assert Site.objects.exists()
    assert not User.objects.exists()
    assert connection.in_atomic_block


@pytest.mark.django_db
def test_the_mark_and_the_fixture_go_together(racing_db):
    assert not connection.in_atomic_block
