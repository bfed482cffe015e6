"""Voiding an accepted observation, and taking back what rests on something that does not count any more."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.resting import Resting, reopen_steps, resting_on, revoke_resting
from people.models import User
from quizzes.models import ObservationRequest
from quizzes.models.observations import State
from quizzes.observers import may_void
from quizzes.services import Refused
from quizzes.voiding import void_observation

from .exam_forms import ReasonForm, RevokeForm
from .exam_views import attempt_page, resting_on_lost
from .exams import found_attempt, may_correct, require_trainer
from .permissions import require

WHY = gettext_lazy("For example: somebody else was watched. The person sees it in place of the result.")


@require_POST
def revoke(request: HttpRequest, public_id) -> HttpResponse:
    """Take back what was ticked of what rests on an attempt that is voided or no longer passed."""
    found = found_attempt(request.user, public_id)
    require(may_correct(request.user) and found.user_id != request.user.pk)
    back = redirect("exams:attempt", public_id=public_id)
    if found.voided_at is None and found.passed is not False:
        messages.warning(request, _("This attempt is passed and counts; what rests on it stays."))
        return back
    form = RevokeForm(request.POST, resting=resting_on_lost(found))
    return back if revoked(request, form) else attempt_page(request, found, form, status=400)


def revoked(request: HttpRequest, form: RevokeForm) -> bool:
    """Revoke what the form says, and say so. False where it says nothing that can be done; True where all is done."""
    if not form.resting:
        messages.info(request, _("Nothing rests on it any more."))
        return True
    if not form.is_valid():
        return False
    wanted = form.cleaned_data
    count = _revoke(form.resting, wanted["revoke"], wanted["reason"], request.user)
    messages.success(request, ngettext("It is revoked.", "%(count)d are revoked.", count) % {"count": count})
    return True


def _revoke(rows: list[Resting], chosen: list[str], reason: str, by) -> int:
    return revoke_resting(rows=rows, chosen=chosen, on=timezone.localdate(), reason=reason, by=by)


def _found(request: HttpRequest, public_id) -> ObservationRequest:
    """The observation of somebody the viewer sees; every other one is not there."""
    require_trainer(request.user)
    rows = ObservationRequest.objects.with_story().filter(user__in=User.objects.visible_to(request.user))
    return get_object_or_404(rows, public_id=public_id)


@never_cache
@require_safe
def observation(request: HttpRequest, public_id) -> HttpResponse:
    """An accepted observation may be voided here; of a voided one, what rests on it is revoked."""
    found = _found(request, public_id)
    return _kept_away(request, found) or _page(request, found)


def _kept_away(request, found):
    """The way back with the reason, where nothing can be decided here."""
    if not may_void(request.user, found):
        messages.warning(request, _("Nobody decides about their own practical. Ask another trainer."))
    elif found.outcome not in (State.ACCEPTED, State.VOIDED):
        messages.info(request, _("Only a practical that was accepted can be voided."))
    else:
        return None
    return redirect("practicals:observation", found.public_id)


def _page(request, found, form=None, status=200):
    is_voided, resting = found.outcome == State.VOIDED, resting_on([found])
    context = {
        "asked": found,
        "is_voided": is_voided,
        "resting": resting,
        "form": form or (RevokeForm(resting=resting) if is_voided else ReasonForm(reason_help=WHY)),
        "may_revoke": may_correct(request.user),
    }
    return render(request, "dashboard/exams/observation.html", context, status=status)


@require_POST
def void(request: HttpRequest, public_id) -> HttpResponse:
    """Let it count for nothing; what rests on it is offered next."""
    found = _found(request, public_id)
    if away := _kept_away(request, found):
        return away
    form = ReasonForm(request.POST, reason_help=WHY)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    try:
        with transaction.atomic():
            void_observation(request=found, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now())
            reopen_steps(found)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=409)
    messages.success(request, _("The practical does not count any more."))
    return redirect("exams:observation", public_id)


@require_POST
def revoke_observed(request: HttpRequest, public_id) -> HttpResponse:
    """Take back what was ticked of what rests on a voided observation."""
    found = _found(request, public_id)
    require(may_correct(request.user))
    if away := _kept_away(request, found):
        return away
    back = redirect("exams:observation", public_id)
    if found.outcome != State.VOIDED:
        messages.warning(request, _("This practical is accepted and counts; what rests on it stays."))
        return back
    form = RevokeForm(request.POST, resting=resting_on([found]))
    return back if revoked(request, form) else _page(request, found, form, status=400)
