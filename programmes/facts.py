"""What rules ask about people, fetched in a number of queries that does not grow with them, as plain rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from people.models import User
from people.roles import Role
from skills.models import Award, Certification, Skill, Suspension
from skills.profile import best_holding, last_day_of_force

from . import stations
from .audiences import DAY, Audience, Because, Person, Span
from .due_days import Days


class Row(NamedTuple):
    """One award of a person; the names are those of `skills.models.Award`."""

    pk: int
    skill_id: int
    level: int
    valid_from: date
    valid_until: date | None
    renewal_from: date | None
    grace_until: date | None
    revoked_on: date | None
    breaks: list[tuple[date, date | None]]


@dataclass(frozen=True)
class Facts:
    """The people a rule may speak of on a day, the days off of each, and the names of what is asked about them."""

    on: date
    people: dict[int, Person]
    leaves: Mapping[int, list[Days]]
    names: dict[tuple[str, int], tuple[str, str]] = field(default_factory=dict)

    def named(self, reasons: Iterable[Because]) -> list[Because]:
        """The reasons with the names of what they speak of, in both languages, as they are called now."""
        return [reason | self._name(reason) for reason in reasons]

    def _name(self, reason) -> dict[str, Any]:
        kind = next((kind for kind in ("post", "skill", "certification") if kind in reason), None)
        if kind is None:
            return {}
        name, english = self.names.get((kind, reason[kind]), ("", ""))
        return {"name": name, "name_en": english}


def read_facts(
    audiences: Iterable[Audience], certifications: Iterable[int], on: date, users: Collection[int] | None = None
) -> Facts:
    """The facts that decide these audiences, and what the certificates are worth that are to be assigned.

    Of everybody who works here that day, or of `users` among them.
    """
    audiences = list(audiences)
    skills = {asked.lacks.skill for asked in audiences if asked.lacks}
    kinds = {asked.standing.certification for asked in audiences if asked.standing} | set(certifications)
    spans, standings = _spans(skills, users), _standings(kinds, on, users)
    stays, leaves = stations.stays_of(on, users), stations.leaves_of(on, users)
    roles = _roles(users)
    rows = User.objects.employed(on).filter(is_active=True)
    rows = rows if users is None else rows.filter(pk__in=users)
    people = {
        pk: Person(pk, hall, roles[pk], hired, left, stays.get(pk, ()), spans[pk], standings[pk])
        for pk, hall, hired, left in rows.order_by("name_pinyin", "pk").values_list(
            "pk", "hall_id", "hired_on", "left_on"
        )
    }
    return Facts(on, people, leaves, _names(audiences, skills, kinds))


def _roles(users):
    rows = User.groups.through.objects.filter(group__name__in=Role.values)
    rows = rows if users is None else rows.filter(user__in=users)
    found = defaultdict(set)
    for user, role in rows.values_list("user_id", "group__name"):
        found[user].add(role)
    return defaultdict(frozenset, {user: frozenset(roles) for user, roles in found.items()})


def _spans(skills, users):
    """`{user: {skill: [Span, …]}}`: the days on which awards count; a suspension cuts days out of them."""
    found = defaultdict(lambda: defaultdict(list))
    for user, row in _rows(Award.objects.filter(skill__in=skills), users) if skills else ():
        found[user][row.skill_id] += spans_of(row)
    return found


def spans_of(row: Row) -> list[Span]:
    """The days on which an award counts, without those on which its certificate is suspended."""
    last, day, pieces = last_day_of_force(row), row.valid_from, []
    for begin, again in sorted(row.breaks, key=lambda days: days[0]):
        pieces.append((day, min(last, begin - DAY)))
        if again is None:
            break
        day = max(day, again)
    else:
        pieces.append((day, last))
    return [Span(row.level, first, None if end == date.max else end) for first, end in pieces if first <= end]


def _standings(kinds, on, users):
    """`{user: {certification: state}}` of those who ever had it."""
    found = defaultdict(dict)
    awards = defaultdict(list)
    if kinds:
        rows = Award.objects.filter(certificate__certification__in=kinds)
        for user, row, kind in _rows(rows, users, "certificate__certification_id"):
            awards[user, kind].append(row)
    for (user, kind), held in awards.items():
        holding = best_holding(held, on)
        if holding:
            found[user][kind] = holding.state.value
    return found


_COLUMNS = ("pk", "skill_id", "level", "valid_from", "valid_until", "renewal_from", "grace_until")


def _rows(awards, users, *more):
    awards = awards if users is None else awards.filter(user__in=users)
    broken = defaultdict(list)
    suspended = Suspension.objects.filter(certificate__in=awards.order_by().values("certificate"))
    for certificate, *days in suspended.values_list("certificate", "suspended_from", "reinstatement__reinstated_from"):
        broken[certificate].append(tuple(days))
    columns = ("user_id", "certificate_id", *more, *_COLUMNS, "revocation__revoked_on")
    for user, certificate, *facts in awards.order_by().values_list(*columns):
        extra, row = facts[: len(more)], facts[len(more) :]
        yield user, Row._make((*row, broken.get(certificate, []))), *extra


def _names(audiences, skills, kinds):
    found = {}
    if any(asked.at_post for asked in audiences):
        found |= {("post", pk): names for pk, *names in stations.posts_to_choose(None)}
    for kind, model, keys in (("skill", Skill, skills), ("certification", Certification, kinds)):
        if keys:
            rows = model.objects.filter(pk__in=keys).values_list("pk", "name", "name_en")
            found |= {(kind, pk): names for pk, *names in rows}
    return found
