"""A wrong key is put right: whose mark and whose certificate would change, the act, and what was done before."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.resting import Resting, resting_on, revoke_resting
from people.models import User
from quizzes.corrections import corrections_of, latest_corrections, unborne
from quizzes.models import Question
from quizzes.regrading import Preview, preview, regrade
from quizzes.services import Refused

from .exam_forms import CorrectionForm
from .exams import may_correct, require_trainer, tell_courses
from .permissions import require

A_PAGE = 50
WHY = gettext_lazy("For example: option B was right all along. It stands with every attempt; the people see it.")


@dataclass(frozen=True)
class Seen:
    """Of what a correction touches, the part of the people the viewer sees; of the others only how many."""

    preview: Preview
    people: frozenset[int]

    @property
    def moving(self):
        return [change for change in self.preview.moving if change.attempt.user_id in self.people]

    @property
    def deciding(self):
        """Those who pass or fail by it."""
        return [change for change in self.moving if change.loses_the_pass or change.gains_the_pass]

    @property
    def others(self):
        return [change for change in self.moving if not (change.loses_the_pass or change.gains_the_pass)]

    @property
    def hidden(self):
        return len(self.preview.moving) - len(self.moving)

    def mine(self, rows: Iterable[Resting]) -> list[Resting]:
        return [row for row in rows if row.deed.user_id in self.people]


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Every time a question was marked anew, the latest first."""
    require_trainer(request.user)
    return render(request, "dashboard/exams/corrections.html", {"rows": latest_corrections(A_PAGE)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """What marking by the published wording of a question would change; sending the form does it."""
    require_trainer(request.user)
    question = get_object_or_404(Question.objects.select_related("live_revision", "topic"), pk=pk)
    if question.live_revision is None:
        return render(request, "dashboard/exams/correction.html", {"question": question})
    found = preview(question, question.live_revision)
    seen = Seen(found, frozenset(User.objects.visible_to(request.user).values_list("pk", flat=True)))
    resting = resting_on(change.attempt for change in found.losing)
    mine = seen.mine(resting)
    form = CorrectionForm(request.POST or None, resting=mine, reason_help=WHY)
    if request.method == "POST":
        require(may_correct(request.user))
        if form.is_valid() and _regraded(request, question, mine, form):
            return redirect("exams:correction", pk)
    context = {
        "question": question,
        "preview": found,
        "seen": seen,
        "resting": mine,
        "resting_count": len(resting),
        "resting_elsewhere": len(resting) - len(mine),
        "otherwise": {change.attempt.pk for change in found.losing if change.passed_otherwise},
        "form": form,
        "may_correct": may_correct(request.user),
        "past": corrections_of(question),
        "unborne": seen.mine(resting_on(unborne(question))),
        "just_published": "published" in request.GET,
    }
    return render(request, "dashboard/exams/correction.html", context)


def _regraded(request, question, resting, form):
    """Mark anew, revoke what was chosen, and say both; a refusal goes onto the form."""
    reason, now = form.cleaned_data["reason"], timezone.now()
    try:
        with transaction.atomic():
            done = regrade(
                question=question,
                revision=question.live_revision,
                by=request.user,
                reason=reason,
                now=now,
                after=tell_courses,
            )
            chosen = form.cleaned_data["revoke"]
            revoked = revoke_resting(
                rows=resting, chosen=chosen, on=timezone.localdate(now), reason=reason, by=request.user
            )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _sentence(done, revoked))
    return True


def _sentence(done, revoked):
    if done.is_empty:
        return _("Nothing was left to mark anew: somebody had done it already.")
    count = len(done.moving)
    said = ngettext("Marked anew: %(count)d mark changed.", "Marked anew: %(count)d marks changed.", count)
    said %= {"count": count}
    if revoked:
        more = ngettext("%(count)d certificate was revoked.", "%(count)d certificates were revoked.", revoked)
        said += " " + more % {"count": revoked}
    return said
