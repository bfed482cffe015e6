"""Posts with what they ask for at hand, ready to be judged."""

from collections.abc import Sequence
from itertools import accumulate

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigIntegerField, Prefetch, QuerySet, prefetch_related_objects

from core.statements import Blank, Statement
from people.models import Hall
from skills.models import Skill

from .models import Post, Requirement

# What a row of `_posts_in` is made of: a post, its hall, one thing it asks for and the skill of that. The first column
# of each is its number.
_NAMES = {model: [field.attname for field in model._meta.concrete_fields] for model in (Post, Hall, Requirement, Skill)}
_WAYS = {Post: "", Hall: "hall__", Requirement: "requirements__", Skill: "requirements__skill__"}
_COLUMNS = [f"{_WAYS[model]}{name}" for model, names in _NAMES.items() for name in names]
_ENDS = list(accumulate(map(len, _NAMES.values())))
_PARTS = [slice(end - len(names), end) for end, names in zip(_ENDS, _NAMES.values(), strict=True)]


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
    posts: dict[int, Post] = {}
    halls: dict[int, Hall] = {}
    skills: dict[int, Skill] = {}
    needs: dict[int, list[Requirement]] = {}
    for row in rows:
        of_post, of_hall, of_need, of_skill = (row[part] for part in _PARTS)
        pk = of_post[0]
        if pk not in posts:
            posts[pk], needs[pk] = _instance(Post, of_post), []
            posts[pk].hall = halls.get(of_hall[0]) or halls.setdefault(of_hall[0], _instance(Hall, of_hall))
        if of_need[0]:
            need = _instance(Requirement, of_need)
            need.skill = skills.get(of_skill[0]) or skills.setdefault(of_skill[0], _instance(Skill, of_skill))
            needs[pk].append(need)
    for pk, post in posts.items():
        post._prefetched_objects_cache = {"requirements": _at_hand(pk, needs[pk])}
    return list(posts.values())


def _instance(model, values):
    return model.from_db(DEFAULT_DB_ALIAS, _NAMES[model], values)


def _at_hand(post_pk, needs):
    """The queryset of what a post asks for, read already; it is put together only if somebody filters it further, as
    Django does for its own prefetches."""
    rows: QuerySet[Requirement] = QuerySet(Requirement)
    rows._deferred_filter = (False, (), {"post": post_pk})  # type: ignore[attr-defined]
    rows._result_cache = needs
    rows._prefetch_done = True  # type: ignore[attr-defined]
    return rows
