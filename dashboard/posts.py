"""The posts of a hall with what they ask for, ready to be judged."""

from django.db.models import Prefetch

from rotations.models import Post, Requirement


def posts_of(hall_id: int) -> list[Post]:
    """The posts of a hall in their order, with requirements and skills at hand, in two queries."""
    asked = Prefetch("requirements", Requirement.objects.select_related("skill"))
    return list(Post.objects.filter(hall=hall_id).prefetch_related(asked))
