"""What training would let whom stand where, from when on and in how many minutes: what the planner asks for as `Means`.

The ways are those of `routes`, for everybody at every post at once, each in the minutes it takes the person from here.
docs/decisions/0097.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from people.employment import Employment
from people.history import employments
from people.models import User
from programmes.targets import prerequisites_of
from skills.models import Award, Certification
from skills.profile import IN_FORCE, state_of
from skills.terms import term_of

from .able_days import AbleDays
from .from_here import Own, from_here, minutes_from_here
from .held import held_rows
from .judging import Held, Need, judge_need
from .models import Post
from .needs import with_needs
from .planner.fixes import UNREACHABLE, Means
from .planner.problem import Bools, Ints
from .reasons import Code, Reason
from .routes import Offer, OfferKey, cheapest, offers_for

DAY = timedelta(days=1)
MINUTES_A_DAY = 60  # somebody who serves customers finds an hour a day for it
UNTIL_SIGNED = timedelta(days=7)  # a practical is watched and a certificate signed within a week
Days = tuple[date, date]
# What comes back by itself or by a decision: no training mends it.
_NOT_BY_TRAINING = frozenset([Code.NOT_YET_VALID, Code.SUSPENDED])


@dataclass(frozen=True)
class Route:
    """What to take, in how many minutes, and the first day on which it can be done with.

    `opens_on`: what is still held can be renewed from that day on only, so it cannot be assigned before.
    """

    offers: tuple[Offer, ...]
    minutes: int
    ready_on: date
    opens_on: date | None = None


@dataclass(frozen=True)
class Ways:
    """`means` for the planner, and the routes behind its numbers: by clerk and post, and by rule and clerk."""

    means: Means
    posts: Mapping[tuple[int, int], Route] = field(default_factory=dict)
    rules: Mapping[tuple[str, int], Route] = field(default_factory=dict)


def ready_on(offers: Iterable[Offer], today: date, opens_on: date | None = None) -> date:
    """The first day on which all of it can be done with: an hour a day from tomorrow on, or from when it can be
    renewed, and a week for the practical and the signature of a certificate."""
    offers = list(offers)
    days = -(-sum(offer.minutes for offer in offers) // MINUTES_A_DAY)
    signed = UNTIL_SIGNED if any(offer.course is None for offer in offers) else timedelta()
    return max(today, opens_on or today) + days * DAY + signed


def ways_to(
    users: Sequence[User],
    posts: Sequence[Post],
    periods: Sequence[Days],
    *,
    able: AbleDays,
    rules: Mapping[str, Need],
    today: date,
) -> Ways:
    """What could be done for these people, posts and periods, in a flat number of queries.

    `able` are the same people and posts in the same order, over all of the periods; `rules` what counts for the cover
    rules, by key.
    """
    with_needs(posts)
    needs = [[Need(row.skill_id, row.level, row.skill) for row in post.requirements.all()] for post in posts]
    asked = {(need.skill_id, need.level): need for some in [*needs, rules.values()] for need in some}
    search = _Search(users, periods, today, asked)
    to_posts, to_rules = search.routes(needs), search.routes([[need] for need in rules.values()])
    cost, ready = search.numbers(to_posts, len(needs))
    holder_cost, holder_ready = search.numbers(to_rules, len(rules))
    absent, could = _absences(users, periods, able)
    by_rule = [{key: table[:, n].copy() for n, key in enumerate(rules)} for table in (holder_cost, holder_ready)]
    keys = list(rules)
    means = Means(cost, ready, absent, could, *by_rule)
    return Ways(means, to_posts, {(keys[n], i): route for (i, n), route in to_rules.items()})


def _absences(users: Sequence[User], periods: Sequence[Days], able: AbleDays) -> tuple[Bools, Bools]:
    """Who is not there on a day of a period that they work, i, t; and what would be allowed if nobody were on leave,
    i, p, t."""
    first, last = able.first, able.last
    work = employments(users, first, last)
    absent = np.zeros((len(users), len(periods)), dtype=bool)
    could = np.zeros((len(users), len(able.force), len(periods)), dtype=bool)
    for t, (begin, end) in enumerate(periods):
        days = slice((begin - first).days, (end - first).days + 1)
        asked = able.asked[:, days]
        absent[:, t] = (~able.here[:, days] & asked).any(axis=1)
        hired = np.array([not _gone(work[user.pk], begin, end) for user in users], dtype=bool)
        for p, force in enumerate(able.force):
            could[:, p, t] = (force[:, days] | ~asked).all(axis=1) & asked.any(axis=1) & hired
    return absent, could


def _gone(work: Employment, begin: date, end: date) -> bool:
    """Whether somebody does not work here on a day of a period."""
    return bool((work.hired_on and work.hired_on > begin) or (work.left_on and work.left_on < end))


# What is lacking, the certifications that cannot be begun, and what is left of which offers.
_Asked = tuple[frozenset[Need], frozenset[int], frozenset[tuple[OfferKey, int]]]


class _Search:
    """The cheapest way for each set of what is lacking, sought once."""

    def __init__(
        self, users: Sequence[User], periods: Sequence[Days], today: date, asked: Mapping[tuple[int, int], Need]
    ) -> None:
        self.periods, self.today, self.asked = periods, today, asked
        self.start, self.end = (periods[0][0], periods[-1][1]) if periods else (today, today)
        self.people = people = [user.pk for user in users]
        skills = {skill for skill, _level in asked}
        rows = Award.objects.of(people).filter(skill__in=skills) if people and skills else Award.objects.none()
        self.held = held_rows(rows.order_by("pk"), proof=False)
        self.lacks: dict[tuple[int, int, int], Reason | None] = {}
        self.without = {key: judge_need(need, [], self.start, self.end) for key, need in asked.items()}
        self.offers = self._lasting(offers_for(skills) if people else [])
        self.shut = _held_back(people, self.offers, today)
        self.own = minutes_from_here(people, self.offers, today)
        self.found: dict[_Asked, tuple[Offer, ...]] = {}

    def _lasting(self, offers: list[Offer]) -> list[Offer]:
        """Those whose certificate outlives the horizon: what lapses inside it again would promise too much."""
        kinds = {offer.course.certification_id for offer in offers if offer.course}
        known = Certification.objects.in_bulk(kinds - {None}) if kinds - {None} else {}

        def lasts(offer):
            kind = known.get(offer.course.certification_id) if offer.course else offer.target.thing
            until = term_of(ready_on([offer], self.today), kind).grace_until
            return until is None or until >= self.end

        return [offer for offer in offers if lasts(offer)]

    def lack(self, user: int, need: Need) -> Reason | None:
        """Why a need is not met on every day of the horizon; None where it is."""
        key = (user, need.skill_id, need.level)
        if key not in self.lacks:
            rows: Sequence[Held] = self.held.get((user, need.skill_id), ())
            answer = judge_need(need, rows, self.start, self.end) if rows else self.without[need.skill_id, need.level]
            self.lacks[key] = answer.blocking[0] if answer.blocking else None
        return self.lacks[key]

    def route(self, user: int, needs: Iterable[Need]) -> Route | None:
        """The cheapest way to all needs; None where nothing is lacking or nothing leads there."""
        reasons = {need: reason for need in needs if (reason := self.lack(user, need))}
        if not reasons or any(not one.trainable or one.code in _NOT_BY_TRAINING for one in reasons.values()):
            return None
        offers = self._cheapest(frozenset(reasons), self.shut.get(user, frozenset()), self.own.get(user, {}))
        if not offers:
            return None
        held = [one.evidence for one in reasons.values() if one.code == Code.EXPIRES_DURING]
        opens = [row.renewal_from for row in held if isinstance(row, Held)]
        opens_on = max((day for day in opens if day and day > self.today), default=None)
        minutes = sum(offer.minutes for offer in offers)
        return Route(offers, minutes, ready_on(offers, self.today, opens_on), opens_on)

    def _cheapest(self, needs: frozenset[Need], shut: frozenset[int], own: Own) -> tuple[Offer, ...]:
        key = needs, shut, frozenset(own.items())
        if key not in self.found:
            offers = [offer for offer in self.offers if offer.course or offer.target.thing.pk not in shut]
            chosen = cheapest(needs, from_here(offers, own))
            met = all(any(offer.covers(need) for offer in chosen) for need in needs)
            self.found[key] = tuple(chosen) if met else ()
        return self.found[key]

    def routes(self, wanted: Sequence[Iterable[Need]]) -> dict[tuple[int, int], Route]:
        """For each person, by place, and each set of needs, by place, the way to all of them, where there is one."""
        return {
            (i, n): route
            for i, user in enumerate(self.people)
            for n, needs in enumerate(wanted)
            if (route := self.route(user, needs))
        }

    def numbers(self, routes: Mapping[tuple[int, int], Route], wanted: int) -> tuple[Ints, Ints]:
        """The minutes of routes, and the first period from which they open something."""
        shape = (len(self.people), wanted)
        cost, ready = np.full(shape, UNREACHABLE, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for at, route in routes.items():
            cost[at], ready[at] = route.minutes, self.period_of(route.ready_on)
        return cost, ready

    def period_of(self, day: date) -> int:
        """The first period that begins on a day or later; behind the last where there is none."""
        return next((t for t, (begin, _end) in enumerate(self.periods) if begin >= day), len(self.periods))


def _held_back(people: Collection[int], offers: Iterable[Offer], today: date) -> dict[int, frozenset[int]]:
    """`{user_id: certifications that ask first for one that does not count for the person}`."""
    kinds = {offer.target.thing.pk for offer in offers if not offer.course}
    before = prerequisites_of(kinds) if kinds else {}
    if not before:
        return {}
    asked = {kind for some in before.values() for kind in some}
    rows = Award.objects.of(people).filter(certificate__certification__in=asked).with_proof()
    counts: dict[int, set[int | None]] = {}
    for row in rows:
        if state_of(row, today) in IN_FORCE:
            counts.setdefault(row.user_id, set()).add(row.certification_id)
    return {
        user: frozenset(kind for kind, some in before.items() if not counts.get(user, set()).issuperset(some))
        for user in people
    }
