"""What needs renewing, as of a day: pure."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from dashboard.due import HORIZON, due_list, is_due
from people.models import User
from skills.models import Award, Skill
from skills.profile import State, best_holding

from .factories import TODAY

DAY = datetime.timedelta(days=1)
SKILL = Skill(pk=1, slug="sign-language", name="手语")


def held(until, renewal_days=60, grace_days=30):
    """A holding that is valid up to and including a day."""
    award = Award(
        skill=SKILL,
        level=3,
        valid_from=until - 365 * DAY,
        valid_until=until,
        renewal_from=until - renewal_days * DAY,
        grace_until=until + grace_days * DAY,
    )
    return best_holding([award], TODAY)


def listed(*holdings):
    people = [User(pk=number, full_name=f"测试员{number}") for number, _holding in enumerate(holdings)]
    profiles = {person.pk: {SKILL.pk: holding} for person, holding in zip(people, holdings, strict=True)}
    return due_list(people, [SKILL], profiles, TODAY)


def test_a_skill_that_ends_within_the_horizon_is_due_before_its_renewal_opens():
    assert is_due(held(TODAY + HORIZON, renewal_days=10), TODAY)
    assert not is_due(held(TODAY + HORIZON + DAY, renewal_days=10), TODAY)


def test_renewal_grace_and_expiry_are_due_whatever_the_horizon():
    for until, state in [(50, State.RENEWAL), (-1, State.GRACE), (-31, State.EXPIRED)]:
        holding = held(TODAY + until * DAY)
        assert holding.state == state
        assert is_due(holding, TODAY, datetime.timedelta(0))


def test_in_grace_the_last_day_is_that_of_grace_and_afterwards_that_of_validity():
    in_grace, expired = listed(held(TODAY - 10 * DAY), held(TODAY - 40 * DAY))
    assert (in_grace.last_day, in_grace.days) == (TODAY + 20 * DAY, 20)
    assert (expired.last_day, expired.days) == (TODAY - 40 * DAY, 40)


def test_on_the_last_day_no_day_is_left_and_it_still_counts():
    (due,) = listed(held(TODAY))
    assert (due.days, due.is_over) == (0, False)


@given(st.lists(st.integers(-200, 60), max_size=8))
def test_what_ends_next_comes_first_and_what_has_lapsed_last(days):
    rows = listed(*(held(TODAY + number * DAY) for number in days))
    ahead = [row.last_day for row in rows if not row.is_over]
    behind = [row.last_day for row in rows if row.is_over]
    assert [row.is_over for row in rows] == sorted(row.is_over for row in rows)
    assert ahead == sorted(ahead)
    assert behind == sorted(behind, reverse=True)
