"""An import in words: what would change, and what each column wants."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .sheets import CHOICE_FIELDS, NEEDED, ROW, ROWS, SHEETS, TURN_FIELDS, columns

MOST_LINES = 12  # of a scene; the rest is counted


def changes_in_words(step, scenarios):
    """`[(column, before, after)]` of an entry; of a scene only the lines that differ."""
    changes = step["changes"]
    lines = [
        (column.label, *(_shown(column, value, scenarios) for value in changes[name]))
        for name, column in columns(step["record"]["kind"]).items()
        if name in changes
    ]
    for name in ("turns", "choices"):
        before, after = changes.get(name, (None, None))
        lines += _scene_lines(name, before or [], after or [])
    return lines


def _shown(column, value, scenarios):
    if column.name == "scenario":
        return scenarios.get(value, "")
    if isinstance(value, bool):
        return pgettext("cell", "yes") if value else pgettext("cell", "no")
    options = dict(column.field.choices or ()) if column.field else {}
    return "" if value is None else str(options.get(value, value))


def _scene_lines(name, before, after):
    label = _("Turn %(number)d") if name == "turns" else _("Choice %(number)d")
    lines = []
    for place in range(max(len(before), len(after))):
        old, new = (_said(rows[place]) if place < len(rows) else "" for rows in (before, after))
        if old != new:
            lines.append((label % {"number": place + 1}, old, new))
    left = len(lines) - MOST_LINES
    return [*lines[:MOST_LINES], *([("…", "", str(left))] if left > 0 else [])]


def _said(row):
    """A turn or a choice on one line."""
    fields = [columns("dialogue")[name] for name in (TURN_FIELDS if "role" in row else CHOICE_FIELDS)]
    return " · ".join(text for column in fields if (text := _shown(column, row[column.name], {})))


def guide_rows(scenarios):
    """The rows of the sheet that explains the columns."""
    yield [_("Sheet"), _("Column"), _("Needed"), _("What to write")]
    for kind, name in SHEETS.items():
        for column in columns(kind).values():
            needed = column.name in ["key", *NEEDED[kind]]
            yield [str(name), column.label, pgettext("cell", "yes") if needed else "", _wanted(kind, column)]
    for scenario in scenarios:
        yield [_("Scenarios"), scenario.local_name, "", scenario.slug]
    for said in _rules():
        yield ["", "", "", said]


def _wanted(kind, column):
    """What a column takes, in one line."""
    between = pgettext("between the words of a list", ", ")
    if column.name == ROW:
        return between.join(map(str, ROWS.values()))
    if column.name == "scenario":
        return _("The name or the code of a scenario, see below.")
    said = [str(column.field.help_text)] if column.field.help_text else []
    if column.field.choices:
        said.append(between.join(str(label) for value, label in column.field.choices if value))
    elif isinstance(column.field, models.BooleanField):
        said.append(between.join([pgettext("cell", "yes"), pgettext("cell", "no")]))
    elif column.longest:
        said.append(_("At most %(most)d characters.") % {"most": column.longest})
    return " ".join(said)


def _rules():
    return [
        _("An empty cell, and a column that is not there, change nothing."),
        _("A dialogue has a row of its own; its turns and choices follow below it, each in a row."),
        _("Turns that stand in the file take the place of those the dialogue had, and so do choices."),
        _("The film of a sign, its signer and its reviewer are entered in the editor, not here."),
    ]
