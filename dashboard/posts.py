"""The posts of a hall with what they ask for, ready to be judged."""

from rotations.models import Post, Requirement
from skills.models import Skill

_POST = [field.attname for field in Post._meta.concrete_fields]
_SKILL = [field.attname for field in Skill._meta.concrete_fields]
_ASKED = ["requirements__pk", "requirements__level", *(f"requirements__skill__{name}" for name in _SKILL)]


def posts_of(hall_id: int) -> list[Post]:
    """The posts of a hall in their order, with requirements and skills at hand, in one query.

    A prefetch would be a second one: a day asks so much that the one it saves is the one that shows what is assigned.
    Plain rows, and one model instance for each post and skill: a post comes once for everything it asks for.
    """
    rows = Post.objects.filter(hall=hall_id).order_by("order", "pk", "requirements__skill__order", "requirements__pk")
    posts: dict[int, Post] = {}
    skills: dict[int, Skill] = {}
    needs: dict[int, list[Requirement]] = {}
    for row in rows.values_list(*_POST, *_ASKED):
        of_post, (requirement, level), of_skill = (
            row[: len(_POST)],
            row[len(_POST) : len(_POST) + 2],
            row[-len(_SKILL) :],
        )
        pk = of_post[_POST.index("id")]
        if pk not in posts:
            posts[pk], needs[pk] = Post.from_db(rows.db, _POST, of_post), []
        if requirement:
            skill_pk = of_skill[_SKILL.index("id")]
            if skill_pk not in skills:
                skills[skill_pk] = Skill.from_db(rows.db, _SKILL, of_skill)
            needs[pk].append(Requirement(pk=requirement, post_id=pk, skill=skills[skill_pk], level=level))
    for pk, post in posts.items():
        post._prefetched_objects_cache = {"requirements": _at_hand(pk, needs[pk])}
    return list(posts.values())


def _at_hand(post_pk, needs):
    """The queryset of what a post asks for, read already; it is put together only if somebody filters it further, as
    Django does for its own prefetches."""
    rows = Requirement.objects.all()
    rows._defer_next_filter = True
    rows = rows.filter(post=post_pk)
    rows._result_cache, rows._prefetch_done = needs, True
    return rows
