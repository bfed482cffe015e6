"""Going once a day through what is due: a word to whoever has to do it, a line to the managers of their hall."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from people.models import User
from people.roles import Role

from .due import Due, gather, step_on
from .models import Notice, Round
from .services import BATCH, Saying, settle, tell

logger = logging.getLogger(__name__)

# A manager nobody has told anything yet hears of what was said since the day before.
FIRST_LOOK_BACK = timedelta(hours=36)


class SourceFailed(RuntimeError):
    """Some of those who know what is due could not say it; what the others knew has been said."""


def remind(*, now: datetime) -> str:
    """Say what is due today and has not been said; answers in a few words what was written.

    May run as often as it likes and on days in any order: of each thing a person hears each stage once, and never one
    less urgent than one they heard already. Raises `SourceFailed` after having said what could be said.
    """
    on = timezone.localdate(now)
    people = set(User.objects.may_sign_in(on).values_list("pk", flat=True))
    gathered = gather(None, on)
    dues = [due for due in gathered.dues if due.user_id in people]
    with transaction.atomic():
        _one_at_a_time(on)
        told = _say(dues, on, now)
        lines = _tell_managers(on, now)
        done = 0 if gathered.failed else _settle_what_is_done(dues, now)
        written = Round.objects.get(pk=on).written + len(told) + lines
        Round.objects.filter(pk=on).update(ended_at=now, written=written)
    logger.info("reminded day=%s said=%d lines=%d done=%d", on, len(told), lines, done)
    if gathered.failed:
        raise SourceFailed(", ".join(gathered.failed))
    return f"{len(told)} notices, {lines} lines to managers, {done} settled"


def _one_at_a_time(on):
    """Whoever comes second waits here until the first has written everything."""
    Round.objects.get_or_create(pk=on)
    Round.objects.select_for_update().get(pk=on)


# To whom it is due


def _say(dues, on, now):
    wanted = [(due, step) for due in dues if (step := step_on(due, on))]
    said = _said_before({due.key for due, _step in wanted})
    fresh = [(due, step) for due, step in wanted if not _was_said(said[due.user_id, due.key], due, step)]
    told = tell(sayings=[_saying(due, step, on) for due, step in fresh], now=now)
    _settle_older(told, said, now)
    return told


def _said_before(subjects):
    """{(person, subject): [(notice id, day it was due, day of the step)]}"""
    found = defaultdict(list)
    for batch in _in_batches(sorted(subjects)):
        rows = Notice.objects.filter(subject__in=batch).values_list("pk", "recipient", "subject", "params")
        for pk, recipient, subject, params in rows:
            found[recipient, subject].append((pk, params["day"], params["step"]))
    return found


def _was_said(before, due, step):
    """Whether this word, or one more urgent about the same day, was said already."""
    return any(day == due.day.isoformat() and said >= step.day.isoformat() for _pk, day, said in before)


def _saying(due: Due, step, on: date) -> Saying:
    return Saying(
        user_id=due.user_id,
        kind=f"{due.kind}.{due.moment(on)}",
        key=f"{due.key}:{due.day}:{step.name}",
        subject=due.key,
        params={**due.params, "stage": step.stage, "step": step.day.isoformat()},
        link=due.link,
    )


def _settle_older(told, said, now):
    settle(notices=[pk for row in told for pk, _day, _step in said[row.recipient_id, row.subject]], now=now)


def _settle_what_is_done(dues, now):
    """Unread words about what is no longer due need no reading."""
    live = {(due.user_id, due.key) for due in dues}
    unread = Notice.objects.unread().exclude(subject="").values_list("pk", "recipient", "subject")
    return settle(notices=[pk for pk, person, subject in unread if (person, subject) not in live], now=now)


def _in_batches(keys: list[str]) -> Iterable[list[str]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


# To their managers


def _tell_managers(on, now):
    """One line for each manager, day and stage, about what was said to people of their hall since they last heard.

    Who has heard today hears the rest tomorrow: a day never brings two lines about one stage.
    """
    managers = list(User.objects.filter(groups__name=Role.MANAGER, hall__isnull=False).may_sign_in(on))
    heard = _last_heard(managers)
    open_managers = [one for one in managers if timezone.localdate(heard.get(one.pk, now - timedelta(days=1))) < on]
    since = {one.pk: heard.get(one.pk, now - FIRST_LOOK_BACK) for one in open_managers}
    by_hall = _said_in_halls(open_managers, min(since.values(), default=now))
    sayings = [line for one in open_managers for line in _lines(one, by_hall[one.hall_id], since[one.pk], on)]
    return len(tell(sayings=sayings, now=now))


def _last_heard(managers):
    rows = Notice.objects.filter(recipient__in=managers, kind__startswith="team.").order_by()
    return dict(rows.values("recipient").annotate(last=Max("written_at")).values_list("recipient", "last"))


def _said_in_halls(managers, since):
    found = defaultdict(list)
    halls = {one.hall_id for one in managers}
    rows = Notice.objects.filter(written_at__gt=since, recipient__hall__in=halls).exclude(subject="")
    for row in rows.select_related("recipient").only("params", "written_at", "recipient__hall").order_by("pk"):
        found[row.recipient.hall_id].append(row)
    return found


def _lines(manager, rows, since, on):
    by_stage = defaultdict(list)
    for row in rows:
        if row.written_at > since and row.recipient_id != manager.pk:
            by_stage[row.params["stage"]].append(row)
    for stage, about in by_stage.items():
        params = {"count": len({row.recipient_id for row in about}), "about": [row.pk for row in about]}
        if stage.isdigit():
            params["days"] = int(stage)
        yield Saying(
            user_id=manager.pk,
            kind=f"team.{'today' if stage == '0' else 'soon' if stage.isdigit() else stage}",
            key=f"team:{on}:{stage}",
            params=params,
            link=reverse(settings.TEAM_PAGE),
        )
