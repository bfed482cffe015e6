"""What people are told about their posts, and the words of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notices.kinds import DAY, WHAT, WHEN, Kind, Placeholder
from notices.services import Saying

from .models import Post, RotationPlan
from .timelines import Change

_BEFORE = Placeholder("before", _("the post before"), "twin")
_PLAN = Placeholder("plan", _("the name of the plan"))
_COUNT = Placeholder("count", _("how many changes there are"), "number")
_EXAMPLE = {
    "what": "外宾窗口",
    "what_en": "Foreign guests",
    "before": "咨询引导台",
    "before_en": "Information desk",
    "plan": "第一季度",
    "day": "2027-01-04",
    "count": 3,
}


def _kind(name, label, title, sentence, urgency, more=(_BEFORE, _PLAN, _COUNT)):
    return Kind(f"post.{name}", "post", label, title, sentence, (WHAT, DAY, WHEN, *more), _EXAMPLE, urgency, "door")


KINDS = [
    _kind(
        "moved",
        _("a published plan: another post"),
        _("From {day}: “{what}”"),
        _("The plan “{plan}” is published. From {day} you stand at “{what}” instead of “{before}”. Changes: {count}."),
        2,
    ),
    _kind(
        "placed",
        _("a published plan: a post"),
        _("From {day}: “{what}”"),
        _("The plan “{plan}” is published. From {day} you stand at “{what}”. Changes: {count}."),
        2,
    ),
    _kind(
        "free",
        _("a published plan: no post"),
        _("From {day} no longer at “{before}”"),
        _("The plan “{plan}” is published. From {day} you no longer stand at “{before}”. Changes: {count}."),
        2,
    ),
]


def names_of(post: Post | None, name: str = "what") -> dict[str, Any]:
    """The name of a post as the facts of a notice, in both languages."""
    return {name: post.name if post else "", f"{name}_en": post.name_en if post else ""}


def sayings(plan: RotationPlan, found: Mapping[int, Sequence[Change]]) -> Iterator[Saying]:
    """One word to everybody: the first change, and how many there are. Once for each plan and person."""
    numbers = {post for of_one in found.values() for change in of_one for post in (change.before, change.after)}
    posts = Post.objects.in_bulk(number for number in numbers if number)
    link = reverse("rotations:my_posts")
    for user, of_one in found.items():
        first = of_one[0]
        kind = "free" if first.after is None else "placed" if first.before is None else "moved"
        facts = {"day": first.first_day.isoformat(), "plan": plan.name, "count": len(of_one)}
        facts |= names_of(posts.get(first.after)) | names_of(posts.get(first.before), "before")
        yield Saying(user_id=user, kind=f"post.{kind}", key=f"plan:{plan.pk}:published", params=facts, link=link)
