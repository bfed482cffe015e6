"""Questions of a fixed shape, put into SQL once.

Django puts a queryset together anew each time it is asked. For a short question that takes several times as long as
the database takes to answer, and a page that asks ten of them spends a third of its time so.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, Model, QuerySet


class Blank(Expression):
    """The place in a question where a value goes that is known only when it is asked; `field` is what it is like."""

    def __init__(self, name: str, field: Field) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def filled(self, value: Any, connection: Any) -> Any:
        """The value as the database takes it."""
        return self.output_field.get_db_prep_value(value, connection)


class _Compiled(NamedTuple):
    sql: str
    params: tuple[Any, ...]
    # What makes Python's values of the database's: `{place: ([convert, …], expression)}`.
    converters: dict[int, tuple[list[Callable[..., Any]], Any]]
    model: type[Model]
    columns: list[str]
    # The names of annotations.
    more: list[str]


class Statement:
    """A question whose words never change. `build` answers a queryset with a `Blank` for each value that does.

    >>> skills_of = Statement(lambda: Award.objects.filter(user=Blank("user", BigIntegerField())).values_list("skill"))
    >>> skills_of.rows(user=person.pk)
    """

    def __init__(self, build: Callable[[], QuerySet]) -> None:
        self._build = build
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, **values: Any) -> list[Sequence[Any]]:
        """The answer, each row as `values_list` of the queryset would bring it."""
        current = connections[DEFAULT_DB_ALIAS]
        compiled = self._in_sql(current)
        with current.cursor() as cursor:
            cursor.execute(*_filled(compiled, values, current))
            found = cursor.fetchall()
        return [_converted(row, compiled.converters, current) for row in found] if compiled.converters else found

    def instances(self, **values: Any) -> list[Any]:
        """The answer as instances of the model, for a queryset of all its columns and what it is annotated with."""
        compiled = self._in_sql(connections[DEFAULT_DB_ALIAS])
        make, columns, more = compiled.model.from_db, compiled.columns, compiled.more
        found = []
        for row in self.rows(**values):
            one = make(DEFAULT_DB_ALIAS, columns, row[: len(columns)])
            for name, value in zip(more, row[len(columns) :], strict=True):
                setattr(one, name, value)
            found.append(one)
        return found

    def _in_sql(self, current: Any) -> _Compiled:
        if current.vendor not in self._compiled:
            asked = self._build()
            compiler = asked.query.get_compiler(connection=current)
            sql, params = compiler.as_sql()
            converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
            columns = [field.attname for field in asked.model._meta.concrete_fields]
            more = list(asked.query.annotation_select)
            self._compiled[current.vendor] = _Compiled(sql, tuple(params), converters, asked.model, columns, more)
        return self._compiled[current.vendor]


def _filled(compiled, values, current):
    params = [
        param.filled(values[param.name], current) if isinstance(param, Blank) else param for param in compiled.params
    ]
    return compiled.sql, params


def _converted(row, converters, current):
    values = list(row)
    for place, (steps, expression) in converters.items():
        for step in steps:
            values[place] = step(values[place], expression, current)
    return values
