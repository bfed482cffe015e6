"""How far people are with what is assigned to them, and why it is not done: a fixed number of queries for a page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Subquery, TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from core.templatetags.ui import clock, day, minutes
from courses.models import CoursePage, Enrolment, PracticalPage, QuizPage
from courses.models import Progress as StepDone
from courses.progress import live_steps
from quizzes.models import Attempt, Duty, Observation, ObservationRequest
from quizzes.standing import Standing, standing_of

from . import stations
from .due_days import Days, has_time
from .models import TrainingAssignment
from .paths import Asked, Part, still_to_do
from .programme import Way, ways_of
from .proofs import done_of

# So many days before its day something not done is at risk.
AT_RISK = timedelta(days=7)


class State(TextChoices):
    """Why something is not done, or that it is."""

    NOT_STARTED = "not_started", pgettext_lazy("training", "not started")
    IN_PROGRESS = "in_progress", pgettext_lazy("training", "in progress")
    FAILED = "failed", pgettext_lazy("training", "quiz not passed")
    OBSERVER = "observer", pgettext_lazy("training", "waiting for an observer")
    MARKING = "marking", pgettext_lazy("training", "waiting to be marked")
    ON_LEAVE = "on_leave", pgettext_lazy("training", "on leave")
    IMPOSSIBLE = "impossible", pgettext_lazy("training", "no longer possible")
    DONE = "done", pgettext_lazy("training", "done")
    WITHDRAWN = "withdrawn", pgettext_lazy("training", "taken back")


# What waits for somebody else than the learner.
WAITS = frozenset([State.OBSERVER, State.MARKING])


@dataclass(frozen=True)
class Progress:
    """One assignment on a day. `note` says more than the state; `done` of `total` steps or parts are done.

    `who` is whom it waits for, once that is known, and `since` from when on. `overdue` are the days since its day.
    `pressed`: what is left no longer fits into the working days before its day.
    """

    assignment: TrainingAssignment
    state: State
    note: str = ""
    done: int = 0
    total: int = 0
    minutes_left: int = 0
    overdue: int = 0
    at_risk: bool = False
    pressed: bool = False
    who: str = ""
    since: datetime | None = None
    # The course in which it goes on, None where that is not one.
    course: CoursePage | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.assignment.ended_at is None


class _Left(NamedTuple):
    """What is left of one assignment: what is counted, and the things that may be waited for or failed."""

    done: int
    total: int
    minutes: int
    begun: bool
    quizzes: Sequence[tuple[Any, datetime | None]]
    practicals: Sequence[int]
    course: CoursePage | None
    possible: bool


@dataclass
class _Known:
    """Everything fetched for a page of assignments."""

    steps: Mapping[int, list]
    enrolments: Mapping[tuple[int, int], Enrolment]
    done_pages: Mapping[int, set[int]]
    ways: Mapping[int, Way]
    done_parts: Mapping[int, Mapping]
    courses: Mapping[int, CoursePage]
    attempts: Mapping[tuple[int, int], list[Attempt]] = field(default_factory=dict)
    requests: Mapping[tuple[int, int], Any] = field(default_factory=dict)
    leaves: Mapping[int, list[Days]] = field(default_factory=dict)


def progress_of(assignments: Iterable[TrainingAssignment], now: datetime) -> list[Progress]:
    """The progress of each assignment, in their order; best read with user, course, certification and cycle at hand."""
    rows = list(assignments)
    open_ones = [row for row in rows if row.ended_at is None]
    known = _known(open_ones)
    left = {row.pk: _left(row, known) for row in open_ones}
    on = timezone.localdate(now)
    users = {row.user_id for row in open_ones}
    known.attempts = _attempts(users, {quiz.pk for one in left.values() for quiz, _since in one.quizzes})
    known.requests = _requests(users, {key for one in left.values() for key in one.practicals})
    known.leaves = stations.leaves_of(on, users) if users else {}
    return [_open(row, left[row.pk], known, now) if row.ended_at is None else _over(row) for row in rows]


def _known(rows) -> _Known:
    """Steps, enrolments and what is done of them, the paths of the rounds and what is done of those."""
    cycles = [row.cycle for row in rows if row.cycle_id]
    ways = ways_of({row.certification for row in rows if row.certification_id}) if cycles else {}
    paths = {cycle.pk: ways[cycle.certification_id].path(cycle.kind) for cycle in cycles}
    done_parts = done_of(cycles, paths) if cycles else {}
    parts = [part for path in paths.values() for group in path for part in group.parts if part.kind is Asked.COURSE]
    courses = {row.course_id: row.course for row in rows if row.course_id}
    missing = {part.key for part in parts} - set(courses)
    if missing:
        courses |= {course.pk: course for course in CoursePage.objects.live().filter(pk__in=missing)}
    users = {row.user_id for row in rows}
    enrolled = Enrolment.objects.filter(user__in=users, course__in=courses, completed_at=None) if courses else []
    enrolments = {(row.user_id, row.course_id): row for row in enrolled}
    return _Known(
        steps=live_steps(courses.values()) if courses else {},
        enrolments=enrolments,
        done_pages=_done_pages(enrolments.values()),
        ways=ways,
        done_parts=done_parts,
        courses=courses,
    )


def _done_pages(enrolments):
    found = defaultdict(set)
    ids = [row.pk for row in enrolments]
    rows = StepDone.objects.filter(enrolment__in=ids, completed_at__isnull=False) if ids else StepDone.objects.none()
    for enrolment, page in rows.values_list("enrolment_id", "page_id"):
        found[enrolment].add(page)
    return found


def _attempts(users, quizzes):
    found = defaultdict(list)
    if quizzes:
        rows = Attempt.objects.counted().filter(user__in=users, quiz__in=quizzes).select_related("quiz")
        for attempt in rows.order_by("started_at"):
            found[attempt.user_id, attempt.quiz_id].append(attempt)
    return found


def _requests(users, practicals):
    if not practicals:
        return {}
    first = Duty.objects.filter(request=OuterRef("pk"), place=1)
    rows = ObservationRequest.objects.still_open().filter(user__in=users, practical__in=practicals)
    rows = rows.annotate(
        observer=Subquery(first.values("observer__full_name")[:1]),
        watch_by=Subquery(first.values("due_on")[:1]),
        watched=Exists(Observation.objects.filter(request=OuterRef("pk"), place=1)),
    )
    return {(row.user_id, row.practical_id): row for row in rows.defer("sheet")}


def _left(row, known: _Known) -> _Left:
    return _left_of_course(row, known) if row.course_id else _left_of_round(row, known)


def _left_of_course(row, known) -> _Left:
    steps = known.steps.get(row.course_id, [])
    enrolment = known.enrolments.get((row.user_id, row.course_id))
    done = known.done_pages[enrolment.pk] if enrolment else set()
    open_steps = [step for step in steps if step.pk not in done]
    quizzes, practicals = _asked_of(open_steps, enrolment)
    took = sum(step.minutes for step in open_steps)
    possible = row.course.live and bool(steps)
    begun = enrolment is not None
    return _Left(len(steps) - len(open_steps), len(steps), took, begun, quizzes, practicals, row.course, possible)


def _asked_of(steps, enrolment):
    """The quizzes and practicals among steps; only what was done since joining counts for them."""
    if enrolment is None:
        return [], []
    quizzes = [(step.quiz, enrolment.started_at) for step in steps if isinstance(step, QuizPage)]
    return quizzes, [step.practical_id for step in steps if isinstance(step, PracticalPage)]


def _left_of_round(row, known) -> _Left:
    way = known.ways.get(row.certification_id)
    path = way.path(row.cycle.kind) if way and row.cycle else ()
    done = known.done_parts.get(row.cycle_id, {})
    parts = still_to_do(path, done)
    total = sum(group.asked for group in path)
    quizzes: list = []
    practicals: list = []
    begun, took, course = bool(done), 0, None
    for part in parts:
        took += part.minutes
        if part.kind is Asked.COURSE:
            page = known.courses.get(part.key)
            enrolment = known.enrolments.get((row.user_id, part.key))
            course = course or page
            begun = begun or enrolment is not None
            steps = [one for one in known.steps.get(part.key, []) if enrolment]
            open_steps = [one for one in steps if one.pk not in known.done_pages[enrolment.pk]]
            if enrolment:
                took += sum(one.minutes for one in open_steps) - part.minutes
            more_quizzes, more_practicals = _asked_of(open_steps, enrolment)
            quizzes += more_quizzes
            practicals += more_practicals
        else:
            _note_part(part, row, quizzes, practicals)
    met = max(0, total - len(parts))
    return _Left(met, total, max(0, took), begun, quizzes, practicals, course, bool(path))


def _note_part(part: Part, row, quizzes, practicals):
    if part.kind is Asked.PRACTICAL:
        practicals.append(part.key)
    else:
        since = row.cycle.counts_from
        quizzes.append(
            (_QuizKey(part.key), since and timezone.make_aware(datetime.combine(since, datetime.min.time())))
        )


class _QuizKey(NamedTuple):
    """A quiz of which nothing but the id is known: its rules come with its attempts."""

    pk: int


def _open(row, left: _Left, known: _Known, now) -> Progress:
    on = timezone.localdate(now)
    state, note, who, since = _why(row, left, known, now)
    away = _away(known.leaves.get(row.user_id, ()), on)
    if away and state in (State.NOT_STARTED, State.IN_PROGRESS, State.FAILED):
        note = _("on leave until %(day)s") % {"day": day(away[1])} + (f" · {note}" if note else "")
        state, since = State.ON_LEAVE, None
    overdue = (on - row.due_on).days if row.is_overdue(on) else 0
    soon = row.due_on is not None and on <= row.due_on <= on + AT_RISK
    fits = not row.due_on or overdue or has_time(on, row.due_on, left.minutes, known.leaves.get(row.user_id, ()))
    return Progress(
        assignment=row,
        state=state,
        note=note,
        done=left.done,
        total=left.total,
        minutes_left=left.minutes,
        overdue=overdue,
        at_risk=soon,
        pressed=not fits and state not in WAITS,
        who=who,
        since=since,
        course=left.course,
    )


def _away(leaves: Sequence[Days], on: date) -> Days | None:
    return next((days for days in leaves if days[0] <= on <= days[1]), None)


def _why(row, left: _Left, known, now) -> tuple[State, str, str, datetime | None]:
    """The state, the note, whom it waits for and since when."""
    on = timezone.localdate(now)
    if row.user.left_on and row.user.left_on < on:
        return State.IMPOSSIBLE, _("left on %(day)s") % {"day": day(row.user.left_on)}, "", None
    if not left.possible:
        return State.IMPOSSIBLE, _("what is asked for is not published any more"), "", None
    stands = [one for quiz, since in left.quizzes if (one := _stand(row, quiz, since, known, now))]
    marking = next((one for one in stands if one.awaits_marking), None)
    request = next(
        (known.requests[key] for practical in left.practicals if (key := (row.user_id, practical)) in known.requests),
        None,
    )
    if request:
        return _watched(request)
    if marking:
        ended = max((one.ended_at for one in _ended(row, left, known) if one.awaits_marking), default=None)
        return State.MARKING, (ended and _("since %(day)s") % {"day": day(ended)}) or "", "", ended
    failed = next((one for one in stands if _has_failed(one)), None)
    if failed:
        return State.FAILED, _again(failed), "", None
    if not left.begun:
        return State.NOT_STARTED, _takes(left), "", None
    return State.IN_PROGRESS, _steps(left), "", None


def _ended(row, left, known):
    return [
        one for quiz, _since in left.quizzes for one in known.attempts.get((row.user_id, quiz.pk), []) if one.ended_at
    ]


def _stand(row, quiz, since, known, now) -> Standing | None:
    """Where somebody stands with a quiz that was tried."""
    attempts = known.attempts.get((row.user_id, quiz.pk), [])
    if not attempts:
        return None
    return standing_of(attempts, quiz=attempts[0].quiz if isinstance(quiz, _QuizKey) else quiz, now=now, since=since)


def _has_failed(stand: Standing) -> bool:
    return not stand.passed and not stand.open_attempt and not stand.awaits_marking and stand.attempts_used > 0


def _again(stand: Standing) -> str:
    if stand.attempts_left == 0:
        return _("no attempts left")
    if stand.next_start_at:
        words = {"day": day(stand.next_start_at), "time": clock(stand.next_start_at)[:5]}
        return _("can try again from %(day)s %(time)s") % words
    if stand.attempts_left is not None:
        return ngettext("%(count)d attempt left", "%(count)d attempts left", stand.attempts_left) % {
            "count": stand.attempts_left
        }
    return _("can try again")


def _watched(request) -> tuple[State, str, str, datetime | None]:
    if request.watched:
        return State.OBSERVER, _("observed; the decision is still to come"), "", request.asked_at
    if request.observer:
        note = _("%(name)s is to observe by %(day)s") % {"name": request.observer, "day": day(request.watch_by)}
        return State.OBSERVER, note, request.observer, request.asked_at
    return State.OBSERVER, _("nobody is assigned, since %(day)s") % {"day": day(request.asked_at)}, "", request.asked_at


def _takes(left: _Left) -> str:
    return _("takes %(minutes)s") % {"minutes": minutes(left.minutes)} if left.minutes else ""


def _steps(left: _Left) -> str:
    words = {"done": left.done, "total": left.total, "minutes": minutes(left.minutes)}
    return _("%(done)d of %(total)d, %(minutes)s left") % words


def _over(row) -> Progress:
    if row.ending == TrainingAssignment.Ending.DONE:
        late = row.due_on is not None and timezone.localdate(row.ended_at) > row.due_on
        return Progress(row, State.DONE, _("after its day") if late else "", since=row.ended_at)
    return Progress(row, State.WITHDRAWN, row.ending_reason or _by_rule(row), since=row.ended_at)


def _by_rule(row) -> str:
    if row.user.left_on and timezone.localdate(row.ended_at) > row.user.left_on:
        return _("left on %(day)s") % {"day": day(row.user.left_on)}
    return _("the rule asked for it no longer") if row.rule_id else ""
