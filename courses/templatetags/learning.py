"""The pages of the catalogue ask here for what they show. In the editor's preview they show nobody's progress."""

from django import template
from django.utils import timezone

from courses import pages
from people.roles import is_trainer

register = template.Library()


def _reader(context):
    request = context.get("request")
    if request is None or getattr(request, "is_preview", False):
        return None
    return request.user


@register.simple_tag(takes_context=True)
def catalogue(context, index):
    """The courses, by the search box (?q=) and the shelf (?shelf=) of the address."""
    sent = context["request"].GET
    return pages.catalogue(
        index=index,
        user=_reader(context),
        on=timezone.localdate(),
        query=sent.get("q", "").strip()[:60],
        shelf=sent.get("shelf", ""),
    )


@register.simple_tag(takes_context=True)
def course_view(context, course):
    """A course and what the reader may do with it."""
    return pages.course_view(course=course, user=_reader(context), on=timezone.localdate())


@register.simple_tag(takes_context=True)
def prints_books(context):
    """Whether the reader may order a textbook; the shell has asked for the roles already."""
    reader = _reader(context)
    return bool(reader and is_trainer(reader))


@register.simple_tag(takes_context=True)
def step_view(context, page):
    """A lesson or quiz in its place; the hook that remembers where somebody stands has found it already."""
    return getattr(context.get("request"), "step_view", None) or pages.step_view(page=page, user=_reader(context))


@register.simple_tag(takes_context=True)
def quiz_rules(context, page, way):
    """What to know before the quiz begins."""
    return pages.quiz_rules(page=page, way=way, user=_reader(context), now=timezone.now())
