"""The forecast of cover is what one gets by asking everybody's profile on every day."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cover import Life, Promise, common, forecast, holds, spans_by_skill, stands, union, without
from people.employment import Employment
from rotations.judging import Answer, Away, Held, Need, judge_holdings, pieces
from skills.marks import Mark
from skills.models import Skill
from skills.profile import profile_of

FIRST, LAST = date(2026, 3, 1), date(2026, 4, 20)
DAY = timedelta(days=1)
DAYS = [FIRST + number * DAY for number in range((LAST - FIRST).days + 1)]
days = st.dates(FIRST - 40 * DAY, LAST + 10 * DAY)


def mark(skill, level, begin, length, renewal, grace, revoked, breaks):
    until = begin + length * DAY
    ends = (until, max(begin, until - renewal * DAY), until + grace * DAY) if length < 60 else (None, None, None)
    return Mark(1, skill, level, begin, *ends, revoked, None, breaks)


breaks_of_an_award = st.lists(days, max_size=5, unique=True).map(
    lambda found: list(zip(sorted(found)[::2], [*sorted(found)[1::2], None], strict=False))
)
marks = st.builds(
    mark,
    st.integers(1, 2),
    st.integers(1, 4),
    days,
    st.integers(0, 65),
    st.integers(0, 20),
    st.integers(0, 9),
    st.none() | days,
    st.just([]) | breaks_of_an_award,
)
lives = st.builds(
    lambda first, last, leaves: (first, last, leaves),
    st.none() | days,
    st.none() | days,
    st.lists(st.tuples(days, st.integers(0, 9)).map(lambda pair: (pair[0], pair[0] + pair[1] * DAY)), max_size=2),
)
halls = st.dictionaries(st.integers(1, 5), st.tuples(st.lists(marks, max_size=4), lives), max_size=4)


def life_of(first, last, leaves):
    return Life(
        first.toordinal() if first else 1,
        last.toordinal() if last else date.max.toordinal(),
        [(one.toordinal(), other.toordinal()) for one, other in leaves],
    )


def works(life, on):
    return (life[0] is None or life[0] <= on) and (life[1] is None or on <= life[1])


@settings(max_examples=300, deadline=None)
@given(halls, st.integers(1, 2), st.integers(1, 4))
def test_a_forecast_of_a_skill_is_that_of_asking_every_profile_on_every_day(hall, skill, level):
    found = forecast(
        {pk: holds(spans_by_skill(awards), skill, level, life_of(*life)) for pk, (awards, life) in hall.items()},
        FIRST,
        LAST,
    )
    before = None
    for on in DAYS:
        there = set()
        for pk, (awards, life) in hall.items():
            holding = profile_of(awards, on).get(skill)
            if works(life, on) and holding and holding.in_force and holding.level >= level:
                there.add(pk)
        assert found.on(on) == len(there), on
        changes = [change for change in found.changes if change.day == on]
        if before is not None and before != there:
            (change,) = changes
            assert (set(change.gained), set(change.lost)) == (there - before, before - there)
        before = there


@settings(max_examples=300, deadline=None)
@given(halls, st.lists(st.tuples(st.integers(1, 2), st.integers(1, 4)), max_size=2, unique_by=lambda need: need[0]))
def test_a_forecast_of_a_post_is_that_of_judging_everybody_on_every_day(hall, needs):
    presence = {pk: stands(spans_by_skill(awards), needs, life_of(*life)) for pk, (awards, life) in hall.items()}
    found = forecast(presence, FIRST, LAST)
    asked = [Need(skill, level, Skill(pk=skill)) for skill, level in needs]
    for on in DAYS:
        able = 0
        for awards, (first, last, leaves) in hall.values():
            held = [piece for one in awards for piece in pieces(Held(*one[1:8]), one.breaks)]
            away = [Away(*leave) for leave in leaves]
            able += judge_holdings(asked, held, away, Employment(first, last), on, on).answer != Answer.NO
        assert found.on(on) == able, on


@settings(max_examples=200, deadline=None)
@given(halls, st.integers(0, 4))
def test_months_and_the_day_of_the_break_are_those_of_looking_at_every_day(hall, wanted):
    presence = {pk: holds(spans_by_skill(awards), 1, 1, life_of(*life)) for pk, (awards, life) in hall.items()}
    found = forecast(presence, FIRST, LAST)
    counts = {on: found.on(on) for on in DAYS}
    assert found.falls_below(wanted) == next((on for on in DAYS if counts[on] < wanted), None)
    assert found.least.count == min(counts.values())
    assert [month.first for month in found.months] == [FIRST, date(2026, 4, 1)]
    for month in found.months:
        inside = {on: count for on, count in counts.items() if on.month == month.first.month}
        assert (month.count, month.least) == (inside[month.first], min(inside.values()))
        assert month.least_on == next(on for on, count in inside.items() if count == month.least)


stretches = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 9)).map(lambda p: (p[0], p[0] + p[1])), max_size=5)


@settings(max_examples=300, deadline=None)
@given(stretches, stretches)
def test_stretches_are_sets_of_days(one, other):
    def all_days(found):
        return {day for first, last in found for day in range(first, last + 1)}

    assert all_days(union(one)) == all_days(one)
    assert all_days(common(union(one), union(other))) == all_days(one) & all_days(other)
    assert all_days(without(union(one), other)) == all_days(one) - all_days(other)


def test_a_promise_keeps_the_cover_from_its_day_on_and_no_longer_than_it_lasts():
    award = mark(1, 3, FIRST - 30 * DAY, 40, 10, 0, None, [])
    promised = {1: Promise(2, FIRST + 20 * DAY, FIRST + 30 * DAY)}
    nobody, everybody = (
        forecast({7: holds(spans_by_skill([award], promises), 1, 2, Life())}, FIRST, LAST)
        for promises in (None, promised)
    )
    assert nobody.falls_below(1) == FIRST + 11 * DAY
    assert [change.lost for change in nobody.drops] == [(7,)]
    assert [(change.day, change.count) for change in everybody.changes[1:]] == [
        (FIRST + 11 * DAY, 0),
        (FIRST + 20 * DAY, 1),
        (FIRST + 31 * DAY, 0),
    ]
    higher = forecast({7: holds(spans_by_skill([award], promised), 1, 3, Life())}, FIRST, LAST)
    assert higher.on(FIRST + 25 * DAY) == 0
