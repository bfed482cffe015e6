"""A year and a half is lived through day by day, with the daily job; the year and what is expected are in `year`.

`OBSERVERS` are called every day with the clock, the people and their expected states; what rooms above see is in
tests/reports/test_a_year_seen.py.
"""

import datetime
from collections.abc import Callable

import pytest

from people.models import User
from programmes.cycles import current, standings
from programmes.daily import daily
from programmes.models import Cycle
from programmes.records import last_findings
from rotations.eligibility import Answer, judge_all
from skills.models import Award
from skills.profile import profiles

from .year import COUNTS, Hall, begin, live_through

pytestmark = pytest.mark.django_db


def sees_the_standing(hall: Hall):
    """The round that speaks for a person is in the state that was written down."""
    rounds = {life.clerk.pk: [] for life in hall.lives}
    for row in standings(Cycle.objects.with_story(), hall.on):
        rounds[row.cycle.user_id].append(row)
    for life in hall.lives:
        row = current(rounds[life.clerk.pk])
        found = row.state.value if row and row.state else None
        assert found == life.should_be(hall.on), f"{hall.on}: who {life.name} is {found}"


def sees_the_profile(hall: Hall):
    """The skill counts exactly while the certificate does, whatever way it is asked."""
    held = profiles([life.clerk for life in hall.lives], hall.on)
    in_force = set(Award.objects.in_force(hall.on).values_list("user", flat=True))
    for life in hall.lives:
        holding, should = held[life.clerk.pk].get(hall.skill_id), life.should_be(hall.on)
        assert (holding is not None and holding.in_force) == (should in COUNTS), f"{hall.on}: {life.name}"
        assert (life.clerk.pk in in_force) == (should in COUNTS), f"{hall.on}: {life.name}"
        if should in COUNTS | {"suspended", "revoked"}:
            assert holding.state.value == should, f"{hall.on}: {life.name}"


def sees_who_may_stand_there(hall: Hall):
    """The post is open to whoever counts and works here that day, and to nobody else."""
    people = list(User.objects.filter(pk__in=[life.clerk.pk for life in hall.lives]).order_by("pk"))
    answers = {verdict.user.pk: verdict.answer for verdict in judge_all(people, hall.post, hall.on, hall.on, offers=[])}
    for life in hall.lives:
        may = life.should_be(hall.on) in COUNTS and life.works(hall.on)
        assert (answers[life.clerk.pk] != Answer.NO) == may, f"{hall.on}: {life.name}"
        if may and life.should_be(hall.on) == "grace":
            assert answers[life.clerk.pk] == Answer.FLAGGED, f"{hall.on}: {life.name}"


def sees_clean_records(hall: Hall):
    """The check that the daily job has just made found nothing."""
    assert last_findings() == [], f"{hall.on}"


OBSERVERS: list[Callable[[Hall], None]] = [
    sees_the_standing,
    sees_the_profile,
    sees_who_may_stand_there,
    sees_clean_records,
]


def test_a_year_is_right_on_every_day_of_it(time_machine, person):
    time_machine.move_to(datetime.datetime(2026, 1, 4, 22, 0, tzinfo=datetime.UTC), tick=False)
    lives, post = begin(person)
    live_through(time_machine, lives, post, work=daily, observers=OBSERVERS)
