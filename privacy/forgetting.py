"""How the data of somebody who left is removed: the timed tables row by row, and what the staff record need not say."""

from typing import Any

from django.db.models import Model

from people.models import User

from .holdings import HELD, Held, Stay


def forget_rows(user: User) -> dict[str, int]:
    """Remove every row of the timed tables about somebody and blank their address and password.

    Answers how much was removed by table, empty when nothing was left. Must run in a transaction.
    """
    removed = {held.model: count for held in HELD if held.stay == Stay.TIMED and (count := _remove(held, user))}
    return removed | _blank(user)


def _remove(held: Held, user: User) -> int:
    rows = held.rows(user)
    files = [field for field in held.table._meta.concrete_fields if field.get_internal_type() == "FileField"]
    for row in rows if files else ():
        _give_up(row, files)
    count = rows.count()
    if count:
        # Facts refuse to be deleted by anybody else; this is the one place that may, and it writes down that it did.
        rows.order_by()._raw_delete(rows.db)
    return count


def _give_up(row: Model, files: list[Any]) -> None:
    for field in files:
        file = getattr(row, field.name)
        if file:
            file.storage.delete(file.name)


def _blank(user: User) -> dict[str, int]:
    fields = []
    if user.email:
        user.email = ""
        fields.append("email")
    if user.has_usable_password():
        user.set_unusable_password()
        fields.append("password")
    if fields:
        user.save(update_fields=fields)
    return {"people.User": len(fields)} if fields else {}
