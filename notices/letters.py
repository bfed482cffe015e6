"""The words of a letter: plain text and HTML, in the language of the person."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from people.models import User

from .kinds import groups, kinds
from .models import Digest, Notice
from .wording import OwnWords, Wording

# Of one kind and day; the rest is counted and stands in the inbox.
MOST_LINES = 5
MOST_OF_ALL = 20


@dataclass(frozen=True)
class Line:
    """One notice in a letter, with an absolute address."""

    title: str
    sentence: str
    address: str


@dataclass(frozen=True)
class Section:
    """What was told of one group on one day: the first few lines and how many more there are."""

    label: str
    day: object
    count: int
    lines: list[Line]

    @property
    def more(self):
        return self.count - len(self.lines)


def letter(
    digest: Digest, *, user: User, now: datetime, connection: BaseEmailBackend, own: OwnWords | None = None
) -> EmailMultiAlternatives:
    """The letter of a claimed digest, ready to be sent; `own` are the hall's own words where they are at hand."""
    notices = list(
        Notice.objects.filter(delivery__digest=digest, delivery__read_at=None).order_by("-written_at", "-pk")
    )
    today = timezone.localdate(now)
    with override(user.reads):
        wording = Wording(notices, user.reads, today, own or OwnWords())
        facts = {
            "user": user,
            "language": "en" if user.reads == "en" else "zh-Hans",
            "sections": sections(notices, wording),
            "count": len(notices),
            "inbox": settings.PUBLIC_ORIGIN + reverse("inbox:list"),
            "preferences": settings.PUBLIC_ORIGIN + reverse("inbox:settings"),
        }
        mail = EmailMultiAlternatives(
            subject=subject(notices, wording),
            body=render_to_string("notices/mail/digest.txt", facts).strip() + "\n",
            to=[user.email],
            connection=connection,
            headers={"Message-ID": message_id(digest, notices), "Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string("notices/mail/digest.html", facts), "text/html")
    return mail


def message_id(digest: Digest, notices: list[Notice]) -> str:
    """The same for the same letter with the same contents, whoever sends it and however often."""
    host = settings.PUBLIC_ORIGIN.partition("://")[2].partition(":")[0]
    return f"<letter-{digest.pk}-{len(notices)}-{max(notice.pk for notice in notices)}@{host}>"


def subject(notices: list[Notice], wording: Wording) -> str:
    """The most urgent notice, and how many more; on one line whatever the hall's own words hold."""
    first = " ".join(wording.of(min(notices, key=urgency)).title.split())
    more = len(notices) - 1
    if not more:
        return _("Xingchuang: %(first)s") % {"first": first}
    said = ngettext("Xingchuang: %(first)s, and %(count)d more", "Xingchuang: %(first)s, and %(count)d more", more)
    return said % {"first": first, "count": more}


def urgency(notice: Notice) -> tuple[int, int]:
    """By which notices are sorted: that of the kind, then how few days are left."""
    kind = kinds().get(notice.kind)
    return (kind.urgency if kind else 9), notice.params.get("days", 0)


def sections(notices: list[Notice], wording: Wording) -> list[Section]:
    """By group and day, the most urgent group first and its latest day first."""
    by_group = defaultdict(list)
    for notice in notices:
        kind = kinds().get(notice.kind)
        by_group[kind.group if kind else ""].append(notice)
    found, left = [], MOST_OF_ALL
    for group, told in sorted(by_group.items(), key=lambda pair: min(map(urgency, pair[1]))):
        for day, rows in groupby(told, key=lambda notice: timezone.localdate(notice.written_at)):
            every = sorted(rows, key=urgency)
            shown = every[: min(MOST_LINES, left)]
            left -= len(shown)
            lines = [_line(notice, wording) for notice in shown]
            found.append(Section(str(groups().get(group, pgettext("notices", "other"))), day, len(every), lines))
    return found


def _line(notice, wording):
    said = wording.of(notice)
    return Line(said.title, said.sentence, settings.PUBLIC_ORIGIN + reverse("inbox:open", args=[notice.pk]))
