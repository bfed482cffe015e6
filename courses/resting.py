"""What rests on an attempt or an observation: what it helped to, and what that awarded."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from core.twins import Twin
from people.models import User
from quizzes.models import Attempt, ObservationRequest
from skills.models import Award, Certificate
from skills.services import revoke

from .models import Completion, Progress

logger = logging.getLogger(__name__)

Deed = Attempt | ObservationRequest
# What proves something, as evidence names it: ("attempt", public id), ("observation", public id), ("completion", id).
Name = tuple[str, str]


@dataclass(frozen=True)
class Resting:
    """Awards that are not revoked, of one completion or one round, and what it is that helped to them.

    `title` is what it helped to: the name of the course, or of the certification. By `key` a form names it.
    """

    deed: Deed
    key: str
    user: User
    title: str
    title_en: str
    awards: tuple[Award, ...]

    local_title = Twin("title")

    @property
    def certificate(self) -> Certificate | None:
        """The certificate that certifies the awards, if there is one."""
        return next((award.certificate for award in self.awards if award.certificate), None)


def resting_on(deeds: Iterable[Deed]) -> list[Resting]:
    """What still rests on these: completions with a step that names one as its proof, in two queries, and what a room
    above knows (`settings.RESTING_ON`): it is asked for what names one of them or one of those completions."""
    by_name = {name_of(deed): deed for deed in deeds}
    if not by_name:
        return []
    users = {deed.user_id for deed in by_name.values()}
    completions = Completion.objects.filter(user__in=users).select_related("course", "user").order_by("pk")
    proved = {completion: deed for completion in completions if (deed := _proof_of(completion, by_name))}
    awards = unrevoked(Completion.EVIDENCE_TYPE, (str(completion.pk) for completion in proved))
    rows = [_row(completion, deed, awards.get(str(completion.pk), ())) for completion, deed in proved.items()]
    by_completion = {(Completion.EVIDENCE_TYPE, str(completion.pk)): deed for completion, deed in proved.items()}
    return [*(row for row in rows if row.awards), *_above({**by_name, **by_completion})]


def name_of(deed: Deed) -> Name:
    """How evidence names it."""
    return ("attempt" if isinstance(deed, Attempt) else "observation"), str(deed.public_id)


def _proof_of(completion: Completion, by_name: Mapping[Name, Deed]) -> Deed | None:
    names = ((kind, step[kind]) for step in completion.steps for kind in ("attempt", "observation") if step.get(kind))
    return next((by_name[name] for name in names if name in by_name), None)


def _row(completion: Completion, deed: Deed, awards: Iterable[Award]) -> Resting:
    course = completion.course
    return Resting(deed, f"completion-{completion.pk}", completion.user, course.title, course.title_en, tuple(awards))


def _above(proofs: Mapping[Name, Deed]) -> list[Resting]:
    """What a room above awarded on evidence of these; each row once, however many of them it names."""
    if not settings.RESTING_ON:
        return []
    ask: Callable[[Mapping[Name, Deed]], list[Resting]] = import_string(settings.RESTING_ON)
    return ask(proofs)


def unrevoked(evidence_type: str, keys: Iterable[str]) -> dict[str, list[Award]]:
    """`{evidence key: [award, …]}` of what was awarded on such evidence and is not revoked; one query."""
    found: dict[str, list[Award]] = {}
    rows: QuerySet[Award] = Award.objects.filter(
        evidence_type=evidence_type, evidence_key__in=list(keys), revocation__isnull=True
    )
    for award in rows.select_related("certificate__certification", "skill").order_by("pk"):
        found.setdefault(award.evidence_key, []).append(award)
    return found


@transaction.atomic
def revoke_resting(*, rows: Iterable[Resting], chosen: Collection[str], on: date, reason: str, by: Any) -> int:
    """Revoke every award of the rows whose key was chosen; answers how many rows. Others stay as they are."""
    wanted = [row for row in rows if row.key in chosen]
    for row in wanted:
        for award in row.awards:
            revoke(award=award, on=on, reason=reason, by=by)
        logger.info("revoked %s resting on %s %s by=%s", row.key, *name_of(row.deed), by.pk)
    return len(wanted)


def reopen_steps(deed: Deed) -> int:
    """Steps of courses under way that rest on something that was voided are to be done again; answers how many.

    Courses that are completed stay so: what they awarded is revoked by somebody, or not. Twice does nothing.
    """
    kind, key = name_of(deed)
    done = Progress.objects.filter(
        enrolment__user=deed.user_id, enrolment__completed_at=None, completed_at__isnull=False, evidence={kind: key}
    )
    count = done.update(completed_at=None, revision=None, evidence={})
    if count:
        logger.info("%d steps reopened: %s %s was voided", count, kind, key)
    return count
