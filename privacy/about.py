"""What is held about one person, counted for the page and written out for the file they may take with them."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import CharField, Count, QuerySet, Value
from django.db.models.fields.files import FieldFile
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from people.models import User

from .holdings import HELD, NAMED, Held, Section, held_tables

VERSION = 1


@dataclass(frozen=True)
class Table:
    """A table with how many rows of it are about the person."""

    held: Held
    count: int

    @property
    def name(self) -> str:
        return self.held.name


def tables_of(user: User) -> dict[Section, list[Table]]:
    """How many rows each table holds about somebody, under their headings; one query, empty tables left out."""
    counts = _count({held.model: held.rows(user).order_by() for held in HELD})
    found = {
        section: [Table(held, counts[held.model]) for held in tables if counts[held.model]]
        for section, tables in held_tables().items()
    }
    return {section: tables for section, tables in found.items() if tables}


def _count(querysets: dict[str, QuerySet]) -> Counter:
    """How many rows each has, asked in one query: some forty tables would be forty."""
    parts = [
        rows.annotate(of=Value(name, output_field=CharField())).values("of").annotate(rows=Count("pk")).order_by()
        for name, rows in querysets.items()
    ]
    union = parts[0].union(*parts[1:], all=True)
    return Counter({row["of"]: row["rows"] for row in union})


def changes_of(user: User) -> QuerySet[ModelLogEntry]:
    """What others and the person did to the staff record and what is signed off, as the audit trail tells it."""
    entries = ModelLogEntry.objects.for_instance(user)
    return entries.select_related("user").order_by("-timestamp")


def file_of(user: User, now: datetime) -> Iterator[str]:
    """All of it as JSON text, piece by piece: `{"version", "made_at", "person", "tables": {name: {"what", "rows"}}}`.

    Fields by their names in the program; what a row points at by its number and in words. Words are in Chinese whoever
    asks, so that the same file is made whenever it is asked for.
    """
    head = {"version": VERSION, "made_at": now.isoformat(), "person": user.full_name}
    yield json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "tables": {'
    with override("zh-hans"):
        for number, held in enumerate(HELD):
            what = json.dumps(held.name, ensure_ascii=False)
            yield f'{"," if number else ""}\n  "{held.model}": {{"what": {what}, "rows": ['
            for place, row in enumerate(_rows(held, user)):
                yield (",\n   " if place else "\n   ") + json.dumps(row, ensure_ascii=False, cls=DjangoJSONEncoder)
            yield "]}"
        yield "},\n " + '"named_in": ' + json.dumps(_named(user), ensure_ascii=False) + "\n}\n"


def _rows(held: Held, user: User) -> Iterator[dict[str, Any]]:
    fields = [field for field in held.table._meta.concrete_fields if field.name not in held.hidden]
    keys = [field.name for field in fields if field.is_relation]
    for row in held.rows(user).select_related(*keys).iterator(chunk_size=500):
        yield {field.name: _value(row, field) for field in fields}


def _value(row, field):
    if field.is_relation:
        related = getattr(row, field.name)
        return None if related is None else {"id": str(related.pk), "is": _as_words(related)}
    value = field.value_from_object(row)
    return value.name if isinstance(value, FieldFile) else value


def _as_words(related) -> str:
    # Colleagues are named as the paper names them; their staff numbers are theirs.
    return related.full_name if isinstance(related, User) else str(related)


def _named(user: User) -> dict[str, int]:
    """How often the person is named as the one who did something, by table and field."""
    querysets = {}
    for name in sorted(NAMED):
        model, _dot, field = name.rpartition(".")
        querysets[name] = apps.get_model(model)._base_manager.filter(**{field: user.pk}).order_by()
    return {name: count for name, count in _count(querysets).items() if count}
