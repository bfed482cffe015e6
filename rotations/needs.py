"""Posts with what they ask for at hand, ready to be judged."""

from collections.abc import Sequence
from itertools import accumulate

from django.db import connection
from django.db.models import BigIntegerField, Model, Prefetch, QuerySet, prefetch_related_objects

from core.statements import Blank, Statement
from people.models import Hall
from skills.models import Skill

from .models import Post, Requirement

# What each row of `_posts_in` is made of: a post, its hall, one of its needs and the skill of that.
_MODELS = (Post, Hall, Requirement, Skill)
_NAMES = [[field.attname for field in model._meta.concrete_fields] for model in _MODELS]
_WAYS = ("", "hall__", "requirements__", "requirements__skill__")
_COLUMNS = [f"{way}{name}" for way, names in zip(_WAYS, _NAMES, strict=True) for name in names]
_ENDS = list(accumulate(map(len, _NAMES)))
_PARTS = [slice(end - len(names), end) for end, names in zip(_ENDS, _NAMES, strict=True)]


def with_needs(posts: Sequence[Post]) -> Sequence[Post]:
    """The posts with what they ask for at hand, in one query; none where it is at hand already."""
    prefetch_related_objects(posts, Prefetch("requirements", Requirement.objects.select_related("skill")))
    return posts


def posts_of_hall(hall: int) -> list[Post]:
    """The posts of a hall in their order, with hall, requirements and skills at hand, in one query."""
    return _posts_in(_POSTS_OF_HALL.rows(hall=hall))


def read_with_needs(posts: QuerySet[Post]) -> list[Post]:
    """As `posts_of_hall`, of the posts of a queryset."""
    return _posts_in(_rows(posts))


def _rows(posts):
    return posts.order_by("order", "pk", "requirements__skill__order", "requirements__pk").values_list(*_COLUMNS)


_POSTS_OF_HALL = Statement(lambda: _rows(Post.objects.filter(hall=Blank("hall", BigIntegerField()))))


def _posts_in(rows):
    """A prefetch would be a second query, and some pages ask so much that this one matters. Plain rows, and one model
    instance for each post, hall, need and skill: a post comes once for everything it asks for."""
    known: dict[tuple[int, int], Model | None] = {}
    needs: dict[Post, list[Requirement]] = {}
    for row in rows:
        post, hall, need, skill = (_instance(number, row[part], known) for number, part in enumerate(_PARTS))
        post.hall = hall
        mine = needs.setdefault(post, [])
        if need:
            need.skill = skill
            mine.append(need)
    for post, mine in needs.items():
        post._prefetched_objects_cache = {"requirements": _at_hand(post.pk, mine)}
    return list(needs)


def _instance(number, values, known):
    """An instance of one of the `_MODELS`, the same one for the same number; None where a post asks for nothing."""
    key = number, values[0]
    if key not in known:
        made = _MODELS[number].from_db(connection.alias, _NAMES[number], values) if values[0] else None
        known[key] = made
    return known[key]


def _at_hand(post_pk, needs):
    """The queryset of what a post asks for, read already; it is put together only if somebody filters it further, as
    Django does for its own prefetches."""
    rows = Requirement.objects.all()
    rows._defer_next_filter = True  # type: ignore[attr-defined]
    rows = rows.filter(post=post_pk)
    rows._result_cache = needs
    rows._prefetch_done = True  # type: ignore[attr-defined]
    return rows
