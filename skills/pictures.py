"""What a profile looks like drawn: plain numbers for the SVG of the templates. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from .profile import last_day_of_force

# A lifeline shows a year on either side of the day asked for.
REACH = timedelta(days=365)
WIDTH = 730


@dataclass(frozen=True)
class Stretch:
    """A part of a lifeline; `x` and `width` in days from its left edge."""

    kind: str
    x: int
    width: int


@dataclass(frozen=True)
class Bar:
    """The level (0-4) of one skill."""

    skill: object
    level: int
    state: str

    @property
    def steps(self):
        """Four blocks on a width of 100, as many lit as the level says; renewal and grace in the colour of caution."""
        lit = "step-on" if self.state == "valid" else "step-caution"
        return [{"x": n * 25 + 1, "css": f"step {lit}" if n < self.level else "step"} for n in range(4)]


def lifeline(holding, on):
    """The valid, renewal and grace days of an award as stretches of a line from a year before `on` to a year after.

    Days out of sight and days on which it is suspended are cut out; a revocation ends everything.
    """
    award = holding.award
    force_end = last_day_of_force(award)
    ends = [
        ("valid", award.valid_from, award.renewal_from - timedelta(days=1) if award.renewal_from else date.max),
        ("renewal", award.renewal_from, award.valid_until),
        ("grace", award.valid_until and award.valid_until + timedelta(days=1), award.grace_until),
    ]
    first, last = on - REACH, on + REACH - timedelta(days=1)
    stretches = []
    for kind, begin, end in ends:
        if begin is None:
            continue
        for begun, ended in _without(award.breaks, max(begin, first), min(end, force_end, last)):
            stretches.append(Stretch(kind, (begun - first).days, (ended - begun).days + 1))
    return stretches


def _without(breaks, begin, end):
    """The days from `begin` to `end` that lie in none of the breaks, as stretches of first and last day."""
    for first_day, again in breaks:
        before = min(end, first_day - timedelta(days=1))
        if begin <= before:
            yield begin, before
        if again is None:
            return
        begin = max(begin, again)
    if begin <= end:
        yield begin, end


def level_bars(skills, held):
    """One bar for every skill there is, so that what is missing is seen as well as what is held."""
    bars = []
    for skill in skills:
        holding = held.get(skill.pk)
        in_force = holding is not None and holding.in_force
        bars.append(Bar(skill, holding.level if in_force else 0, holding.state if holding else "none"))
    return bars
