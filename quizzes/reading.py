"""Where to read again after a quiz: links to the lessons that questions name."""

from collections.abc import Iterable

from django.http import HttpRequest
from wagtail.models import Page, PageViewRestriction

from .paper import Line


def lead_back(lines: Iterable[Line], request: HttpRequest) -> list[Line]:
    """The lines, each with the lesson to read again: only one that is published, and that this person may open.

    Three queries however many lines there are, none where no question names a lesson.
    """
    lines = list(lines)
    wanted = {line.asked.reading.get("page") for line in lines} - {None}
    if wanted:
        pages = _open_to(request, Page.objects.live().filter(pk__in=wanted).specific())
        found = {page.pk: (page.get_url(request), _title(page)) for page in pages}
        for line in lines:
            url, title = found.get(line.asked.reading.get("page"), (None, ""))
            line.read_again = (url, title) if url else None
    return lines


def _open_to(request, pages):
    pages = list(pages)
    closed = [
        restriction.page.path
        for restriction in PageViewRestriction.objects.select_related("page")
        if not restriction.accept_request(request)
    ]
    return [page for page in pages if not any(page.path.startswith(path) for path in closed)]


def _title(page):
    return getattr(page, "local_title", page.title)
