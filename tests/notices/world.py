"""What is due, as a test says it: `settings.DUE_SOURCES = [SOURCE]` and put `Due`s into DUES."""

from notices.due import Due

SOURCE = "tests.notices.world.source"
BROKEN = "tests.notices.world.broken"
DUES: list[Due] = []


def source(users, on):
    return [due for due in DUES if users is None or due.user_id in set(users)]


def broken(users, on):
    raise OSError("the source is away")
