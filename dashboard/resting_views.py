"""Taking back what rests on something that does not count any more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from courses.resting import Resting, revoke_resting

from .exam_forms import RevokeForm
from .exam_views import attempt_page, resting_on_lost
from .exams import found_attempt, may_correct
from .permissions import require


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
