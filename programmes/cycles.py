"""Where people stand with certifications on a day: reading only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from skills.models import Award
from skills.profile import WORST_FIRST, state_of

from .life import COUNTS, OPEN, Happened, State, state_of_events
from .models import Cycle


@dataclass(frozen=True)
class Standing:
    """One cycle on a day; `state` is None before it began. The dates are those of its certificate, if it has one."""

    cycle: Cycle
    on: date
    state: State | None
    valid_from: date | None = None
    valid_until: date | None = None
    renewal_from: date | None = None
    grace_until: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is something to do for it."""
        return self.state in OPEN

    @property
    def counts(self) -> bool:
        """Whether its certificate counts on that day."""
        return self.state in COUNTS


def standings(cycles: Iterable[Cycle], on: date) -> list[Standing]:
    """The standing of each cycle (best read `with_story()`), in one query for the awards of all of them."""
    cycles = list(cycles)
    awards = defaultdict(list)
    certificates = [cycle.certificate_id for cycle in cycles if cycle.certificate_id]
    for award in Award.objects.filter(certificate__in=certificates).with_proof():
        awards[award.certificate_id].append(award)
    return [_standing(cycle, awards[cycle.certificate_id], on) for cycle in cycles]


def standing(cycle: Cycle, on: date) -> Standing:
    """The standing of one cycle."""
    return standings([cycle], on)[0]


def _standing(cycle: Cycle, awards: list[Award], on: date) -> Standing:
    events = [Happened(event.kind, event.on) for event in cycle.events.all()]
    if not awards:
        return Standing(cycle, on, state_of_events(events, on))
    worths = [state_of(award, on) for award in awards]
    first = awards[0]
    return Standing(
        cycle=cycle,
        on=on,
        state=state_of_events(events, on, min(worths, key=WORST_FIRST.index)),
        valid_from=first.valid_from,
        valid_until=first.valid_until,
        renewal_from=first.renewal_from,
        grace_until=first.grace_until,
    )


def current(standings_: Iterable[Standing]) -> Standing | None:
    """Of the cycles of one person and certification the one that speaks for them: what counts, the longest first; else
    what is suspended; else the latest that began. A renewal under way speaks only when nothing else is left."""
    begun = [row for row in standings_ if row.state is not None]
    speaking = [row for row in begun if row.counts] or [row for row in begun if row.state == State.SUSPENDED]
    if speaking:
        return max(speaking, key=lambda row: (row.valid_until or date.max, row.cycle.number))
    return max(begun, key=lambda row: row.cycle.number, default=None)
