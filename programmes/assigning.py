"""Assigning training, taking it back and giving more time: the only writers of assigned training and its extensions.

What is done ends by itself (`training_done`); rules assign through here as well (`rules`).
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import CoursePage
from notices.services import tell
from people.models import User
from skills.models import Certification

from .assigned_rounds import open_rounds
from .audiences import Audience, Code
from .due import sayings
from .facts import read_facts
from .models import AssignmentException, AssignmentRule, Cycle, Extension, TrainingAssignment
from .refused import Refused
from .services import withdraw_cycle
from .targets import Target, targets_of

logger = logging.getLogger(__name__)
Ending = TrainingAssignment.Ending
# One round of inserts; more rows at once only make the statement longer.
AT_ONCE = 1000


class Became(StrEnum):
    """What came of assigning something to somebody."""

    ASSIGNED = "assigned"
    OPEN = "open"  # had it to do already
    HAD = "had"  # has done it, and it still counts
    GONE = "gone"  # does not work here that day
    REFUSED = "refused"  # cannot be assigned: a certificate that does not expire


@dataclass(frozen=True)
class Answer:
    """What came of it for one person."""

    user: User
    became: Became
    assignment: TrainingAssignment | None = None


class Told(NamedTuple):
    """The due day and the reasons for one person."""

    due: date | None
    because: Sequence[Mapping[str, Any]]


@transaction.atomic
def assign(
    *,
    users: Iterable[User],
    now: datetime,
    by: User,
    course: CoursePage | None = None,
    certification: Certification | None = None,
    due_on: date | None = None,
    reason: str = "",
) -> list[Answer]:
    """Let people do a course or get a certificate, by a day if one is given. Doing it again changes nothing.

    Nobody is enrolled by it: the course stands on the person's day and is begun with one click. Whoever has it to do
    already keeps that day; whoever has done it and cannot renew it yet is left out. Raises ValidationError for a day in
    the past and `Refused` for a course that is not published or has no steps.
    """
    target, on = _target(course, certification), timezone.localdate(now)
    if due_on and due_on < on:
        raise ValidationError({"due_on": _("The day lies in the past. Choose today or later.")})
    people = {user.pk: user for user in users}
    facts = read_facts([Audience()], [target.pk] if certification else [], on, people)
    known = targets_of([target], on, people)
    _check_target(target, known)
    open_before = _open_of(target, people)
    wanted = [pk for pk, one in facts.people.items() if pk not in open_before and not known.is_had(target, one)]
    because = [{"code": Code.BY_HAND.value, "reason": reason.strip()[:300]}]
    made = write_assignments(target=target, told={pk: Told(due_on, because) for pk in wanted}, now=now, by=by)
    if made:
        _log_assigned(target, by, made, due_on, reason)
    return [_answer(user, facts, known, target, open_before, made, wanted) for user in people.values()]


def _target(course, certification) -> Target:
    if bool(course) == bool(certification):
        raise ValueError("Assign a course or a certification.")
    return course or certification


def _check_target(target, known):
    if isinstance(target, CoursePage):
        if not CoursePage.objects.live().filter(pk=target.pk).exists():
            raise Refused(_("This course is not published at the moment."))
        if not known.minutes.get(target.pk):
            raise Refused(_("This course has no lessons yet. Please come back when the trainers have published them."))
    elif not any(group.parts for group in known.ways[target.pk].first):
        raise Refused(_("No published programme or course leads to this certificate."))


def _answer(user, facts, known, target, open_before, made, wanted) -> Answer:
    if user.pk not in facts.people:
        return Answer(user, Became.GONE)
    if user.pk in made:
        return Answer(user, Became.ASSIGNED, made[user.pk])
    if user.pk in open_before:
        return Answer(user, Became.OPEN, open_before[user.pk])
    return Answer(user, Became.REFUSED if user.pk in wanted else Became.HAD)


def _log_assigned(target, by, made, due_on, reason):
    words = {"users": sorted(made), "due_on": due_on and due_on.isoformat(), "reason": reason.strip()[:300]}
    log(target, "programmes.assign", user=by, data=words)
    logger.info("assigned target=%s/%s people=%s by=%s", type(target).__name__, target.pk, len(made), by.pk)


def _of_target(target: Target) -> dict[str, Target]:
    return {"course" if isinstance(target, CoursePage) else "certification": target}


def _open_of(target, users) -> dict[int, TrainingAssignment]:
    rows = TrainingAssignment.objects.still_open().filter(user__in=users, **_of_target(target))
    return {row.user_id: row for row in rows.select_related("course", "certification")}


@transaction.atomic
def write_assignments(
    *,
    target: Target,
    told: Mapping[int, Told],
    now: datetime,
    by: User | None = None,
    rule: AssignmentRule | None = None,
    due_decided: bool = False,
) -> dict[int, TrainingAssignment]:
    """Write what was decided for `{user_id: Told}`; answers what there is now to do, by person.

    For a certificate the round is opened, or the open one is used. Whoever gets the certificate by that at once, having
    done everything, has nothing to do and is missing in the answer.
    """
    rounds: dict[int, tuple[Cycle, bool]] = {}
    if isinstance(target, Certification):
        due = {user: one.due for user, one in told.items()}
        rounds = open_rounds(users=due, certification=target, now=now, by=by)
    rows = []
    for user, one in told.items():
        cycle, opened = rounds.get(user, (None, False))
        if isinstance(target, Certification) and (cycle is None or cycle.ended_at):
            continue
        row = TrainingAssignment(
            user_id=user, **_of_target(target), cycle=cycle, opened_cycle=opened, rule=rule, due_on=one.due
        )
        row.why, row.assigned_by, row.assigned_at = {"because": list(one.because)}, by, now
        row.due_decided = due_decided
        rows.append(row)
    # Somebody else may have assigned the same a moment ago: the constraint keeps one of the two.
    TrainingAssignment.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    made = _open_of(target, [row.user_id for row in rows])
    tell(sayings=sayings(row for row in made.values() if row.assigned_at == now), now=now)
    return made


@transaction.atomic
def extend(*, assignment: TrainingAssignment, due_on: date, by: User, reason: str, now: datetime) -> TrainingAssignment:
    """Give another day to be done by, later or earlier, for a reason; the same day again changes nothing.

    Raises ValidationError for a day in the past and without a reason, `Refused` for what is over.
    """
    if due_on < timezone.localdate(now):
        raise ValidationError({"due_on": _("The day lies in the past. Choose today or later.")})
    reason = _reason(reason, _("Say why the day changes."))
    row = _locked(assignment)
    if row.ended_at:
        raise Refused(_("This is over; its day cannot be changed any more."))
    if row.due_on == due_on:
        return row
    Extension.objects.create(
        assignment=row, due_before=row.due_on, due_on=due_on, reason=reason, extended_by=by, written_at=now
    )
    move_due([row], {row.pk: due_on}, decided=True)
    log(row, "programmes.extend", user=by, data={"user": row.user_id, "due_on": due_on.isoformat(), "reason": reason})
    return row


def move_due(rows: Iterable[TrainingAssignment], due: Mapping[int, date | None], *, decided: bool) -> None:
    """Set the due days of assignments, `{assignment_id: day}`, and of the rounds that were opened for them."""
    rows = list(rows)
    cycles = []
    for row in rows:
        row.due_on, row.due_decided = due[row.pk], row.due_decided or decided
        if row.opened_cycle and row.cycle:
            row.cycle.due_on = row.due_on
            cycles.append(row.cycle)
    TrainingAssignment.objects.bulk_update(rows, ["due_on", "due_decided"], batch_size=AT_ONCE)
    Cycle.objects.bulk_update(cycles, ["due_on"], batch_size=AT_ONCE)


@transaction.atomic
def take_back(*, assignment: TrainingAssignment, by: User, reason: str, now: datetime) -> TrainingAssignment:
    """Take assigned training back, for a reason; what was done stays done. A second call changes nothing.

    A round that was opened for it is withdrawn with it. A rule that assigned it does not assign it to the person again:
    that is kept as an exception, which can be lifted.
    """
    reason = _reason(reason, _("Say why it is taken back."))
    row = _locked(assignment)
    if row.ended_at:
        return row
    row.ended_at, row.ending, row.ending_reason, row.ended_by = now, Ending.WITHDRAWN, reason, by
    row.save(update_fields=["ended_at", "ending", "ending_reason", "ended_by"])
    if row.cycle and row.opened_cycle:
        withdraw_cycle(cycle=row.cycle, by=by, reason=reason, now=now)
    if row.rule:
        _remember(row, by, reason, now)
    log(row, "programmes.take_back", user=by, data={"user": row.user_id, "title": str(row.target), "reason": reason})
    return row


def _remember(row, by, reason, now):
    AssignmentException.objects.create(
        rule=row.rule,
        user_id=row.user_id,
        problem=AssignmentException.Problem.TAKEN_BACK,
        due_on=row.due_on,
        found_at=now,
        resolution=AssignmentException.Resolution.EXEMPT,
        reason=reason,
        resolved_by=by,
        resolved_at=now,
    )


def _locked(assignment: TrainingAssignment) -> TrainingAssignment:
    """The assignment, read again under a lock."""
    return (
        TrainingAssignment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cycle", "rule", "course", "certification")
        .get(pk=assignment.pk)
    )


def _reason(text: str, sentence: str) -> str:
    text = text.replace("\0", "").strip()
    if not text:
        raise ValidationError({"reason": sentence})
    return text[:300]
