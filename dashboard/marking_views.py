"""Marking by hand: the queue, and one answer after the other. Whose it is is hidden until it is marked."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.resting import resting_on
from people.models import User
from quizzes.hand_marking import mark_by_hand
from quizzes.items import item_of
from quizzes.kinds import kind_of
from quizzes.kinds.essays import characters
from quizzes.models import AttemptQuestion
from quizzes.services import Refused
from quizzes.sittings import waiting_for_marks

from .exam_forms import MarkForm
from .exams import require_trainer, tell_courses

A_PAGE = 50
LOOKED_AHEAD = 200
# In the session of whoever marks: True while names are shown before the mark is given.
NAMES = "names_while_marking"


def _to_mark(viewer: User):
    """What waits for this viewer: of the people they see, and not their own."""
    return waiting_for_marks(User.objects.visible_to(viewer)).exclude(attempt__user=viewer)


@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits to be marked, the oldest first."""
    require_trainer(request.user)
    page = Paginator(_to_mark(request.user).defer("answer_key"), A_PAGE).get_page(request.GET.get("page"))
    names = bool(request.session.get(NAMES))
    return render(request, "dashboard/exams/marking.html", {"page": page, "names": names, "now": timezone.now()})


@require_POST
def names(request: HttpRequest) -> HttpResponse:
    """Show names while marking, or hide them again."""
    require_trainer(request.user)
    request.session[NAMES] = request.POST.get("names") == "show"
    return redirect("exams:marking")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, public_id, position: int) -> HttpResponse:
    """One answer against its criteria; then the next that waits."""
    require_trainer(request.user)
    asked = _found(request.user, public_id, position)
    last = asked.hand_marks.select_related("by").order_by("-at", "-pk").first()
    form = MarkForm(request.POST or None, criteria=asked.answer_key["criteria"], last=last)
    sent = request.method == "POST" and form.is_valid() and _is_as_seen(request, form, last)
    if sent and _marked(request, asked, form):
        return _onward(request)
    answer = asked.attempt.answers.filter(position=position).order_by("given_at", "sequence").last()
    text = answer.value.get("text", "") if answer else ""
    context = {
        "asked": asked,
        "form": form,
        "last": last,
        "seen": last.pk if last else 0,
        "text": text,
        "length": characters(text),
        "explanation": item_of(asked.revision.content).explanation,
        "names": bool(request.session.get(NAMES)) or asked.points is not None,
        "next": _next_after(request.user, asked),
    }
    return render(request, "dashboard/exams/mark.html", context)


def _found(viewer, public_id, position):
    """A question of an ended attempt that is marked by hand, of somebody the viewer sees; else it is not there."""
    rows = AttemptQuestion.objects.select_related("attempt__user__hall", "attempt__quiz", "revision")
    people = User.objects.visible_to(viewer).exclude(pk=viewer.pk)
    asked = get_object_or_404(
        rows, attempt__public_id=public_id, position=position, attempt__user__in=people, attempt__ended_at__isnull=False
    )
    if not kind_of(asked.shown["kind"]).marked_by_hand or asked.attempt.voided_at:
        raise Http404
    return asked


def _is_as_seen(request, form, last):
    """Two trainers may have the same answer before them: the later one is told, and looks again."""
    if request.POST.get("seen") == str(last.pk if last else 0):
        return True
    sentence = _("%(name)s has marked this answer meanwhile. Look at the marks below; saving replaces them.")
    form.add_error(None, sentence % {"name": last.by.full_name})
    return False


def _marked(request, asked, form):
    had_passed = asked.attempt.passed
    try:
        comment = form.cleaned_data["comment"]
        mark_by_hand(
            asked=asked, levels=form.levels, comment=comment, by=request.user, now=timezone.now(), after=tell_courses
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    asked.attempt.refresh_from_db()
    names = {"name": asked.attempt.user.full_name, "quiz": asked.attempt.quiz.local_title}
    messages.success(request, _("Marked: %(name)s, “%(quiz)s”.") % names)
    if had_passed and not asked.attempt.passed and resting_on([asked.attempt]):
        messages.warning(request, _("The quiz is not passed any more, and a certificate rests on it: see the attempt."))
    return True


def _onward(request):
    """To the one that waits longest; to the queue when nothing waits or the marker stops here."""
    following = None if "stop" in request.POST else _to_mark(request.user).first()
    return (
        redirect("exams:mark", following.attempt.public_id, following.position)
        if following
        else redirect("exams:marking")
    )


def _next_after(viewer, asked):
    """The one to go to when this one is left for later."""
    rows = list(_to_mark(viewer).values_list("attempt__public_id", "position")[:LOOKED_AHEAD])
    here = (asked.attempt.public_id, asked.position)
    if here not in rows:
        return rows[0] if rows else None
    place = rows.index(here)
    return rows[place + 1] if place + 1 < len(rows) else None
