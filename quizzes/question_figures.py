"""The figures of one question, read from what people answered; and by version, as it was asked then."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import F, FloatField, Max, Min, OuterRef, Subquery
from django.db.models.functions import Cast
from wagtail.models import Revision

from .flags import Flag, flags
from .item_analysis import Choice, ItemFigures, Response, analyse
from .items import Item, item_of, without_ids
from .kinds import KINDS
from .models import Answer, AttemptQuestion, Question

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Version:
    """The question in one wording: all revisions that ask the same, their number counted from the first.

    `since` is when it was first published, `figures` what people made of it, `choices` what could be chosen.
    """

    number: int
    revisions: tuple[int, ...]
    since: datetime
    item: Item
    choices: tuple[Choice, ...]
    figures: ItemFigures
    is_live: bool


@dataclass(frozen=True)
class QuestionReport:
    """A question with its versions, the latest first, and the figures over all of them together."""

    question: Question
    versions: tuple[Version, ...]
    whole: ItemFigures

    @cached_property
    def live(self) -> Version | None:
        """The version that is asked now; None when the question is not published."""
        return next((version for version in self.versions if version.is_live), None)

    def flags(self, usual: float | None = None) -> list[Flag]:
        """Of the version that is asked now: an older wording accuses nobody any more."""
        return flags(self.live.figures, usual) if self.live else []


def report_of(question: Question) -> QuestionReport:
    """Count one question anew, in three queries.

    Of each person the first answer counts, wherever it was asked: later ones have seen the explanation. Voided
    attempts are left out, and those a person still has to mark. Over all versions no choices are told, since what
    could be chosen differs.
    """
    rows = _rows(question)
    revisions = Revision.objects.in_bulk({row["revision_id"] for row in rows} | {question.live_revision_id} - {None})
    groups = _wordings(revisions.values())
    answers = {key: _responses(rows, key, group) for key, group in groups.items()}
    versions = [
        _version(number, group, answers[key], question.live_revision_id)
        for number, (key, group) in enumerate(groups.items(), 1)
    ]
    latest = versions[-1].figures.guess if versions else 0.0
    everything = [response for key in groups for response in answers[key]]
    return QuestionReport(question, tuple(reversed(versions)), analyse(everything, guess=latest))


def _rows(question: Question) -> list[Row]:
    """The first counted answer of each person to the question, with what it earned and how the attempt ended."""
    counted = AttemptQuestion.objects.filter(
        question=question,
        points__isnull=False,
        max_points__gt=0,
        attempt__points__isnull=False,
        attempt__voided_at__isnull=True,
    )
    firsts = counted.order_by().values("attempt__user").annotate(first=Min("pk")).values("first")
    given = Answer.objects.filter(attempt=OuterRef("attempt"), position=OuterRef("position"))
    longest = given.order_by().values("attempt").annotate(most=Max("seconds")).values("most")
    return list(
        AttemptQuestion.objects.filter(pk__in=firsts)
        .order_by()
        .annotate(
            own=Cast("points", FloatField()),
            possible=Cast("max_points", FloatField()),
            total=Cast("attempt__points", FloatField()),
            most=Cast("attempt__max_points", FloatField()),
            quiz=F("attempt__quiz"),
            value=Subquery(given.order_by("-given_at", "-sequence").values("value")[:1]),
            # How long it had been looked at by each answer: the longest is all of it.
            seconds=Subquery(longest),
        )
        .values("pk", "revision_id", "answer_key", "own", "possible", "total", "most", "quiz", "value", "seconds")
    )


def _wordings(revisions: Iterable[Revision]) -> dict[str, list[Revision]]:
    """Revisions by what they ask, in the order of first publication: a corrected explanation is no new question."""
    found: dict[str, list[Revision]] = {}
    for revision in sorted(revisions, key=lambda each: each.pk):
        item = item_of(revision.content)
        media = [revision.content.get(name) for name in ("picture", "clip")]
        asked = [item.kind, item.stem, without_ids(item.body), media]
        found.setdefault(json.dumps(asked, sort_keys=True), []).append(revision)
    return found


def _version(number: int, group: list[Revision], answers: list[Response], live: int | None) -> Version:
    item = item_of(group[-1].content)
    choices = _choices(item)
    ids = tuple(revision.pk for revision in group)
    figures = analyse(answers, choices, guess=_guess(item))
    return Version(number, ids, group[0].created_at, item, choices, figures, live in ids)


def _choices(item: Item) -> tuple[Choice, ...]:
    kind = KINDS.get(item.kind)
    if kind is None:
        return ()
    right = kind.right_ids(item)
    return tuple(Choice(key, text, key in right) for key, text in kind.labels(item).items())


def _guess(item: Item) -> float:
    kind = KINDS.get(item.kind)
    try:
        return float(kind.guess(item)) if kind else 0.0
    except (ArithmeticError, LookupError, TypeError, ValueError):
        # Half a question, published by hand in a shell: there is nothing to guess at.
        return 0.0


def _responses(rows: list[Row], wording: str, group: list[Revision]) -> list[Response]:
    """The answers to one wording, what was chosen told by the ids of its latest revision."""
    latest = item_of(group[-1].content)
    names = {revision.pk: _renamed(item_of(revision.content), latest) for revision in group}
    shown = _shown_texts([row["pk"] for row in rows if row["revision_id"] in names and _is_old(row)])
    kind = KINDS.get(latest.kind)
    found = []
    for row in rows:
        if row["revision_id"] not in names:
            continue
        named = names[row["revision_id"]]
        chosen: list[str] = []
        if kind is not None and isinstance(row["value"], Mapping):
            chosen = kind.chosen(_with_of(row, shown, latest), row["value"])
        rest = (row["total"] - row["own"]) / (row["most"] - row["possible"]) if row["most"] > row["possible"] else None
        found.append(
            Response(
                share=row["own"] / row["possible"],
                rest=rest,
                chosen=tuple(named.get(one, one) for one in chosen),
                seconds=row["seconds"],
                quiz=row["quiz"],
                revision=row["revision_id"],
            )
        )
    return found


def _renamed(item: Item, latest: Item) -> dict[str, str]:
    """The ids of one revision's choices in those of the latest, by their texts: an import may have made new ones."""
    kind = KINDS.get(item.kind)
    if kind is None:
        return {}
    by_text = {text: key for key, text in kind.labels(latest).items()}
    return {key: by_text.get(text, key) for key, text in kind.labels(item).items()}


def _is_old(row: Row) -> bool:
    """Whether it was drawn before keys told the author's ids."""
    return "of" not in row["answer_key"] and "options" in row["answer_key"]


def _shown_texts(old: list[int]) -> dict[int, dict[str, str]]:
    """{row: {id shown: text}} of old rows; no query when there are none."""
    if not old:
        return {}
    rows = AttemptQuestion.objects.filter(pk__in=old).values_list("pk", "shown")
    return {key: {option["id"]: option["text"] for option in shown.get("options", [])} for key, shown in rows}


def _with_of(row: Row, shown: Mapping[int, Mapping[str, str]], latest: Item) -> Mapping[str, Any]:
    """The key of a row; of an old one with the author's ids found by the texts of the options."""
    if row["pk"] not in shown:
        return row["answer_key"]
    by_text = {text: key for key, text in KINDS[latest.kind].labels(latest).items()}
    of = {one: by_text.get(text, text) for one, text in shown[row["pk"]].items()}
    return {**row["answer_key"], "of": of}
