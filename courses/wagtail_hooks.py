import datetime

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet

from phrasebook.models import Entry

from . import services
from .checker import LessonChecker
from .lesson_checks import faults_of
from .models import LearningPage, LessonPage, PracticalPage, QuizPage
from .pages import step_view
from .publishing import ask_first, keep_decision
from .viewsets import CategoryViewSet

register_snippet(CategoryViewSet)

# Loading a page again soon does not move anything: spare the write.
AGAIN = datetime.timedelta(minutes=10)


@hooks.register("on_serve_page", order=10)
def remember_where_somebody_reads(serve):
    """Opening a step of a course one is in the middle of is where the course goes on next time.

    After Wagtail's own check of view restrictions, which has no order number. The editor's preview does not come by
    here: it writes nothing. A step below a course that is not published is not shown either.
    """

    def serve_step(page, request, args, kwargs):
        if isinstance(page, (LessonPage, QuizPage, PracticalPage)):
            place = request.step_view = step_view(page=page, user=request.user)
            if not place.course.live:
                raise Http404
            if request.method == "GET":
                _remember(place, timezone.now())
        return serve(page, request, args, kwargs)

    return serve_step


def _remember(place, now):
    step = place.step
    if step is None or not place.outline.is_open:
        return
    if step.is_current and step.opened_at and now - step.opened_at < AGAIN:
        return
    services.open_step(enrolment=place.outline.enrolment, page=step.page, now=now)


@hooks.register("before_delete_page")
def keep_what_people_have_learnt(request, page):
    """The last guard: somebody may join between the list that offers the deletion and the click that does it."""
    page = page.specific
    if isinstance(page, LearningPage) and page.is_kept():
        sentence = _(
            "“%(page)s” stays: people have begun or completed it, and their records point at it. Unpublish it."
        )
        messages.warning(request, sentence % {"page": page.local_title})
        return redirect("wagtailadmin_explore", page.pk)
    return None


@hooks.register("before_edit_snippet")
def ask_what_an_edit_means(request, instance):
    """A published entry that lessons show is not changed in passing: see `publishing`."""
    return ask_first(request, instance) if isinstance(instance, Entry) else None


@hooks.register("after_edit_snippet")
def keep_what_an_edit_means(request, instance):
    if isinstance(instance, Entry):
        keep_decision(request, instance)


@hooks.register("register_page_header_buttons")
def copy_blocks_button(page, user, view_name=None, next_url=None):
    """In the editor of a lesson, beside Wagtail's own "copy": its blocks into another lesson."""
    if isinstance(page, LessonPage) and page.permissions_for_user(user).can_edit():
        yield Button(_("Copy blocks"), reverse("courses:copy_blocks", args=[page.pk]), icon_name="copy", priority=45)


@hooks.register("construct_wagtail_userbar")
def check_lessons(request, items, page):
    """In the editor of a lesson the checker knows what a lesson needs."""
    if isinstance(page, LessonPage):
        items[:] = [
            LessonChecker(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item for item in items
        ]


@hooks.register("after_publish_page")
def say_what_is_missing(request, page):
    """Whoever published without looking at the checks is told once what readers will miss."""
    faults = faults_of(page) if isinstance(page, LessonPage) else []
    if faults:
        sentence = ngettext(
            "Published; %(count)d thing is left to see to: %(first)s",
            "Published; %(count)d things are left to see to, such as: %(first)s",
            len(faults),
        )
        messages.warning(request, sentence % {"count": len(faults), "first": faults[0].sentence})
