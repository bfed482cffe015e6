"""Work that nobody waits for."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from . import books
from .models import Book


@task()
def print_book(book_pk: int) -> bool:
    """Print a textbook that was ordered; answers whether there was anything to do.

    Running twice does no harm: who comes second finds the book taken, unless the first has been gone for long.
    """
    book = books.take_book(book_pk=book_pk, now=timezone.now())
    if book is None:
        return False
    books.set_book(book=book, clock=timezone.now)
    return True


def print_soon(book: Book) -> None:
    """Ask the worker to print a book once the order is written."""
    transaction.on_commit(partial(print_book.enqueue, book.pk))
