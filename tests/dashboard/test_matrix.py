"""The skill matrix and its filter: pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.matrix import Wanted, matrix
from dashboard.sheet import sheet_rows
from people.models import User
from skills.models import Award, Level, Revocation, Skill
from skills.profile import best_holding

from .factories import AWARDED, TODAY
from .test_due import DAY

SIGNS, ENGLISH = Skill(pk=1, slug="signs", name="手语"), Skill(pk=2, slug="english", name="英语")


def holding(skill, state):
    """Somebody's holding in a state on the day; None for "never"."""
    if state == "never":
        return None
    start = AWARDED["valid" if state == "revoked" else state]
    until = start.replace(year=start.year + 1)
    award = Award(
        skill=skill,
        level=3,
        valid_from=start,
        valid_until=until,
        renewal_from=until - 60 * DAY,
        grace_until=until + 30 * DAY,
    )
    if state == "revoked":
        award.revocation = Revocation(revoked_on=TODAY)
    return best_holding([award], TODAY)


def table(*pairs, **wanted):
    """The matrix of as many people, each a pair of states (sign language, English)."""
    people = [User(pk=n, full_name=f"测试员{n}", staff_number=f"00{n}") for n, _pair in enumerate(pairs)]
    profiles = {
        person.pk: {
            skill.pk: found
            for skill, state in zip([SIGNS, ENGLISH], pair, strict=True)
            if (found := holding(skill, state))
        }
        for person, pair in zip(people, pairs, strict=True)
    }
    return matrix(people, [SIGNS, ENGLISH], profiles, on=TODAY, **wanted)


def names(found):
    return [row.person.full_name for row in found.rows]


STATES = ["valid", "renewal", "grace", "expired", "revoked", "never"]


@pytest.mark.parametrize("state", STATES)
def test_the_filter_finds_who_has_a_skill_in_that_state(state):
    others = [other for other in STATES if other != state]
    found = table((state, others[0]), (others[1], state), (others[2], others[3]), state=state)
    assert names(found) == ["测试员0", "测试员1"]


def test_due_means_renewal_grace_or_expired():
    pairs = [(state, "never") for state in STATES]
    assert names(table(*pairs, state=Wanted.DUE)) == ["测试员1", "测试员2", "测试员3"]


def test_with_one_skill_chosen_only_that_column_is_shown_and_judged():
    found = table(("valid", "expired"), ("expired", "valid"), skill="signs", state="expired")
    assert [head.slug for head in found.skills] == ["signs"]
    assert names(found) == ["测试员1"]
    assert len(found.rows[0].cells) == 1


def test_what_has_lapsed_leaves_no_level():
    (row,) = table(("expired", "grace")).rows
    assert [cell.level for cell in row.cells] == [Level.NONE, Level.CERTIFIED]


@given(
    st.lists(st.tuples(st.sampled_from(STATES), st.sampled_from(STATES)), max_size=6), st.sampled_from(["", *Wanted])
)
def test_a_filter_only_leaves_people_out_and_keeps_their_order(pairs, state):
    everybody, some = names(table(*pairs)), names(table(*pairs, state=state))
    assert some == [name for name in everybody if name in some]
    if not state:
        assert some == everybody


def test_the_sheet_has_three_columns_a_skill_and_keeps_leading_zeros():
    head, row = sheet_rows(table(("grace", "never")))
    assert len(head) == len(row) == 2 + 2 * 3
    assert row[0] == "000"
    assert row[4] == "2026-12-10"
    assert row[7] == ""
