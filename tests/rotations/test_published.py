"""What people were told is what a plan is replanned from and compared with: exchanges, sick calls, plans laid over."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rotations.models import Assignment
from rotations.plan_difference import difference
from rotations.planner.problem import FREE, NOTHING, Aim
from rotations.planner.score import score
from rotations.planner.solve import solve
from rotations.publishing import publish
from rotations.setting_out import cells_array, set_out
from rotations.sick_calls import Stepped, replace_somebody
from rotations.swapping import answer_swap, ask_swap, decide_swap

from ..factories import UserFactory
from .planned import DAY, MONDAY, NOW, TODAY, WEEK, Planned

pytestmark = pytest.mark.django_db
SUNDAY = MONDAY + WEEK - DAY


@pytest.fixture
def world():
    with time_machine.travel(NOW, tick=False):
        found = Planned(clerks=4)
        publish(plan=found.plan([[0, 0, 0], [1, 1, 1], [2, 2, 2], [None]]), by=found.boss, now=NOW)
        yield found


def told(world, weeks=((),), **how):
    """The draft laid over the published plan, set out, and what it takes as told, in the order of the clerks."""
    out = set_out(world.draft([*weeks], **how), today=TODAY)
    order = [out.people.index(clerk) for clerk in world.clerks]
    return out, out.problem.published[order].tolist()


def exchanged(world, first=MONDAY, last=SUNDAY):
    asker, colleague = world.clerks[:2]
    swap = ask_swap(user=asker, colleague=colleague, first_day=first, last_day=last, now=NOW)
    answer_swap(swap=swap, agrees=True, by=colleague, now=NOW)
    decide_swap(swap=swap, approves=True, by=world.boss, now=NOW)


def replanned(out):
    found = solve(out.problem, limit=10, rounds=1)
    return found.plan.cells, found.score.costs[Aim.CHANGES]


def test_an_exchange_after_publishing_is_kept_by_a_replanning_without_cost(world):
    exchanged(world)
    out, published = told(world, [[None] * 3])
    assert published == [[1, 0, 0], [0, 1, 1], [2, 2, 2], [NOTHING] * 3]
    cells, cost = replanned(out)
    assert cost == 0
    assert cells.tolist() == out.problem.published.tolist()


def test_who_steps_in_for_somebody_who_is_out_stays_there_without_cost(world):
    out_of_it, *_others, fresh = world.clerks
    days = (MONDAY + WEEK, SUNDAY + WEEK)
    step = Stepped(fresh.pk, None, world.posts[0].pk)
    replace_somebody(user=out_of_it, away=days, days=days, steps=[step], by=world.boss, now=NOW)
    out, published = told(world, [[None] * 3])
    assert published == [[0, NOTHING, 0], [1, 1, 1], [2, 2, 2], [NOTHING, 0, NOTHING]]
    cells, cost = replanned(out)
    assert cost == 0
    assert cells.tolist() == out.problem.published.tolist()


def test_a_plan_laid_over_counts_where_it_was_laid(world):
    publish(plan=world.plan([[1], [0], [2], [None]], first_day=MONDAY + WEEK), by=world.boss, now=NOW)
    _out, published = told(world, [[None] * 3])
    assert published == [[0, 1, 0], [1, 0, 1], [2, 2, 2], [NOTHING] * 3]


def test_to_undo_an_exchange_is_a_change_and_to_keep_it_is_none(world):
    exchanged(world)
    kept, _published = told(world, [[1, 0, 0], [0, 1, 1], [2, 2, 2], [None]])
    undone, _published = told(world, [[0, 0, 0], [1, 1, 1], [2, 2, 2], [None]])
    assert difference(kept).people == []
    assert {one.user for one in difference(undone).people} == set(world.clerks[:2])
    costs = [score(out.problem, cells_array(out, out.cells)).costs[Aim.CHANGES] for out in (kept, undone)]
    assert costs == [0, 2]


def test_an_exchange_of_fewer_days_than_half_a_week_does_not_turn_the_week(world):
    exchanged(world, MONDAY, MONDAY + 2 * DAY)
    assert told(world, [[None] * 3])[1][:2] == [[0, 0, 0], [1, 1, 1]]


def test_of_weeks_no_published_plan_covers_nothing_was_told_even_where_somebody_stands_by_hand(world):
    facts = {"made_by": world.boss, "made_at": NOW, "last_day": None}
    Assignment.objects.create(user=world.clerks[3], post=world.posts[2], first_day=SUNDAY + 2 * WEEK + DAY, **facts)
    _out, published = told(world, [[None] * 5])
    assert [row[3:] for row in published] == [[FREE, FREE]] * 4
    # Four days of the last week lie in the plan that is published; a week on, three.
    half = [told(world, [[None]], first_day=MONDAY + 2 * WEEK + days * DAY)[1][0][0] for days in (3, 4)]
    assert half == [0, FREE]


def test_who_came_to_the_hall_since_was_told_to_stand_nowhere(world):
    fresh = UserFactory(hall=world.hall)
    out, _published = told(world, [[None] * 3])
    assert out.problem.published[out.people.index(fresh)].tolist() == [NOTHING] * 3


def test_it_asks_as_often_for_many_people_and_weeks_as_for_few(world):
    def asked(**how):
        plan = world.draft(**how)
        with CaptureQueriesContext(connection) as queries:
            set_out(plan, today=TODAY)
        return len(queries)

    few = asked(weeks=[[None]])
    UserFactory.create_batch(20, hall=world.hall)
    publish(plan=world.plan([[1], [0], [2]], first_day=MONDAY + 3 * WEEK), by=world.boss, now=NOW)
    assert asked(weeks=[[None] * 12]) == few
