"""“I got stuck” and “this helped me at the counter”: said in ten seconds, ranked for the trainer, answered."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from people.models import User

from .models import LessonPage, Remark
from .named_blocks import NamedBlock, named_blocks
from .services import Refused

logger = logging.getLogger(__name__)


@transaction.atomic
def remark(*, user: User, page: LessonPage, kind: str, text: str, block: str, now: datetime) -> Remark:
    """Say something about a lesson, or about one block of it; a second click or a second thought replaces the first.

    What has been answered stays as it is: whoever is stuck again says so anew. Raises `Refused` for a kind that is
    none; a block that has left the lesson meanwhile counts for the whole lesson.
    """
    if kind not in Remark.Kind.values:
        raise Refused(_("Say whether you got stuck or whether it helped you."))
    block = block if block in {str(each.id) for each in page.body} else ""
    # Two clicks wait for each other at the person's row.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    made, _created = Remark.objects.update_or_create(
        user=user,
        page=page,
        block=block,
        kind=kind,
        answered_at=None,
        defaults={"text": text.strip()[:300], "made_at": now},
    )
    logger.info("remark kind=%s page=%s user=%s remark=%s", kind, page.pk, user.pk, made.pk)
    return made


@transaction.atomic
def answer(*, remarks: QuerySet[Remark], text: str, by: User, now: datetime) -> int:
    """Answer all these remarks at once; how many were still open. Raises `Refused` for an empty answer."""
    text = text.strip()
    if not text:
        raise Refused(_("Write an answer first."))
    open_ones = [row.pk for row in remarks.select_for_update(of=("self",)).filter(answered_at__isnull=True)]
    count = Remark.objects.filter(pk__in=open_ones).update(answer=text[:500], answered_by=by, answered_at=now)
    logger.info("remarks answered by=%s remarks=%s", by.pk, open_ones)
    return count


def see_answers(*, user: User, page: LessonPage, now: datetime) -> int:
    """The reader has seen the answers to what they said about a lesson; how many were news."""
    return Remark.objects.filter(user=user, page=page, answered_at__isnull=False, seen_at__isnull=True).update(
        seen_at=now
    )


def answers_for(user: User) -> QuerySet[Remark]:
    """The answers somebody has not seen yet, the latest first."""
    news = Remark.objects.filter(user=user, answered_at__isnull=False, seen_at__isnull=True)
    return news.select_related("page").order_by("-answered_at")


@dataclass(frozen=True)
class Place:
    """A place in a lesson that people speak about, and what they say."""

    page: LessonPage
    block: NamedBlock | None
    stuck: list[Remark]
    helped: list[Remark]

    @property
    def open_stuck(self) -> list[Remark]:
        return [row for row in self.stuck if row.answered_at is None]

    @property
    def key(self) -> str:
        return f"{self.page.pk}-{self.block.id if self.block else 'all'}"


def places(people: QuerySet[User], since: datetime) -> list[Place]:
    """Where people got stuck or were helped since a moment, the place with the most open questions first; a
    number of queries that does not grow with them.

    `people` is whose remarks the reader of the list may read.
    """
    found: dict[tuple[int, str], list[Remark]] = defaultdict(list)
    rows = Remark.objects.filter(user__in=people, made_at__gte=since).select_related("page").order_by("-made_at")
    for row in rows:
        found[row.page_id, row.block].append(row)
    blocks = _blocks(found)
    ranked = [
        Place(
            page=rows[0].page,
            block=blocks.get((page, block)),
            stuck=[row for row in rows if row.kind == Remark.Kind.STUCK],
            helped=[row for row in rows if row.kind == Remark.Kind.HELPED],
        )
        for (page, block), rows in found.items()
    ]
    return sorted(ranked, key=lambda place: (-len(place.open_stuck), -len(place.stuck), -len(place.helped)))


def _blocks(found: dict[tuple[int, str], list[Remark]]) -> dict[tuple[int, str], NamedBlock]:
    named = named_blocks({rows[0].page for rows in found.values()})
    return {(page, block.id): block for page, blocks in named.items() for block in blocks}


def own_remarks(user: User, page: LessonPage) -> Sequence[Remark]:
    """What somebody said about a lesson, with the answers, the latest first; one query."""
    return list(Remark.objects.filter(user=user, page=page).order_by("-made_at"))
