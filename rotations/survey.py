"""The answers of everybody at once, without reasons: the judgement of `eligibility.judge_all`, asked of the database in
sets. Whoever wants to know why asks `judge_all` about the few people of one page.

Nearly everybody who can stand at a post holds one award that covers the whole period by itself: those come back as
lists of numbers. Only awards that begin, end, are renewed, revoked or suspended in or around the period come back as
rows and are judged one by one. docs/decisions/0075.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from core.id_lists import IdList, ids_in
from people.history import before
from people.models import User
from skills.marks import WAS_SUSPENDED
from skills.models import Award

from .held import held_rows
from .judging import Answer, stands
from .models import Leave, Post
from .needs import with_needs

NeedKey = tuple[int, int]


class Standing(NamedTuple):
    """Who meets something, by number: with nothing to see to, and flagged."""

    yes: set[int]
    flagged: set[int]


@dataclass(frozen=True)
class Survey:
    """The answers of many people at several posts for a period, both days included; `people` in the order asked."""

    start: date
    end: date
    people: list[int]
    away: set[int]
    posts: dict[int, Standing]

    def answer(self, post_id: int, user_id: int) -> Answer:
        """What one of the people was answered."""
        found = self.posts[post_id]
        if user_id in found.yes:
            return Answer.YES
        return Answer.FLAGGED if user_id in found.flagged else Answer.NO

    def of(self, post_id: int, answer: Answer | str) -> list[int]:
        """The people of an answer, in the order asked."""
        found = self.posts[post_id]
        if answer == Answer.NO:
            return [pk for pk in self.people if pk not in found.yes and pk not in found.flagged]
        wanted = found.yes if answer == Answer.YES else found.flagged
        return [pk for pk in self.people if pk in wanted]

    @cached_property
    def counts(self) -> Counter:
        """`{(post_id, answer): how many}`."""
        counts = Counter()
        for post_id, found in self.posts.items():
            numbers = (len(found.yes), len(found.flagged), len(self.people) - len(found.yes) - len(found.flagged))
            for answer, number in zip(Answer, numbers, strict=True):
                counts[post_id, answer] = number
        return counts


def survey(users: QuerySet[User] | Sequence[User], posts: Post | Sequence[Post], start: date, end: date) -> Survey:
    """The answers of these people at a post or at each of several, in at most five queries; ValueError when the end
    comes first.

    A queryset is asked as it is and never read: hand in one where there are many people.
    """
    if end < start:
        raise ValueError(f"The period ends on {end}, before it begins on {start}.")
    posts = [posts] if isinstance(posts, Post) else list(posts)
    with_needs(posts)
    needs = {post.pk: [(row.skill_id, row.level) for row in post.requirements.all()] for post in posts}
    asked = {need for of_post in needs.values() for need in of_post}
    group = users if isinstance(users, QuerySet) else User.objects.filter(pk__in=[user.pk for user in users])
    if isinstance(users, QuerySet):
        rows = list(group.values_list("pk", _is_away(start, end)))
        people, away = [pk for pk, _away in rows], {pk for pk, is_away in rows if is_away}
    else:
        people = [user.pk for user in users]
        away = set(group.order_by().filter(_is_away(start, end)).values_list("pk", flat=True)) if posts else set()
    met = needs_met(group, asked, start, end)
    here = set(people) - away
    return Survey(
        start, end, people, away, {pk: _combined(here, [met[n] for n in wanted]) for pk, wanted in needs.items()}
    )


def _combined(here: set[int], met: Iterable[Standing]) -> Standing:
    """Who meets all of the needs: flagged as soon as one of them is."""
    yes, able = set(here), set(here)
    for found in met:
        yes &= found.yes
        able &= found.yes | found.flagged
    return Standing(yes, able - yes)


def _is_away(start, end):
    """Whether somebody does not work here, or is on leave, on a day of the period."""
    leaves = Leave.objects.filter(user=OuterRef("pk"), first_day__lte=end, last_day__gte=start)
    away = (Q(Q(hired_on__gt=start) | Q(left_on__lt=end)) & ~before(start, end)) | Exists(leaves)
    # Nobody's dates are NULL in the answer: an unknown day of leaving is a day that never comes.
    return Case(When(away, then=Value(True)), default=Value(False), output_field=BooleanField())


def needs_met(group: QuerySet[User], asked: Iterable[NeedKey], start: date, end: date) -> dict[NeedKey, Standing]:
    """`{(skill_id, level): who meets it}`; being away is not asked."""
    asked = set(asked)
    if not asked:
        return {}
    awards = Award.objects.filter(
        user__in=group.order_by().values("pk"), skill__in={skill for skill, _level in asked}
    ).order_by()
    met = {need: Standing(set(), set()) for need in asked}
    _by_one_award(awards, met, start, end)
    _by_several(awards, met, start, end)
    return met


def _by_one_award(awards, met, start, end):
    """Who holds an award that covers the period by itself and has nothing to see to."""
    quiet = awards.filter(
        ~WAS_SUSPENDED,
        Q(valid_until__isnull=True) | Q(valid_until__gte=end),
        Q(renewal_from__isnull=True) | Q(renewal_from__gt=end),
        Q(revocation__isnull=True) | Q(revocation__revoked_on__gt=end),
        valid_from__lte=start,
    )
    columns = {f"level_{level}": IdList("user_id", filter=Q(level__gte=level)) for _skill, level in met}
    for row in quiet.values("skill_id").annotate(**columns):
        for need, found in met.items():
            if need[0] == row["skill_id"]:
                found.yes.update(ids_in(row[f"level_{need[1]}"]))


def _by_several(awards, met, start, end):
    """Who else meets a need, judged by the awards that touch the period and do not cover it quietly."""
    loose = awards.filter(
        Q(valid_from__gt=start)
        | Q(renewal_from__lte=end)
        | Q(valid_until__lt=end)
        | Q(revocation__revoked_on__lte=end)
        | Q(WAS_SUSPENDED),
        Q(grace_until__isnull=True) | Q(grace_until__gte=start),
        Q(revocation__isnull=True) | Q(revocation__revoked_on__gt=start),
        valid_from__lte=end,
    )
    held = held_rows(loose, proof=False)
    levels = defaultdict(list)
    for skill_id, level in met:
        levels[skill_id].append(level)
    for (user_id, skill_id), rows in held.items():
        for level in levels[skill_id]:
            _judge(met[skill_id, level], user_id, [row for row in rows if row.level >= level], start, end)


def _judge(found, user_id, good, start, end):
    if not good or user_id in found.yes:
        return
    answer = stands(good, start, end)
    if answer == Answer.YES:
        found.yes.add(user_id)
    elif answer == Answer.FLAGGED:
        found.flagged.add(user_id)
