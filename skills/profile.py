"""What people hold on a day, asked of the awards; nothing here is stored."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.statements import Statement

from .models import Award, Skill


class State(TextChoices):
    """What an award is worth on a day."""

    VALID = "valid", _("valid")
    RENEWAL = "renewal", _("renewal open")
    GRACE = "grace", _("in grace")
    EXPIRED = "expired", _("expired")
    SUSPENDED = "suspended", _("suspended")
    REVOKED = "revoked", _("revoked")
    FUTURE = "future", _("not yet valid")


# What an award is worth when several must agree, such as those of one certificate: the worst speaks for all.
WORST_FIRST = (
    State.REVOKED,
    State.SUSPENDED,
    State.EXPIRED,
    State.GRACE,
    State.RENEWAL,
    State.FUTURE,
    State.VALID,
)
IN_FORCE = (State.VALID, State.RENEWAL, State.GRACE)


class Holding(NamedTuple):
    """A skill as somebody holds it, or last held it, on a day; the dates are those of the award behind it."""

    skill_id: int
    level: int
    state: State
    valid_from: date
    valid_until: date | None
    renewal_from: date | None
    grace_until: date | None
    award: Award

    @property
    def in_force(self):
        """Whether it counts on that day: valid, renewal open or in grace."""
        return self.state in IN_FORCE


def state_of(award, on):
    """The state of an award on a day. Ends are inclusive; the day of revocation no longer counts.

    Suspended is what would count that day but for the suspension: what has run out is expired all the same.
    """
    if award.revoked_on and award.revoked_on <= on:
        return State.REVOKED
    if on < award.valid_from:
        return State.FUTURE
    state = _state_by_days(award, on)
    return State.SUSPENDED if state in IN_FORCE and is_suspended(award.breaks, on) else state


def _state_by_days(award, on):
    if award.valid_until is None or on < award.renewal_from:
        return State.VALID
    if on <= award.valid_until:
        return State.RENEWAL
    return State.GRACE if on <= award.grace_until else State.EXPIRED


def is_suspended(breaks, on):
    """Whether a day lies in one of the breaks `[(first day, first day it counts again or None)]`."""
    return any(begin <= on and (again is None or on < again) for begin, again in breaks)


def last_day_of_force(award):
    """The last day on which an award counts, grace included; `date.max` when it never ends. Suspensions are left out:
    they may end any day."""
    ends = award.grace_until or date.max
    return min(ends, award.revoked_on - timedelta(days=1)) if award.revoked_on else ends


def best_holding(awards: Iterable, on: date) -> Holding | None:
    """The best of one person's awards of one skill on a day; None without awards.

    In force the highest level counts, then the better state, then the later end. With nothing in force it is the one
    that lapsed last, and only when nothing ever began the one that begins next.
    """
    judged = [(state_of(award, on), award) for award in awards]
    if not judged:
        return None
    state, award = max(judged, key=lambda pair: _rank(*pair))
    return Holding(
        skill_id=award.skill_id,
        level=award.level,
        state=state,
        valid_from=award.valid_from,
        valid_until=award.valid_until,
        renewal_from=award.renewal_from,
        grace_until=award.grace_until,
        award=award,
    )


def _rank(state, award):
    if state in IN_FORCE:
        return 2, award.level, -IN_FORCE.index(state), last_day_of_force(award).toordinal(), award.pk or 0
    if state == State.FUTURE:
        return 0, -award.valid_from.toordinal(), award.level, 0, award.pk or 0
    return 1, last_day_of_force(award).toordinal(), award.level, 0, award.pk or 0


def profile_of(awards: Iterable, on: date) -> dict[int, Holding]:
    """As `profile`, of the awards of one person that the caller has read already."""
    skills = defaultdict(list)
    for award in awards:
        skills[award.skill_id].append(award)
    return {skill: found for skill, mine in skills.items() if (found := best_holding(mine, on))}


def profiles(users, on: date) -> dict[int, dict[int, Holding]]:
    """The holdings of many people on a day as `{user_id: {skill_id: Holding}}`, in one query.

    `users` are people, their ids or a queryset of them; somebody who never held anything has an empty profile.
    """
    user_ids = [getattr(user, "pk", user) for user in users]
    by_person = {user_id: [] for user_id in user_ids}
    for award in Award.objects.of(user_ids).with_proof():
        by_person[award.user_id].append(award)
    return {user_id: profile_of(awards, on) for user_id, awards in by_person.items()}


def profile(user, on: date) -> dict[int, Holding]:
    """What one person holds or last held on a day, as `{skill_id: Holding}`."""
    return profiles([user], on)[user.pk]


_SKILLS = Statement(Skill.objects.all)


def all_skills() -> list[Skill]:
    """The skills there are, in their order."""
    return _SKILLS.instances()
