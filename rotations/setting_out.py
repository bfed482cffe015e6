"""A rotation plan set out as numbers for the planner, and the planner's answer read back. docs/decisions/0094.

What is asked of the database is asked once for the whole hall and horizon; the number of questions does not grow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from people.models import User

from .able_days import AbleDays, able_days
from .models import DayPart, Period, Post, RotationPlan
from .needs import posts_of_hall
from .opening import opening, work_times
from .plan_facts import Key, array_of, problem_of, with_past_as_it_is
from .plan_read import Read, parts_of, week_parts
from .planner.problem import NOTHING, Plan, Problem
from .plans import Placed, cells_of, people_of
from .published import published_before
from .slices import Slices
from .week_parts import WeekParts


@dataclass(frozen=True)
class SetOut:
    """A plan as the planner sees it, and what the numbers of its axes mean.

    `parts` are those of the day, None alone where the hall knows whole days only; where weekdays are told apart they
    follow each other once for each of the `slices`, and `weekdays` say which. `open_on` are the open weekdays of each
    period, `days` its open days. `cells` are those of the plan as read. `closed` are the periods (t) in which the hall
    is never open: they have no seats and nobody stands there. A period that is over stays as it is.
    """

    plan: RotationPlan
    problem: Problem
    people: list[User]
    posts: list[Post]
    periods: list[Period]
    parts: list[DayPart | None]
    able: AbleDays
    cells: Mapping[Key, Placed] = field(default_factory=dict)
    closed: frozenset[int] = frozenset()
    slices: Slices = field(default_factory=Slices)
    weekdays: Sequence[str] = ()
    open_on: Sequence[str] = ()
    days: Sequence[Sequence[date]] = ()

    @property
    def week_parts(self) -> WeekParts:
        """What the axis h is called, in the reader's language."""
        return week_parts(self.parts, self.weekdays, self.open_on)


def set_out(
    plan: RotationPlan,
    *,
    today: date,
    people: Sequence[User] | None = None,
    published: Mapping[Key, int | None] | None = None,
) -> SetOut:
    """Reads a plan with everything that speaks about it, in a flat number of queries.

    `people` are those it is about; those whom the maker of the plan sees unless given. `published` is what counts as
    published by `(period number, user)`: a post, or None for no post; where nothing is said, a change costs nothing.
    Without it what other published plans told people is read. ValueError for a plan without periods.
    """
    periods = list(plan.periods.all())
    if not periods:
        raise ValueError(f"Plan {plan.pk} has no periods.")
    people = people_of(plan, plan.made_by) if people is None else list(people)
    posts = posts_of_hall(plan.hall_id)
    first, last = periods[0].first_day, periods[-1].last_day
    known = opening([plan.hall_id], first, last, posts=posts)
    days = [known.days(plan.hall_id, period.first_day, period.last_day) for period in periods]
    read = Read(plan, people, posts, periods, known, days, work_times(people, first, last))
    able = able_days(people, posts, first, last, worked=read.worked)
    cells = cells_of(plan)
    said = published_before(plan, periods, people) if published is None else published
    closed = frozenset(number for number, found in enumerate(days) if not found)
    problem = with_past_as_it_is(problem_of(read, able, cells, said), read, cells, today)
    slices = read.slices, read.weekdays, read.open_on, read.days
    return SetOut(plan, problem, people, posts, periods, parts_of(read), able, cells, closed, *slices)


def cells_array(out: SetOut, cells: Mapping[Key, Placed]) -> Plan:
    """Cells of the plan as the planner knows plans; who or what is not in it is left out."""
    return Plan(array_of(out.people, out.posts, out.periods, cells))


def placed(out: SetOut, plan: Plan) -> list[Placed]:
    """A plan of the planner as cells for `plans.change_cells`, every one. Locked cells stay word for word, and a note
    stays while the person stays at the post; whoever stands nowhere has no cell."""
    found = []
    for number, period in enumerate(out.periods):
        for clerk, user in enumerate(out.people):
            key, at = (period.number, user.pk), int(plan.cells[clerk, number])
            was = out.cells.get(key)
            post = None if at == NOTHING else out.posts[at].pk
            if was and (was.locked or was.post == post):
                found.append(was)
            else:
                found.append(Placed(*key, post, said=post is not None))
    return found
