"""Textbooks: everybody signed in reads them; trainers order them and see how far the printing is."""

import re
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from people.roles import is_trainer

from . import books
from .book_forms import FORMS
from .models import Book
from .services import Refused
from .tasks import print_soon

A_PAGE = 30
# A worker looks for orders every second or so.
LONG_WAIT = timedelta(minutes=2)
TABS = (
    ("course", pgettext_lazy("textbook of", "A course")),
    ("scenario", pgettext_lazy("textbook of", "A scenario")),
    ("selection", pgettext_lazy("textbook of", "Chosen entries")),
)


@require_safe
def book_list(request):
    """The finished books; trainers see the orders under way too."""
    page = Paginator(Book.objects.visible_to(request.user), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "courses/books.html", {"page": page, "may_order": is_trainer(request.user)})


def _check_may_order(request):
    if not is_trainer(request.user):
        raise PermissionDenied


def order(request):
    """Say what to print, and order it."""
    _check_may_order(request)
    kind = request.GET.get("kind", "course")
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST if request.method == "POST" else None, asked=request.GET)
    if request.method == "POST" and form.is_valid():
        book = _ordered(request, kind, form)
        if book:
            print_soon(book)
            return redirect("books:detail", book.public_id)
    return render(request, "courses/order_book.html", {"form": form, "kind": kind, "tabs": TABS})


def _ordered(request, kind, form):
    """The book, or None with the reason on the form."""
    try:
        return books.order_book(owner=request.user, kind=kind, now=timezone.now(), **form.order())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _found(request, public_id):
    return get_object_or_404(Book.objects.visible_to(request.user).select_related("owner"), public_id=public_id)


@require_safe
@never_cache
def detail(request, public_id):
    """A book: how far it is, or the file."""
    book = _found(request, public_id)
    facts = {"book": book, "may_order": is_trainer(request.user), "standing": standing(book, timezone.now())}
    return render(request, "courses/book.html", facts)


def standing(book, now):
    """What the page says of a book and asks again while it is under way."""
    lost = books.is_lost(book, now)
    return {
        "state": book.state,
        "lost": lost,
        "under_way": book.state in (Book.State.WAITING, Book.State.PRINTING) and not lost,
        "done": book.done,
        "total": book.total,
        "words": _words(book, lost, now),
    }


def _words(book, lost, now):
    if lost:
        return _("The printing was interrupted. Begin it again.")
    if book.state == Book.State.FAILED:
        return _(book.problem)
    if book.state == Book.State.DONE:
        return _("The book is ready.")
    if book.state == Book.State.WAITING:
        if book.created_at < now - LONG_WAIT:
            return _("The order still waits. Ask the administrator whether the background worker is running.")
        return _("The order waits for the printing to begin.")
    if not book.total:
        return _("The content is being read.")
    return _("%(done)d of %(total)d entries are laid out.") % {"done": book.done, "total": book.total}


@require_safe
@never_cache
def state(request, public_id):
    """How far a book is, for the page that waits for it."""
    return JsonResponse(standing(_found(request, public_id), timezone.now()))


@require_POST
def again(request, public_id):
    """Print a book that failed or was interrupted once more."""
    _check_may_order(request)
    book = books.order_again(book=_found(request, public_id), by=request.user)
    print_soon(book)
    return redirect("books:detail", book.public_id)


@require_safe
def textbook(request, public_id):
    """The finished book as a file."""
    book = get_object_or_404(Book.objects.finished(), public_id=public_id)
    if not book.file or not book.file.storage.exists(book.file.name):
        raise Http404
    answer = FileResponse(book.file.storage.open(book.file.name), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, file_name(book))
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def file_name(book):
    """A name that every system can store: 营业厅英语（第2版 A5）.pdf."""
    name = _("{title} (edition {edition}, {paper}).pdf").format(
        title=book.title, edition=book.edition, paper=book.get_paper_display()
    )
    return re.sub(r'[\\/:*?"<>|\x00-\x1f\x7f]+', "_", name)
