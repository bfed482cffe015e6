"""The posts of a hall with what they ask for, ready to be judged."""

from django.db.models import F

from rotations.models import Post, Requirement
from skills.models import Skill

_SKILL = [field.attname for field in Skill._meta.concrete_fields]


def posts_of(hall_id: int) -> list[Post]:
    """The posts of a hall in their order, with requirements and skills at hand, in one query.

    A prefetch would be a second one: a day asks so much that the one it saves is the one that shows what is assigned.
    """
    asked = {f"asked_{name}": F(f"requirements__skill__{name}") for name in _SKILL}
    rows = Post.objects.filter(hall=hall_id).annotate(
        asked_pk=F("requirements__pk"), asked_level=F("requirements__level"), **asked
    )
    posts: dict[int, Post] = {}
    needs: dict[int, list[Requirement]] = {}
    for row in rows.order_by("order", "pk", "requirements__skill__order", "requirements__pk"):
        post = posts.setdefault(row.pk, row)
        found = needs.setdefault(post.pk, [])
        if row.asked_pk:
            skill = Skill(**{name: getattr(row, f"asked_{name}") for name in _SKILL})
            found.append(Requirement(pk=row.asked_pk, post_id=post.pk, skill=skill, level=row.asked_level))
    for post in posts.values():
        at_hand = Requirement.objects.filter(post=post.pk)
        at_hand._result_cache, at_hand._prefetch_done = needs[post.pk], True
        post._prefetched_objects_cache = {"requirements": at_hand}
    return list(posts.values())
