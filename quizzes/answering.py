"""Keeping answers. What was acknowledged is stored, and of several answers the one given last counts.

The two statements of a save are written by hand: it is the request an examination makes most, and building them anew
each time took longer than the database needs to answer them.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Answer, Attempt, AttemptQuestion
from .refused import Refused
from .values import Posted, canonical, is_answered


@dataclass(frozen=True)
class Given:
    """An answer as somebody gave it.

    `value` is in the form of docs/questions.md, or `Posted` fields. `at` is the moment it was given, by the server's
    clock as far as the device knows it; None: just now. `seconds` is the time spent on the question.
    """

    position: int
    value: Any
    at: datetime | None = None
    seconds: int | None = None


@dataclass(frozen=True)
class Saved:
    """The server's word that an answer is kept."""

    position: int
    sequence: int
    given_at: datetime


@dataclass(frozen=True)
class Receipt:
    """What was kept, and the deadline as it is now: a trainer may have moved it."""

    saved: list[Saved]
    deadline: datetime | None


@dataclass(frozen=True)
class Whose:
    """Which attempt answers are for: by its id alone, or by its public id and the person whose own it must be."""

    attempt: int | None = None
    public_id: UUID | None = None
    user: int | None = None


class _Asked(NamedTuple):
    """A question with its attempt's state and its last answer, as `_FIND` reads them."""

    attempt: int
    started_at: datetime
    deadline: datetime | None
    grace_seconds: int
    ended_at: datetime | None
    ending: str
    lease: str
    position: int
    shown: Mapping[str, Any]
    revealed_at: datetime | None
    last_sequence: int | None
    last_value: Any
    last_given_at: datetime | None


# The attempt's row is locked, so that handing in waits for a save under way and the other way round: nothing that is
# acknowledged is left out of the marking. On SQLite the immediate transaction is the lock.
_FIND = """
SELECT a.id, a.started_at, a.deadline, a.grace_seconds, a.ended_at, a.ending, a.lease,
       q.position, q.shown, q.revealed_at, l.sequence, l.value, l.given_at
FROM quizzes_attempt a JOIN quizzes_attemptquestion q ON q.attempt_id = a.id
LEFT JOIN quizzes_answer l ON l.id = (
    SELECT id FROM quizzes_answer WHERE attempt_id = a.id AND position = q.position
    ORDER BY given_at DESC, sequence DESC LIMIT 1)
WHERE {whose} AND q.position IN ({positions}) {lock}
"""
# A statement of its own sees what was written while the first one waited for the lock: the next number is free, and a
# question explained meanwhile takes no further answer.
_KEEP = """
INSERT INTO quizzes_answer (attempt_id, position, sequence, value, given_at, received_at, seconds)
SELECT %s, %s, COALESCE((SELECT MAX(sequence) FROM quizzes_answer WHERE attempt_id = %s), 0) + 1, %s, %s, %s, %s
WHERE NOT EXISTS (
    SELECT 1 FROM quizzes_attemptquestion WHERE attempt_id = %s AND position = %s AND revealed_at IS NOT NULL)
RETURNING sequence
"""


def save_answer(
    *,
    attempt: Attempt,
    position: int,
    value: Any,
    now: datetime,
    at: datetime | None = None,
    seconds: int | None = None,
    lease: str | None = None,
) -> Saved:
    """Keep one answer; two queries. The same answer sent again is acknowledged without another row.

    Raises Malformed when the value does not fit the question shown; Refused after the end, when it was given after the
    deadline or arrives after the grace, when the question was explained already, and for a `lease` that another window
    has taken (None: the caller is no window).
    """
    given = [Given(position, value, at, seconds)]
    return keep_answers(whose=Whose(attempt.pk), given=given, now=now, lease=lease).saved[0]


def save_answers(
    *, attempt: Attempt, values: Mapping[int, Any], now: datetime, lease: str | None = None
) -> list[Saved]:
    """Keep several answers together, all or none: a page without the script sends all it has."""
    given = [Given(position, value) for position, value in values.items()]
    return keep_answers(whose=Whose(attempt.pk), given=given, now=now, lease=lease).saved


@transaction.atomic
def keep_answers(*, whose: Whose, given: Sequence[Given], now: datetime, lease: str | None = None) -> Receipt:
    """As `save_answer`, for any number. Raises Attempt.DoesNotExist for an attempt that is not this person's."""
    found = {asked.position: asked for asked in _find(whose, [one.position for one in given])}
    if not found and not _exists(whose):
        raise Attempt.DoesNotExist
    judged = [_judge(found.get(one.position), one, now, lease) for one in given]
    fresh = [one for one in judged if isinstance(one, Answer)]
    _write(fresh)
    saved = [Saved(one.position, one.sequence, one.given_at) for one in judged]
    return Receipt(saved, next(iter(found.values())).deadline if found else None)


def _judge(asked: _Asked | None, given: Given, now: datetime, lease: str | None) -> Saved | Answer:
    """What is kept already, or the answer to be written."""
    if asked is None:
        raise Refused(_("This question is not part of the quiz."), "unknown_question")
    at = given_at(given.at, asked.started_at, now)
    _must_be_taken(asked, at, now, lease)
    stored = _stored(asked, given.value)
    if stored is None or (stored == asked.last_value and given.at in (None, asked.last_given_at)):
        return Saved(given.position, asked.last_sequence or 0, asked.last_given_at or at)
    if asked.revealed_at:
        raise _explained()
    row = {"value": stored, "given_at": at, "received_at": now, "seconds": given.seconds}
    return Answer(attempt_id=asked.attempt, position=given.position, **row)


def given_at(at: datetime | None, started_at: datetime, now: datetime) -> datetime:
    """The moment an answer was given: what the device says, but not before the start and not in the future."""
    return now if at is None else max(started_at, min(at, now))


def _must_be_taken(asked: _Asked, at: datetime, now: datetime, lease: str | None) -> None:
    if asked.ended_at:
        raise Refused(why_closed(asked.ending), "ended")
    if asked.deadline and at > asked.deadline:
        raise Refused(_("The time is up; answers can no longer be changed."), "time_up")
    if asked.deadline and now > asked.deadline + timedelta(seconds=asked.grace_seconds):
        raise Refused(_("This answer was given in time but reached the hall too late, so it cannot count."), "too_late")
    if lease is not None and lease != asked.lease:
        raise elsewhere()


def why_closed(ending: str) -> str:
    """The sentence for somebody who goes on answering after the end."""
    if ending == Attempt.Ending.CLOSED:
        return _("A trainer has closed this attempt; answers can no longer be changed.")
    if ending == Attempt.Ending.TIME_UP:
        return _("The time is up; answers can no longer be changed.")
    return _("This quiz has been handed in; answers can no longer be changed.")


def elsewhere() -> Refused:
    """The refusal for a window whose lease another one has taken."""
    return Refused(_("This quiz is open in another window or on another device."), "elsewhere")


def _explained() -> Refused:
    return Refused(_("This answer has been explained already and can no longer be changed."), "revealed")


def _stored(asked: _Asked, sent: Any) -> Any:
    """The answer as it is kept; None when there is nothing to keep."""
    value = sent.read(asked.shown, asked.position) if isinstance(sent, Posted) else sent
    if value is None:
        return None
    stored = canonical(asked.shown, value)
    return stored if asked.last_value is not None or is_answered(asked.shown["kind"], stored) else None


def _exists(whose: Whose) -> bool:
    names = {"pk": whose.attempt, "public_id": whose.public_id, "user": whose.user}
    return Attempt.objects.filter(**{name: value for name, value in names.items() if value is not None}).exists()


def _find(whose: Whose, positions: Iterable[int]) -> list[_Asked]:
    wanted = [position for position in positions if 0 < position < 2**15]
    if not wanted:
        return []
    if whose.attempt is not None:
        clause, params = "a.id = %s", [whose.attempt]
    else:
        public_id = Attempt._meta.get_field("public_id").get_db_prep_value(whose.public_id, connection)
        clause, params = "a.public_id = %s AND a.user_id = %s", [public_id, whose.user]
    lock = "FOR UPDATE OF a" if connection.features.has_select_for_update_of else ""
    marks = ", ".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(_FIND.format(whose=clause, positions=marks, lock=lock), [*params, *wanted])
        return [_asked(row) for row in cursor.fetchall()]


def _asked(row: Sequence[Any]) -> _Asked:
    read = _Asked(*row)
    return read._replace(
        started_at=_moment(read.started_at),
        deadline=_moment(read.deadline),
        ended_at=_moment(read.ended_at),
        revealed_at=_moment(read.revealed_at),
        last_given_at=_moment(read.last_given_at),
        shown=_plain(read.shown),
        last_value=_plain(read.last_value),
    )


def _moment(raw: datetime | None) -> datetime | None:
    """SQLite keeps moments without their zone."""
    return timezone.make_aware(raw, connection.timezone) if raw and timezone.is_naive(raw) else raw


def _plain(raw: Any) -> Any:
    return json.loads(raw) if isinstance(raw, str) else raw


def _write(answers: Sequence[Answer]) -> None:
    """Write answers whose attempt is locked, and give them their numbers."""
    if len(answers) == 1:
        answers[0].sequence = _insert(answers[0])
    elif answers:
        attempt = answers[0].attempt_id
        # Asked anew: what was read before the lock was had may be older than it.
        asked = AttemptQuestion.objects.filter(attempt=attempt, position__in=[one.position for one in answers])
        top = Answer.objects.filter(attempt=attempt).order_by().values("attempt").annotate(top=Max("sequence"))
        rows = asked.order_by().values_list("revealed_at", Coalesce(Subquery(top.values("top")), 0))
        if any(revealed for revealed, _top in rows):
            raise _explained()
        for number, answer in enumerate(answers, rows[0][1] + 1):
            answer.sequence = number
        Answer.objects.bulk_create(answers)


def _insert(answer: Answer) -> int:
    value, given, received = (
        Answer._meta.get_field(name).get_db_prep_save(getattr(answer, name), connection)
        for name in ("value", "given_at", "received_at")
    )
    place = [answer.attempt_id, answer.position]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [*place, answer.attempt_id, value, given, received, answer.seconds, *place])
        row = cursor.fetchone()
    if row is None:
        raise _explained()
    return row[0]
