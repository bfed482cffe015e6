"""What people were told: where everybody of a hall stands in some days, by the stays as they are now.

Stays, not the cells of the published plan: exchanges and sick calls change them afterwards, and so do plans laid over.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from people.models import Hall

from .models import Assignment

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


def _stays(hall, first, last):
    return Assignment.objects.filter(Q(last_day=None) | Q(last_day__gte=first), post__hall=hall, first_day__lte=last)
