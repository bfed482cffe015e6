"""A hall with clerks, posts and a plan of weeks, for tests of what comes after planning. TODAY is a Thursday."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from people.roles import Role
from rotations.models import PlanRemark
from rotations.plans import Placed, change_cells, make_plan
from tests.factories import HallFactory, UserFactory

from ..skills.factories import SkillFactory, give
from .factories import PostFactory

NOW = timezone.make_aware(datetime(2026, 11, 26, 9))
TODAY = date(2026, 11, 26)
MONDAY = date(2026, 11, 30)
DAY, WEEK = timedelta(days=1), timedelta(days=7)


class Planned:
    """`world.plan([[0, 1, None], …])` plans a post of each week for each clerk; everybody can stand everywhere."""

    def __init__(self, clerks=3, posts=3):
        self.hall, self.skill = HallFactory(), SkillFactory(name="窗口业务")
        self.boss, self.other = (UserFactory(hall=self.hall, roles=[Role.MANAGER]) for _ in range(2))
        self.clerks = [UserFactory(hall=self.hall, full_name=f"员工{number}") for number in range(clerks)]
        self.posts = [
            PostFactory(hall=self.hall, needs=[(self.skill, 2)], order=number, busy=number + 1)
            for number in range(posts)
        ]
        for clerk in self.clerks:
            give(clerk, self.skill, on=date(2026, 3, 2), level=3)
        self.made = 0

    def draft(self, weeks, *, first_day=MONDAY, notes=(), name=""):
        """A plan in which nobody has approved anything. `weeks[i][t]` is the number of a post, None for none."""
        self.made += 1
        count = max(len(of_one) for of_one in weeks)
        facts = {"hall": self.hall, "name": name or f"计划{self.made}", "kind": "week", "first_day": first_day}
        plan = make_plan(**facts, count=count, by=self.boss, now=NOW)
        cells = [
            Placed(number, self.clerks[i].pk, self.posts[p].pk, note=dict(notes).get((i, number), ""))
            for i, of_one in enumerate(weeks)
            for number, p in enumerate(of_one, start=1)
            if p is not None
        ]
        change_cells(plan=plan, cells=cells, by=self.boss, now=NOW)
        plan.refresh_from_db()
        return plan

    def approve(self, plan, by=None):
        plan.refresh_from_db()
        facts = {"by": by or self.other, "at": NOW, "approves": True, "revision": plan.revision}
        return PlanRemark.objects.create(plan=plan, **facts)

    def plan(self, weeks, **how):
        """A plan that somebody else has approved."""
        plan = self.draft(weeks, **how)
        self.approve(plan)
        return plan
