"""The worker's part of an import of questions: checking a file, and writing what was checked, all of it or nothing."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from math import ceil

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from wagtail.log_actions import log

from people.tables import Unreadable

from . import bank_bulk
from .bank_bulk import Entry
from .exchange import formats
from .exchange.found import Found
from .exchange.layouts import Layout
from .exchange.table import Row
from .import_media import House, brings_media, house_of, keep_media, settled
from .import_reading import NoQuestions, read
from .import_verdicts import Bank, Judged, Known, bank_of, judge
from .imports import LOST_AFTER, State
from .items import Item, body_of, stored
from .kinds import KINDS
from .models import ImportRow, Question, QuestionImport, QuestionTag
from .soundness import problems

logger = logging.getLogger(__name__)

STEPS_OF_PROGRESS = 25
MOST_SOURCE, MOST_TAG, MOST_TOPIC = 200, 60, 60
Verdict, Outcome, Duplicates = ImportRow.Verdict, ImportRow.Outcome, QuestionImport.Duplicates
NO_QUESTIONS = gettext_noop("No question was found in the file. Look at the layout once more.")
CHANGED = gettext_noop("The question bank has changed since the check. Nothing was imported: check the file once more.")
STOPPED = gettext_noop("The work stopped for a reason we do not know. Nothing was imported. Try it once more.")
TOO_MANY = gettext_noop("The file holds too many rows or sheets. Split it.")


class BankChanged(Exception):
    """Between the check and the import a question was made or changed that the check speaks of."""


@transaction.atomic
def take(*, import_pk: int, now: datetime) -> QuestionImport | None:
    """Take an import to work on it; None when another worker is at it, or there is nothing to do.

    One whose worker was lost is taken again; what that worker may still write finds `begun_at` changed.
    """
    free = Q(begun_at=None) | Q(begun_at__lt=now - LOST_AFTER)
    kept = (
        QuestionImport.objects.select_for_update(no_key=True, of=("self",))
        .select_related("owner", "topic")
        .filter(free, pk=import_pk, state__in=[State.CHECKING, State.APPLYING])
        .first()
    )
    if kept:
        kept.begun_at, kept.done, kept.total = now, 0, 0
        kept.save(update_fields=["begun_at", "done", "total"])
    return kept


def work_on(*, kept: QuestionImport, clock: Callable[[], datetime]) -> None:
    """Check or write an import that was taken; a failure becomes a sentence on it."""
    try:
        with override(kept.language):
            _check(kept) if kept.state == State.CHECKING else _apply(kept, clock)
    except NoQuestions:
        fail(kept=kept, problem=NO_QUESTIONS)
    except Unreadable as fault:
        logger.info("question import %s cannot be read: %s", kept.pk, fault)
        fail(kept=kept, problem=TOO_MANY)
    except BankChanged:
        logger.info("question import %s meets another bank than it was checked against", kept.pk, exc_info=True)
        fail(kept=kept, problem=CHANGED)
    except Exception:
        logger.exception("question import %s stopped", kept.pk)
        fail(kept=kept, problem=STOPPED)


def fail(*, kept: QuestionImport, problem: str) -> None:
    """Say on the import why it stopped, in an English sentence of ours that is translated where it is shown."""
    _mine(kept).update(state=State.FAILED, problem=problem)
    logger.warning("question import %s stopped: %s", kept.pk, problem)


def _mine(kept: QuestionImport):
    """The import as long as it is still ours to write."""
    return QuestionImport.objects.filter(pk=kept.pk, state=kept.state, begun_at=kept.begun_at)


def _teller(kept: QuestionImport, total: int) -> Callable[[int], None]:
    """Writes how far the work is, in steps."""
    _mine(kept).update(total=total)
    step = max(1, ceil(total / STEPS_OF_PROGRESS))

    def tell(done: int) -> None:
        if done % step == 0 or done == total:
            _mine(kept).update(done=done)

    return tell


# Checking


def _check(kept: QuestionImport) -> None:
    with kept.file.open("rb") as file:
        data = file.read()
    layouts = [Layout.from_json(layout) for layout in kept.layouts]
    read_rows = list(read(kept.file_name, data, kept.format, layouts, settings.IMPORT_MAX_BYTES))
    tell = _teller(kept, len(read_rows))
    house = house_of(row.found for row in read_rows if row.found)
    sound = [_sound(row, house) for row in _counted(read_rows, tell)]
    rows = list(_judged(kept, sound))
    with transaction.atomic():
        if not QuestionImport.objects.select_for_update().filter(pk=kept.pk, begun_at=kept.begun_at).exists():
            return
        ImportRow.objects.filter(question_import=kept).delete()
        ImportRow.objects.bulk_create(rows, batch_size=200)
        _mine(kept).update(state=State.CHECKED)
    logger.info("question import %s checked: %d rows", kept.pk, len(rows))


def _counted(rows: Sequence[Row], tell: Callable[[int], None]) -> Iterator[Row]:
    for done, row in enumerate(rows, 1):
        yield row
        tell(done)


def _sound(row: Row, house: House) -> Row:
    """The row, refused where the question could not be asked or would not fit into the bank."""
    if row.found is None or row.found.item is None:
        return row
    found = settled(row.found, house)
    if found.item is None:
        return replace(row, found=found)
    wrong = unfit(found.item) or _unfit_beside(found)
    return replace(row, found=Found(place=found.place, refusal=" ".join(wrong)) if wrong else found)


def unfit(item: Item) -> list[str]:
    """Why the bank cannot take a question, in sentences; empty when it can."""
    if item.kind not in KINDS:
        return [_("Questions of this kind cannot be asked here.")]
    for name in ("stem", "explanation"):
        most = Question._meta.get_field(name).max_length
        if len(getattr(item, name)) > (most or 2000):
            return [_("The text is longer than %(most)d characters.") % {"most": most}]
    try:
        if wrong := problems(item):
            return wrong
        if brings_media(item):
            # The editor's own check wants pictures that are here already.
            return []
        stream = Question._meta.get_field("body").to_python(stored(item))
        Question._meta.get_field("body").stream_block.clean(stream)
    except ValidationError:
        return [_("A text is too long, or something is missing.")]
    except (KeyError, TypeError, ValueError, AttributeError):
        return [_("The options and the answer do not make a question of this kind.")]
    return []


def _unfit_beside(found: Found) -> list[str]:
    if len(found.source) > MOST_SOURCE:
        return [_("The source is longer than %(most)d characters.") % {"most": MOST_SOURCE}]
    if any(len(tag) > MOST_TAG for tag in found.tags):
        return [_("A tag is longer than %(most)d characters.") % {"most": MOST_TAG}]
    return []


def _judged(kept: QuestionImport, rows: Sequence[Row]) -> Iterator[ImportRow]:
    verdicts = iter(judge((row.found for row in rows if row.found), known_questions()))
    for position, row in enumerate(rows, 1):
        place = {"question_import": kept, "position": position, "sheet": row.sheet[:100], "number": row.number}
        if row.found is None:
            yield ImportRow(**place, cells=list(row.cells), verdict=Verdict.HEADING, place=row.part_of[:200])
        else:
            yield _kept_row(ImportRow(**place, cells=list(row.cells)), next(verdicts))


def _kept_row(row: ImportRow, judged: Judged) -> ImportRow:
    found = judged.found
    row.verdict, row.place, row.refusal, row.notes = judged.verdict, found.place[:200], found.refusal, list(found.notes)
    if found.item:
        item = found.item
        row.item = {"kind": item.kind, "stem": item.stem, "body": item.body, "explanation": item.explanation}
    row.key, row.topic, row.tags = judged.key, topic_of(found.topic), list(found.tags)
    row.difficulty, row.source, row.same_as = found.difficulty, found.source, judged.same_as[:200]
    row.known_id = judged.known.pk if judged.known else None
    return row


def topic_of(path: str) -> str:
    """The name a topic of the bank has for a path of categories: the whole of it, or as many inner ones as fit."""
    parts = [part.strip() for part in path.split(" / ") if part.strip()]
    while parts and len(" / ".join(parts)) > MOST_TOPIC:
        if len(parts) == 1:
            return parts[0][:MOST_TOPIC]
        parts.pop(0)
    return " / ".join(parts)


def known_questions() -> Bank:
    """All questions of the bank, in two queries."""
    tags: dict[int, set[str]] = {}
    for pk, name in QuestionTag.objects.values_list("content_object_id", "tag__name"):
        tags.setdefault(pk, set()).add(name)
    rows = Question.objects.order_by("pk").values_list(
        "pk", "key", "stem", "body", "explanation", "topic__name", "difficulty", "source"
    )
    return bank_of(
        (key, Known(pk, _item(stem, body, explanation), topic, difficulty, frozenset(tags.get(pk, ())), source))
        for pk, key, stem, body, explanation, topic, difficulty, source in rows.iterator(chunk_size=1000)
    )


def _item(stem, body, explanation) -> Item:
    kind, plain = body_of(body.get_prep_value())
    return Item(kind, stem, plain, explanation)


# Writing


def _apply(kept: QuestionImport, clock: Callable[[], datetime]) -> None:
    rows = list(kept.rows.questions().exclude(verdict=Verdict.REFUSED).select_related("known__latest_revision"))
    _keep_media(kept, rows)
    plan = list(_planned(rows, kept))
    entries = [entry for _row, entry in plan if entry]
    _check_bank(row for row, entry in plan if entry)
    bank_bulk.prepare(entries, _teller(kept, len(entries)))
    with transaction.atomic():
        locked = QuestionImport.objects.select_for_update().filter(pk=kept.pk, begun_at=kept.begun_at).first()
        if locked is None or locked.state != State.APPLYING:
            return
        questions = _written(kept, entries, clock())
        _record(plan)
        locked.state, locked.applied_at = State.DONE, clock()
        locked.save(update_fields=["state", "applied_at"])
        counts = {outcome.value: sum(row.outcome == outcome for row in rows) for outcome in Outcome}
        log(locked, "quizzes.import", user=kept.owner, data={**counts, "published": kept.publish})
    logger.info("question import %s applied by %s: %s", kept.pk, kept.owner.staff_number, counts)
    bank_bulk.index_references(questions)


def _written(kept: QuestionImport, entries: Sequence[Entry], now: datetime) -> list[Question]:
    try:
        return bank_bulk.write(entries, user=kept.owner, publish=kept.publish, now=now)
    except IntegrityError as race:
        # On PostgreSQL somebody may take a key between our look and our write.
        raise BankChanged from race


def _keep_media(kept: QuestionImport, rows: Sequence[ImportRow]) -> None:
    """Keep the pictures and sounds the rows brought; an import that is begun again after that finds them kept."""
    wanting = [row for row in rows if brings_media(_item_of(row))]
    if not wanting:
        return
    with kept.file.open("rb") as file:
        found = formats.BY_CODE[kept.format].read(file.read())
    attached = [{one.name: one.content for one in each.attached} for each in found]
    known: dict[bytes, int] = {}
    for row in wanting:
        with transaction.atomic():
            item = keep_media(attached[row.position - 1], _item_of(row), kept.owner, known)
            row.item = {"kind": item.kind, "stem": item.stem, "body": item.body, "explanation": item.explanation}
            row.save(update_fields=["item"])


def _planned(rows: Sequence[ImportRow], kept: QuestionImport) -> Iterator[tuple[ImportRow, Entry | None]]:
    """Each row with what is to be written of it; a question of the bank is brought up to date once."""
    updated: set[int] = set()
    for row in rows:
        entry = _entry(row, kept)
        known = entry.question.pk if entry and entry.question else None
        if known in updated:
            entry = None
        elif known:
            updated.add(known)
        yield row, entry


def _entry(row: ImportRow, kept: QuestionImport) -> Entry | None:
    """What is to be written of a row; None for one that is left out."""
    known = row.known if row.verdict == Verdict.DUPLICATE else None
    decision = row.decision or kept.duplicates
    if row.verdict == Verdict.SAME or (row.verdict == Verdict.DUPLICATE and decision == Duplicates.SKIP):
        return None
    updating = row.verdict == Verdict.DUPLICATE and decision == Duplicates.UPDATE
    if updating and (known is None or row.same_as or known.pk in bank_bulk.busy([known])):
        return None
    name = row.topic or (kept.topic.name if kept.topic else kept.topic_name)
    return Entry(
        key=bank_bulk.make_key() if row.verdict == Verdict.DUPLICATE or not row.key else row.key,
        topic=row.topic if updating else name,
        item=_item_of(row),
        difficulty=row.difficulty,
        tags=tuple(row.tags),
        source=row.source,
        question=known if updating else None,
    )


def _item_of(row: ImportRow) -> Item:
    assert row.item is not None  # the database holds it: a row that is taken has an item
    return Item(**row.item)


def _check_bank(rows: Iterable[ImportRow]) -> None:
    """Raise BankChanged when a new question is none any more."""
    bank = known_questions()
    fresh = [row for row in rows if row.verdict == Verdict.NEW]
    found = [Found(place=row.place, item=_item_of(row), key=row.key) for row in fresh]
    if any(judged.known for judged in judge(found, bank)):
        raise BankChanged


def _record(plan: Sequence[tuple[ImportRow, Entry | None]]) -> None:
    for row, entry in plan:
        if entry is None:
            row.outcome = Outcome.LEFT
        else:
            row.outcome = Outcome.UPDATED if row.known_id and entry.question == row.known else Outcome.ADDED
            row.question = entry.question
    ImportRow.objects.bulk_update([row for row, _entry in plan], ["outcome", "question"], batch_size=200)
