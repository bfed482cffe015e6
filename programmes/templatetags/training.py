"""How assigned training is shown: its state, its day and why."""

from django import template
from django.utils.translation import ngettext

from core.templatetags.ui import state

from ..training_progress import State
from ..whys import in_one

register = template.Library()

_BADGES = {
    State.NOT_STARTED: "todo",
    State.IN_PROGRESS: "open",
    State.FAILED: "no",
    State.OBSERVER: "grace",
    State.MARKING: "grace",
    State.ON_LEAVE: "future",
    State.IMPOSSIBLE: "suspended",
    State.DONE: "done",
    State.WITHDRAWN: "draft",
}


@register.simple_tag
def progress_badge(progress):
    """The state of one piece of assigned training as a badge."""
    return state(_BADGES[progress.state], progress.state.label)


@register.simple_tag
def overdue_badge(progress):
    """How long it is overdue; empty while it is not."""
    if not progress.overdue:
        return ""
    said = ngettext("overdue by %(count)d day", "overdue by %(count)d days", progress.overdue)
    return state("expired", said % {"count": progress.overdue})


@register.filter
def because(reasons):
    """The reasons in one line."""
    return in_one(reasons or [])
