"""Beginning a lesson and copying blocks, between the trainer's desk and the editor."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from .forms import CopyBlocksForm, NewLessonForm
from .models import CourseIndexPage, CoursePage, LessonPage
from .named_blocks import named_blocks
from .new_lessons import add_blocks, begin_lesson, blocks_of, copied
from .services import Refused


def _lessons():
    """All lessons of the catalogue in the order of courses, drafts too: authors copy from anywhere."""
    return LessonPage.objects.descendant_of(CourseIndexPage.objects.get()).order_by("path")


@require_http_methods(["GET", "HEAD", "POST"])
def new_lesson(request, course_pk):
    """Choose a pattern or a lesson to start from, and go on in the editor."""
    course = get_object_or_404(CoursePage, pk=course_pk)
    if not course.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    form = NewLessonForm(request.POST or None, lessons=_lessons())
    if form.is_valid():
        like = form.cleaned_data["like"]
        blocks = copied(like.get_latest_revision_as_object()) if like else blocks_of(form.cleaned_data["pattern"])
        page = begin_lesson(
            course=course, title=form.cleaned_data["title"], blocks=blocks, by=request.user, now=timezone.now()
        )
        return redirect("wagtailadmin_pages:edit", page.pk)
    return render(request, "courses/new_lesson.html", {"course": course, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def copy_blocks(request, page_pk):
    """Choose blocks of one lesson and the lesson that gets copies of them, in its draft."""
    page = get_object_or_404(LessonPage, pk=page_pk)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    source = page.get_latest_revision_as_object()
    form = CopyBlocksForm(
        request.POST or None, blocks=named_blocks([source])[page.pk], lessons=_lessons().exclude(pk=page.pk)
    )
    if form.is_valid():
        into, chosen = form.cleaned_data["into"], set(form.cleaned_data["blocks"])
        if not into.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        try:
            add_blocks(page=into, blocks=copied(source, chosen), by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("courses:copy_blocks", page.pk)
        sentence = ngettext("%(count)d block is copied.", "%(count)d blocks are copied.", len(chosen))
        messages.success(request, sentence % {"count": len(chosen)})
        return redirect("wagtailadmin_pages:edit", into.pk)
    return render(request, "courses/copy_blocks.html", {"page": page, "form": form})
