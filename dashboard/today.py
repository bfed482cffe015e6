"""The clerk's day: one next thing to do, and what stands around it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import TextChoices
from django.utils import timezone

from courses.progress import CourseOutline, published_outlines
from courses.taking import Taking
from people.models import User
from quizzes.models import Attempt
from quizzes.observation_lists import AtHand, Pending, at_hand
from quizzes.standing import standing
from rotations.eligibility import Answer, Code, Verdict, judge_all
from rotations.needs import posts_of_hall
from rotations.routes import Offer
from skills.models import Award
from skills.profile import profile_of

from .assigned import Assigned, assigned_to
from .due import Due, due_list
from .news import News, news_of

# Results older than this are no news.
RECENT = timedelta(days=30)


class Kind(TextChoices):
    """What the one next thing is, in the order of precedence."""

    CONTINUE = "continue"
    ASSIGNED = "assigned"
    RENEW = "renew"
    QUALIFY = "qualify"
    DONE = "done"


@dataclass(frozen=True)
class Renewable:
    """Something due, with the course that renews it when there is one."""

    due: Due
    outline: CourseOutline | None


@dataclass(frozen=True)
class Opening:
    """A post somebody cannot stand at yet, the courses still to take for it, and their minutes together."""

    verdict: Verdict
    courses: list[CourseOutline] | list[Taking]

    @property
    def minutes(self):
        return sum(outline.minutes_left if outline.is_open else outline.minutes for outline in self.courses)


@dataclass(frozen=True)
class Next:
    """The one next thing to do; `outline` is the course it happens in, None when nothing is left.

    `wait` says why its quiz cannot be taken yet, and from when on; empty when nothing stands in the way.
    """

    kind: Kind
    outline: CourseOutline | None = None
    due: Due | None = None
    opening: Opening | None = None
    wait: str = ""
    assigned: Assigned | None = None


@dataclass(frozen=True)
class Today:
    """What a clerk's day shows. `courses` are those begun, the one touched last first."""

    on: date
    next: Next
    due: list[Renewable]
    verdicts: list[Verdict]
    opening: Opening | None
    courses: list[CourseOutline]
    results: list[Attempt]
    news: list[News]
    practicals: AtHand
    assigned: list[Assigned]

    @property
    def other_assigned(self):
        """What is assigned beside the one next thing."""
        return [row for row in self.assigned if row != self.next.assigned]

    @property
    def clear(self):
        """The posts where the person can stand, nothing to see to."""
        return [verdict for verdict in self.verdicts if verdict.answer == Answer.YES]

    @property
    def flagged(self):
        """The posts where the person can stand today, with something to see to."""
        return [verdict for verdict in self.verdicts if verdict.answer == Answer.FLAGGED]

    @property
    def leave(self):
        """Why the person stands nowhere today although nothing is missing: the days off, None without any."""
        reasons = [reason for verdict in self.verdicts for reason in verdict.reasons]
        return next((reason for reason in reasons if reason.code == Code.ON_LEAVE), None)

    @property
    def other_due(self):
        """What is due beside the one next thing."""
        return [row for row in self.due if row.due != self.next.due]

    @property
    def other_courses(self):
        """The open courses beside the one to go on with."""
        return [outline for outline in self.courses if outline != self.next.outline]


def today_of(user: User, now: datetime) -> Today:
    """Ask everything a person's day shows, in a number of queries that does not grow with it."""
    on = timezone.localdate(now)
    learning = published_outlines(user)
    begun = sorted((outline for outline in learning if outline.is_open), key=_last_touched, reverse=True)
    awards = list(Award.objects.of([user]).with_proof())
    due = [Renewable(row, renewing_course(row, learning)) for row in _due(user, awards, on)]
    posts = posts_of_hall(user.hall_id) if user.hall_id else []
    verdicts = judge_all([user], posts, on, on, offers=_offers(learning), awards=awards) if posts else []
    opening = nearest_opening(verdicts, learning)
    practicals = at_hand(user)
    assigned = assigned_to(user, learning, on)
    return Today(
        on=on,
        next=_with_wait(next_thing(begun, due, opening, practicals.asked, assigned), user, now, practicals.asked),
        due=due,
        verdicts=verdicts,
        opening=opening,
        courses=begun,
        results=_results(user, now),
        news=news_of(user),
        practicals=practicals,
        assigned=assigned,
    )


def next_thing(
    begun: Sequence[CourseOutline],
    due: Sequence[Renewable],
    opening: Opening | None,
    asked: Sequence[Pending] = (),
    assigned: Sequence[Assigned] = (),
) -> Next:
    """Go on learning (first what is assigned and has a day, the earliest first, then what renews something due, then
    what was touched last), unless something assigned that is not begun is due sooner than what is gone on with; else
    begin what is assigned; else renew what is due; else begin what opens the nearest post; else nothing is left to do.

    A course whose next step waits for an observer is gone on with when there is nothing else."""
    dated = [row for row in assigned if row.outline and row.due_on]
    pressing = [row.outline for row in dated if row.outline and row.outline.is_open]
    renewing = [row.outline for row in due if row.outline and row.outline.is_open]
    to_do = [outline for outline in [*pressing, *renewing, *begun] if outline.next_step or outline.ready_to_finish]
    waiting = [outline for outline in to_do if _is_pending(outline, asked)]
    days = {row.outline.course.pk: row.due_on for row in reversed(dated)}
    fresh = next((row for row in assigned if row.outline and not row.outline.is_open), None)
    for outline in to_do:
        if outline not in waiting:
            day = days.get(outline.course.pk)
            if fresh and fresh.is_pressing and (day is None or fresh.due_on < day):
                return Next(Kind.ASSIGNED, fresh.outline, assigned=fresh)
            mine = next((row for row in assigned if row.outline == outline), None)
            return Next(Kind.CONTINUE, outline, assigned=mine)
    if fresh:
        return Next(Kind.ASSIGNED, fresh.outline, assigned=fresh)
    for row in due:
        if row.outline:
            return Next(Kind.RENEW, row.outline, due=row.due)
    if opening:
        return Next(Kind.QUALIFY, opening.courses[0], opening=opening)
    return Next(Kind.CONTINUE, waiting[0]) if waiting else Next(Kind.DONE)


def _is_pending(outline, asked):
    step = outline.next_step
    return bool(step and step.is_practical and any(one.practical_id == step.page.practical_id for one in asked))


def _with_wait(thing: Next, user, now, asked=()) -> Next:
    """A quiz failed a moment ago, and a practical nobody has watched yet, are no next thing to do: say so."""
    step = thing.outline.next_step if thing.kind == Kind.CONTINUE else None
    if step and step.is_practical:
        found = next((one for one in asked if one.practical_id == step.page.practical_id), None)
        return replace(thing, wait=found.sentence) if found else thing
    if step is None or not step.is_quiz:
        return thing
    stand = standing(user=user, quiz=step.page.quiz, now=now, since=thing.outline.enrolment.started_at)
    return thing if stand.can_start or stand.open_attempt or stand.passed else replace(thing, wait=stand.reason)


def renewing_course(due: Due, learning: Sequence[CourseOutline]) -> CourseOutline | None:
    """The course that grants the skill at the level held: one in progress before others, then the shortest."""
    fitting = [
        outline for outline in learning if outline.steps and granted(outline).get(due.skill.pk, 0) >= due.holding.level
    ]
    return min(fitting, key=lambda outline: (not outline.is_open, outline.minutes), default=None)


def nearest_opening(
    verdicts: Sequence[Verdict], learning: Sequence[CourseOutline] | Sequence[Taking]
) -> Opening | None:
    """The post that courses alone would open soonest, its courses shortest first; None when there is no such post."""
    by_course = {outline.course.pk: outline for outline in learning}
    openings = [
        Opening(verdict, sorted((by_course[step.course.pk] for step in verdict.route), key=lambda one: one.minutes))
        for verdict in verdicts
        if verdict.answer == Answer.NO and verdict.route and not verdict.untaught
    ]
    return min(openings, key=lambda opening: opening.minutes, default=None)


def _due(user, awards, on):
    held = profile_of(awards, on)
    skills = [holding.award.skill for holding in held.values()]
    return due_list([user], skills, {user.pk: held}, on, horizon=timedelta(0))


def granted(outline: CourseOutline) -> dict[int, int]:
    """`{skill_id: level}` of what completing the course grants; its grants must be at hand."""
    return {grant.skill_id: grant.level for grant in outline.course.grants.all()}


def _offers(learning):
    return [Offer.of_course(outline.course, outline.minutes, granted(outline)) for outline in learning if outline.steps]


def _last_touched(outline):
    return max([outline.enrolment.started_at, *(step.opened_at for step in outline.steps if step.opened_at)])


def _results(user, now):
    ended = Attempt.objects.filter(user=user, ended_at__gte=now - RECENT)
    return list(ended.select_related("quiz").order_by("-ended_at")[:3])
