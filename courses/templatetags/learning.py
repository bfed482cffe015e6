"""The pages of the catalogue ask here for what they show. In the editor's preview they show nobody's progress."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from courses import pages
from courses.lesson import lesson
from courses.lesson_checks import faults_of
from courses.models import LessonPage
from courses.practicals import practical_view as view_of_practical
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


@register.simple_tag
def part_of(course):
    """Links to what a room above says the course is part of (`settings.COURSE_IS_PART_OF`); none without it."""
    path = getattr(settings, "COURSE_IS_PART_OF", "")
    return import_string(path)(course) if path and course.pk else []


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


@register.simple_tag(takes_context=True)
def practical_view(context, page, way):
    """What will be looked at in a practical, and where the reader stands with it."""
    return view_of_practical(page=page, way=way, user=_reader(context), now=timezone.now())


@register.simple_tag(takes_context=True)
def lesson_films(context, page):
    """The clips of a lesson and where the reader stopped in each; asked once a request."""
    request = context["request"]
    if not hasattr(request, "lesson_films"):
        request.lesson_films = pages.lesson_films(page=page, user=_reader(context))
    return request.lesson_films


@register.simple_tag(takes_context=True)
def stopped_at(context, clip):
    """The second where the reader stopped in a clip of the lesson; None at first, and in a preview."""
    return getattr(context.get("request"), "lesson_films", {}).get(clip.pk)


@register.simple_tag(takes_context=True)
def place_url(context, clip):
    """Where the player tells its place; empty in a preview, which keeps none."""
    page = context.get("page")
    if _reader(context) is None or not isinstance(page, LessonPage):
        return ""
    return reverse("courses:playback", args=[page.pk, clip.pk])


@register.simple_tag(takes_context=True)
def lesson_parts(context, page, view):
    """The parts of a lesson and how far the reader is with each."""
    return lesson(page=page, view=view, user=_reader(context), sent=context["request"].GET)


@register.simple_tag(takes_context=True)
def author_faults(context, page):
    """What the author of a lesson should see to; nothing for readers, who are not the ones to do it."""
    return faults_of(page) if getattr(context.get("request"), "is_preview", False) else []
