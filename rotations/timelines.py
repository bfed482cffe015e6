"""Who stands where, day by day, of one person: laying days over days, joining what follows, and what changes. Pure.

All ends are inclusive; a line without a last day goes on until further notice.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

DAY = timedelta(days=1)


class Line(NamedTuple):
    """A stretch at a post; `note` is why somebody is planned who cannot stand there yet."""

    post: int
    first_day: date
    last_day: date | None
    note: str = ""

    @property
    def end(self) -> date:
        return self.last_day or date.max

    def covers(self, day: date) -> bool:
        return self.first_day <= day <= self.end


class Change(NamedTuple):
    """Days on which somebody stands elsewhere than before; None is at no post."""

    first_day: date
    last_day: date
    before: int | None
    after: int | None


def joined(lines: Iterable[Line]) -> list[Line]:
    """In order, with stretches at one post that follow each other without a gap made one; the first note stays."""
    found: list[Line] = []
    for line in sorted(lines, key=lambda line: line.first_day):
        before = found[-1] if found else None
        if before and before.last_day and before.post == line.post and before.last_day + DAY == line.first_day:
            found[-1] = before._replace(last_day=line.last_day, note=before.note or line.note)
        else:
            found.append(line)
    return found


def laid_over(
    lines: Iterable[Line], wanted: Iterable[Line], first: date, last: date, *, goes_on: bool = False
) -> list[Line]:
    """What holds once `wanted` and nothing else holds from `first` to `last`.

    What stood there before ends the day before; its days after `last` stay. Not those of a line without an end: a plan
    is the further notice it went on until. With `goes_on`, for an exchange of some days, they do.
    """
    kept = []
    for line in lines:
        if line.first_day < first:
            kept.append(line._replace(last_day=min(line.end, first - DAY)))
        if line.first_day > last or (line.end > last and (line.last_day or goes_on)):
            kept.append(line._replace(first_day=max(line.first_day, last + DAY)))
    inside = [_within(line, first, last) for line in wanted if line.first_day <= last and line.end >= first]
    # What begins later and goes on is no further notice of these days: made one with them it would end with them, were
    # the same days laid over once more.
    later = [] if goes_on else [line for line in kept if line.first_day > last and line.last_day is None]
    return [*joined([*(line for line in kept if line not in later), *inside]), *later]


def _within(line: Line, first: date, last: date) -> Line:
    return line._replace(first_day=max(line.first_day, first), last_day=min(line.end, last))


def post_on(lines: Iterable[Line], day: date) -> int | None:
    """Where somebody stands on a day."""
    return next((line.post for line in lines if line.covers(day)), None)


def changes(before: Sequence[Line], after: Sequence[Line], first: date, last: date) -> list[Change]:
    """What is other than before from `first` to `last`, in order; neighbouring days that change alike are one."""
    begins = {first}
    for line in (*before, *after):
        begins.add(line.first_day)
        begins |= {line.last_day + DAY} if line.last_day else set()
    days = sorted(day for day in begins if first <= day <= last)
    ends = [day - DAY for day in days[1:]] + [last]
    found: list[Change] = []
    for begin, end in zip(days, ends, strict=True):
        was, will = post_on(before, begin), post_on(after, begin)
        if was == will:
            continue
        if found and found[-1].last_day + DAY == begin and (found[-1].before, found[-1].after) == (was, will):
            found[-1] = found[-1]._replace(last_day=end)
        else:
            found.append(Change(begin, end, was, will))
    return found
