"""Writing the stays of many people at once: what a published plan and an exchange of posts do."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from people.models import User
from programmes.rules import keep_true_for

from .models import Assignment, RotationPlan
from .timelines import DAY, Change, Line, changes, laid_over

Lines = Mapping[int, Sequence[Line]]


class Written(NamedTuple):
    """What became other for somebody, and how many stays were written, changed and not begun at all for it."""

    changes: dict[int, list[Change]]
    made: int
    changed: int
    not_begun: int


def as_line(stay: Assignment) -> Line:
    return Line(stay.post_id, stay.first_day, stay.last_day, stay.note)


def stays_of(people: Collection[int], since: date) -> dict[int, list[Assignment]]:
    """The stays of people on a day and later, in order; one query."""
    found: dict[int, list[Assignment]] = defaultdict(list)
    for stay in Assignment.objects.from_day(since).filter(user__in=people).order_by("first_day", "pk"):
        found[stay.user_id].append(stay)
    return found


@transaction.atomic
def rewrite(
    *,
    wanted: Lines,
    first: date,
    last: date,
    plan: RotationPlan | None = None,
    goes_on: bool = False,
    by: User,
    now: datetime,
) -> Written:
    """Let everybody named stand as wanted from `first` to `last` and nowhere else; the days around stay as they are.

    What a day has passed of is never taken away: it ends. Written a second time it changes nothing. Who may stand where
    is the caller's to have asked. ValueError for days that have passed.
    """
    if first < timezone.localdate(now):
        raise ValueError(f"{first} has passed; the history is not changed.")
    people = sorted(wanted)
    # Whoever places one of them by hand waits, as placing does for us.
    list(User.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=people).order_by("pk"))
    # Also who stands there until the day before: the same post goes on.
    there = stays_of(people, first - DAY)
    found = Written({}, 0, 0, 0)
    new: list[Assignment] = []
    for pk in people:
        rows = there.get(pk, [])
        before = [as_line(row) for row in rows]
        after = laid_over(before, wanted[pk], first, last, goes_on=goes_on)
        made, changed, gone = _matched(rows, after, first)
        facts = {"user_id": pk, "plan": plan, "made_by": by, "made_at": now}
        new += [Assignment(**facts, post_id=line.post, **_days(line), note=line.note) for line in made]
        _put_right(changed, gone, plan, now)
        other = changes(before, after, first, last)
        if other:
            found.changes[pk] = other
        found = found._replace(changed=found.changed + len(changed), not_begun=found.not_begun + len(gone))
    Assignment.objects.bulk_create(new, batch_size=500)
    if found.changes:
        keep_true_for(list(User.objects.filter(pk__in=found.changes)), now)
    return found._replace(made=len(new))


def _days(line: Line) -> dict[str, date | None]:
    return {"first_day": line.first_day, "last_day": line.last_day}


def _matched(
    rows: Iterable[Assignment], after: Sequence[Line], first: date
) -> tuple[list[Line], list[tuple[Assignment, Line]], list[Assignment]]:
    """Lines without a row, rows that say something else now, and rows that are not begun any more.

    A row goes on as the line at its post that begins with it, or, not begun yet, shares days with it: calendars then
    move the event they have.
    """
    left = list(after)
    changed, gone = [], []
    for row in rows:
        line = next((line for line in left if _goes_on(row, line, first)), None)
        if line is None:
            gone.append(row)
            continue
        left.remove(line)
        if as_line(row) != line:
            changed.append((row, line))
    return left, changed, gone


def _goes_on(row: Assignment, line: Line, first: date) -> bool:
    if row.post_id != line.post:
        return False
    if row.first_day == line.first_day or row.first_day < first:
        return row.first_day == line.first_day
    return row.first_day <= line.end and line.first_day <= (row.last_day or date.max)


def _put_right(
    changed: Iterable[tuple[Assignment, Line]], gone: Iterable[Assignment], plan: RotationPlan | None, now: datetime
) -> None:
    for row in gone:
        row.delete()
    # The last first: a row is out of the way before another begins on its day.
    for row, line in sorted(changed, key=lambda pair: pair[1].first_day, reverse=True):
        if (row.first_day, row.last_day) != (line.first_day, line.last_day):
            row.revision, row.changed_at = row.revision + 1, now
        row.first_day, row.last_day, row.note = line.first_day, line.last_day, line.note
        row.plan = plan or row.plan
        row.save(update_fields=["first_day", "last_day", "note", "plan", "revision", "changed_at"])
