"""What a person is told of acts on their attempts."""

from django import template

from ..models import Act
from ..timeline import act_in_words

register = template.Library()


@register.simple_tag
def acts_told(attempt):
    """The acts on an attempt that its person is told of, in words: not the marking that changed no points."""
    acts = attempt.acts.select_related("by")
    return [{"act": act, "words": act_in_words(act)} for act in acts if _is_news(act)]


def _is_news(act):
    if act.kind == Act.Kind.MARK:
        return False
    points = act.facts.get("points")
    return act.kind != Act.Kind.REGRADE or (points is not None and points[0] != points[1])


@register.simple_tag(takes_context=True)
def voided_of(context, quiz):
    """The reader's attempts at a quiz that do not count any more, each with the act that says why; latest first."""
    request = context.get("request")
    if request is None or getattr(request, "is_preview", False) or not request.user.is_authenticated:
        return []
    acts = Act.objects.filter(kind=Act.Kind.VOID, attempt__quiz=quiz, attempt__user=request.user)
    return acts.select_related("attempt", "by").order_by("-at")[:3]
