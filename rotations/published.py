"""What people were told: where everybody of a hall stands in some days, by the stays as they are now.

Stays, not the cells of the published plan: exchanges and sick calls change them afterwards, and so do plans laid over.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q

from people.models import Hall, User

from .models import Assignment, Period, RotationPlan
from .timelines import DAY

Days = tuple[date, date]


def published_cells(hall: Hall, first: date, last: date) -> dict[tuple[int, Days], int]:
    """`{(person, (first day, last day)): post}` of everybody who stands in the hall on some of these days, in order.

    The days are cut to those asked about. One query.
    """
    rows = _stays(hall, first, last).order_by("first_day", "pk")
    return {
        (user, (max(begin, first), min(end or last, last))): post
        for user, post, begin, end in rows.values_list("user", "post", "first_day", "last_day")
    }


def published_posts(hall: Hall, periods: Sequence[Days]) -> list[dict[int, int]]:
    """For each period `{person: post}`: where somebody stands on most of its days, the earlier post where it is even.

    One query for all of them.
    """
    if not periods:
        return []
    cells = published_cells(hall, min(first for first, _last in periods), max(last for _first, last in periods))
    return [_most(cells, *period) for period in periods]


def _most(cells: dict[tuple[int, Days], int], first: date, last: date) -> dict[int, int]:
    days: dict[int, Counter[int]] = defaultdict(Counter)
    for (user, (begin, end)), post in cells.items():
        shared = (min(end, last) - max(begin, first)).days + 1
        if shared > 0:
            days[user][post] += shared
    return {user: counted.most_common(1)[0][0] for user, counted in days.items()}


def published_before(
    plan: RotationPlan, periods: Sequence[Period], people: Collection[User]
) -> dict[tuple[int, int], int | None]:
    """Where people were told to stand, in the periods of which other published plans of the hall cover at least half
    the days; None: nowhere. Of the other periods nothing was told, and nothing is said. Two queries.

    The stays are read and not the cells of those plans: exchanges, sick calls and plans laid over change them later.
    """
    days = _days_told(plan, periods)
    told = [period for period in periods if _half_in(days, period)]
    if not told:
        return {}
    stands = published_posts(plan.hall, [(period.first_day, period.last_day) for period in told])
    return {
        (period.number, user.pk): posts.get(user.pk)
        for period, posts in zip(told, stands, strict=True)
        for user in people
    }


def _days_told(plan: RotationPlan, periods: Sequence[Period]) -> set[date]:
    """The days of which another published plan of the hall speaks."""
    first, last = periods[0].first_day, periods[-1].last_day
    rows = Period.objects.filter(plan__hall=plan.hall_id, plan__state=RotationPlan.State.PUBLISHED)
    rows = rows.filter(first_day__lte=last, last_day__gte=first).exclude(plan=plan).order_by()
    return {
        begin + DAY * number
        for begin, end in rows.values_list("first_day", "last_day")
        for number in range((end - begin).days + 1)
    }


def _half_in(days: set[date], period: Period) -> bool:
    length = (period.last_day - period.first_day).days + 1
    return 2 * sum(period.first_day + DAY * number in days for number in range(length)) >= length


def _stays(hall, first, last):
    return Assignment.objects.filter(Q(last_day=None) | Q(last_day__gte=first), post__hall=hall, first_day__lte=last)
