"""What a post asked for on the days of a period, from its history and the log; said with how well it is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils import timezone
from wagtail.models import ModelLogEntry

from rotations.models import Post, PostVersion

DAY = timedelta(days=1)


class Source(StrEnum):
    """How it is known what a post asked for."""

    WRITTEN = "written"  # written down when it was changed
    REPLACED = "replaced"  # what the first logged change says it replaced; since when it was so is not written
    ASSUMED = "assumed"  # no record reaches back to these days: the first record, or what it asks for today


@dataclass(frozen=True)
class Entry:
    """From this moment on a post asked for this: `{slug of the skill: level}`. No moment: as long as anybody knows."""

    moment: datetime | None
    needs: Mapping[str, int]
    source: Source


@dataclass(frozen=True)
class Stretch:
    """Days of a period, both included, on which a post asked for the same."""

    first: date
    last: date
    needs: Mapping[str, int]
    source: Source
    written_at: datetime | None


def stretches(entries: Sequence[Entry], start: date, end: date) -> list[Stretch]:
    """The period cut where the needs changed; pure. A day of a change counts wholly for what was asked in the evening.

    `entries` are in order and the first has no moment.
    """
    found: list[Stretch] = []
    day = start
    while day <= end:
        entry = [one for one in entries if one.moment is None or timezone.localdate(one.moment) <= day][-1]
        if found and found[-1].needs == entry.needs and found[-1].source == entry.source:
            found[-1] = Stretch(found[-1].first, day, entry.needs, entry.source, found[-1].written_at)
        else:
            found.append(Stretch(day, day, entry.needs, entry.source, entry.moment))
        day += DAY
    return found


def entries_of(post: Post) -> list[Entry]:
    """All that is known of what a post asked for, the oldest first; two queries, three without any record."""
    changes = [
        (row.timestamp, row.data["before"]["needs"], row.data["after"]["needs"])
        for row in ModelLogEntry.objects.for_instance(post).filter(action="rotations.post").order_by("timestamp", "pk")
    ]
    versions = list(PostVersion.objects.filter(post=post).order_by("written_at", "pk"))
    written = [(at, after) for at, _before, after in changes] + [(row.written_at, row.needs) for row in versions]
    written.sort(key=lambda pair: pair[0])
    known = [Entry(at, needs, Source.WRITTEN) for at, needs in written]
    if changes and changes[0][0] <= written[0][0]:
        first = Entry(None, changes[0][1], Source.REPLACED)
    elif known:
        first = Entry(None, known[0].needs, Source.ASSUMED)
    else:
        first = Entry(None, _today(post), Source.ASSUMED)
    return _without_repeats([first, *known])


def _today(post: Post) -> dict[str, int]:
    return dict(post.requirements.order_by("skill__slug").values_list("skill__slug", "level"))


def _without_repeats(entries: list[Entry]) -> list[Entry]:
    """A change is logged and written down in one breath: the first record of the two is enough.

    The first record that agrees with what was only assumed stays: from then on it is known.
    """
    kept = entries[:1]
    for entry in entries[1:]:
        if entry.needs != kept[-1].needs or entry.source != kept[-1].source:
            kept.append(entry)
    return kept
