"""Which word is due about something on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from notices.due import OVERDUE_TIMES, STALE_AFTER, Due, gather, step_on, steps

from . import world

DAY = date(2027, 3, 31)


def due(**fields):
    return Due(**{"user_id": 1, "key": "certificate:1", "kind": "certificate", "day": DAY, "what": "手语", **fields})


def name_on(thing, days_before):
    step = step_on(thing, thing.day - timedelta(days=days_before))
    return step and step.name


@pytest.mark.parametrize(
    ("days_before", "name"),
    [
        (91, None),
        (90, "90"),
        (61, "90"),
        (60, "60"),
        (31, "60"),
        (30, "30"),
        (8, "30"),
        (7, "7"),
        (1, "7"),
        (0, "0"),
        (-1, "late-1"),
        (-7, "late-1"),
        (-8, "late-2"),
        (-22, "late-4"),
        (-22 - 31, "late-4"),
        (-22 - 32, None),
    ],
)
def test_a_missed_stage_gives_way_to_the_next_one(days_before, name):
    assert name_on(due(), days_before) == name


def test_grace_is_told_of_weekly_and_its_end_is_a_beginning_of_its_own():
    thing = due(grace_until=DAY + timedelta(days=30))
    assert [name_on(thing, -days) for days in (1, 8, 15, 22, 30, 31, 38)] == [
        "grace-1",
        "grace-2",
        "grace-3",
        "grace-4",
        "grace-4",
        "late-1",
        "late-2",
    ]


def test_a_short_grace_has_fewer_weeks():
    assert [step.name for step in steps(due(grace_until=DAY + timedelta(days=9)))][-6:-4] == ["grace-1", "grace-2"]


@pytest.mark.parametrize(
    ("opens", "name"), [(45, "open"), (60, "60"), (59, "60"), (53, "60"), (52, "open"), (63, "90")]
)
def test_the_opening_of_renewal_is_a_stage_unless_another_was_said_a_moment_ago(opens, name):
    assert name_on(due(opens=DAY - timedelta(days=opens)), opens) == name


def test_stages_before_somebody_came_to_know_are_not_said():
    """A certificate of four weeks is not announced to end on the day it is given."""
    thing = due(since=DAY - timedelta(days=27))
    assert [name_on(thing, days) for days in (27, 8, 7)] == [None, None, "7"]


@pytest.mark.parametrize(
    ("on", "moment"), [(-70, "ahead"), (-60, "soon"), (-1, "soon"), (0, "today"), (1, "grace"), (31, "late")]
)
def test_the_moment_says_what_can_be_done(on, moment):
    thing = due(opens=DAY - timedelta(days=60), grace_until=DAY + timedelta(days=30))
    assert thing.moment(DAY + timedelta(days=on)) == moment


@how(deadline=None)  # two years of days; a busy machine is no fault
@given(
    opens=st.none() | st.integers(1, 200),
    grace=st.none() | st.integers(0, 200),
    since=st.none() | st.integers(-400, 50),
    start=st.integers(-300, 0),
)
def test_walking_through_the_days_every_step_is_met_once_and_in_order(opens, grace, since, start):
    thing = due(
        opens=None if opens is None else DAY - timedelta(days=opens),
        grace_until=None if grace is None else DAY + timedelta(days=grace),
        since=None if since is None else DAY + timedelta(days=since),
    )
    met = [step for day in range(start, 400) if (step := step_on(thing, DAY + timedelta(days=day)))]
    assert met == sorted(met)
    assert len({step.day for step in met}) == len(set(met))
    assert sum(step.stage == "late" for step in set(met)) <= OVERDUE_TIMES
    for step in met:
        assert since is None or step.day > thing.since
    last = steps(thing)[-1].day
    assert step_on(thing, last + STALE_AFTER + timedelta(days=1)) is None


def test_a_source_that_fails_keeps_none_of_the_others(settings, dues):
    settings.DUE_SOURCES = [world.BROKEN, world.SOURCE]
    dues.append(due())
    found = gather(None, DAY)
    assert found.dues == dues
    assert found.failed == [world.BROKEN]
