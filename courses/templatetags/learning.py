"""The pages of the catalogue ask here for what they show. In the editor's preview they show nobody's progress."""

from django import template
from django.urls import reverse
from django.utils import timezone

from courses import pages, watching
from courses.models import LessonPage

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
def step_view(context, page):
    """A lesson or quiz in its place; the hook that remembers where somebody stands has found it already."""
    return getattr(context.get("request"), "step_view", None) or pages.step_view(page=page, user=_reader(context))


@register.simple_tag(takes_context=True)
def quiz_rules(context, page, way):
    """What to know before the quiz begins."""
    return pages.quiz_rules(page=page, way=way, user=_reader(context), now=timezone.now())


@register.simple_tag
def clips_at_hand(page):
    """Whether the lesson shows films at all; their small versions are fetched at once."""
    return bool(pages.clips_at_hand(page))


@register.simple_tag(takes_context=True)
def clip_place(context, clip):
    """Where the reader stopped in a clip of the lesson (`place`), and where the player tells it on (`save`)."""
    page, reader = context.get("page"), _reader(context)
    if reader is None or not isinstance(page, LessonPage) or not page.pk:
        return {}
    request = context["request"]
    if not hasattr(request, "clip_places"):
        request.clip_places = watching.places(user=reader, page=page)
    return {"save": reverse("courses:playback", args=[page.pk, clip.pk]), "place": request.clip_places.get(clip.pk)}
