"""The states of rounds in templates: icon, word and colour."""

from django import template
from django.utils.html import format_html
from django.utils.translation import pgettext_lazy

from core.templatetags.ui import icon
from programmes.journeys import Doing
from programmes.life import State

register = template.Library()

# state: (icon, tone of .badge); red means "does not count".
STATES = {
    State.ASSIGNED: ("flag", "info"),
    State.STARTED: ("play", "info"),
    State.AWAITING: ("hourglass", "info"),
    State.VALID: ("check", "ok"),
    State.RENEWAL: ("refresh", "caution"),
    State.GRACE: ("hourglass", "caution"),
    State.EXPIRED: ("x", "no"),
    State.SUSPENDED: ("ban", "no"),
    State.REVOKED: ("ban", "no"),
    State.WAIVED: ("minus", "plain"),
    State.WITHDRAWN: ("undo", "plain"),
}
STEPS = {
    Doing.DONE: ("check", "ok", pgettext_lazy("part of a programme", "done")),
    Doing.WAIVED: ("minus", "plain", pgettext_lazy("part of a programme", "waived")),
    Doing.WAITING: ("hourglass", "info", pgettext_lazy("part of a programme", "waiting for others")),
    Doing.UNDER_WAY: ("play", "info", pgettext_lazy("part of a programme", "in progress")),
    Doing.AGAIN: ("refresh", "caution", pgettext_lazy("part of a programme", "once more")),
    Doing.TO_DO: ("circle", "plain", pgettext_lazy("part of a programme", "to do")),
}


def _badge(picture, tone, word):
    return format_html('<span class="badge badge-{}">{}{}</span>', tone, icon(picture), word)


@register.simple_tag
def round_state(state):
    """The badge of a state; nothing for somebody who never had a round."""
    return _badge(*STATES[State(state)], State(state).label) if state else ""


@register.simple_tag
def step_state(doing):
    """The badge of one part of a path."""
    return _badge(*STEPS[Doing(doing)])
