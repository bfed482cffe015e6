"""What the shell around every page needs: two queries a request (the hall's settings and the person's roles)."""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import pgettext_lazy

from core.models import HallSettings
from core.statements import Statement
from people.roles import is_manager, is_trainer

from .demo.cast import roles_to_enter


@dataclass(frozen=True)
class Entry:
    """One word of the navigation; `address` is a URL name or, for the tree of pages, a path."""

    address: str
    icon: str
    label: str


LEARNING = (
    Entry("dashboard:today", "home", pgettext_lazy("navigation", "Today")),
    Entry("/learn/", "book-open", pgettext_lazy("navigation", "Courses")),
    Entry("phrasebook:index", "message", pgettext_lazy("navigation", "Phrasebook")),
    Entry("skills:mine", "award", pgettext_lazy("navigation", "My skills")),
    Entry("programmes:mine", "shield-check", pgettext_lazy("navigation", "Certificates")),
)
REPORTS = Entry("reports:list", "list", pgettext_lazy("navigation", "Reports"))
CERTIFYING = Entry("programmes:catalogue", "clipboard-check", pgettext_lazy("navigation", "Certifications"))
MANAGING = (
    Entry("dashboard:hall", "building", pgettext_lazy("navigation", "Hall")),
    Entry("rotations:posts", "door", pgettext_lazy("navigation", "Posts")),
    Entry("training:list", "clipboard-check", pgettext_lazy("navigation", "Training")),
    Entry("people:list", "users", pgettext_lazy("navigation", "People")),
    CERTIFYING,
    REPORTS,
)
TEACHING = (
    Entry("dashboard:desk", "chart", pgettext_lazy("navigation", "Trainer's desk")),
    CERTIFYING,
    REPORTS,
    Entry("wagtailadmin_home", "edit", pgettext_lazy("navigation", "CMS")),
)


# Where a page lies that is not below the entry it belongs to: attempts at a quiz, textbooks, a colleague's skills.
PLACES = (
    ("/courses/", "/learn/"),
    ("/books/", "/learn/"),
    ("/skills/people/", "/people/"),
    ("/rounds/", "/certificates/"),
    ("/training/mine/", "/today/"),
    ("/posts/wishes/mine/", "/today/"),
    ("/posts/mine/", "/today/"),
    ("/posts/swaps/", "/today/"),
    ("/recognitions/waiting/", "/certifications/"),
    ("/recognitions/", "/certificates/"),
)
# The people of a certification belong to those who look after them.
PEOPLE_OF_CERTIFICATIONS = re.compile(r"/certificates/[^/]+/people/")


def _belongs(path, url):
    place = next((place for prefix, place in PLACES if path.startswith(prefix)), path)
    if PEOPLE_OF_CERTIFICATIONS.match(path):
        place = "/certifications/"
    return place.startswith(url)


# Eleven of them stand on every page, and none ever moves.
@lru_cache(maxsize=100)
def _url_of(address, urlconf):
    """Where an entry leads; None where these addresses do not have it."""
    try:
        return address if address.startswith("/") else reverse(address, urlconf)
    except NoReverseMatch:
        return None


def _links(entries, path):
    """Where each entry leads and whether the reader stands there ("page") or below it ("true")."""
    links = []
    for entry in entries:
        url = _url_of(entry.address, get_urlconf() or settings.ROOT_URLCONF)
        if url is None:
            continue
        current = "page" if path == url else "true" if _belongs(path, url) else ""
        links.append({"url": url, "icon": entry.icon, "label": entry.label, "current": current})
    return links


_SETTINGS = Statement(HallSettings.objects.all)


class Shell:
    """Asked only by base.html: the CMS and fragments render without the shell and pay no query for it."""

    def __init__(self, request):
        self.request = request
        self.user = getattr(request, "user", None)

    @cached_property
    def signed_in(self):
        return bool(self.user and self.user.is_authenticated)

    @cached_property
    def learning(self):
        return _links(LEARNING, self.request.path) if self.signed_in else []

    @cached_property
    def work(self):
        if not self.signed_in:
            return []
        entries = (MANAGING if is_manager(self.user) else ()) + (TEACHING if is_trainer(self.user) else ())
        # Managers and trainers both read reports; whoever is both has one entry.
        return _links(dict.fromkeys(entries), self.request.path)

    @cached_property
    def unread(self):
        """How many notices nobody has opened; read in the query that read the person (settings.READ_WITH_PERSON)."""
        return getattr(self.user, "unread_count", 0) if self.signed_in else 0

    @cached_property
    def in_inbox(self):
        return self.request.path.startswith("/inbox/")

    @cached_property
    def settings(self):
        return next(iter(_SETTINGS.instances()), None) or HallSettings.load()


def shell(request):
    """`shell` in every template; `demo_roles` is asked by the sign-in page only and costs no query elsewhere."""
    return {"shell": Shell(request), "demo_roles": SimpleLazyObject(roles_to_enter)}
