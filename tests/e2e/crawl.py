"""Finds the pages a person can reach by links, so that a new page is judged without anybody listing it."""

import re
from collections import Counter, deque
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve

# The editor is Wagtail's; the others are no pages.
ELSEWHERE = re.compile(r"/(cms|media|documents|static|demo|accounts/logout)/|.*\.(pdf|xlsx|csv)$")
SAMPLES = 2
# Catalogue, courses, and the steps of a course are all served by one view.
MORE_SAMPLES = {"wagtail_serve": 14}


def pages(request, start, below="", but=None):
    """Addresses of HTML pages reachable from `start`, a few of each view, over links that begin with `below` alone and
    do not match the pattern `but`; `request` is a Playwright request context."""
    taken, seen, waiting = Counter(), {start}, deque([start])
    found = []
    while waiting:
        address = waiting.popleft()
        view = _view(address)
        if view is None or taken[view] >= MORE_SAMPLES.get(view[0], SAMPLES):
            continue
        answer = request.get(address)
        if answer.status != 200 or not _is_page(answer.headers):
            continue
        taken[view] += 1
        landed = _path(answer.url)
        if landed not in found:
            found.append(landed)
        for link in re.findall(r'<a\b[^>]*?\bhref="([^"]+)"', answer.text()):
            target = _path(urljoin(answer.url, link.replace("&amp;", "&")))
            is_ours = urlsplit(urljoin(answer.url, link)).netloc == urlsplit(answer.url).netloc
            if is_ours and target.startswith(below) and target not in seen and not (but and but.match(target)):
                seen.add(target)
                waiting.append(target)
    return found


def _is_page(headers):
    """Whether a browser shows it: a file to be kept may be HTML as well."""
    is_kept = headers.get("content-disposition", "").startswith("attachment")
    return headers.get("content-type", "").startswith("text/html") and not is_kept


def views(addresses):
    """The names of the views behind addresses."""
    return {_view(address)[0] for address in addresses}


def _path(url):
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _view(address):
    """What decides whether two addresses are the same kind of page: the view, and whether something is asked of it."""
    path, _mark, query = address.partition("?")
    if ELSEWHERE.match(path):
        return None
    try:
        name = resolve(path).view_name
    except Resolver404:
        return None
    return name, bool(query)
