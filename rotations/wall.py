"""A plan as it hangs on the wall and lies in a workbook: people in rows, periods in columns, as filtered.

A plan that is published shows where people stand by now: exchanges, sick calls and later plans included.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core.compositor import compose
from core.templatetags.ui import full_day
from people.models import User
from people.tables import write_book

from .models import Period, Post, RotationPlan
from .namesakes import told_apart
from .plan_sheet import HIDDEN, LOCK, NOTE
from .plans import Placed, cells_of, people_of
from .published import published_cells

TEMPLATE = Path(__file__).parent / "typst" / "wall.typ"
# So many columns a sheet, at letters that are read from two metres; further ones follow on sheets of their own.
PERIODS_A_SHEET = 8


@dataclass(frozen=True)
class Filter:
    """What is shown: periods by number, posts (none: all), and names that hold a text."""

    posts: frozenset[int] = frozenset()
    first: int = 1
    last: int = 10_000
    name: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.posts or self.name)


@dataclass(frozen=True)
class Row:
    """One person: the posts of each period shown, in the order they are stood at; a note where a cell has one; whether
    the cell is locked; whether a filter hides what it says."""

    person: User
    cells: list[list[Post]]
    notes: list[str]
    locks: list[bool]
    hidden: list[bool]


@dataclass(frozen=True)
class Wall:
    plan: RotationPlan
    periods: list[Period]
    rows: list[Row]
    filters: list[str]
    on: date


def wall_of(plan: RotationPlan, viewer: User, wanted: Filter, now: datetime) -> Wall:
    """What is shown of a plan; five queries."""
    periods = [one for one in plan.periods.order_by("number") if wanted.first <= one.number <= wanted.last]
    posts = {post.pk: post for post in Post.objects.filter(hall=plan.hall_id)}
    said = cells_of(plan)
    cells, notes = _cells(plan, periods, said)
    locked = set() if plan.state == RotationPlan.State.PUBLISHED else {key for key, one in said.items() if one.locked}
    rows = []
    for person in people_of(plan, viewer):
        if wanted.name.casefold() not in person.full_name.casefold():
            continue
        mine = [_shown(cells.get((one.number, person.pk), ()), posts, wanted) for one in periods]
        if any(mine) or not wanted.posts:
            keys = [(one.number, person.pk) for one in periods]
            hidden = [bool(cells.get(key)) and not shown for key, shown in zip(keys, mine, strict=True)]
            why = [notes.get(key, "") if shown else "" for key, shown in zip(keys, mine, strict=True)]
            locks = [key in locked and not hides for key, hides in zip(keys, hidden, strict=True)]
            rows.append(Row(person, mine, why, locks, hidden))
    return Wall(plan, periods, rows, _filter_words(wanted, posts, periods, plan), timezone.localdate(now))


Cells = Mapping[tuple[int, int], tuple[int, ...]]


def _cells(
    plan: RotationPlan, periods: list[Period], cells: Mapping[tuple[int, int], Placed]
) -> tuple[Cells, dict[tuple[int, int], str]]:
    """`{(period, person): posts}` and the notes."""
    said = {key: cell for key, cell in cells.items() if cell.post is not None}
    notes = {key: cell.note for key, cell in said.items() if cell.note}
    if plan.state != RotationPlan.State.PUBLISHED or not periods:
        return {key: (cell.post or 0,) for key, cell in said.items()}, notes
    found: dict[tuple[int, int], tuple[int, ...]] = {}
    for (user, (first, last)), post in published_cells(plan.hall, periods[0].first_day, periods[-1].last_day).items():
        for period in periods:
            if first <= period.last_day and last >= period.first_day:
                before = found.get((period.number, user), ())
                found[period.number, user] = before if post in before else (*before, post)
    return found, notes


def _shown(numbers, posts: dict[int, Post], wanted: Filter) -> list[Post]:
    return [posts[pk] for pk in numbers if pk in posts and (not wanted.posts or pk in wanted.posts)]


def _filter_words(wanted, posts, periods, plan) -> list[str]:
    """What was left out, said on the sheet: a filtered list is not taken for all."""
    found = []
    if wanted.posts:
        names = (post.local_name for pk, post in posts.items() if pk in wanted.posts)
        found.append(pgettext("between the words of a list", ", ").join(names))
    if wanted.name:
        found.append(_("name: %(name)s") % {"name": wanted.name})
    if periods and len(periods) < plan.periods.count():
        words = {"first": periods[0].number, "last": periods[-1].number}
        found.append(_("periods %(first)d to %(last)d") % words)
    return found


def days_in_words(period: Period) -> str:
    """ "11月30日 – 12月6日": short enough for the head of a column."""
    shape = pgettext("date format", "j M")
    return f"{date_format(period.first_day, shape)} – {date_format(period.last_day, shape)}"


def _names(rows: list[Row]) -> list[str]:
    """Names, with the staff number where two people share one."""
    names = told_apart(row.person for row in rows)
    return [names[row.person.pk] for row in rows]


def wall_pdf(wall: Wall) -> bytes:
    """On landscape A3, eight periods a sheet, letters of 6 mm and above; as many pages as there are people."""
    plan = wall.plan
    data: dict[str, Any] = {
        "language": "en" if (get_language() or "").startswith("en") else "zh",
        "title": f"{plan.hall.local_name} · {plan.name}",
        "filters": wall.filters,
        "state": _state(wall),
        "draft": "" if plan.state == RotationPlan.State.PUBLISHED else str(plan.get_state_display()),
        "date": [wall.on.year, wall.on.month, wall.on.day],
        "name": pgettext("head of a column", "Name"),
        "page_words": _("Page %(number)s of %(count)s") % {"number": "@", "count": "#"},
        "empty": _("Nobody answers this filter."),
        "sheets": [_sheet(wall, begin) for begin in range(0, len(wall.periods), PERIODS_A_SHEET)],
    }
    return compose(TEMPLATE, data)


def _state(wall: Wall) -> str:
    plan = wall.plan
    words: dict[str, Any] = {"number": plan.revision, "day": full_day(wall.on)}
    if plan.published_at and plan.published_by:
        words |= {"at": full_day(plan.published_at), "name": plan.published_by.full_name}
        return _("version %(number)d · published on %(at)s by %(name)s · as of %(day)s") % words
    return _("version %(number)d · not published · as of %(day)s") % words


def _sheet(wall: Wall, begin: int) -> dict[str, Any]:
    periods = wall.periods[begin : begin + PERIODS_A_SHEET]
    heads = [[str(one.number), days_in_words(one)] for one in periods]
    rows = [
        [name, _runs([_words(cell) for cell in row.cells[begin : begin + PERIODS_A_SHEET]])]
        for name, row in zip(_names(wall.rows), wall.rows, strict=True)
    ]
    return {"heads": heads, "rows": rows}


def _words(posts: list[Post]) -> str:
    return " → ".join(post.local_name for post in posts)


def _runs(cells: list[str]) -> list[list[Any]]:
    """`[words, so many periods]`: the same post in periods that follow each other is one field."""
    found: list[list[Any]] = []
    for words in cells:
        if found and words and found[-1][0] == words:
            found[-1][1] += 1
        else:
            found.append([words, 1])
    return found


def plan_xlsx(wall: Wall) -> bytes:
    """A sheet as on the wall, and one with a line for each person and period; `plan_sheet` reads both back."""
    heads = [f"{one.number}: {one.first_day.isoformat()} – {one.last_day.isoformat()}" for one in wall.periods]
    name, number = pgettext("head of a column", "Name"), pgettext("head of a column", "Staff number")
    table = [[name, number, *heads]]
    lines: list[list[str | int | float | date]] = [
        [name, number, _("Period"), _("First day"), _("Last day"), _("Post"), *_further_heads()]
    ]
    called = _called(wall.rows)
    for row in wall.rows:
        who = [row.person.full_name, row.person.staff_number]
        table.append([*who, *(_in_table(wall.plan, row, place, called) for place in range(len(wall.periods)))])
        for place, period in enumerate(wall.periods):
            if row.cells[place] or row.locks[place]:
                posts = " → ".join(called[post.pk] for post in row.cells[place])
                days = period.number, period.first_day, period.last_day
                lines.append([*who, *days, posts, _("yes") if row.locks[place] else "", row.notes[place]])
    about = [[wall.plan.hall.local_name], [wall.plan.name], [_state(wall)], *([one] for one in wall.filters)]
    about += [[f"{LOCK} {_('locked')}"], [f"{NOTE} {_('why somebody stands there all the same')}"]]
    about += [[f"{HIDDEN} {_('not shown in this selection; stays as it is when the file is taken over')}"]]
    return write_book([(_("Plan"), table), (_("Lines"), lines), (_("About"), about)])


def _further_heads() -> tuple[str, str]:
    return pgettext("head of a column", "Locked"), pgettext("head of a column", "Note")


def _called(rows: list[Row]) -> dict[int, str]:
    """The names of posts in the reader's language; the Chinese ones where two are called the same in it."""
    posts = {post.pk: post for row in rows for cell in row.cells for post in cell}
    counted = Counter(post.local_name for post in posts.values())
    return {pk: post.local_name if counted[post.local_name] == 1 else post.name for pk, post in posts.items()}


def _in_table(plan: RotationPlan, row: Row, place: int, called: Mapping[int, str]) -> str:
    """A post with its lock, and a second line for the note; neither in a published plan, where people move about."""
    if row.hidden[place]:
        return HIDDEN
    words = " → ".join(called[post.pk] for post in row.cells[place])
    if plan.state == RotationPlan.State.PUBLISHED:
        return words
    words = f"{words} {LOCK}".strip() if row.locks[place] else words
    return f"{words}\n{NOTE} {row.notes[place]}" if row.notes[place] else words
