"""What a person does with an import of questions: bring a file, set its layout right, have it checked, have it done.

The checking and the writing themselves are `import_work`, done by a worker.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from people.models import User
from people.tables import Unreadable

from .exchange import own_table
from .exchange.layouts import Layout, signature
from .exchange.table_cells import Sheet
from .import_reading import TABLE, first_sheets, guesses, recognised
from .models import ImportLayout, ImportRow, QuestionImport, Topic

logger = logging.getLogger(__name__)

FORGOTTEN_AFTER = timedelta(days=30)  # a file nobody imported
LOST_AFTER = timedelta(minutes=10)
State = QuestionImport.State
AT_WORK = (State.CHECKING, State.APPLYING)


class NotNow(Exception):
    """The import is not at the point where this can be done: another click or another window was first."""


def start_import(
    *, owner: User, file_name: str, data: bytes, language: str, most_bytes: int, now: datetime
) -> QuestionImport:
    """Keep a file of questions and guess how it is laid out. Raises people.tables.Unreadable.

    The same file brought twice in a minute, by a double click, is one import. Also forgets old files nobody imported.
    """
    if len(data) > most_bytes:
        raise Unreadable(_("The file is larger than %(most)d MB. Split it.") % {"most": most_bytes // 1024**2})
    form = recognised(file_name, data)
    layouts: list[dict[str, Any]] = []
    if form == TABLE:
        sheets = first_sheets(data, file_name, most_bytes)
        layouts = [layout.as_json() for layout in guesses(sheets, _remembered(owner))]
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        User.objects.select_for_update().get(pk=owner.pk)
        _forget(now)
        same = QuestionImport.objects.filter(
            owner=owner,
            sha256=digest,
            file_name=file_name[:200],
            state=State.UPLOADED,
            created_at__gt=now - timedelta(minutes=1),
        ).first()
        if same:
            return same
        kept = QuestionImport(
            owner=owner,
            file_name=file_name[:200],
            sha256=digest,
            format=form,
            language=language,
            layouts=layouts,
            topic_name=PurePath(file_name).stem.strip()[:60] or "–",
            publish=owner.has_perm("quizzes.publish_question"),
            created_at=now,
        )
        kept.file.save(f"{digest[:24]}{PurePath(file_name).suffix.lower()[:8]}", ContentFile(data), save=False)
        kept.save()
    logger.info("question import %s by %s: %s, %d bytes", kept.pk, owner.staff_number, form, len(data))
    return kept


def _forget(now: datetime) -> None:
    old = QuestionImport.objects.filter(applied_at=None, created_at__lt=now - FORGOTTEN_AFTER)
    for each in old:
        transaction.on_commit(partial(each.file.storage.delete, str(each.file.name)))
        each.delete()


def _remembered(owner: User) -> Callable[[set[str]], dict[str, Layout]]:
    """How sheets with these headings were read last: by the same person, else by somebody of the same hall."""

    def find(marks: set[str]) -> dict[str, Layout]:
        whose = Q(owner=owner) | Q(owner__hall=owner.hall_id, owner__hall__isnull=False)
        kept = ImportLayout.objects.filter(whose, signature__in=marks).order_by("used_at")
        # The last one put into the dictionary wins: others' first, then my own.
        ordered = sorted(kept, key=lambda each: each.owner_id == owner.pk)
        return {each.signature: Layout.from_json(each.layout) for each in ordered}

    return find


def sheets_shown(kept: QuestionImport, most_bytes: int) -> list[Sheet]:
    """The beginning of every sheet of a kept table."""
    with kept.file.open("rb") as file:
        return first_sheets(file.read(), kept.file_name, most_bytes)


def is_own_layout(sheet: Sheet) -> bool:
    """Whether a sheet is in our own layout, which nobody needs to explain."""
    return own_table.is_own(sheet)


@transaction.atomic
def arrange(
    *,
    kept: QuestionImport,
    layouts: Sequence[Layout],
    sheets: Sequence[Sheet],
    topic: Topic | None,
    topic_name: str,
    now: datetime,
) -> QuestionImport:
    """Set how a file is read and where its questions go, and remember it for the next file with these headings.

    Raises NotNow while a worker is at it, and once it is imported.
    """
    kept = QuestionImport.objects.select_for_update().get(pk=kept.pk)
    if kept.state in (*AT_WORK, State.DONE):
        raise NotNow
    kept.layouts = [layout.as_json() for layout in layouts]
    kept.topic, kept.topic_name = topic, topic_name[:60]
    kept.save(update_fields=["layouts", "topic", "topic_name"])
    for sheet, layout in zip(sheets, layouts, strict=True):
        if layout.read and layout.header and layout.can_be_read and not own_table.is_own(sheet):
            ImportLayout.objects.update_or_create(
                owner=kept.owner,
                signature=signature(sheet, layout.header),
                defaults={"layout": layout.as_json(), "used_at": now},
            )
    return kept


@transaction.atomic
def ask_to_check(*, kept: QuestionImport, now: datetime) -> QuestionImport:
    """Have the file checked by a worker; asked twice it is checked once. Raises NotNow once it is imported."""
    kept = QuestionImport.objects.select_for_update().get(pk=kept.pk)
    if kept.state == State.CHECKING and not is_lost(kept, now):
        return kept
    if kept.state == State.DONE or (kept.state == State.APPLYING and not is_lost(kept, now)):
        raise NotNow
    return _hand_over(kept, State.CHECKING, now)


@transaction.atomic
def ask_to_apply(*, kept: QuestionImport, duplicates: str, publish: bool, now: datetime) -> QuestionImport:
    """Have the checked questions written by a worker; asked twice they are written once. Raises NotNow."""
    kept = QuestionImport.objects.select_for_update().get(pk=kept.pk)
    if kept.state in (State.APPLYING, State.DONE):
        return kept
    if kept.state != State.CHECKED:
        raise NotNow
    kept.duplicates = QuestionImport.Duplicates(duplicates)
    kept.publish = publish and kept.owner.has_perm("quizzes.publish_question")
    kept.save(update_fields=["duplicates", "publish"])
    return _hand_over(kept, State.APPLYING, now)


def _hand_over(kept: QuestionImport, state: str, now: datetime) -> QuestionImport:
    kept.state, kept.asked_at, kept.begun_at, kept.done, kept.total, kept.problem = state, now, None, 0, 0, ""
    kept.save(update_fields=["state", "asked_at", "begun_at", "done", "total", "problem"])
    return kept


@transaction.atomic
def decide(*, kept: QuestionImport, decisions: dict[int, str]) -> None:
    """Say of single duplicates, by their position, what is done with them; "" does what is done with all."""
    kept = QuestionImport.objects.select_for_update().get(pk=kept.pk)
    if kept.state != State.CHECKED:
        raise NotNow
    rows = ImportRow.objects.filter(question_import=kept, position__in=decisions, verdict=ImportRow.Verdict.DUPLICATE)
    changed = []
    for row in rows:
        if row.decision != decisions[row.position]:
            row.decision = decisions[row.position]
            changed.append(row)
    ImportRow.objects.bulk_update(changed, ["decision"], batch_size=200)


def is_lost(kept: QuestionImport, now: datetime) -> bool:
    """Whether the work has gone on for so long that its worker must be gone."""
    return bool(kept.state in AT_WORK and kept.begun_at and kept.begun_at < now - LOST_AFTER)
