"""Questions of a fixed shape, put into SQL once.

Django puts a queryset together anew each time it is asked. For a short question that takes several times as long as
the database takes to answer, and a page that asks ten of them spends a third of its time so.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Expression, Field, QuerySet


class Blank(Expression):
    """The place in a question where a value goes that is known only when it is asked; `field` is what it is like."""

    def __init__(self, name: str, field: Field) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]

    def filled(self, value: Any) -> Any:
        """The value as the database takes it."""
        return self.output_field.get_db_prep_value(value, connection)


class _Compiled(NamedTuple):
    sql: str
    params: tuple[Any, ...]
    compiler: Any
    converters: dict[int, Any]


class Statement:
    """A question whose words never change. `build` answers a queryset with a `Blank` for each value that does.

    >>> skills_of = Statement(lambda: Award.objects.filter(user=Blank("user", BigIntegerField())).values_list("skill"))
    >>> skills_of.rows(user=person.pk)
    """

    def __init__(self, build: Callable[[], QuerySet]) -> None:
        self._build = build
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, **values: Any) -> list[Any]:
        """The answer: what `values_list` of the queryset would answer, as tuples or lists."""
        compiled = self._in_sql()
        with connection.cursor() as cursor:
            cursor.execute(*self._filled(compiled, values))
            found = cursor.fetchall()
        if compiled.converters:
            return list(compiled.compiler.apply_converters(found, compiled.converters))
        return found

    def instances(self, **values: Any) -> list[Any]:
        """The answer as instances of the model, for a queryset of all its columns and nothing besides."""
        model = self._in_sql().compiler.query.model
        names = [field.attname for field in model._meta.concrete_fields]
        return [model.from_db(connection.alias, names, row) for row in self.rows(**values)]

    def filled(self, **values: Any) -> tuple[str, list[Any]]:
        """The SQL and its parameters, for `Model.objects.raw`."""
        return self._filled(self._in_sql(), values)

    @staticmethod
    def _filled(compiled, values):
        params = [param.filled(values[param.name]) if isinstance(param, Blank) else param for param in compiled.params]
        return compiled.sql, params

    def _in_sql(self) -> _Compiled:
        vendor = connection.vendor
        if vendor not in self._compiled:
            compiler = self._build().query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
            chosen = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
            self._compiled[vendor] = _Compiled(sql, tuple(params), compiler, compiler.get_converters(chosen))
        return self._compiled[vendor]
