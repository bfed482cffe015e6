"""What happened to somebody's skills, in order: awarded, renewed, suspended, reinstated, revoked, run out. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from .awarded import Awarded
from .models import Award, Skill


class What(TextChoices):
    """What an event was."""

    AWARDED = "awarded", pgettext_lazy("history", "awarded")
    RENEWED = "renewed", pgettext_lazy("history", "renewed")
    SUSPENDED = "suspended", pgettext_lazy("history", "suspended")
    REINSTATED = "reinstated", pgettext_lazy("history", "counts again")
    REVOKED = "revoked", pgettext_lazy("history", "revoked")
    ENDED = "ended", pgettext_lazy("history", "ran out")


@dataclass(frozen=True)
class Event:
    """One thing that happened to a skill on a day, with the award it happened to and, for a break, why."""

    on: date
    what: What
    skill: Skill
    level: int
    award: Award | Awarded
    reason: str = ""


def history_of(awards: Iterable[Award | Awarded], on: date) -> list[Event]:
    """Everything that had happened by a day to the awards of one person, the latest first.

    An award of a skill that still counted when it began is a renewal. An award has run out only when no other one of
    the skill at its level or above went on without a gap.
    """
    awards = sorted(awards, key=lambda row: (row.valid_from, row.pk))
    events = [event for award in awards for event in _events(award, awards)]
    return sorted((event for event in events if event.on <= on), key=lambda event: event.on, reverse=True)


def _events(award, awards):
    others = [row for row in awards if row.skill_id == award.skill_id and row is not award]
    begun = What.RENEWED if any(_carries(row, award, award.valid_from) for row in others) else What.AWARDED
    yield _event(award, award.valid_from, begun)
    for pause in award.pauses:
        yield _event(award, pause.first_day, What.SUSPENDED, pause.why)
        if pause.again:
            yield _event(award, pause.again, What.REINSTATED, pause.why_again)
    if award.revoked_on:
        yield _event(award, award.revoked_on, What.REVOKED, award.why_revoked)
    elif award.valid_until:
        ended = award.grace_until + timedelta(days=1)
        if not any(_carries(row, award, ended) for row in others):
            yield _event(award, ended, What.ENDED)


def _carries(other, award, on):
    """Whether another award of the skill, at its level or above and begun before or at that day, is not over then."""
    if other.level < award.level or (other.valid_from, other.pk) == (award.valid_from, award.pk):
        return False
    begun = other.valid_from < on or (other.valid_from == on and on != award.valid_from)
    over = (other.grace_until and other.grace_until < on) or (other.revoked_on and other.revoked_on <= on)
    return begun and not over


def _event(award, on, what, reason=""):
    return Event(on, what, award.skill, award.level, award, reason)
