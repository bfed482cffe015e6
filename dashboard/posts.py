"""The posts of a hall with what they ask for, ready to be judged."""

from rotations.models import Post
from rotations.survey import with_needs


def posts_of(hall_id: int) -> list[Post]:
    """The posts of a hall in their order, with requirements and skills at hand, in two queries."""
    return list(with_needs(list(Post.objects.filter(hall=hall_id))))
