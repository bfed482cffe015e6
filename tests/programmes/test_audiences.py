"""Whom a rule speaks of and why, and the day by which it is to be done."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.audiences import (
    AtPost,
    Audience,
    Hired,
    Lacks,
    Person,
    Span,
    Standing,
    Stay,
    audience_from,
    first_gap,
    reasons,
    stay_meant,
)
from programmes.due_days import Bases, due_day, has_time, problem_of
from programmes.models import AssignmentRule

ON = datetime.date(2026, 11, 23)  # a Monday
DAY = datetime.timedelta(days=1)
near = st.integers(-40, 40).map(lambda number: ON + number * DAY)
spans = st.lists(
    st.builds(
        lambda level, first, length: Span(level, first, None if length is None else first + length * DAY),
        st.integers(1, 4),
        near,
        st.none() | st.integers(0, 30),
    ),
    max_size=5,
)


@given(spans, st.integers(1, 4), near, st.integers(0, 40))
def test_the_first_gap_is_the_first_day_nobody_finds_covered(held, level, first, length):
    days = [first + number * DAY for number in range(length + 1)]

    def covered(day):
        return any(
            span.level >= level and span.first_day <= day and (span.last_day is None or day <= span.last_day)
            for span in held
        )

    assert first_gap(held, level, first, days[-1]) == next((day for day in days if not covered(day)), None)


people = st.builds(
    Person,
    pk=st.integers(1, 3),
    hall=st.none() | st.integers(1, 2),
    roles=st.frozensets(st.sampled_from(["clerk", "manager"])),
    hired_on=st.none() | near,
    stays=st.lists(
        st.builds(
            lambda post, first, length: Stay(post, first, None if length is None else first + length * DAY),
            st.integers(1, 3),
            near,
            st.none() | st.integers(0, 60),
        ),
        max_size=3,
    ),
    skills=st.dictionaries(st.integers(1, 2), spans),
    standings=st.dictionaries(st.integers(1, 2), st.sampled_from(["valid", "renewal", "grace", "expired"])),
)
audiences = st.builds(
    Audience,
    halls=st.lists(st.integers(1, 2), max_size=2).map(tuple),
    roles=st.lists(st.sampled_from(["clerk", "manager"]), max_size=2).map(tuple),
    people=st.lists(st.integers(1, 3), max_size=2).map(tuple),
    at_post=st.none()
    | st.builds(
        AtPost,
        st.lists(st.integers(1, 3), min_size=1, max_size=2).map(tuple),
        st.sampled_from(["held", "planned", "either"]),
        st.none() | st.integers(0, 30),
    ),
    hired=st.none() | st.builds(Hired, st.none() | near, st.none() | st.integers(0, 60)),
    lacks=st.none() | st.builds(Lacks, st.integers(1, 2), st.integers(1, 4), st.integers(0, 30), st.none() | near),
    standing=st.none() | st.builds(Standing, st.integers(1, 2), st.just(("expired", "never"))),
)


@given(audiences)
def test_an_audience_comes_back_from_json_as_it_was(audience):
    again = audience_from(audience.as_json())
    # A hire condition that asks nothing but a first day at all has no words of its own.
    assert again == audience or audience.hired == Hired()


@given(audiences, people)
def test_every_condition_is_a_reason_and_one_more_condition_never_reaches_more_people(audience, person):
    found = reasons(audience, person, ON)
    asked = [audience.hired, audience.lacks, audience.standing, audience.at_post]
    if found is not None:
        assert len(found) == max(1, sum(condition is not None for condition in asked))
        assert reasons(Audience(halls=audience.halls), person, ON) is not None
        assert reasons(Audience(at_post=audience.at_post, lacks=audience.lacks), person, ON) is not None
    if reasons(Audience(hired=audience.hired), person, ON) is None and audience.hired:
        assert found is None


@given(audiences, people, st.integers(0, 90))
def test_time_alone_takes_nothing_back_of_being_newly_hired_planned_or_to_renew(audience, person, later):
    audience = Audience(hired=audience.hired)
    if reasons(audience, person, ON) is not None:
        assert reasons(audience, person, ON + later * DAY, since=ON) is not None


def test_the_reasons_say_what_was_found():
    person = Person(
        7,
        hall=1,
        hired_on=datetime.date(2026, 11, 2),
        stays=[Stay(3, datetime.date(2026, 12, 1))],
        skills={5: [Span(1, datetime.date(2026, 1, 1))]},
    )
    audience = Audience(hired=Hired(within=30), lacks=Lacks(5, 2), at_post=AtPost((3,), "either"))
    assert reasons(audience, person, ON) == [
        {"code": "hired", "on": "2026-11-02"},
        {"code": "lacks", "skill": 5, "level": 2, "on": "2026-11-23"},
        {"code": "planned", "post": 3, "from": "2026-12-01"},
    ]


def test_a_skill_that_ends_within_the_days_ahead_is_a_gap_from_the_day_after():
    person = Person(7, skills={5: [Span(3, ON - 30 * DAY, ON + 10 * DAY)]})
    assert reasons(Audience(lacks=Lacks(5, 2)), person, ON) is None
    [reason] = reasons(Audience(lacks=Lacks(5, 2, ahead=30)), person, ON)
    assert reason["on"] == (ON + 11 * DAY).isoformat()


def test_whoever_was_planned_and_stands_there_now_is_still_meant_once_it_was_assigned():
    person = Person(7, stays=[Stay(3, ON - DAY)])
    audience = Audience(at_post=AtPost((3,), "planned"))
    assert reasons(audience, person, ON) is None
    assert reasons(audience, person, ON, since=ON - 20 * DAY) is not None


def test_whoever_let_it_lapse_is_still_to_renew():
    person = Person(7, standings={1: "expired"})
    audience = Audience(standing=Standing(1, ("renewal", "grace")))
    assert reasons(audience, person, ON) is None
    assert reasons(audience, person, ON, since=ON - 90 * DAY) is not None


def test_an_unknown_condition_is_refused_and_not_read_as_none():
    with pytest.raises(TypeError):
        audience_from({"shoe_size": [41]})


def test_the_stay_meant_is_the_one_now_before_the_one_to_come():
    person = Person(7, stays=[Stay(1, ON + 5 * DAY), Stay(2, ON - 5 * DAY), Stay(3, ON - 90 * DAY, ON - 60 * DAY)])
    assert stay_meant(AtPost((1, 2, 3)), person, ON).post == 2
    assert stay_meant(None, person, ON).post == 1


def rule(**fields):
    return AssignmentRule(**fields)


def test_due_days_are_fixed_or_counted_from_what_is_known():
    bases = Bases(assigned=ON, hired=ON - 5 * DAY, post=ON + 30 * DAY)
    assert due_day(rule(due_on=ON + DAY), bases) == (ON + DAY, True)
    assert due_day(rule(due_days=14), bases) == (ON + 14 * DAY, True)
    assert due_day(rule(due_days=14, due_from="hired"), bases) == (ON + 9 * DAY, True)
    assert due_day(rule(due_days=-7, due_from="post"), bases) == (ON + 23 * DAY, True)
    assert due_day(rule(due_days=-7, due_from="post"), Bases(assigned=ON)) == (None, False)
    assert due_day(rule(), bases) == (None, True)


PROBLEMS = [
    ({"due": ON - DAY}, "past"),
    ({"due": ON}, ""),
    ({"due": ON, "minutes": 61}, "too_short"),
    ({"due": ON + DAY, "minutes": 61}, ""),
    # Saturday and Sunday give no time.
    ({"due": ON + 6 * DAY, "minutes": 301}, "too_short"),
    ({"due": ON + 7 * DAY, "minutes": 301}, ""),
    ({"due": ON + 10 * DAY, "left_on": ON + 9 * DAY}, "after_leaving"),
    ({"due": ON + 10 * DAY, "left_on": ON + 10 * DAY}, ""),
    ({"due": ON + 3 * DAY, "away": [(ON - DAY, ON + DAY), (ON + 2 * DAY, ON + 9 * DAY)]}, "on_leave"),
    ({"due": ON + 3 * DAY, "away": [(ON + DAY, ON + 9 * DAY)], "minutes": 30}, ""),
    ({"due": ON + 3 * DAY, "away": [(ON + DAY, ON + 9 * DAY)], "minutes": 90}, "too_short"),
    ({"due": None, "known": False}, "no_day"),
    ({"due": None}, ""),
    ({"due": ON + DAY, "held_back": True}, "held_back"),
]


@pytest.mark.parametrize(("facts", "expected"), PROBLEMS)
def test_days_that_cannot_be_kept_are_named(facts, expected):
    facts = {"known": True, "on": ON, "minutes": 10, **facts}
    assert problem_of(facts.pop("due"), **facts) == expected


@given(near, st.integers(0, 30), st.integers(0, 600), st.lists(st.tuples(near, st.integers(0, 10)), max_size=3))
def test_there_is_time_exactly_when_the_working_days_hold_the_minutes(first, length, minutes, leaves):
    away = [(begin, begin + number * DAY) for begin, number in leaves]
    days = [first + number * DAY for number in range(length + 1)]
    working = [day for day in days if day.weekday() < 5 and not any(a <= day <= b for a, b in away)]
    assert has_time(first, days[-1], minutes, away) == (len(working) * 60 >= minutes)
