"""What is new for somebody: changed words they have learnt, and answers to what they said. One query for both."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, DateField, F, IntegerField, Value
from django.db.models.functions import Cast

from core.twins import Twin
from courses.changes import changes_for
from courses.remarks import answers_for
from people.models import User

# The rest comes when these are read.
MOST = 5


@dataclass(frozen=True)
class News:
    """One line: `kind` is change or answer, `pk` that of the change or of the lesson that was spoken about."""

    kind: str
    pk: int
    title: str
    title_en: str
    text: str
    due_on: date | None
    at: datetime

    local_title = Twin("title")


def news_of(user: User) -> list[News]:
    """What somebody has not read yet, the latest first, at most `MOST`; one query."""
    changes = (
        changes_for(user)
        .order_by()
        .values_list(
            Value("change", CharField()),
            Cast("pk", IntegerField()),
            Cast("note", CharField()),
            Cast("note_en", CharField()),
            Cast("title", CharField()),
            F("due_on"),
            F("decided_at"),
        )
    )
    answers = (
        answers_for(user)
        .order_by()
        .values_list(
            Value("answer", CharField()),
            Cast("page", IntegerField()),
            Cast("page__title", CharField()),
            Cast("page__title_en", CharField()),
            Cast("answer", CharField()),
            Cast(Value(None), DateField()),
            F("answered_at"),
        )
    )
    rows = changes.union(answers, all=True)
    return sorted((News(*row) for row in rows[: 4 * MOST]), key=lambda news: news.at, reverse=True)[:MOST]
