"""The frame every report stands in: columns, rows, facets to drill by, and a summary. Pure; asks no database.

A report answers one question as rows. A row carries its cells by column and, for each facet, the value it has there.
Summary, filter, sorting, paging and files are the same for all reports and follow from this alone. Facets narrow the
rows after they were read, so that the summary can go on showing what the narrowing leaves out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from people.models import User
from people.names import pinyin_key
from people.roles import Role, has_role

Text = str | Promise


class Kind(StrEnum):
    """What stands in a column. A person is a `User`, a state a `Word`, a link a `Link`; the rest are themselves."""

    TEXT = "text"
    PERSON = "person"
    DATE = "date"
    MOMENT = "moment"
    NUMBER = "number"
    STATE = "state"
    LINK = "link"


@dataclass(frozen=True)
class Word:
    """A state: `kind` is one of `core.templatetags.ui.STATES`, `order` its place when sorted."""

    kind: str
    text: Text
    order: int = 0


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere; without an address they are words."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Column:
    """One column; `note` columns hold sentences and are given room."""

    key: str
    label: Text
    kind: Kind = Kind.TEXT
    note: bool = False


@dataclass(frozen=True)
class Facet:
    """Something rows can be narrowed by. `values` fixes order and words of known values; others come by their label."""

    key: str
    label: Text
    values: tuple[tuple[str, Text], ...] = ()

    def in_order(self, found: Mapping[str, Text]) -> list[tuple[str, Text]]:
        """The values that occur, `{value: label}`, as they are listed."""
        known = [(value, label) for value, label in self.values if value in found]
        others = [(value, label) for value, label in found.items() if value not in dict(self.values)]
        return known + sorted(others, key=lambda pair: pinyin_key(str(pair[1])))


@dataclass(frozen=True)
class Row:
    """One line. `facets` = {facet key: (value, label)}; `amount` is what the summary adds up, 1 where rows count."""

    cells: Mapping[str, Any]
    facets: Mapping[str, tuple[str, Text]] = field(default_factory=dict)
    amount: int = 1


@dataclass(frozen=True)
class Crossing:
    """A table of the summary: values of one facet down, of another across (or only the sum)."""

    title: Text
    down: str
    across: str = ""


@dataclass(frozen=True)
class Asked:
    """What somebody wants to know: the fields of the form as they were understood, and the day it is asked of."""

    viewer: User
    on: date
    now: datetime
    wanted: Mapping[str, Any]
    people: Any  # a queryset of the people the viewer may see, narrowed by hall and name


MANAGERS = (Role.MANAGER, Role.ADMINISTRATOR)
STAFF = (Role.TRAINER, Role.CHIEF_TRAINER, *MANAGERS)


@dataclass(frozen=True)
class Report:
    """A question with everything needed to ask it, show it, keep it and send it."""

    slug: str
    title: Text
    question: Text
    columns: tuple[Column, ...]
    rows: Callable[[Asked], list[Row]]
    form: Any  # a class of scope.ScopeForm, which stands on this module
    facets: tuple[Facet, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    sort: str = ""
    roles: tuple[Role, ...] = MANAGERS
    how: Text = ""
    unit: str = ""  # of the amounts: nothing for counts, "minutes"

    def may_see(self, viewer: User) -> bool:
        """Whether somebody may ask this question at all; whose rows they get is another matter."""
        return has_role(viewer, *self.roles)

    def facet(self, key: str) -> Facet:
        return next(facet for facet in self.facets if facet.key == key)


@dataclass(frozen=True)
class Option:
    """One value of a facet with how much of everything it holds."""

    value: str
    label: Text
    amount: int
    chosen: bool


@dataclass(frozen=True)
class Cell:
    """One figure of the summary and the narrowing it leads to, as `{facet: value}`."""

    amount: int
    drill: Mapping[str, str]
    chosen: bool = False


@dataclass(frozen=True)
class Line:
    label: Text
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True)
class Block:
    """A table of the summary."""

    title: Text
    head: Text
    heads: tuple[Text, ...]
    lines: tuple[Line, ...]
    total: Line


@dataclass(frozen=True)
class Found:
    """The answer: all rows, the facets chosen (`{facet: value}`), and the rows these leave, in the order wanted."""

    report: Report
    everything: Sequence[Row]
    chosen: Mapping[str, str]
    sort: str = ""

    @property
    def rows(self) -> list[Row]:
        left = [row for row in self.everything if all(_value(row, key) == want for key, want in self.chosen.items())]
        return in_order(self.report, left, self.sort)

    @property
    def amount(self) -> int:
        return sum(row.amount for row in self.everything)

    def options(self, facet: Facet) -> list[Option]:
        """The values of a facet, among the rows the other facets leave. One that is chosen stays listed at 0."""
        others = {key: want for key, want in self.chosen.items() if key != facet.key}
        amounts: dict[str, int] = {}
        labels: dict[str, Text] = {}
        for row in self.everything:
            if all(_value(row, key) == want for key, want in others.items()) and facet.key in row.facets:
                value, label = row.facets[facet.key]
                amounts[value] = amounts.get(value, 0) + row.amount
                labels[value] = label
        want = self.chosen.get(facet.key, "")
        if want:
            labels.setdefault(want, dict(facet.values).get(want, want))
        return [Option(value, label, amounts.get(value, 0), value == want) for value, label in facet.in_order(labels)]

    def blocks(self) -> list[Block]:
        """The summary: over all rows, whatever facets are chosen."""
        found = [(crossing, self._block(crossing)) for crossing in self.report.crossings if self.everything]
        # A table of one hall beside others says again what they say.
        return [
            block for crossing, block in found if len(found) == 1 or crossing.down != "hall" or len(block.lines) > 1
        ]

    def _block(self, crossing: Crossing) -> Block:
        down = self.report.facet(crossing.down)
        across = self.report.facet(crossing.across) if crossing.across else None
        amounts: dict[tuple[str, str], int] = {}
        labels: tuple[dict[str, Text], dict[str, Text]] = ({}, {})
        for row in self.everything:
            here, label = row.facets.get(down.key, ("", ""))
            there, other = row.facets.get(across.key, ("", "")) if across else ("", "")
            labels[0].setdefault(here, label)
            labels[1].setdefault(there, other)
            amounts[here, there] = amounts.get((here, there), 0) + row.amount
        heads = across.in_order(labels[1]) if across else []
        lines = [
            self._line(label, {down.key: value}, value, across, heads, amounts)
            for value, label in down.in_order(labels[0])
        ]
        total = self._line("", {}, None, across, heads, amounts)
        return Block(crossing.title, down.label, tuple(label for _value, label in heads), tuple(lines), total)

    def _line(self, label, drill, here, across, heads, amounts) -> Line:
        def amount(there=None):
            return sum(
                found
                for (down, over), found in amounts.items()
                if (here is None or down == here) and (there is None or over == there)
            )

        cells = tuple(
            self._cell(amount(value), {**drill, across.key: value}) for value, _label in (heads if across else ())
        )
        return Line(label, cells, self._cell(amount(), drill))

    def _cell(self, amount: int, drill: Mapping[str, str]) -> Cell:
        return Cell(amount, drill, bool(drill) and dict(drill) == dict(self.chosen))


def _value(row: Row, key: str) -> str | None:
    found = row.facets.get(key)
    return found[0] if found else None


def in_order(report: Report, rows: Iterable[Row], sort: str) -> list[Row]:
    """The rows by a column: `key` upwards, `-key` downwards. What is empty comes last either way."""
    key, down = sort.removeprefix("-"), sort.startswith("-")
    column = next((column for column in report.columns if column.key == key), None)
    if column is None:
        return list(rows)
    filled = [row for row in rows if not _is_empty(row.cells.get(key))]
    empty = [row for row in rows if _is_empty(row.cells.get(key))]
    return sorted(filled, key=lambda row: _sort_key(row.cells[key]), reverse=down) + empty


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, Link | Word) and not str(value.text))


def _sort_key(value: Any) -> Any:
    if isinstance(value, User):
        return value.name_pinyin, value.staff_number
    if isinstance(value, Word):
        return value.order, str(value.text)
    if isinstance(value, Link):
        return pinyin_key(value.text)
    if isinstance(value, str | Promise):
        return pinyin_key(str(value))
    return value
