"""The year behind the hall: the same every time, and in the states it says, whatever day it is."""

import datetime
import zoneinfo
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skills.models import Certification
from skills.terms import term_of
from training.demo import source, story

ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")
COURSES = {course["slug"]: course for course in source.courses()}
days = st.dates(datetime.date(2025, 1, 1), datetime.date(2040, 12, 31))


def told(today):
    return story.journeys(source.hall(), source.courses(), today, ZONE)


def state_of(journey, today):
    rules = source.hall()["certificates"]
    months = COURSES[journey.course]["validity_months"]
    term = term_of(journey.last_moment.date(), Certification(validity_months=months, **rules))
    if term.grace_until < today:
        return "expired"
    if term.valid_until < today:
        return "grace"
    return "renewal" if term.renewal_from <= today else "valid"


def latest(journeys):
    return {(journey.staff_number, journey.course): journey for journey in journeys}


@given(days)
@settings(max_examples=25, deadline=None)
def test_certificates_are_in_the_states_the_story_says_on_any_day(today):
    states = story.cast(source.hall(), source.courses())
    for (number, course), journey in latest(told(today)).items():
        wanted = states[course][number]
        if journey.passed and wanted != "revoked":
            assert state_of(journey, today) == {"renewed": "valid"}.get(wanted, wanted), (number, course)


@given(days)
@settings(max_examples=25, deadline=None)
def test_moments_are_in_order_after_hiring_and_before_today(today):
    hired = {person["staff_number"]: today + datetime.timedelta(person["hired"]) for person in source.hall()["people"]}
    for journey in told(today):
        moments = [journey.started_at, *journey.lessons, *(sitting.started_at for sitting in journey.sittings)]
        assert moments == sorted(set(moments))
        assert hired[journey.staff_number] <= moments[0].date()
        assert moments[-1].date() < today


@given(days)
@settings(max_examples=10, deadline=None)
def test_nobody_enrols_again_before_the_renewal_opens(today):
    rules = source.hall()["certificates"]
    first = {}
    for journey in told(today):
        key = journey.staff_number, journey.course
        if key in first:
            months = COURSES[journey.course]["validity_months"]
            term = term_of(first[key].last_moment.date(), Certification(validity_months=months, **rules))
            assert term.renewal_from <= journey.started_at.date()
        first[key] = journey


def test_the_same_day_tells_the_same_story():
    today = datetime.date(2026, 3, 2)
    assert told(today) == told(today)


def test_another_day_tells_it_of_the_same_people():
    monday, later = datetime.date(2026, 3, 2), datetime.date(2027, 8, 19)
    assert set(latest(told(monday))) == set(latest(told(later)))


@pytest.mark.parametrize("course", COURSES)
def test_each_course_has_as_many_people_in_each_state_as_written(course):
    states = story.cast(source.hall(), source.courses())[course]
    drawn = Counter(state for state in states.values() if state != "never")
    assert drawn == Counter(source.hall()["story"][course])


def test_nobody_unpinned_holds_both_languages_of_the_accessible_counter():
    states = story.cast(source.hall(), source.courses())
    both = {
        number
        for number in states["hall-english"]
        if states["hall-english"][number] in story.HOLDING
        and states["sign-language-basics"].get(number) in story.HOLDING
    }
    assert both <= set(source.hall()["pinned"])
    assert len(both) >= 3
