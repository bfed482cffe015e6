"""Laying days over days, held against asking every day one by one."""

from datetime import date, timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rotations.timelines import DAY, Line, changes, joined, laid_over, post_on

BEGIN = date(2026, 11, 2)


def days_from(*numbers):
    return [BEGIN + timedelta(days=number) for number in numbers]


@st.composite
def timelines(draw, open_end=True):
    """Lines of one person, which never share a day."""
    lengths = draw(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 9), st.integers(1, 3)), max_size=6))
    lines, day = [], BEGIN
    for gap, length, post in lengths:
        first = day + gap * DAY
        lines.append(Line(post, first, first + (length - 1) * DAY))
        day = first + length * DAY
    if lines and open_end and draw(st.booleans()):
        lines[-1] = lines[-1]._replace(last_day=None)
    return lines


# A machine that is busy elsewhere is no fault of what is drawn.
busy = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
spans = st.tuples(st.integers(-3, 40), st.integers(0, 30))


@busy
@given(timelines(), timelines(open_end=False), spans)
def test_every_day_is_as_wanted_inside_and_as_before_outside(lines, wanted, span):
    first, last = days_from(span[0], span[0] + span[1])
    after = laid_over(lines, wanted, first, last)
    for day in (BEGIN + number * DAY for number in range(-5, 90)):
        if first <= day <= last:
            assert post_on(after, day) == post_on(wanted, day)
        elif day < first:
            assert post_on(after, day) == post_on(lines, day)
        else:
            further_notice = any(line.last_day is None and line.first_day <= last for line in lines)
            was = next((line for line in lines if line.covers(day)), None)
            gone = further_notice and was is not None and was.last_day is None
            assert post_on(after, day) == (None if gone or was is None else was.post)


@busy
@given(timelines(), timelines(open_end=False), spans)
@example([Line(1, BEGIN, BEGIN), Line(1, BEGIN + DAY, None)], [Line(1, BEGIN, BEGIN)], (0, 0))
def test_what_is_laid_over_twice_is_as_laid_over_once(lines, wanted, span):
    first, last = days_from(span[0], span[0] + span[1])
    once = laid_over(lines, wanted, first, last)
    assert laid_over(once, wanted, first, last) == once


@busy
@given(timelines(), timelines(), spans)
def test_changes_name_exactly_the_days_that_are_other_than_before(before, after, span):
    first, last = days_from(span[0], span[0] + span[1])
    found = changes(before, after, first, last)
    for day in (first + number * DAY for number in range((last - first).days + 1)):
        named = [one for one in found if one.first_day <= day <= one.last_day]
        was, will = post_on(before, day), post_on(after, day)
        assert [(one.before, one.after) for one in named] == ([] if was == will else [(was, will)])


def test_stretches_at_one_post_that_follow_each_other_are_one_and_a_gap_parts_them():
    one, two, three, four, five, six = days_from(0, 6, 7, 13, 15, 20)
    lines = [Line(1, three, four), Line(1, one, two, "跟岗"), Line(1, five, six)]
    assert joined(lines) == [Line(1, one, four, "跟岗"), Line(1, five, six)]
