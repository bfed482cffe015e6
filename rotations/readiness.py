"""What stands in the way of publishing a plan, and what is to be seen although nothing does. Reading only."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.history import employments
from people.models import User
from people.roles import Role

from .able_days import AbleDays, Worked, able_days
from .cases import Case, judge_each
from .models import Assignment, Period, PlanRemark, Post, RotationPlan
from .needs import posts_of_hall
from .opening import opening, work_times
from .plan_read import Read
from .plans import Placed, cells_of
from .reasons import Reason
from .slices import running, seats_in, worked_in


class Way(TextChoices):
    """What stands in the way of a plan."""

    NO_CELLS = "no_cells", _("Nobody is planned at a post in it yet.")
    OVER = "over", _("All its days have passed.")
    NOT_APPROVED = "not_approved", _("Nobody has approved it yet.")
    CHANGED = "changed", _("It was changed after it was approved: have it approved anew.")
    OWN = "own", _("You alone have approved it. Another manager of the hall has to look at it as well.")
    UNABLE = "unable", _("Somebody is planned who cannot stand there, and no note says why.")
    GONE = "gone", _("Somebody is planned who no longer works in this hall by then.")


@dataclass(frozen=True)
class Approval:
    """Who approved the present state of a plan; `stale` when somebody approved an earlier one."""

    by: list[User] = field(default_factory=list)
    stale: bool = False
    alone: bool = False

    def way(self, publisher: User) -> Way | None:
        """Two people see every plan: whoever publishes is not the only one who approved, unless there is no other."""
        if not self.by:
            return Way.CHANGED if self.stale else Way.NOT_APPROVED
        return None if self.alone or any(one.pk != publisher.pk for one in self.by) else Way.OWN


@dataclass(frozen=True)
class Unable:
    """A cell whose person cannot stand there, by the facts as they are now."""

    cell: Placed
    period: Period
    person: User
    post: Post
    reasons: Sequence[Reason] = ()


@dataclass(frozen=True)
class Gap:
    """Days running, both ends included, on which somebody planned is away: a seat for others. Never why."""

    period: Period
    person: User
    post: Post
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Short:
    """A post with too few people in a period: in the part of the day that lacks most."""

    period: Period
    post: Post
    lacking: int


def approval_of(plan: RotationPlan, now: datetime) -> Approval:
    """Whose approval there is; two queries."""
    rows = list(PlanRemark.objects.filter(plan=plan, approves=True).select_related("by"))
    present = {row.by_id: row.by for row in rows if row.revision == plan.revision}
    managers = User.objects.filter(groups__name=Role.MANAGER, hall=plan.hall_id)
    alone = managers.may_sign_in(timezone.localdate(now)).count() <= 1
    return Approval(list(present.values()), stale=bool(rows) and not present, alone=alone)


@dataclass(frozen=True)
class Coming:
    """What is left of a plan from a day on: periods, cells at a post, people and posts; ten queries or so."""

    plan: RotationPlan
    today: date

    @cached_property
    def all_periods(self) -> list[Period]:
        return list(self.plan.periods.order_by("number"))

    @cached_property
    def periods(self) -> dict[int, Period]:
        """By number, those that are not over."""
        return {one.number: one for one in self.all_periods if one.last_day >= self.today}

    @cached_property
    def first(self) -> date:
        """The plan holds from here on: its first day or today."""
        return max(self.all_periods[0].first_day, self.today)

    @property
    def last(self) -> date:
        return self.all_periods[-1].last_day

    @property
    def is_over(self) -> bool:
        """Whether no day of it is to come."""
        return not self.all_periods or self.last < self.today

    @cached_property
    def said(self) -> list[Placed]:
        return list(cells_of(self.plan).values())

    @cached_property
    def cells(self) -> list[Placed]:
        """In the order of the periods, those in which somebody stands at a post."""
        return sorted(cell for cell in self.said if cell.post is not None and cell.period in self.periods)

    @cached_property
    def named(self) -> set[int]:
        """Everybody the plan says anything about, in whichever period."""
        return {cell.user for cell in self.said}

    @cached_property
    def people(self) -> dict[int, User]:
        return {one.pk: one for one in User.objects.filter(pk__in={cell.user for cell in self.cells}).order_by("pk")}

    @cached_property
    def posts(self) -> dict[int, Post]:
        return {post.pk: post for post in posts_of_hall(self.plan.hall_id)}

    def days_of(self, period: int) -> tuple[date, date]:
        """The days of a period that are to come."""
        return max(self.periods[period].first_day, self.first), self.periods[period].last_day

    def at(self, cell: Placed, reasons: Sequence[Reason] = ()) -> Unable:
        return Unable(cell, self.periods[cell.period], self.people[cell.user], self.posts[cell.post or 0], reasons)

    @cached_property
    def gone(self) -> list[Unable]:
        """Cells of people of another hall by now, or who have left before the period ends: no note helps there."""
        work = employments(list(self.people.values()), self.first, self.last) if self.cells else {}
        found = []
        for cell in self.cells:
            person, (_first, end) = self.people[cell.user], self.days_of(cell.period)
            left = work[cell.user].left_on
            if person.hall_id != self.plan.hall_id or (left and left < end):
                found.append(self.at(cell))
        return found

    @cached_property
    def able(self) -> AbleDays:
        """Everybody planned, on every day that is to come."""
        worked = Worked(self.read.times, self.read.open_days, self.first, self.last)
        return able_days(list(self.people.values()), list(self.posts.values()), self.first, self.last, worked=worked)

    @cached_property
    def unable(self) -> list[Unable]:
        """Cells whose person cannot stand there on every day, with the reasons. Not those whom a note puts there on
        the days they are there: `gaps` tells of the others."""
        if not self.cells:
            return []
        rows, columns = ({pk: n for n, pk in enumerate(found)} for found in (self.able.people, self.able.posts))
        there = {(cell.cell.period, cell.cell.user) for cell in self.gone}
        can = {number: self.able.able(*self.days_of(number)) for number in self.periods}
        besides = {number: self.able.able_while_here(*self.days_of(number)) for number in self.periods}
        found = []
        for cell in self.cells:
            table = besides if cell.note else can
            at = rows[cell.user], columns[cell.post or 0]
            if (cell.period, cell.user) not in there and not table[cell.period][at]:
                found.append(cell)
        cases = [self._case(cell, rows[cell.user]) for cell in found]
        return [self.at(cell, one.reasons) for cell, one in zip(found, judge_each(cases), strict=True)]

    def _case(self, cell: Placed, row: int) -> Case:
        days = self.able.span(row, *self.days_of(cell.period))
        return Case(self.people[cell.user], self.posts[cell.post or 0], *days)

    @cached_property
    def gaps(self) -> list[Gap]:
        """Days running on which somebody is away whom a note puts at a post all the same, in order."""
        rows = {pk: number for number, pk in enumerate(self.able.people)}
        found = []
        for cell in self.cells:
            days = self.able.away(rows[cell.user], *self.days_of(cell.period)) if cell.note else []
            where = self.periods[cell.period], self.people[cell.user], self.posts[cell.post or 0]
            found += [Gap(*where, run[0], run[-1]) for run in running(days)]
        return found

    def gaps_left(self) -> list[Gap]:
        """Those for which nobody has stepped in since the plan was published."""
        stays = Assignment.objects.from_day(self.first).filter(user__in={gap.person.pk for gap in self.gaps})
        there = list(stays.values_list("user", "post", "first_day", "last_day"))
        return [
            gap
            for gap in self.gaps
            if any(
                (user, post) == (gap.person.pk, gap.post.pk)
                and first <= gap.first_day
                and (last is None or last >= gap.first_day)
                for user, post, first, last in there
            )
        ]

    @cached_property
    def without_note(self) -> list[Unable]:
        return [one for one in self.unable if not one.cell.note]

    @cached_property
    def read(self) -> Read:
        """What is to come, as a plan is read."""
        posts, periods = list(self.posts.values()), list(self.periods.values())
        known = opening([self.plan.hall_id], self.first, self.last, posts=posts)
        days = [known.days(self.plan.hall_id, *self.days_of(number)) for number in self.periods]
        times = work_times(self.people, self.first, self.last)
        return Read(self.plan, list(self.people.values()), posts, periods, known, days, times)

    @cached_property
    def short(self) -> list[Short]:
        """Where seats stay empty, in order. Part-timers fill a seat in the parts of the week they always work in."""
        read = self.read
        parts, slices = read.known.parts_of(self.plan.hall_id), read.slices
        standing: dict[tuple[int, int], list[int]] = {}
        for cell in self.cells:
            standing.setdefault((cell.period, cell.post or 0), []).append(cell.user)
        found = []
        for period, days in zip(read.periods, read.days, strict=True):
            for post in read.posts:
                wanted = seats_in(read.known, post, days, slices)
                there = [
                    worked_in(read.times, pk, days, slices, parts) for pk in standing.get((period.number, post.pk), [])
                ]
                lacking = [seats - sum(one[part] for one in there) for part, seats in enumerate(wanted)]
                if (most := max(lacking)) > 0:
                    found.append(Short(period, post, most))
        return found


@dataclass(frozen=True)
class Readiness:
    """What a manager sees before publishing."""

    coming: Coming
    approval: Approval
    ways: list[Way]

    @property
    def is_ready(self) -> bool:
        return not self.ways


def readiness(plan: RotationPlan, by: User, now: datetime) -> Readiness:
    """Whether a plan can be published by somebody, and what keeps it."""
    coming, approval = Coming(plan, timezone.localdate(now)), approval_of(plan, now)
    return Readiness(coming, approval, list(_ways(coming, approval, by)))


def _ways(coming: Coming, approval: Approval, by: User):
    if coming.is_over:
        yield Way.OVER
        return
    if not coming.cells:
        yield Way.NO_CELLS
        return
    if way := approval.way(by):
        yield way
    if coming.gone:
        yield Way.GONE
    if coming.without_note:
        yield Way.UNABLE
