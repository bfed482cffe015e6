"""Ordering textbooks and printing them: the only writers of `Book`."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.models import Page

from people.models import User
from phrasebook.models import Scenario

from .models import Book, CoursePage
from .services import Refused
from .textbook import page_count, print_textbook
from .textbook_content import MODELS, NothingToPrint, read_book

logger = logging.getLogger(__name__)

# A book is set in seconds; one that prints for so long has lost its worker.
LOST_AFTER = timedelta(minutes=10)
# Progress is written at most so many times.
STEPS_OF_PROGRESS = 20
MOST_ENTRIES = 1000
NO_ROOM = gettext_noop(
    "The finished book could not be kept: the disk is full or may not be written. Tell the administrator."
)
NOT_SET = gettext_noop("The book could not be set. Order it once more; if it fails again, tell the administrator.")


@transaction.atomic
def order_book(
    *, owner: User, kind: str, source: dict[str, Any], title: str, paper: str, now: datetime, title_en: str = ""
) -> Book:
    """Order the next edition of what `source` names; the same order still under way is answered instead.

    Raises `Refused` for a source that is not there or not published, and for a selection of nothing or of too much.
    """
    source = _tidy(kind, source)
    # Orders of the same source wait for each other here, so no two of them count the same edition.
    if not _locked(kind, source):
        raise Refused(_("What you want to print is not there or not published any more."))
    same = Book.objects.filter(kind=kind, source=source)
    waiting = same.filter(
        state__in=[Book.State.WAITING, Book.State.PRINTING], title=title, title_en=title_en, paper=paper
    ).first()
    if waiting:
        return waiting
    printed = same.exclude(state=Book.State.FAILED).aggregate(last=Max("edition"))["last"] or 0
    book = Book.objects.create(
        owner=owner,
        kind=kind,
        source=source,
        title=title,
        title_en=title_en,
        paper=paper,
        edition=printed + 1,
        created_at=now,
    )
    logger.info("book ordered book=%s kind=%s edition=%s by=%s", book.pk, kind, book.edition, owner.pk)
    return book


def _tidy(kind, source):
    """The source in one spelling: the same choice is the same source in whatever order it was made."""
    if kind != Book.Kind.SELECTION:
        return source
    entries = sorted({(named, pk) for named, pk in source["entries"]})
    if not entries:
        raise Refused(_("Choose at least one entry."))
    if len(entries) > MOST_ENTRIES:
        raise Refused(_("A book holds at most %(most)d entries. Choose fewer scenarios.") % {"most": MOST_ENTRIES})
    return {"entries": [list(entry) for entry in entries]}


def _locked(kind, source):
    """A row that every order of this source locks; None when what it names is not there."""
    if kind == Book.Kind.COURSE:
        live = CoursePage.objects.live().filter(pk=source["course"]).values("pk")
        return Page.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=live).first()
    if kind == Book.Kind.SCENARIO:
        return Scenario.objects.select_for_update(no_key=True).filter(slug=source["scenario"]).first()
    named, pk = source["entries"][0]
    return MODELS[named].objects.live().select_for_update(no_key=True).filter(pk=pk).first()


@transaction.atomic
def order_again(*, book: Book, by: User) -> Book:
    """Put a failed book back in the queue; one that is under way or done stays as it is."""
    book = Book.objects.select_for_update(no_key=True).get(pk=book.pk)
    if book.state == Book.State.FAILED:
        book.state, book.problem, book.done, book.begun_at, book.finished_at = Book.State.WAITING, "", 0, None, None
        book.save(update_fields=["state", "problem", "done", "begun_at", "finished_at"])
        logger.info("book ordered again book=%s by=%s", book.pk, by.pk)
    return book


@transaction.atomic
def take_book(*, book_pk: int, now: datetime) -> Book | None:
    """Take a book to print it; None when another worker is at it, or it is done, failed or gone.

    A book whose worker was lost is taken again; what that worker may still do to it finds `begun_at` changed.
    """
    lost = Q(state=Book.State.PRINTING, begun_at__lt=now - LOST_AFTER)
    book = (
        Book.objects.select_for_update(no_key=True, of=("self",))
        .select_related("owner__hall")
        .filter(Q(state=Book.State.WAITING) | lost, pk=book_pk)
        .first()
    )
    if book:
        book.state, book.begun_at, book.done, book.total = Book.State.PRINTING, now, 0, 0
        book.save(update_fields=["state", "begun_at", "done", "total"])
    return book


def set_book(*, book: Book, clock: Callable[[], datetime]) -> None:
    """Set a book that was taken, telling how far it is, and keep the file; a failure becomes a sentence on the book."""
    try:
        read = read_book(book, timezone.localdate(clock()))
        pdf = print_textbook(read, _teller(book, sum(1 for _entry in read.entries())))
        kept = finish_book(book=book, pdf=pdf, revisions=dict(read.revisions), now=clock())
        logger.info("book printed book=%s kept=%s bytes=%s", book.pk, kept, len(pdf))
    except NothingToPrint as nothing:
        fail_book(book=book, problem=str(nothing), now=clock())
    except OSError:
        logger.exception("book could not be kept book=%s", book.pk)
        fail_book(book=book, problem=NO_ROOM, now=clock())
    except Exception:
        logger.exception("book could not be set book=%s", book.pk)
        fail_book(book=book, problem=NOT_SET, now=clock())


def _teller(book, total):
    """Writes how many entries are laid out, in steps."""
    mine = _mine(book)
    mine.update(total=total)
    step = max(1, ceil(total / STEPS_OF_PROGRESS))

    def tell(done):
        if done % step == 0 or done == total:
            mine.update(done=done)

    return tell


def _mine(book):
    """The book as long as it is still ours to write."""
    return Book.objects.filter(pk=book.pk, state=Book.State.PRINTING, begun_at=book.begun_at)


def finish_book(*, book: Book, pdf: bytes, revisions: dict[str, int], now: datetime) -> bool:
    """Keep the file of a book; not when another worker has taken it meanwhile."""
    name = book.file.storage.save(f"books/{book.public_id}.pdf", ContentFile(pdf))
    kept = _mine(book).update(
        state=Book.State.DONE,
        file=name,
        pages=page_count(pdf),
        revisions=revisions,
        finished_at=now,
        problem="",
    )
    if not kept:
        book.file.storage.delete(name)
    return bool(kept)


def fail_book(*, book: Book, problem: str, now: datetime) -> None:
    """Say on the book why it is not there, in an English sentence of ours that is translated where it is shown."""
    _mine(book).update(state=Book.State.FAILED, problem=problem, finished_at=now)
    logger.warning("book failed book=%s problem=%s", book.pk, problem)


def is_lost(book: Book, now: datetime) -> bool:
    """Whether a book has been printing for so long that its worker must be gone."""
    return bool(book.state == Book.State.PRINTING and book.begun_at and book.begun_at < now - LOST_AFTER)
