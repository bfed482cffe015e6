"""Judging many cases at once, each of a person, a post and days of its own: cells of a plan, sides of exchanges."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from people.employment import Employment
from people.history import employments
from people.models import User
from skills.models import Award

from .held import held_rows
from .judging import Away, Judgement, Need, judge_holdings
from .models import Leave, Post
from .needs import with_needs


class Case(NamedTuple):
    """Whether this person can stand at this post on all these days, both included."""

    user: User
    post: Post
    first: date
    last: date


def judge_each(cases: Sequence[Case]) -> list[Judgement]:
    """The judgement of each case, as `eligibility.judge` answers it, without ways; five queries, and one for each
    stretch of days on which somebody asked about was not hired yet."""
    if not cases:
        return []
    known = {case.post.pk: case.post for case in cases}  # one of each: the same post may come as many objects
    with_needs(list(known.values()))
    needs = {
        pk: [Need(row.skill_id, row.level, row.skill) for row in post.requirements.all()] for pk, post in known.items()
    }
    users = {case.user.pk: case.user for case in cases}
    first, last = min(case.first for case in cases), max(case.last for case in cases)
    held = held_rows(Award.objects.of(users).order_by("pk"), proof=True)
    away: dict[int, list[Away]] = defaultdict(list)
    leaves = Leave.objects.filter(user__in=users, first_day__lte=last, last_day__gte=first)
    for user, *days in leaves.order_by("first_day", "pk").values_list("user_id", "first_day", "last_day"):
        away[user].append(Away(*days))
    work: dict[tuple[date, date], dict[int, Employment]] = {}
    found = []
    for case in cases:
        pk = case.user.pk
        mine = [one for need in needs[case.post.pk] for one in held.get((pk, need.skill_id), ())]
        stretch = case.first, case.last
        if stretch not in work:
            work[stretch] = employments([one.user for one in cases if (one.first, one.last) == stretch], *stretch)
        found.append(judge_holdings(needs[case.post.pk], mine, away[pk], work[stretch][pk], *stretch))
    return found
