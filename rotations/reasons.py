"""Why somebody can or cannot stand at a post, as a code with its dates and as a sentence with the same dates."""

from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language, gettext_lazy

from core.templatetags.ui import day_in
from skills.models import Level, Skill


class Code(StrEnum):
    """Every reason there is. The comment says what `on`, `until` and `bound` are."""

    NEVER_HELD = "never_held"
    LEVEL_TOO_LOW = "level_too_low"
    EXPIRED = "expired"  # last valid day, last day of grace, start of the period
    EXPIRES_DURING = "expires_during"  # last valid day, last day of grace, end of the period
    GRACE_DURING = "grace_during"  # last valid day, last day of grace; grace covers the rest
    RENEWAL_OPEN = "renewal_open"  # first day of renewing, last valid day
    IN_GRACE = "in_grace"  # last valid day, last day of grace
    REVOKED = "revoked"  # first day on which it no longer counts
    SUSPENDED = "suspended"  # first day on which it does not count; it may count again
    NOT_YET_VALID = "not_yet_valid"  # first valid day, –, start of the period
    ON_LEAVE = "on_leave"  # first and last day; never why
    NOT_HIRED_YET = "not_hired_yet"  # first day of work
    LEFT = "left"  # last day of work
    LEAVES_DURING = "leaves_during"  # last day of work, –, end of the period


# What a course can mend.
TRAINABLE = frozenset(
    [
        Code.NEVER_HELD,
        Code.LEVEL_TOO_LOW,
        Code.EXPIRED,
        Code.EXPIRES_DURING,
        Code.REVOKED,
        Code.NOT_YET_VALID,
    ]
)

_SENTENCES = {
    Code.NEVER_HELD: gettext_lazy("%(skill)s: never held at “%(needed)s” or above."),
    Code.LEVEL_TOO_LOW: gettext_lazy("%(skill)s: holds “%(held)s”, the post asks for “%(needed)s”."),
    Code.EXPIRED: gettext_lazy("%(skill)s: valid only until %(on)s, before the period begins on %(bound)s."),
    Code.EXPIRES_DURING: gettext_lazy("%(skill)s: expires on %(on)s, before the period ends on %(bound)s."),
    Code.GRACE_DURING: gettext_lazy("%(skill)s: expires on %(on)s; from then on it counts in grace until %(until)s."),
    Code.RENEWAL_OPEN: gettext_lazy("%(skill)s: valid until %(until)s; to be renewed from %(on)s on."),
    Code.IN_GRACE: gettext_lazy("%(skill)s: ran out on %(on)s; it counts in grace until %(until)s."),
    Code.REVOKED: gettext_lazy("%(skill)s: revoked from %(on)s on."),
    Code.SUSPENDED: gettext_lazy("%(skill)s: suspended from %(on)s on."),
    Code.NOT_YET_VALID: gettext_lazy("%(skill)s: counts only from %(on)s, after the period begins on %(bound)s."),
    Code.ON_LEAVE: gettext_lazy("On leave from %(on)s to %(until)s."),
    Code.NOT_HIRED_YET: gettext_lazy("First day of work is %(on)s."),
    Code.LEFT: gettext_lazy("Last day of work was %(on)s."),
    Code.LEAVES_DURING: gettext_lazy("Last day of work is %(on)s, before the period ends on %(bound)s."),
}
_WITH_GRACE = {
    Code.EXPIRED: gettext_lazy(
        "%(skill)s: valid until %(on)s, in grace only until %(until)s, before the period begins on %(bound)s."
    ),
    Code.EXPIRES_DURING: gettext_lazy(
        "%(skill)s: expires on %(on)s, in grace only until %(until)s, before the period ends on %(bound)s."
    ),
}


class Reason(NamedTuple):
    """One reason. `needed` and `held` are levels 0-4; `evidence` is the award it speaks of (`judging.Held`)."""

    code: Code
    skill: Skill | None = None
    needed: int = 0
    held: int = 0
    on: date | None = None
    until: date | None = None
    bound: date | None = None
    evidence: object = None

    @property
    def text(self):
        """The sentence in the reader's language, with every date in it."""
        in_grace, language = self.until and self.on and self.until > self.on, get_language()
        sentence = _WITH_GRACE.get(self.code) if in_grace else None
        return (sentence or _SENTENCES[self.code]) % {
            "skill": Skill.local_name.of(self.skill, language) if self.skill else "",
            "needed": _level(self.needed, language),
            "held": _level(self.held, language),
            "on": day_in(self.on, language),
            "until": day_in(self.until, language),
            "bound": day_in(self.bound, language),
        }

    @property
    def trainable(self):
        """Whether a course could mend it."""
        return self.code in TRAINABLE


# A matrix says a thousand reasons, in five words for the levels.
@lru_cache(maxsize=20)
def _level(level, language):
    return str(Level(level).label)
