"""The cover of every skill and post of a hall for twelve months: reads the facts for `cover`, which counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.templatetags.ui import day as in_words
from people.models import User
from rotations.models import Leave
from skills.marks import marks_of
from skills.models import Skill

from .alarms import Target
from .cover import NEVER_ENDS, Change, Forecast, Life, Span, Stretch, forecast, holds, spans_by_skill, stands
from .promises import Promises

# So many causes are named beside a chart; who wants all of them downloads the list.
NAMED = 4
DAY = timedelta(days=1)
Spans = dict[int, dict[int, list[Span]]]


@dataclass(frozen=True)
class Cause:
    """Somebody is there no more from a day on, and why."""

    day: date
    person: User
    why: str


@dataclass(frozen=True)
class Outlook:
    """A target in both scenarios; `causes` are the first of those that nobody renewing brings, of `drops` in all."""

    target: Target
    nobody: Forecast
    assigned: Forecast
    causes: tuple[Cause, ...]
    drops: int

    @property
    def wanted(self) -> int:
        """Fewer than this are too few: what the hall wants, at least one where something is asked for."""
        return self.target.wanted or (1 if self.target.asked else 0)

    @property
    def breaks_on(self) -> date | None:
        """The first day with too few if nobody renews."""
        return self.nobody.falls_below(self.wanted)

    @property
    def breaks_all_the_same(self) -> date | None:
        """The first day with too few even if everybody finishes what they are assigned."""
        return self.assigned.falls_below(self.wanted)

    @property
    def months(self):
        """`(month if nobody renews, month if all that is assigned is done)`."""
        return list(zip(self.nobody.months, self.assigned.months, strict=True))


@dataclass(frozen=True)
class _Hall:
    """What was read: lives and spans by person, and who has anything of a skill."""

    lives: Mapping[int, Life]
    spans: Spans
    having: Mapping[int, set[int]]


def outlooks(
    people: QuerySet[User], targets: Sequence[Target], first: date, last: date, promised: Promises
) -> list[Outlook]:
    """The outlook of each target from `first` to `last`, what breaks first at the top; five questions in all.

    `people` are all clerks of the hall, whenever they come and go. `promised` is `{user_id: {skill_id: Promise}}`.
    """
    lives = _lives(people, first, last)
    marks = marks_of(people, {need[0] for target in targets for need in target.needs}, since=first)
    facts = _hall(lives, {pk: spans_by_skill(marks[pk]) for pk in marks if pk in lives})
    with_promises = _hall(
        {pk: lives[pk] for pk in promised if pk in lives},
        {pk: spans_by_skill(marks.get(pk, ()), mine) for pk, mine in promised.items() if pk in lives},
    )
    made = []
    for target in targets:
        presence = _presence(target, facts)
        # Only those who are promised something stand differently in the second scenario.
        changed = {**presence, **_presence(target, with_promises)} if with_promises.lives else presence
        nobody = forecast(presence, first, last)
        made.append((target, nobody, nobody if changed == presence else forecast(changed, first, last)))
    return sorted((Outlook(*one, *_causes(*one[:2], facts)) for one in made), key=_urgency)


def with_names(found: Iterable[Outlook]) -> list[Outlook]:
    """The outlooks with the people of their causes looked up, in one question."""
    found = list(found)
    ids = {cause.person for outlook in found for cause in outlook.causes}
    names = User.objects.only("full_name", "staff_number").in_bulk(ids)  # type: ignore[arg-type]
    return [
        Outlook(
            one.target,
            one.nobody,
            one.assigned,
            tuple(Cause(cause.day, names[cause.person], cause.why) for cause in one.causes),  # type: ignore[index]
            one.drops,
        )
        for one in found
    ]


def _urgency(outlook):
    least = outlook.nobody.least.count - outlook.wanted
    return outlook.breaks_on or date.max, not outlook.wanted, least, outlook.target.post is not None


def _lives(people, first, last):
    leaves: dict[int, list[Stretch]] = {}
    rows = Leave.objects.filter(user__in=people.order_by().values("pk"), first_day__lte=last, last_day__gte=first)
    for user_id, begin, end in rows.order_by().values_list("user_id", "first_day", "last_day"):
        leaves.setdefault(user_id, []).append((begin.toordinal(), end.toordinal()))
    here = people.order_by().filter(Q(left_on__isnull=True) | Q(left_on__gte=first))
    return {
        pk: Life(
            hired_on.toordinal() if hired_on else 1, left_on.toordinal() if left_on else NEVER_ENDS, leaves.get(pk, ())
        )
        for pk, hired_on, left_on in here.values_list("pk", "hired_on", "left_on")
    }


def _hall(lives, spans):
    having: dict[int, set[int]] = {}
    for pk, mine in spans.items():
        for skill_id in mine:
            having.setdefault(skill_id, set()).add(pk)
    return _Hall(lives, spans, having)


def _presence(target, hall):
    if not target.post:
        return {
            pk: holds(hall.spans[pk], target.skill.pk, target.level, hall.lives[pk])
            for pk in hall.having.get(target.skill.pk, ())
        }
    needs = target.needs
    people = set(hall.lives) if not needs else set.intersection(*(hall.having.get(n[0], set()) for n in needs))
    return {pk: stands(hall.spans.get(pk, {}), needs, hall.lives[pk]) for pk in people}


def _causes(target, found, hall):
    drops = [(change, pk) for change in found.drops for pk in change.lost]
    return tuple(Cause(change.day, pk, _why(target, change, pk, hall)) for change, pk in drops[:NAMED]), len(drops)


def _why(target: Target, change: Change, pk: int, hall: _Hall) -> str:
    """Why somebody is there no more on the day of the change."""
    life, on = hall.lives[pk], change.day.toordinal()
    before = in_words(change.day - DAY)
    if life.last < on:
        return _("last day of work is %(day)s") % {"day": before}
    if target.post and any(begin <= on <= end for begin, end in life.leaves):
        return _("on leave from %(day)s on") % {"day": in_words(change.day)}
    if not target.post:
        return _("runs out on %(day)s") % {"day": before}
    lacking = next(n for n in target.needs if not _is_held(hall.spans[pk], n, on))
    return _("“%(skill)s” runs out on %(day)s") % {"skill": _skill(target, lacking[0]).local_name, "day": before}


def _is_held(spans, need, on):
    return any(span.level >= need[1] and span.first <= on <= span.last for span in spans.get(need[0], ()))


def _skill(target, skill_id) -> Skill:
    return next(row.skill for row in target.post.requirements.all() if row.skill_id == skill_id)
