"""What rests on an attempt: the completion it helped to, and what that awarded."""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from quizzes.models import Attempt
from skills.models import Award, Certificate
from skills.services import revoke

from .models import Completion

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Resting:
    """Awards of one completion that are not revoked, with the certificate that certifies them, if there is one."""

    attempt: Attempt
    completion: Completion
    awards: tuple[Award, ...]

    @property
    def key(self) -> str:
        """By this a form names it."""
        return str(self.completion.pk)

    @property
    def certificate(self) -> Certificate | None:
        return next((award.certificate for award in self.awards if award.certificate), None)


def resting_on(attempts: Iterable[Attempt]) -> list[Resting]:
    """What still rests on these attempts, in two queries: completions whose quiz step names one as its proof."""
    by_id = {str(attempt.public_id): attempt for attempt in attempts}
    if not by_id:
        return []
    users = {attempt.user_id for attempt in by_id.values()}
    completions = Completion.objects.filter(user__in=users).select_related("course", "user").order_by("pk")
    proved = {
        completion: by_id[step["attempt"]]
        for completion in completions
        for step in completion.steps
        if step.get("attempt") in by_id
    }
    awards = _awards(completion.pk for completion in proved)
    return [
        Resting(attempt, completion, tuple(awards[str(completion.pk)]))
        for completion, attempt in proved.items()
        if awards.get(str(completion.pk))
    ]


def _awards(completions: Iterable[int]) -> dict[str, list[Award]]:
    found: dict[str, list[Award]] = {}
    rows: QuerySet[Award] = Award.objects.filter(
        evidence_type=Completion.EVIDENCE_TYPE,
        evidence_key__in=[str(completion) for completion in completions],
        revocation__isnull=True,
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
        logger.info("revoked completion=%s attempt=%s by=%s", row.completion.pk, row.attempt.public_id, by.pk)
    return len(wanted)
