"""Marking anew with a corrected key: what would change, and the act. docs/marking.md says what happens to whom."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from wagtail.models import Revision

from .correcting import CannotCorrect, corrected_key, key_in_effect, marks_alike
from .ending import After
from .items import Item, item_of
from .kinds import EVERYTHING, kind_of
from .marking import Marked, Score, mark, points_for
from .models import Act, Answer, Attempt, AttemptQuestion, Question, Quiz
from .refused import Refused

logger = logging.getLogger(__name__)

LOOKED_AT = 200  # attempts, the latest; enough to meet every revision people still remember
Marks = dict[int, dict[int, Marked | None]]  # of an attempt by position; None where a person has to mark


@dataclass(frozen=True)
class Change:
    """What a corrected key makes of one attempt: its mark for the question, its points and whether it is passed.

    Totals are empty for an attempt of which a person still has to mark something. `counts_*` are the marks that count
    by the rule of the quiz, in per cent of the points possible.
    """

    asked: AttemptQuestion
    points: Decimal
    is_correct: bool
    total: Decimal | None
    passed: bool | None
    short: tuple[int, ...] = ()
    counts_before: int | None = None
    counts_after: int | None = None
    passed_otherwise: bool = False

    @property
    def attempt(self) -> Attempt:
        return self.asked.attempt

    @property
    def moves(self) -> bool:
        """Whether the mark changes; otherwise only what is shown as right does."""
        return (self.points, self.is_correct) != (self.asked.points, self.asked.is_correct)

    @property
    def gains_the_pass(self) -> bool:
        return bool(self.passed) and not self.attempt.passed

    @property
    def loses_the_pass(self) -> bool:
        return bool(self.attempt.passed) and self.passed is False

    @property
    def percent_before(self) -> int | None:
        return percent_of(self.attempt.points, self.attempt.max_points)

    @property
    def percent_after(self) -> int | None:
        return percent_of(self.total, self.attempt.max_points)

    @property
    def facts(self) -> dict[str, Any]:
        """What the act on the attempt remembers."""
        return {
            "points": [str(self.asked.points), str(self.points)],
            "total": [None if one is None else str(one) for one in (self.attempt.points, self.total)],
            "passed": [self.attempt.passed, self.passed],
        }


@dataclass(frozen=True)
class Left:
    """Attempts that stay as they are, and why."""

    reason: str
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True)
class Wording:
    """What one earlier key called right and the corrected one does, in words, for so many attempts."""

    attempts: int
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What marking by a revision of a question would do. `people` answered it under another key."""

    question: Question
    revision: Revision
    people: int
    changes: tuple[Change, ...] = ()
    # Not handed in yet: they are marked by the corrected key when they end.
    still_open: tuple[Change, ...] = ()
    left: tuple[Left, ...] = ()
    wordings: tuple[Wording, ...] = ()

    @property
    def moving(self) -> list[Change]:
        """The attempts whose mark changes."""
        return [change for change in self.changes if change.moves]

    @property
    def losing(self) -> list[Change]:
        return [change for change in self.changes if change.loses_the_pass]

    @property
    def gaining(self) -> list[Change]:
        return [change for change in self.changes if change.gains_the_pass]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to mark anew."""
        return not self.changes and not self.still_open


@dataclass
class _Sorted:
    changes: list[Change] = field(default_factory=list)
    still_open: list[Change] = field(default_factory=list)
    left: dict[str, list[Attempt]] = field(default_factory=dict)
    # By the revision that marks them now.
    wordings: dict[int, Wording] = field(default_factory=dict)


def mark_that_counts(rule: str, percents: Sequence[int]) -> int | None:
    """Of the marks of one person in the order of starting, in per cent, the one that counts; the mean rounded down."""
    if not percents:
        return None
    if rule == Quiz.Counting.MEAN:
        return sum(percents) // len(percents)
    return {Quiz.Counting.LAST: percents[-1], Quiz.Counting.FIRST: percents[0]}.get(Quiz.Counting(rule), max(percents))


def differs(question: Question, revision: Revision) -> bool:
    """Whether anybody was asked this question under a key that gives other marks than this revision's.

    A glance for the moment after publishing: it looks at one attempt of each earlier revision. What no corrected key
    can mark (another kind, marked by hand) is no reason to ask.
    """
    item, seen = item_of(revision.content), set()
    for asked in _asked(question).order_by("-pk")[:LOOKED_AT]:
        in_effect = _in_effect(asked)
        if in_effect == revision.pk or in_effect in seen:
            continue
        seen.add(in_effect)
        try:
            if not marks_alike(_key(asked, item, revision), key_in_effect(asked)):
                return True
        except CannotCorrect:
            continue
    return False


def _asked(question: Question) -> QuerySet[AttemptQuestion]:
    """In every attempt that stands, with all that is needed to mark it anew."""
    rows = AttemptQuestion.objects.filter(question=question, attempt__voided_at__isnull=True)
    return rows.select_related("revision", "marked_by", "attempt__user", "attempt__quiz")


def _in_effect(asked: AttemptQuestion) -> int:
    """The revision by whose key it is marked now."""
    return asked.marked_by_id or asked.revision_id


def _key(asked: AttemptQuestion, item: Item, revision: Revision) -> Mapping[str, Any]:
    """The key of a revision for one attempt; its own for the revision it was drawn from."""
    if asked.revision_id == revision.pk:
        return asked.answer_key
    return corrected_key(item, item_of(asked.revision.content), asked.shown, asked.answer_key)


def preview(question: Question, revision: Revision) -> Preview:
    """What marking every attempt by this revision would change, written nowhere; four queries whatever the number."""
    rows = [asked for asked in _with_answers(question) if _in_effect(asked) != revision.pk]
    found = _sort(rows, revision, _marks_of(question) if rows else {})
    people = {asked.attempt.user_id for asked in rows if asked.value}
    left = tuple(Left(reason, tuple(attempts)) for reason, attempts in found.left.items())
    return Preview(
        question=question,
        revision=revision,
        people=len(people),
        changes=tuple(found.changes),
        still_open=tuple(found.still_open),
        left=left,
        wordings=tuple(found.wordings.values()),
    )


def _with_answers(question: Question) -> list[Any]:
    """Each time it was asked, with `value`: the answer that counts."""
    last = Answer.objects.filter(attempt=OuterRef("attempt"), position=OuterRef("position"))
    last = last.order_by("-given_at", "-sequence")
    return list(
        _asked(question)
        .annotate(value=Subquery(last.values("value")[:1]))
        .order_by("attempt__started_at", "attempt", "position")
    )


def _sort(rows: Sequence[Any], revision: Revision, marks: Marks) -> _Sorted:
    """What becomes of each: marked anew, marked anew when it ends, or left for a reason."""
    item, found = item_of(revision.content), _Sorted()
    for asked in rows:
        try:
            key = _key(asked, item, revision)
        except CannotCorrect as why:
            found.left.setdefault(str(why), []).append(asked.attempt)
            continue
        if marks_alike(key, key_in_effect(asked)):
            continue
        _count_wording(found.wordings, asked, key)
        change = _change(asked, key, marks[asked.attempt_id])
        (found.changes if asked.attempt.ended_at else found.still_open).append(change)
    found.changes = _with_what_counts(found.changes)
    return found


def _count_wording(wordings: dict[int, Wording], asked: AttemptQuestion, key: Mapping[str, Any]) -> None:
    """One more attempt under the key that marks it now; the words are taken from the first one met."""
    known = wordings.get(_in_effect(asked))
    if known is None:
        kind = kind_of(asked.shown["kind"])
        before = tuple(kind.right(asked.shown, key_in_effect(asked)))
        known = Wording(0, before, tuple(kind.right(asked.shown, key)))
    wordings[_in_effect(asked)] = replace(known, attempts=known.attempts + 1)


def _marks_of(question: Question) -> Marks:
    """{attempt: {position: its marks}} of all attempts that were asked the question; None where a person must mark."""
    concerned = AttemptQuestion.objects.filter(question=question).values("attempt")
    rows = AttemptQuestion.objects.filter(attempt__in=concerned).order_by("attempt", "position")
    found: Marks = {}
    for attempt, position, points, most, section in rows.values_list(
        "attempt", "position", "points", "max_points", "section"
    ):
        marked = None if points is None else Marked(points, most, section)
        found.setdefault(attempt, {})[position] = marked
    return found


def _change(asked: Any, key: Mapping[str, Any], marks: Mapping[int, Marked | None]) -> Change:
    share = mark(asked.shown["kind"], key, asked.value)
    points = points_for(share, asked.max_points)
    ours = {**marks, asked.position: Marked(points, asked.max_points, asked.section)}
    outcome = asked.attempt.score_of(ours.values())
    return Change(
        asked=asked,
        points=points,
        is_correct=share == EVERYTHING,
        total=outcome.points if outcome else None,
        passed=outcome.passed if outcome else None,
        short=outcome.short if outcome else (),
    )


def _with_what_counts(changes: Sequence[Change]) -> list[Change]:
    """The same with the mark that counts for each person before and after, and whether another attempt is passed."""
    quizzes, users = {c.attempt.quiz_id for c in changes}, {c.attempt.user_id for c in changes}
    after = {change.attempt.pk: change for change in changes}
    sittings: dict[tuple[int, int], list[Attempt]] = {}
    theirs = Attempt.objects.counted().filter(quiz__in=quizzes, user__in=users, points__isnull=False)
    for attempt in theirs.order_by("started_at", "pk"):
        sittings.setdefault((attempt.quiz_id, attempt.user_id), []).append(attempt)
    return [
        _counted(change, sittings.get((change.attempt.quiz_id, change.attempt.user_id), []), after)
        for change in changes
    ]


def _counted(change: Change, sittings: Sequence[Attempt], after: Mapping[int, Change]) -> Change:
    rule = change.attempt.quiz.counting
    before = [percent_of(one.points, one.max_points) for one in sittings]
    later = [percent_of(after[one.pk].total if one.pk in after else one.points, one.max_points) for one in sittings]
    others = [one for one in sittings if one.pk != change.attempt.pk]
    return replace(
        change,
        counts_before=mark_that_counts(rule, [one for one in before if one is not None]),
        counts_after=mark_that_counts(rule, [one for one in later if one is not None]),
        passed_otherwise=any(after[one.pk].passed if one.pk in after else one.passed for one in others),
    )


def percent_of(points: Decimal | None, most: Decimal) -> int | None:
    """Rounded down as everywhere; None without points."""
    return None if points is None else Score(points, most, 0).percent


@transaction.atomic
def regrade(
    *, question: Question, revision: Revision, by, reason: str, now: datetime, after: After | None = None
) -> Preview:
    """Mark every attempt that was asked the question by this revision of it; answers what was changed.

    Each attempt gets an act with its marks before and after. `after` is told, in the same transaction, of those that
    are passed now; where one is no longer passed nothing is taken away here. Attempts under way are marked by the
    revision when they end. Doing it again changes nothing. Raises Refused without a reason.
    """
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why."), "no_reason")
    _lock(question)
    found = preview(question, revision)
    Act.objects.bulk_create(_acts(found, by, reason, now))
    _write_marks(found)
    for attempt in Attempt.objects.filter(pk__in=[change.attempt.pk for change in found.gaining]).order_by("pk"):
        if after:
            after(attempt, now)
    logger.info("question %s marked anew by revision %s: %s", question.pk, revision.pk, len(found.changes))
    return found


def _lock(question: Question) -> None:
    """Hold every attempt concerned: handing in and a second correction wait, and then see what this one wrote."""
    concerned = AttemptQuestion.objects.filter(question=question).values("attempt")
    list(Attempt.objects.select_for_update().filter(pk__in=concerned).order_by("pk").values_list("pk", flat=True))


def _acts(found: Preview, by, reason: str, now: datetime) -> list[Act]:
    facts = {"question": found.question.pk, "revision": found.revision.pk}
    told = [(change.asked, change.facts) for change in found.changes]
    told += [(change.asked, {"open": True}) for change in found.still_open]
    return [
        Act(
            attempt_id=asked.attempt_id,
            kind=Act.Kind.REGRADE,
            by=by,
            reason=reason,
            at=now,
            facts={"position": asked.position, "from": _in_effect(asked), **facts, **further},
        )
        for asked, further in told
    ]


def _write_marks(found: Preview) -> None:
    """On copies, so that what is answered still tells of the marks before."""
    # Back to the key it was drawn with is no correction any more.
    drawn_with, now = found.revision.pk, [*found.changes, *found.still_open]
    rows = [
        AttemptQuestion(pk=c.asked.pk, marked_by_id=None if c.asked.revision_id == drawn_with else drawn_with)
        for c in now
    ]
    AttemptQuestion.objects.bulk_update(rows, ["marked_by"])
    # Of an open attempt only what has been explained already has a mark.
    marked = [c for c in now if c.attempt.ended_at or c.asked.revealed_at]
    AttemptQuestion.objects.bulk_update(
        [AttemptQuestion(pk=c.asked.pk, points=c.points, is_correct=c.is_correct) for c in marked],
        ["points", "is_correct"],
    )
    Attempt.objects.bulk_update(
        [Attempt(pk=c.attempt.pk, points=c.total, passed=c.passed) for c in found.changes], ["points", "passed"]
    )
