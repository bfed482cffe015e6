"""The judgement, reason by reason, and held against a brute force that looks at every day."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from people.employment import Employment
from rotations.judging import Answer, Away, Held, Need, first_gap, judge_holdings, pieces
from rotations.reasons import Code, Reason
from skills.models import Skill
from skills.profile import IN_FORCE, State, state_of

SIGN = Skill(pk=1, slug="sign", name="手语", name_en="Sign language")
ENGLISH = Skill(pk=2, slug="english", name="英语", name_en="English")
START, END = date(2026, 12, 1), date(2026, 12, 31)
NEED = Need(1, 3, SIGN)
NEVER_ENDS = Held(1, 3, date(2020, 1, 1))


def held(begin, until, level=3, renewal=0, grace=0, revoked=None, skill=1):
    return Held(
        skill,
        level,
        begin,
        until,
        max(begin, until - timedelta(days=renewal - 1)),
        until + timedelta(days=grace),
        revoked,
    )


def judged(*rows, needs=(NEED,), leaves=(), hired=None, left=None, start=START, end=END):
    return judge_holdings(needs, rows, leaves, Employment(hired, left), start, end)


def only_reason(judgement):
    assert len(judgement.reasons) == 1
    return judgement.reasons[0]


def test_a_post_that_asks_for_nothing_is_open_to_everybody_who_is_there():
    assert judged(needs=()).answer == Answer.YES


def test_what_never_ends_is_a_yes_with_its_proof():
    found = judged(NEVER_ENDS)
    assert found.answer == Answer.YES
    assert found.proofs == [(NEED, NEVER_ENDS)]


def test_the_last_valid_day_still_counts():
    assert judged(held(date(2026, 1, 1), END)).answer == Answer.YES
    assert judged(held(START, END)).answer == Answer.YES


def test_expiring_one_day_before_the_end_is_a_no_that_names_both_days():
    reason = only_reason(judged(held(date(2026, 1, 1), END - timedelta(days=1))))
    assert (reason.code, reason.on, reason.bound) == (Code.EXPIRES_DURING, date(2026, 12, 30), END)


def test_grace_until_the_end_is_flagged():
    found = judged(held(date(2026, 1, 1), date(2026, 12, 20), grace=11))
    reason = only_reason(found)
    assert found.answer == Answer.FLAGGED
    assert (reason.code, reason.on, reason.until) == (Code.GRACE_DURING, date(2026, 12, 20), END)


def test_grace_that_ends_inside_is_a_no():
    reason = only_reason(judged(held(date(2026, 1, 1), date(2026, 12, 20), grace=10)))
    assert (reason.code, reason.on, reason.until) == (Code.EXPIRES_DURING, date(2026, 12, 20), date(2026, 12, 30))


def test_in_grace_from_the_start_is_flagged():
    found = judged(held(date(2026, 1, 1), date(2026, 11, 30), grace=60))
    reason = only_reason(found)
    assert found.answer == Answer.FLAGGED
    assert (reason.code, reason.on, reason.until) == (Code.IN_GRACE, date(2026, 11, 30), date(2027, 1, 29))


def test_an_open_renewal_is_flagged_with_the_day_it_opens_and_the_day_it_ends():
    found = judged(held(date(2026, 1, 1), date(2027, 1, 10), renewal=30))
    reason = only_reason(found)
    assert found.answer == Answer.FLAGGED
    assert (reason.code, reason.on, reason.until) == (Code.RENEWAL_OPEN, date(2026, 12, 12), date(2027, 1, 10))


def test_a_renewal_inside_the_period_without_a_gap_is_a_yes():
    old = held(date(2026, 1, 1), date(2026, 12, 15), renewal=60, grace=30)
    new = held(date(2026, 11, 20), date(2027, 11, 19), renewal=60)
    assert judged(old, new).answer == Answer.YES
    assert judged(old, new).proofs == [(NEED, new)]


def test_a_renewal_that_begins_a_day_too_late_is_a_no():
    old, new = held(date(2026, 1, 1), date(2026, 12, 15)), held(date(2026, 12, 17), date(2027, 12, 16))
    assert only_reason(judged(old, new)).code == Code.EXPIRES_DURING
    assert judged(old, new._replace(valid_from=date(2026, 12, 16))).answer == Answer.YES


def test_a_higher_level_counts_for_a_lower_need_and_a_lower_one_does_not():
    assert judged(NEVER_ENDS._replace(level=4)).answer == Answer.YES
    reason = only_reason(judged(NEVER_ENDS._replace(level=2)))
    assert (reason.code, reason.held, reason.needed) == (Code.LEVEL_TOO_LOW, 2, 3)


def test_never_held():
    assert only_reason(judged()).code == Code.NEVER_HELD
    assert only_reason(judged(NEVER_ENDS._replace(skill_id=2))).code == Code.NEVER_HELD
    lapsed_lower = held(date(2024, 1, 1), date(2024, 12, 31), level=2)
    assert only_reason(judged(lapsed_lower)).code == Code.NEVER_HELD


def test_expired_names_the_last_day_of_the_latest():
    first, second = held(date(2023, 1, 1), date(2023, 12, 31)), held(date(2025, 1, 1), date(2025, 12, 31), grace=30)
    reason = only_reason(judged(first, second))
    assert (reason.code, reason.on, reason.until) == (Code.EXPIRED, date(2025, 12, 31), date(2026, 1, 30))


def test_revoked_before_and_inside_the_period():
    row = held(date(2026, 1, 1), date(2027, 12, 31))
    before = only_reason(judged(row._replace(revoked_on=date(2026, 6, 1))))
    inside = only_reason(judged(row._replace(revoked_on=date(2026, 12, 9))))
    assert (before.code, before.on) == (Code.REVOKED, date(2026, 6, 1))
    assert (inside.code, inside.on) == (Code.REVOKED, date(2026, 12, 9))
    assert judged(row._replace(revoked_on=END + timedelta(days=1))).answer == Answer.YES


def test_an_award_revoked_after_it_lapsed_is_told_as_expired():
    row = held(date(2025, 1, 1), date(2025, 12, 31), revoked=date(2026, 2, 1))
    assert only_reason(judged(row)).code == Code.EXPIRED


def test_not_yet_valid_names_the_day_it_begins():
    reason = only_reason(judged(held(date(2026, 12, 5), date(2027, 12, 4))))
    assert (reason.code, reason.on, reason.bound) == (Code.NOT_YET_VALID, date(2026, 12, 5), START)


def test_an_award_revoked_before_it_began_is_told_as_revoked():
    row = held(date(2026, 12, 5), date(2027, 12, 4), revoked=date(2026, 12, 3))
    assert only_reason(judged(row)).code == Code.REVOKED


def test_leave_of_a_single_day_is_a_no_with_its_dates():
    reason = only_reason(judged(NEVER_ENDS, leaves=[Away(END, END)]))
    assert (reason.code, reason.on, reason.until) == (Code.ON_LEAVE, END, END)
    assert judged(NEVER_ENDS, leaves=[Away(END + timedelta(days=1), date(2027, 1, 9))]).answer == Answer.YES


@pytest.mark.parametrize(
    ("hired", "left", "code"),
    [
        (START, END, None),
        (START + timedelta(days=1), None, Code.NOT_HIRED_YET),
        (None, END - timedelta(days=1), Code.LEAVES_DURING),
        (None, START, Code.LEAVES_DURING),
        (None, START - timedelta(days=1), Code.LEFT),
    ],
)
def test_the_first_and_the_last_day_of_work_are_worked(hired, left, code):
    found = judged(NEVER_ENDS, hired=hired, left=left)
    assert [reason.code for reason in found.reasons] == ([code] if code else [])
    assert found.answer == (Answer.NO if code else Answer.YES)


def test_every_need_gives_its_own_reason():
    found = judged(NEVER_ENDS._replace(skill_id=2, level=1), needs=[NEED, Need(2, 2, ENGLISH)])
    assert [(reason.skill, reason.code) for reason in found.reasons] == [
        (SIGN, Code.NEVER_HELD),
        (ENGLISH, Code.LEVEL_TOO_LOW),
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_reason_is_a_sentence_with_its_dates(language):
    with translation.override(language):
        for code in Code:
            sentence = Reason(
                code, SIGN, 3, 2, on=date(2031, 12, 3), until=date(2031, 12, 9), bound=date(2031, 12, 31)
            ).text
            assert "%(" not in sentence
            assert "None" not in sentence
            assert sentence[-1] in "。."


def test_suspended_inside_the_period_is_a_no_that_names_the_day():
    cut = pieces(held(date(2026, 1, 1), date(2027, 6, 30)), [(date(2026, 12, 10), None)])
    reason = only_reason(judged(*cut))
    assert (reason.code, reason.on) == (Code.SUSPENDED, date(2026, 12, 10))


def test_suspended_before_the_period_is_a_no_until_it_counts_again():
    award, begin = held(date(2026, 1, 1), date(2027, 6, 30)), date(2026, 10, 1)
    assert only_reason(judged(*pieces(award, [(begin, None)]))).code == Code.SUSPENDED
    assert judged(*pieces(award, [(begin, START)])).answer == Answer.YES
    found = judged(*pieces(award, [(begin, START + timedelta(days=1))]))
    assert [reason.code for reason in found.reasons] == [Code.SUSPENDED, Code.NOT_YET_VALID]


def test_what_ran_out_while_suspended_is_expired():
    cut = pieces(held(date(2026, 1, 1), date(2026, 11, 1)), [(date(2026, 10, 1), None)])
    assert only_reason(judged(*cut)).code == Code.EXPIRED


days = st.dates(date(2026, 1, 1), date(2026, 3, 20))
awards = st.builds(
    lambda begin, length, level, renewal, grace, revoked, skill: held(
        begin, begin + timedelta(days=length), level, renewal, grace, revoked, skill
    ),
    days,
    st.integers(0, 50),
    st.integers(1, 4),
    st.integers(0, 60),
    st.integers(0, 12),
    st.none() | days,
    st.integers(1, 2),
) | st.builds(
    lambda begin, level, revoked: Held(1, level, begin, revoked_on=revoked), days, st.integers(1, 4), st.none() | days
)
# Suspensions one after the other; only the last of them may have no end.
breaks_of_an_award = st.lists(days, max_size=5, unique=True).map(
    lambda found: list(zip(sorted(found)[::2], [*sorted(found)[1::2], None], strict=False))
)
suspended_awards = st.tuples(awards, st.just([]) | breaks_of_an_award)
periods = st.tuples(days, st.integers(0, 25)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1])))
absences = st.lists(
    st.tuples(days, st.integers(0, 4)).map(lambda p: Away(p[0], p[0] + timedelta(days=p[1]))), max_size=1
)
needs_of_posts = st.lists(st.integers(1, 4), min_size=0, max_size=2).map(
    lambda levels: [Need(skill.pk, level, skill) for skill, level in zip([SIGN, ENGLISH], levels, strict=False)]
)


def brute_force(needs, rows, leaves, employment, start, end):
    """Looks at every day by itself."""
    flagged = False
    for number in range((end - start).days + 1):
        on = start + timedelta(days=number)
        if (employment.hired_on and on < employment.hired_on) or (employment.left_on and on > employment.left_on):
            return Answer.NO
        if any(leave.first_day <= on <= leave.last_day for leave in leaves):
            return Answer.NO
        for need in needs:
            states = {
                state_of(SimpleNamespace(**row._asdict(), breaks=breaks), on)
                for row, breaks in rows
                if row.skill_id == need.skill.pk and row.level >= need.level
            } & set(IN_FORCE)
            if not states:
                return Answer.NO
            flagged = flagged or State.VALID not in states
    return Answer.FLAGGED if flagged else Answer.YES


@settings(max_examples=600, deadline=None)
@given(
    needs_of_posts,
    st.lists(suspended_awards, max_size=5),
    absences,
    st.builds(Employment, st.none() | days, st.none() | days),
    periods,
)
def test_the_judgement_is_that_of_looking_at_every_day(needs, rows, leaves, employment, period):
    cut = [piece for row, breaks in rows for piece in pieces(row, breaks)]
    found = judge_holdings(needs, cut, leaves, employment, *period)
    assert found.answer == brute_force(needs, rows, leaves, employment, *period)
    assert bool(found.reasons) == (found.answer != Answer.YES)
    for need in needs:
        # Every need is proved, or has a reason that a course or a reinstatement could mend; never both, never neither.
        mendable = [reason for reason in found.reasons if reason.trainable or reason.code == Code.SUSPENDED]
        why_not = [reason for reason in mendable if reason.skill == need.skill]
        assert bool(why_not) != any(proof == need for proof, _row in found.proofs)


@settings(max_examples=300, deadline=None)
@given(st.lists(awards, max_size=4), periods)
def test_the_dates_of_a_reason_are_true(rows, period):
    start, end = period
    for reason in judge_holdings([NEED], rows, [], Employment(), start, end).reasons:
        if reason.code in {Code.EXPIRES_DURING, Code.GRACE_DURING}:
            assert start <= (reason.until if reason.code == Code.EXPIRES_DURING else reason.on) < end
        if reason.code == Code.EXPIRED:
            assert reason.on <= reason.until < start
        if reason.code == Code.NOT_YET_VALID:
            assert reason.on > start
        if reason.code == Code.RENEWAL_OPEN:
            assert reason.on <= end <= reason.until or reason.on <= reason.until


@given(st.lists(st.tuples(days, days), max_size=6), periods)
def test_the_first_gap_is_the_first_day_in_no_stretch(stretches, period):
    start, end = period
    expected = next(
        (
            start + timedelta(days=n)
            for n in range((end - start).days + 1)
            if not any(begin <= start + timedelta(days=n) <= last for begin, last in stretches)
        ),
        None,
    )
    assert first_gap(stretches, start, end) == expected
