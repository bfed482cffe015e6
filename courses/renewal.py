"""When a completed course may be taken again."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from skills.models import Award, Certificate
from skills.profile import WORST_FIRST, State, state_of

from .changes import recertified_since
from .models import Completion


@dataclass(frozen=True)
class Renewal:
    """What the latest completion of a course is worth on a day.

    `is_open`: the course may be begun again, because renewal is due, because it has come to grant more, or because what
    it teaches has changed so much that certificates are to be renewed by the day `recertify_by`. `opens_on` is the
    first day on which it may; None when it may now, or never needs to be.
    """

    completion: Completion
    state: State | None
    certificate: Certificate | None
    valid_until: date | None
    opens_on: date | None
    is_open: bool
    recertify_by: date | None = None


def renewals(ways, user, on):
    """`{course_id: Renewal}` for the outlines whose course the person has completed; two queries."""
    completed = {way.course: way.completion for way in ways if way.completion}
    awards = defaultdict(list)
    keys = [str(completion.pk) for completion in completed.values()]
    if keys:
        for award in Award.objects.filter(
            user=user, evidence_type=Completion.EVIDENCE_TYPE, evidence_key__in=keys
        ).with_proof():
            awards[award.evidence_key].append(award)
    changed = recertified_since([course.pk for course in completed]) if completed else {}
    return {
        course.pk: weigh(course, completion, awards[str(completion.pk)], on, changed.get(course.pk))
        for course, completion in completed.items()
    }


def renewal(way, user, on):
    """The `Renewal` of one outline, or None when the person never completed the course."""
    return renewals([way], user, on).get(way.course.pk)


def weigh(course, completion, awards, on, changed=None):
    """The `Renewal` of a completion from its awards; `changed` as `recertified_since` answers for the course."""
    states = [state_of(award, on) for award in awards]
    state = min(states, key=WORST_FIRST.index, default=None)
    recertify_by = changed[1] if changed and completion.written_at < changed[0] else None
    lapsing = state not in (None, State.VALID, State.FUTURE, State.SUSPENDED)
    is_open = lapsing or recertify_by is not None or _grants_more(course, awards)
    openings = [award.renewal_from for award in awards if award.renewal_from]
    return Renewal(
        completion=completion,
        state=state,
        certificate=next((award.certificate for award in awards if award.certificate), None),
        valid_until=min((award.valid_until for award in awards if award.valid_until), default=None),
        opens_on=None if is_open else min(openings, default=None),
        is_open=is_open,
        recertify_by=recertify_by,
    )


def _grants_more(course, awards):
    """Whether the course has come to grant a skill or level that this completion did not bring."""
    brought = {award.skill_id: award.level for award in awards}
    return any(brought.get(grant.skill_id, 0) < grant.level for grant in course.grants.all())
