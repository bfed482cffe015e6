"""Where a hall hangs by a thread: a skill or a post with nobody, with one person, or with fewer than wanted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.id_lists import IdList, ids_in
from core.templatetags.ui import day as in_words
from people.models import User
from rotations.models import HallMinimum, Leave, Post
from skills.marks import holders
from skills.models import Level, Skill

NOBODY, BELOW, SINGLE, FINE = "nobody", "below", "single", "fine"
_WORST_FIRST = [NOBODY, BELOW, SINGLE, FINE]


@dataclass(frozen=True)
class Target:
    """What is watched: a skill at a level, or a post; `wanted` people, None when nobody said how many."""

    # One of the two is there: a target without either is never made.
    skill: Skill = None  # type: ignore[assignment]
    level: int = 0
    post: Post | None = None
    wanted: int | None = None
    asked: bool = True

    @property
    def key(self) -> str:
        return f"post-{self.post.pk}" if self.post else f"skill-{self.skill.pk}-{self.level}"

    @property
    def name(self) -> str:
        """The skill with its level, or the post."""
        if self.post:
            return self.post.local_name
        words = {"skill": self.skill.local_name, "level": Level(self.level).label}
        return _("%(skill)s (“%(level)s” or above)") % words

    @property
    def needs(self) -> list[tuple[int, int]]:
        """`[(skill_id, level)]` that somebody must hold all of."""
        if self.post:
            return [(row.skill_id, row.level) for row in self.post.requirements.all()]
        return [(self.skill.pk, self.level)]

    def kind(self, count: int) -> str:
        """How bad it is that there are so many."""
        if count == 0 and (self.asked or self.wanted):
            return NOBODY
        if count < (self.wanted or 0):
            return BELOW
        return SINGLE if count == 1 else FINE


@dataclass(frozen=True)
class Count:
    """How many there are on a day; `only` is the one person when there is one."""

    on: date
    people: int
    only: User | None = None

    @property
    def text(self) -> str:
        if self.only:
            return _("only %(name)s") % {"name": self.only.full_name}
        if not self.people:
            return pgettext("number of people", "nobody")
        return ngettext("%(count)d person", "%(count)d people", self.people) % {"count": self.people}


@dataclass(frozen=True)
class Alarm:
    """A target with how many there are today and, where another day is asked about, on that day."""

    target: Target
    counts: tuple[Count, ...]

    @cached_property
    def kind(self) -> str:
        return min((self.target.kind(count.people) for count in self.counts), key=_WORST_FIRST.index)

    @property
    def state(self) -> str:
        """The badge of it: red when people are missing, caution when all hangs on one."""
        return "flagged" if self.kind == SINGLE else "no"

    @property
    def text(self) -> str:
        """How many on each day, and how many are wanted."""
        if len(self.counts) == 1:
            words = self.counts[0].text
        else:
            now, then = self.counts
            words = _("today %(now)s, on %(day)s %(then)s") % {
                "now": now.text,
                "day": in_words(then.on),
                "then": then.text,
            }
        if not self.target.wanted:
            return words
        return _("%(words)s; %(wanted)s wanted") % {"words": words, "wanted": self.target.wanted}


def targets_of(skills: Sequence[Skill], posts: Sequence[Post], minimums: Iterable[HallMinimum]) -> list[Target]:
    """What to watch in a hall: each minimum; for a skill without one the lowest level a post asks for, else any; then
    the posts with their seats."""
    asked: dict[int, int] = {}
    for post in posts:
        for row in post.requirements.all():
            asked[row.skill_id] = min(row.level, asked.get(row.skill_id, row.level))
    wanted: dict[int, list[HallMinimum]] = {}
    for minimum in minimums:
        wanted.setdefault(minimum.skill_id, []).append(minimum)
    found = []
    for skill in skills:
        mine = wanted.get(skill.pk)
        if mine:
            found += [Target(skill, row.level, wanted=row.people) for row in mine]
        else:
            found.append(Target(skill, asked.get(skill.pk, Level.AWARE), asked=skill.pk in asked))
    return found + [Target(post=post, wanted=post.seats) for post in posts]


def alarms(people: Mapping[date, QuerySet[User]], targets: Sequence[Target]) -> list[Alarm]:
    """What is wrong on any of the days, the worst first; three questions a day, and one for the names.

    `people` are those at work on each day; today comes first.
    """
    found = {on: _who(at_work, targets, on) for on, at_work in people.items()}
    lonely = {next(iter(ids)) for each in found.values() for ids in each.values() if len(ids) == 1}
    names = User.objects.only("full_name", "staff_number").in_bulk(lonely) if lonely else {}
    made = []
    for target in targets:
        counts = []
        for on in people:
            ids = found[on][target.key]
            counts.append(Count(on, len(ids), names[next(iter(ids))] if len(ids) == 1 else None))
        made.append(Alarm(target, tuple(counts)))
    return sorted((one for one in made if one.kind != FINE), key=lambda one: _WORST_FIRST.index(one.kind))


def _who(people, targets, on):
    """`{target key: numbers of those who hold it or can stand there}`."""
    held = holders(people, {need for target in targets for need in target.needs}, on)
    here: set[int] | None = None
    found = {}
    for target in targets:
        if target.post:
            here = _at_work(people, on) if here is None else here
            found[target.key] = here.intersection(*(held[need] for need in target.needs))
        else:
            found[target.key] = held[target.needs[0]]
    return found


def _at_work(people, on):
    leaves = Leave.objects.filter(user=OuterRef("pk"), first_day__lte=on, last_day__gte=on)
    ids = people.order_by().filter(~Q(Exists(leaves))).aggregate(ids=IdList("pk"))["ids"]
    return ids_in(ids)
