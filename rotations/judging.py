"""The judgement itself: plain facts and two days in, an answer with its reasons out. No database, no clock.

Every day of the period must be covered by awards at the level asked for or above; several awards may cover it between
them, so a renewal inside the period leaves no gap. All ends are inclusive. See docs/decisions/0022.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from people.employment import Employment
from skills.models import Skill
from skills.profile import last_day_of_force

from .reasons import Code, Reason

DAY = timedelta(days=1)


class Answer(TextChoices):
    """Whether somebody can stand at a post; flagged is a yes with something to see to."""

    YES = "yes", _("can stand")
    FLAGGED = "flagged", _("can stand, flagged")
    NO = "no", _("cannot stand")


class Need(NamedTuple):
    """What a post asks for: the skill at the level or above."""

    skill_id: int
    level: int
    skill: Skill


class Held(NamedTuple):
    """One award, without its person. The dates are those of `skills.models.Award`."""

    skill_id: int
    level: int
    valid_from: date
    valid_until: date | None = None
    renewal_from: date | None = None
    grace_until: date | None = None
    revoked_on: date | None = None
    award_id: int | None = None
    number: str | None = None
    # The first day of the suspension that ends this piece; the days after it are another piece (`pieces`).
    suspended_from: date | None = None

    @property
    def force(self):
        """First and last day on which it counts; the last lies before the first when it never did."""
        end = last_day_of_force(self)
        return self.valid_from, min(end, self.suspended_from - DAY) if self.suspended_from else end

    @property
    def validity(self):
        """As `force`, without grace."""
        return self.valid_from, min(self.valid_until or date.max, self.force[1])

    @property
    def quiet(self):
        """As `validity`, without the days on which renewal is open."""
        return self.valid_from, min(self.renewal_from - DAY if self.renewal_from else date.max, self.force[1])


def pieces(award: Held, breaks: Iterable[tuple[date, date | None]]) -> list[Held]:
    """An award with the days of its suspensions cut out: what stands before each counts as an award of its own.

    `breaks` are `(first day, first day it counts again or None)`, in order and apart from each other.
    """
    found, begin = [], award.valid_from
    for first_day, again in breaks:
        found.append(award._replace(valid_from=begin, suspended_from=first_day))
        if again is None:
            return found
        begin = max(begin, again)
    return [*found, award._replace(valid_from=begin)]


class Away(NamedTuple):
    """Days off, both included."""

    first_day: date
    last_day: date


class NeedAnswer(NamedTuple):
    """How one need is met: reasons why not, reasons to look out, and the award that proves it."""

    blocking: list[Reason]
    flags: list[Reason]
    proof: Held | None


class Judgement(NamedTuple):
    """The answer, why, and for each need that is met the award that reaches furthest."""

    answer: Answer
    reasons: list[Reason]
    proofs: list[tuple[Need, Held]]


def first_gap(stretches: Iterable[tuple[date, date]], start: date, end: date) -> date | None:
    """The first day of `start`–`end` that lies in none of the stretches; None when all are covered."""
    day = start
    for begin, last in sorted(stretches):
        if begin > day:
            break
        if last >= end:
            return None
        day = max(day, last + DAY)
    return day


def judge_holdings(
    needs: Sequence[Need],
    held: Sequence[Held],
    leaves: Iterable[Away],
    employment: Employment,
    start: date,
    end: date,
) -> Judgement:
    """Whether somebody holding these awards can stand where these needs are asked from `start` to `end`."""
    rows = {need: [row for row in held if row.skill_id == need.skill_id] for need in needs}
    met = [(need, judge_need(need, rows[need], start, end)) for need in needs]
    return combine(absences(leaves, employment, start, end), met)


def combine(away: list[Reason], met: Iterable[tuple[Need, NeedAnswer]]) -> Judgement:
    """The judgement of a post from what keeps the person away and how each of its needs is met."""
    blocking, flags, proofs = [*away], [], []
    for need, found in met:
        blocking += found.blocking
        flags += found.flags
        if found.proof:
            proofs.append((need, found.proof))
    answer = Answer.NO if blocking else Answer.FLAGGED if flags else Answer.YES
    return Judgement(answer, blocking + flags, proofs)


def judge_need(need: Need, rows: Sequence[Held], start: date, end: date) -> NeedAnswer:
    """How one need is met by somebody's awards of that skill."""
    good = [row for row in rows if row.level >= need.level]
    if not good:
        return NeedAnswer([_too_low(need, rows, start)], [], None)
    gap = first_gap([row.force for row in good], start, end)
    if gap is not None:
        return NeedAnswer(_why_not(need, good, gap, start, end), [], None)
    return NeedAnswer([], _flag(need, good, start, end), _covering(good, end))


def stands(good: Sequence[Held], start: date, end: date) -> Answer:
    """The answer for one need, without its reasons, of somebody's awards at the level or above."""
    if first_gap([row.force for row in good], start, end) is not None:
        return Answer.NO
    lapses = first_gap([row.validity for row in good], start, end) is not None
    return Answer.FLAGGED if lapses or first_gap([row.quiet for row in good], start, end) is not None else Answer.YES


def absences(leaves: Iterable[Away], employment: Employment, start: date, end: date) -> list[Reason]:
    """What keeps somebody from every post on a day of the period: not employed, or on leave."""
    return [*_not_employed(*employment, start, end), *_on_leave(leaves, start, end)]


def _not_employed(hired_on, left_on, start, end):
    if hired_on and hired_on > start:
        yield Reason(Code.NOT_HIRED_YET, on=hired_on)
    if left_on and left_on < start:
        yield Reason(Code.LEFT, on=left_on)
    elif left_on and left_on < end:
        yield Reason(Code.LEAVES_DURING, on=left_on, bound=end)


def _on_leave(leaves, start, end):
    for first_day, last_day in leaves:
        if first_day <= end and last_day >= start:
            yield Reason(Code.ON_LEAVE, on=first_day, until=last_day)


def _covering(rows, day):
    """The award in force on a day that stays longest."""
    in_force = [row for row in rows if row.force[0] <= day <= row.force[1]]
    return max(in_force, key=lambda row: (row.force[1], row.level), default=None)


def _why_not(need, good, gap, start, end):
    """Why the need is not met on `gap`, the first day on which it is not."""
    if gap > start:
        return [_ends_inside(need, _covering(good, gap - DAY), gap, end)]
    ended = [row for row in good if row.force[1] < start or row.force[1] < row.force[0]]
    coming = [row for row in good if row not in ended]
    reasons = [_ended(need, max(ended, key=lambda row: row.force[1]), start)] if ended else []
    if coming:
        first = min(coming, key=lambda row: row.valid_from)
        reasons.append(_reason(Code.NOT_YET_VALID, need, first, on=first.valid_from, bound=start))
    return reasons


def _reason(code, need, row, **dates):
    held = row.level if row else 0
    return Reason(code, need.skill, need.level, held, evidence=row, **dates)


def _too_low(need, rows, start):
    lower = [row for row in rows if row.force[0] <= start <= row.force[1]]
    if lower:
        return _reason(Code.LEVEL_TOO_LOW, need, max(lower, key=lambda row: row.level))
    return _reason(Code.NEVER_HELD, need, None)


def _ends_inside(need, row, gap, end):
    if row.revoked_on == gap:
        return _reason(Code.REVOKED, need, row, on=gap)
    if row.suspended_from == gap:
        return _reason(Code.SUSPENDED, need, row, on=gap)
    return _reason(Code.EXPIRES_DURING, need, row, on=row.valid_until, until=row.grace_until, bound=end)


def _ended(need, row, start):
    if row.revoked_on and row.revoked_on <= (row.grace_until or date.max):
        return _reason(Code.REVOKED, need, row, on=row.revoked_on)
    if row.suspended_from and start <= last_day_of_force(row):
        return _reason(Code.SUSPENDED, need, row, on=row.suspended_from)
    return _reason(Code.EXPIRED, need, row, on=row.valid_until, until=row.grace_until, bound=start)


def _flag(need, good, start, end):
    """What is to be seen to although the need is met every day: grace first, else a renewal."""
    lapses = first_gap([row.validity for row in good], start, end)
    if lapses is not None:
        row = _covering(good, lapses)
        if lapses == start:
            return [_reason(Code.IN_GRACE, need, row, on=row.valid_until, until=row.force[1])]
        return [_reason(Code.GRACE_DURING, need, row, on=lapses - DAY, until=row.force[1])]
    opens = first_gap([row.quiet for row in good], start, end)
    if opens is None:
        return []
    renewable = [row for row in good if row.valid_from <= opens <= row.validity[1]]
    row = max(renewable, key=lambda row: row.validity[1])
    return [_reason(Code.RENEWAL_OPEN, need, row, on=row.renewal_from, until=row.valid_until)]
