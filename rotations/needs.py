"""Posts with what they ask for at hand, ready to be judged."""

from collections.abc import Sequence

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from people.models import Hall
from skills.models import Skill

from .models import Post, Requirement

_POST = [field.attname for field in Post._meta.concrete_fields]
_HALL = [field.attname for field in Hall._meta.concrete_fields]
_SKILL = [field.attname for field in Skill._meta.concrete_fields]
_COLUMNS = [
    *_POST,
    *(f"hall__{name}" for name in _HALL),
    "requirements__pk",
    "requirements__level",
    *(f"requirements__skill__{name}" for name in _SKILL),
]


def with_needs(posts: Sequence[Post]) -> Sequence[Post]:
    """The posts with what they ask for at hand, in one query; none where it is at hand already."""
    prefetch_related_objects(posts, Prefetch("requirements", Requirement.objects.select_related("skill")))
    return posts


def read_with_needs(posts: QuerySet[Post]) -> list[Post]:
    """The posts of a queryset in their order, with hall, requirements and skills at hand, in one query.

    A prefetch would be a second one, and some pages ask so much that this one matters. Plain rows, and one model
    instance for each post, hall and skill: a post comes once for everything it asks for.
    """
    found: dict[int, Post] = {}
    halls: dict[int, Hall] = {}
    skills: dict[int, Skill] = {}
    needs: dict[int, list[Requirement]] = {}
    rows = posts.order_by("order", "pk", "requirements__skill__order", "requirements__pk")
    for row in rows.values_list(*_COLUMNS):
        values = iter(row)
        of_post, of_hall = [[next(values) for _name in names] for names in (_POST, _HALL)]
        requirement, level, *of_skill = values
        pk = of_post[_POST.index("id")]
        if pk not in found:
            post = found[pk] = Post.from_db(rows.db, _POST, of_post)
            post.hall = halls.setdefault(post.hall_id, Hall.from_db(rows.db, _HALL, of_hall))
            needs[pk] = []
        if requirement:
            skill_pk = of_skill[_SKILL.index("id")]
            if skill_pk not in skills:
                skills[skill_pk] = Skill.from_db(rows.db, _SKILL, of_skill)
            needs[pk].append(Requirement(pk=requirement, post_id=pk, skill=skills[skill_pk], level=level))
    for pk, post in found.items():
        post._prefetched_objects_cache = {"requirements": _at_hand(pk, needs[pk])}
    return list(found.values())


def _at_hand(post_pk, needs):
    """The queryset of what a post asks for, read already; it is put together only if somebody filters it further, as
    Django does for its own prefetches."""
    rows = Requirement.objects.all()
    rows._defer_next_filter = True  # type: ignore[attr-defined]
    rows = rows.filter(post=post_pk)
    rows._result_cache = needs
    rows._prefetch_done = True  # type: ignore[attr-defined]
    return rows
