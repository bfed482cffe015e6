"""What readers say about lessons and trainers answer, and where lessons lose people."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from people.models import User
from people.roles import is_trainer

from . import services
from .losses import losses, reach
from .models import CoursePage, Enrolment, LessonPage, Remark
from .pages import step_view
from .remarks import answer, own_remarks, places, remark, see_answers
from .views import check_open

# A year: one round of certificates.
LOOKED_BACK = timedelta(days=365)


def _readable_lesson(request, page_pk):
    """A published lesson the person may read, as reading it would find."""
    page = get_object_or_404(LessonPage.objects.live(), pk=page_pk)
    check_open(request, page, step_view(page=page, user=request.user).course)
    return page


def _for_trainers(request):
    if not is_trainer(request.user):
        raise PermissionDenied


@require_POST
def say(request, page_pk):
    """Keep a remark and go back to the lesson, or to the block it is about."""
    page = _readable_lesson(request, page_pk)
    sent = request.POST
    try:
        made = remark(
            user=request.user,
            page=page,
            kind=sent.get("kind", ""),
            text=sent.get("text", ""),
            block=sent.get("block", ""),
            now=timezone.now(),
        )
    except services.Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(page.get_url(request) + "#remarks")
    if made.kind == Remark.Kind.STUCK:
        messages.success(request, _("Thank you. A trainer reads it, and the answer comes to your day."))
    else:
        messages.success(request, _("Good to know. The trainers see that it helped."))
    return redirect(page.get_url(request) + "#remarks")


@require_safe
def mine(request, page_pk):
    """What the reader said about a lesson, with the answers."""
    page = _readable_lesson(request, page_pk)
    rows = own_remarks(request.user, page)
    news = any(row.answer and row.seen_at is None for row in rows)
    return render(request, "courses/my_remarks.html", {"page": page, "mine": rows, "news": news})


@require_POST
def seen(request, page_pk):
    """The answers of a lesson have been read."""
    page = _readable_lesson(request, page_pk)
    see_answers(user=request.user, page=page, now=timezone.now())
    return redirect("courses:my_remarks", page.pk)


@require_POST
def reached(request, page_pk):
    """A script says how far down somebody has come; nothing is shown for it."""
    page = get_object_or_404(LessonPage.objects.live(), pk=page_pk)
    enrolment = Enrolment.objects.filter(
        user=request.user, completed_at__isnull=True, course__path=page.path[: -page.steplen]
    ).first()
    if enrolment:
        reach(enrolment=enrolment, page=page, block=request.POST.get("block", ""), now=timezone.now())
    return HttpResponse(status=204)


@require_safe
def remarks(request):
    """The trainer's list: where people get stuck, the most first; what helped at the counter."""
    _for_trainers(request)
    found = places(User.objects.visible_to(request.user), timezone.now() - LOOKED_BACK)
    context = {
        "stuck": [place for place in found if place.open_stuck],
        "helped": sorted((place for place in found if place.helped), key=lambda place: -len(place.helped))[:10],
        "answered": [place for place in found if place.stuck and not place.open_stuck][:10],
    }
    return render(request, "courses/remarks.html", context)


@require_POST
def answer_place(request, page_pk):
    """Answer everybody who is stuck at one place of a lesson."""
    _for_trainers(request)
    page = get_object_or_404(LessonPage, pk=page_pk)
    stuck = Remark.objects.filter(
        page=page,
        block=request.POST.get("block", "")[:36],
        kind=Remark.Kind.STUCK,
        user__in=User.objects.visible_to(request.user),
    )
    try:
        count = answer(remarks=stuck, text=request.POST.get("text", ""), by=request.user, now=timezone.now())
    except services.Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("courses:remarks")
    if count:
        sentence = ngettext("%(count)d person gets your answer.", "%(count)d people get your answer.", count)
        messages.success(request, sentence % {"count": count})
    else:
        messages.info(request, _("Somebody has answered already."))
    return redirect("courses:remarks")


@require_safe
def where_people_stop(request, course_pk):
    """Each lesson of a course: opened, done, and where those are who did not finish."""
    _for_trainers(request)
    course = get_object_or_404(CoursePage, pk=course_pk)
    rows = losses(course, User.objects.visible_to(request.user))
    return render(request, "courses/losses.html", {"course": course, "rows": rows})
