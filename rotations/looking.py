"""A plan looked at for what stands in its way: its numbers, their names, and what could be done. Reading only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from people.models import User
from skills.models import Level

from .judging import Need
from .means import Ways, ways_to
from .models import HallMinimum, RotationPlan
from .namesakes import told_apart
from .plan_names import Names
from .planner.problem import FREE, Problem
from .plans import people_of
from .setting_out import SetOut, set_out


@dataclass(frozen=True)
class Looked:
    """A plan set out, the names of its axes, and what each cover rule asks for by its key."""

    out: SetOut
    names: Names
    needs: Mapping[str, Need]
    today: date

    @property
    def problem(self) -> Problem:
        return self.out.problem

    @property
    def plan(self) -> RotationPlan:
        return self.out.plan

    @cached_property
    def ways(self) -> Ways:
        """The ways to everything that is not allowed yet; read when they are asked for."""
        out = self.out
        return ways_to(out.people, out.posts, _days(out), able=out.able, rules=self.needs, today=self.today)


def look(plan: RotationPlan, viewer: User, *, today: date) -> Looked:
    """Read a plan and the people of it whom the viewer sees. A flat number of queries."""
    out = set_out(plan, today=today, people=people_of(plan, viewer))
    minimums = HallMinimum.objects.filter(hall=plan.hall_id).select_related("skill")
    needs = {f"{row.skill_id}-{row.level}": Need(row.skill_id, row.level, row.skill) for row in minimums}
    return Looked(out, _names(out, needs), needs, today)


def _days(out: SetOut) -> list[tuple[date, date]]:
    return [(period.first_day, period.last_day) for period in out.periods]


def _names(out: SetOut, needs: Mapping[str, Need]) -> Names:
    return Names(
        list(told_apart(out.people).values()),
        [post.local_name for post in out.posts],
        _days(out),
        out.week_parts.parts,
        {key: rule_name(need) for key, need in needs.items()},
        [period.number for period in out.periods],
        out.weekdays,
        out.open_on,
    )


def rule_name(need: Need) -> str:
    """What a cover rule asks for: the skill and the word of the level."""
    return _("%(skill)s (%(level)s)") % {"skill": need.skill.local_name, "level": Level(need.level).label}


def is_settled(problem: Problem) -> bool:
    """Whether flows see everything there is: where they find no clash then, a plan exists."""
    return (
        not problem.pairs
        and not (problem.most_running > 0).any()
        and not (problem.rest > 0).any()
        and bool((problem.locked == FREE).all())
        and problem.seats.shape[2] == 1
        and len([rule for rule in problem.cover if rule.least.any()]) <= 1
    )
