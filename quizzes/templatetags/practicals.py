"""Words and pictures for observed practicals in templates."""

from django import template
from django.utils.translation import pgettext

from core.templatetags.ui import state
from quizzes.anchors import SIZE
from quizzes.models.observations import State

register = template.Library()

# As which state of the design system each is shown; red is kept for "cannot", so a failed practical is clay.
KINDS = {
    State.REQUESTED: "future",
    State.ASSIGNED: "open",
    State.SECOND: "open",
    State.OBSERVED: "info",
    State.ACCEPTED: "done",
    State.REJECTED: "flagged",
    State.REDO: "renewal",
    State.WITHDRAWN: "todo",
    State.VOIDED: "revoked",
}


@register.simple_tag
def observation_state(asked):
    """A badge with the state of a request."""
    return state(KINDS[asked.state], asked.state.label)


@register.simple_tag
def anchor_picture(picture):
    """The picture of an anchor in the size pages show; made once, then found."""
    return picture.get_rendition(SIZE)


@register.filter
def observer_names(asked):
    """Those who have watched, in the order of their places."""
    names = [seen.observer.full_name for seen in asked.observations.all()]
    return pgettext("between the words of a list", ", ").join(names) or "–"


@register.filter
def by_place(rows, place):
    """The duty or observation at a place; None without one."""
    return next((row for row in rows if row.place == place), None)
