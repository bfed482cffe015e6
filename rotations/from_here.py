"""What each course and programme would take somebody from here, in minutes: what they have done of it is behind them.

Of a course they are in counts what is left; of a round of a certification what its path still asks for. The rules are
those of `courses.progress` and `programmes.proofs`. docs/decisions/0099.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from courses.models import Enrolment
from programmes.models import Cycle
from programmes.paths import Asked, Group, Part, Path
from programmes.proofs import done_of
from programmes.quickest import Walk, quickest
from skills.models import Award
from skills.profile import IN_FORCE, state_of

from .routes import Offer, OfferKey

Own = Mapping[OfferKey, int]
_LEAST = 1  # what is all but finished is still to be finished


class _Round(NamedTuple):
    """A round of somebody, open or to be begun: the stored groups of its path, and what is done of them."""

    user: int
    offer: Offer
    cycle: Cycle
    groups: Sequence


def minutes_from_here(people: Collection[int], offers: Iterable[Offer], today: date) -> dict[int, dict[OfferKey, int]]:
    """`{user_id: {key of an offer: minutes}}` of those whom an offer takes less, or otherwise, than it takes somebody
    who has done nothing; one query, and at most nine more where programmes are offered."""
    offers = list(offers)
    if not people or not offers:
        return {}
    left = _left_of_courses(people, offers)
    found: dict[int, dict[OfferKey, int]] = defaultdict(dict)
    for offer in (offer for offer in offers if offer.course):
        for user, by_course in left.items():
            if offer.target.thing.pk in by_course:
                found[user][offer.target.key] = max(_LEAST, by_course[offer.target.thing.pk])
    programmes = [offer for offer in offers if offer.programme]
    for (user, key), minutes in _left_of_programmes(people, programmes, left, today).items():
        found[user][key] = max(_LEAST, minutes)
    return dict(found)


def from_here(offers: Iterable[Offer], own: Own) -> list[Offer]:
    """The offers as they are for somebody."""
    return [replace(offer, minutes=own.get(offer.target.key, offer.minutes)) for offer in offers] if own else [*offers]


def _left_of_courses(people: Collection[int], offers: Iterable[Offer]) -> dict[int, dict[int, int]]:
    """`{user_id: {course_id: minutes}}` of the courses people are in the middle of."""
    steps: dict[int, Mapping[int, int]] = {}
    for offer in offers:
        steps |= offer.courses
    open_rows = Enrolment.objects.filter(user__in=people, course__in=steps, completed_at=None, progress__isnull=False)
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = open_rows.exclude(progress__completed_at=None).order_by().values_list("user", "course", "progress__page")
    for user, course, page in rows:
        minutes = steps[course]
        before = found[user].setdefault(course, sum(minutes.values()))
        found[user][course] = before - minutes.get(page, 0)
    return found


def _left_of_programmes(
    people: Collection[int], offers: Sequence[Offer], left: Mapping[int, Mapping[int, int]], today: date
) -> dict[tuple[int, OfferKey], int]:
    if not offers:
        return {}
    rounds = _rounds(people, offers, today)
    paths = {one.cycle.pk: _path(one.groups) for one in rounds}
    done = done_of([one.cycle for one in rounds], paths)
    walks = []
    for place, one in enumerate(rounds):
        proven = done[one.cycle.pk]
        behind = {(part.kind, part.key) for group in paths[one.cycle.pk] for part in group.parts if part.id in proven}
        mine = left.get(one.user, {})
        if behind or mine or one.cycle.kind != Cycle.Kind.FIRST:
            whole = {pk: sum(steps.values()) for pk, steps in one.offer.courses.items() if steps}
            walks.append(Walk(place, one.groups, whole | {pk: mine[pk] for pk in mine if pk in whole}, behind))
    minutes = quickest(walks) if walks else {}
    return {(rounds[place].user, rounds[place].offer.target.key): taken for place, taken in minutes.items()}


def _rounds(people: Collection[int], offers: Sequence[Offer], today: date) -> list[_Round]:
    """The open round of each person and programme, else the one they would begin: the first while they never held the
    certificate, a renewal while it counts, and from the beginning once it has lapsed."""
    kinds = [offer.target.thing.pk for offer in offers]
    opened = Cycle.objects.still_open().filter(user__in=people, certification__in=kinds).order_by()
    open_rounds = {(one.user_id, one.certification_id): one for one in opened}
    held: dict[tuple[int, int], bool] = {}
    for row in Award.objects.of(people).filter(certificate__certification__in=kinds).with_proof():
        key = row.user_id, row.certification_id
        held[key] = held.get(key, False) or state_of(row, today) in IN_FORCE
    found = []
    for offer in offers:
        for user in people:
            key = user, offer.target.thing.pk
            cycle = open_rounds.get(key) or _to_begin(len(found), key, held.get(key), today)
            found.append(_Round(user, offer, cycle, _groups(offer, cycle.kind)))
    return found


def _to_begin(place: int, key: tuple[int, int], counts: bool | None, today: date) -> Cycle:
    """A round that is not kept: its number is below those of all that are."""
    user, certification = key
    facts = {"pk": -1 - place, "user_id": user, "certification_id": certification}
    if counts is None:
        return Cycle(kind=Cycle.Kind.FIRST, **facts)
    # What was done for the certificate that ran out is not done for the next one.
    return Cycle(kind=Cycle.Kind.RENEWAL if counts else Cycle.Kind.REENTRY, counts_from=today, **facts)


def _groups(offer: Offer, kind: str) -> Sequence:
    assert offer.programme is not None
    renewal = offer.programme.renewal.raw_data if kind == Cycle.Kind.RENEWAL else None
    return renewal or offer.programme.first.raw_data


def _path(groups: Sequence) -> Path:
    return [
        Group(
            block["id"],
            block["value"].get("need"),
            tuple(Part(part["id"], Asked(part["type"]), part["value"]) for part in block["value"]["parts"]),
        )
        for block in groups
    ]
