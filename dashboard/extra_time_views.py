"""More time for people who need it: whom it is given to, giving it and ending it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.roles import is_trainer
from quizzes.extra_time import end_extra_time, give_extra_time, in_effect
from quizzes.models import ExtraTime
from quizzes.services import Refused

from .exam_forms import ExtraTimeForm
from .exams import require_trainer, watched_by

WHY = gettext_lazy("For example: a broken wrist until March. Only trainers and managers see it.")


@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """Who has extra time now, among the people the viewer sees."""
    rows = in_effect(ExtraTime.objects.filter(user__in=watched_by(request.user)))
    rows = rows.select_related("user__hall", "quiz", "given_by").order_by("user__name_pinyin", "given_at")
    return render(request, "dashboard/exams/extra_times.html", {"rows": rows, "acts": is_trainer(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person more time from now on."""
    person = get_object_or_404(watched_by(request.user), pk=pk)
    require_trainer(request.user)
    form = ExtraTimeForm(request.POST or None, reason_help=WHY)
    if request.method == "POST" and form.is_valid():
        try:
            give_extra_time(user=person, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s has more time from now on.") % {"name": person.full_name})
            return redirect("exams:person", pk)
    return render(request, "dashboard/exams/give_time.html", {"form": form, "person": person})


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """No more of it for attempts begun from now on."""
    people = watched_by(request.user)
    extra = get_object_or_404(ExtraTime.objects.filter(user__in=people).select_related("user"), pk=pk)
    require_trainer(request.user)
    if extra.user_id == request.user.pk:
        messages.warning(request, _("Nobody decides about their own time. Ask another trainer."))
    else:
        end_extra_time(extra=extra, by=request.user, now=timezone.now())
        messages.success(request, _("The extra time of %(name)s is ended.") % {"name": extra.user.full_name})
    return redirect("exams:person", extra.user_id)
