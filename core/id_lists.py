"""Many whole numbers out of the database as one text: a row for each would take most of a large question's time."""

from django.db.models import Aggregate, TextField, Value
from django.db.models.functions import Cast


class IdList(Aggregate):
    """The numbers of a column as `"3,1,4"`, in no order and with repetitions; `ids_in` reads it."""

    function = "GROUP_CONCAT"

    def __init__(self, column: str, **extra):
        super().__init__(Cast(column, TextField()), Value(","), output_field=TextField(), **extra)

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)


def ids_in(text: str | None) -> set[int]:
    """The numbers of an `IdList`; none when there was no row."""
    return set(map(int, text.split(","))) if text else set()
