"""Every write about notices that means something."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from people.models import User

from .models import CalendarAddress, Delivery, Notice, Preference, new_token

logger = logging.getLogger(__name__)

BATCH = 500


@dataclass(frozen=True)
class Saying:
    """Something to tell one person; see `Notice` for what the fields mean."""

    user_id: int
    kind: str
    key: str
    params: dict[str, Any] = field(default_factory=dict)
    link: str = ""
    subject: str = ""


@transaction.atomic
def tell(*, sayings: Iterable[Saying], now: datetime) -> list[Notice]:
    """Write what has not been said yet; answers what was new.

    The key of a recipient is said once for ever, whoever says it again and at the same time. Four queries for each
    500 sayings, of which two only when something is new.
    """
    told: list[Notice] = []
    waiting = iter(sayings)
    while batch := list(islice(waiting, BATCH)):
        told += _tell(batch, now)
    if told:
        logger.info("%d notices written", len(told))
    return told


def _tell(batch, now):
    wanted = {(saying.user_id, saying.key): saying for saying in batch}
    known = set(_with_keys(wanted).values_list("recipient_id", "key"))
    fresh = [saying for which, saying in wanted.items() if which not in known]
    if not fresh:
        return []
    # Somebody else may be saying the same just now: the constraint lets one of the two through, and whoever was let
    # through is who finds notices without a state.
    Notice.objects.bulk_create([_notice(saying, now) for saying in fresh], ignore_conflicts=True)
    new = _with_keys(wanted).filter(delivery=None).order_by("pk")
    ours = [row for row in new if (row.recipient_id, row.key) in wanted]
    Delivery.objects.bulk_create([Delivery(notice=row, recipient_id=row.recipient_id) for row in ours])
    return ours


def _with_keys(wanted) -> QuerySet[Notice]:
    """What was said with one of these keys, to these people or to others."""
    return Notice.objects.filter(key__in={key for _person, key in wanted})


def _notice(saying, now):
    row = Notice(
        recipient_id=saying.user_id,
        kind=saying.kind,
        key=saying.key,
        subject=saying.subject,
        params=saying.params,
        link=saying.link if is_own_path(saying.link) else "",
        written_at=now,
    )
    row.clean_fields(exclude=["recipient", "params"])
    return row


def is_own_path(link: str) -> bool:
    """Whether a link is a path of this hall and leads nowhere else."""
    return link.startswith("/") and not link.startswith(("//", "/\\"))


def mark_read(*, notice: Notice, now: datetime) -> bool:
    """The recipient has opened a notice; a second opening keeps the first moment. Answers whether it was the first."""
    return bool(Delivery.objects.filter(notice=notice, read_at=None).update(read_at=now))


def mark_all_read(*, user: User, now: datetime, until: datetime) -> int:
    """Everything a person was told until a moment counts as read; answers how much that was.

    `until` is when the page was shown: what came in while it was being read stays unread.
    """
    unread = Delivery.objects.filter(recipient=user, read_at=None, notice__written_at__lte=until)
    count = unread.update(read_at=now)
    if count:
        logger.info("%s marked %d notices as read", user.staff_number, count)
    return count


def settle(*, notices: Sequence[int], now: datetime) -> int:
    """These notices (ids) need no reading any more: what they speak of is done, or a later one speaks of it."""
    count = 0
    for batch in _batches(notices):
        count += Delivery.objects.filter(notice__in=batch, read_at=None).update(read_at=now, settled=True)
    return count


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def choose_rhythm(*, user: User, rhythm: str) -> Preference:
    """How often somebody wants letters; empty as the hall says."""
    kept, _made = Preference.objects.get_or_create(user=user)
    kept.rhythm = rhythm
    kept.clean_fields(exclude=["user"])
    kept.save()
    return kept


def calendar_address(*, user: User, scope: str, now: datetime) -> CalendarAddress:
    """The secret address of somebody's calendar; made when it is asked for the first time."""
    kept, _made = CalendarAddress.objects.get_or_create(user=user, scope=scope, defaults={"made_at": now})
    return kept


@transaction.atomic
def renew_calendar_address(*, user: User, scope: str, now: datetime) -> CalendarAddress:
    """A new address; whoever knows the old one reads nothing any more."""
    kept = calendar_address(user=user, scope=scope, now=now)
    kept.token, kept.made_at = new_token(), now
    kept.save()
    logger.info("%s renewed the address of a calendar (%s)", user.staff_number, scope)
    return kept
