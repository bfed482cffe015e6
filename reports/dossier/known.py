"""What was known at a moment: awards, revocations and suspensions written by then; judged as rotations judges."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from people.employment import Employment
from people.models import User
from rotations.judging import Answer, Held, Judgement, Need, absences, combine, judge_need, pieces
from skills.models import Award, Skill, Suspension

from .asks import Stretch

_WORST = (Answer.NO, Answer.FLAGGED, Answer.YES)


@dataclass(frozen=True)
class Book:
    """The awards of some people in some skills, and the suspensions of their certificates; whenever written."""

    awards: list[Award]
    suspensions: list[Suspension]


def read_book(people: Iterable[User], skills: Iterable[Skill]) -> Book:
    """Two queries."""
    awards = list(
        Award.objects.filter(user__in=people, skill__in=skills)
        .select_related("skill", "certificate__certification", "revocation__revoked_by")
        .order_by("pk")
    )
    papers = {award.certificate_id for award in awards if award.certificate_id}
    suspensions = Suspension.objects.filter(certificate__in=papers).select_related(
        "reinstatement__reinstated_by", "suspended_by"
    )
    return Book(awards, list(suspensions.order_by("suspended_from", "pk")))


def held_at(book: Book, moment: datetime) -> dict[tuple[int, int], list[Held]]:
    """`{(person, skill): awards as they were known at a moment}`: what was written later is not there yet."""
    breaks = defaultdict(list)
    for row in book.suspensions:
        if row.written_at <= moment:
            back = getattr(row, "reinstatement", None)
            again = back.reinstated_from if back and back.written_at <= moment else None
            breaks[row.certificate_id].append((row.suspended_from, again))
    held = defaultdict(list)
    for award in book.awards:
        if award.written_at <= moment:
            held[award.user_id, award.skill_id] += _pieces(award, moment, breaks.get(award.certificate_id or 0, []))
    return held


def _pieces(award: Award, moment: datetime, breaks: list) -> list[Held]:
    revocation = getattr(award, "revocation", None)
    revoked_on = revocation.revoked_on if revocation and revocation.written_at <= moment else None
    dates = (award.valid_from, award.valid_until, award.renewal_from, award.grace_until, revoked_on)
    number = award.certificate.number if award.certificate else None
    one = Held(award.skill_id, award.level, *dates, award.pk, number)
    return pieces(one, breaks) if breaks else [one]


def judge(
    person: User,
    work: Employment,
    asked: Sequence[tuple[Stretch, Sequence[Need]]],
    held: dict[tuple[int, int], list[Held]],
) -> Judgement:
    """The answer over all stretches of a period: the worst of them, with every reason and every proof once.

    Days off are left out: they say nothing about what somebody can do.
    """
    found = []
    for stretch, needs in asked:
        away = absences([], work, stretch.first, stretch.last)
        met = [
            (need, judge_need(need, held.get((person.pk, need.skill_id), []), stretch.first, stretch.last))
            for need in needs
        ]
        found.append(combine(away, met))
    answer = next(answer for answer in _WORST if any(one.answer == answer for one in found))
    reasons = list(dict.fromkeys(reason for one in found for reason in one.reasons))
    proofs = list(dict.fromkeys(proof for one in found for proof in one.proofs))
    return Judgement(answer, reasons, proofs)
