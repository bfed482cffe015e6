"""The rotation of the demonstration hall: planned, published, asked about, and by its own rules."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from rotations import mine_views
from rotations.models import Assignment, Cell, RotationPlan, Swap
from rotations.my_calendar import days_at_posts
from rotations.plan_history import Rows
from rotations.planner.checking import faults
from rotations.plans import people_of
from rotations.readiness import Coming
from rotations.setting_out import cells_array, set_out
from rotations.swapping import sides_of_swaps
from training.demo.planning import AHEAD, quarter_of, weeks_of

from .conftest import TODAY

WEEK, DAY = timedelta(weeks=1), timedelta(days=1)


@pytest.fixture
def published(demo):
    return RotationPlan.objects.get(state="published")


def test_the_quarter_is_published_and_breaks_none_of_the_rules(published, demo):
    assert published.name == "2026年第一季度轮岗"
    learning = Assignment.objects.exclude(note="").values_list("user", flat=True)
    people = [one for one in people_of(published, demo("JX201")) if one.pk not in set(learning)]
    out = set_out(published, today=TODAY - 6 * DAY, people=people)
    assert faults(out.problem, cells_array(out, out.cells)) == []
    assert not Coming(published, TODAY).unable
    stands = set(Assignment.objects.filter(plan=published, last_day__gte=TODAY).values_list("user", flat=True))
    assert len(stands) >= 20
    assert not stands & set(learning)


def test_clerks_have_something_on_their_pages_in_their_calendar_and_on_the_wall(published, demo, client, monkeypatch):
    noon = datetime(2026, 3, 2, 12, tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr(mine_views.timezone, "now", lambda: noon)
    clerk = Swap.objects.get().asked_by
    assert len(list(days_at_posts([clerk.pk], TODAY))) >= 2
    client.force_login(clerk)
    stay = Assignment.objects.filter(user=clerk, plan=published).last()
    for name, args in (("my_posts", []), ("my_pack", [stay.pk])):
        assert stay.post.local_name in client.get(reverse(f"rotations:{name}", args=args)).content.decode()


def test_the_next_quarter_is_a_draft_without_a_plan_of_which_somebody_said_something(demo):
    draft = RotationPlan.objects.get(state="draft")
    assert (draft.name, draft.periods.first().first_day, draft.periods.count()) == (
        "2026年第二季度轮岗",
        date(2026, 4, 6),
        13,
    )
    assert not Cell.objects.filter(period__plan=draft).exists()
    assert [row.by for row in draft.remarks.all()] == [demo("JX202")]


def test_one_exchange_waits_for_the_manager_and_is_possible(demo):
    swap = Swap.objects.get()
    assert swap.state == "agreed"
    assert swap.first_day > TODAY
    (sides,) = sides_of_swaps([swap])
    assert sides.both_can
    assert not sides.against


def test_the_history_of_the_plan_has_its_own_days(published):
    days = [(TODAY - entry.at.date()).days for entry in Rows(published)[0:30]]
    assert days == [2, 3, 4, 6, 7]


def test_every_week_belongs_to_one_quarter_and_three_of_them_lie_ahead():
    before = None
    for number in range(40):
        first, count = weeks_of(2024 + number // 4, number % 4 + 1)
        assert quarter_of(first) == (2024 + number // 4, number % 4 + 1)
        assert first.weekday() == 0
        assert before in (None, first)
        before = first + count * WEEK
    for number in range(800):
        day = date(2025, 1, 1) + number * DAY
        first, count = weeks_of(*quarter_of(day + AHEAD))
        assert first + count * WEEK >= day + AHEAD
