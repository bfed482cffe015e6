"""What a plan is worth and what became of it: scores, what it changes for whom, what was done, what is said."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import plan_talk
from .board import board_of
from .board_words import fault_in_words
from .namesakes import told_apart
from .permissions import for_managers
from .plan_difference import difference
from .plan_forms import RemarkForm
from .plan_frame import plan_frame, plan_of
from .plan_history import Rows
from .plan_scores import aim_scores, person_scores
from .plans import people_of
from .setting_frame import enter, sent, status_of
from .setting_out import set_out

A_PAGE = 30


@for_managers
@require_safe
def scores(request, pk):
    """Every aim with what the plan costs in it, every broken rule, and everybody's load against their fair share."""
    plan = plan_of(request, pk)
    context = plan_frame(request, plan, "rotations:scores")
    board = board_of(plan, viewer=request.user, today=timezone.localdate())
    context |= {"aims": aim_scores(board), "people": person_scores(board), "names": board.names}
    context["faults"] = [fault_in_words(board, fault) for fault in board.faults]
    return render(request, "rotations/scores.html", context)


@for_managers
@require_safe
def compare(request, pk):
    """What the plan changes for whom."""
    plan = plan_of(request, pk)
    context = plan_frame(request, plan, "rotations:compare")
    out = set_out(plan, today=timezone.localdate(), people=people_of(plan, request.user))
    context |= {"difference": difference(out), "names": told_apart(out.people)}
    return render(request, "rotations/compare.html", context)


@for_managers
@require_safe
def history(request, pk):
    """Who did what to the plan when, the last first."""
    plan = plan_of(request, pk)
    context = plan_frame(request, plan, "rotations:plan_history")
    page = Paginator(Rows(plan), A_PAGE).get_page(request.GET.get("page"))
    context |= {"page": page, "entries": list(page)}
    return render(request, "rotations/plan_history.html", context)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def remarks(request, pk):
    """What is said about the plan, and whether it is approved."""
    plan = plan_of(request, pk)
    form = RemarkForm(sent(request))
    if form.is_bound and form.is_valid():
        facts = {"plan": plan, "by": request.user, "now": timezone.now(), "text": form.cleaned_data["text"]}
        if enter(request, form, lambda: plan_talk.remark(**facts), _("Your remark is entered.")):
            return redirect("rotations:remarks", pk)
    context = plan_frame(request, plan, "rotations:remarks")
    context |= {"form": form, "rows": plan.remarks.select_related("by").order_by("-at", "-pk")[:200]}
    context |= {"handed_in": plan_talk.handed_in(plan), "approval": plan_talk.approval_of(plan)}
    return render(request, "rotations/remarks.html", context, status=status_of(form))


@for_managers
@require_POST
def hand_in(request, pk):
    """Ask for approval."""
    plan = plan_of(request, pk)
    said = _("The plan is handed in. Somebody else of the hall can approve of it now.")
    return _talk(request, plan, said, lambda: plan_talk.hand_in(plan=plan, by=request.user, now=timezone.now()))


@for_managers
@require_POST
def take_back(request, pk):
    """Ask no more."""
    plan = plan_of(request, pk)
    return _talk(
        request,
        plan,
        _("The plan is a draft again."),
        lambda: plan_talk.take_back(plan=plan, by=request.user, now=timezone.now()),
    )


@for_managers
@require_POST
def approve(request, pk):
    """Approve of the plan as it was seen."""
    plan = plan_of(request, pk)
    seen = request.POST.get("seen", "")
    facts = {"by": request.user, "now": timezone.now(), "seen": int(seen) if seen.isdecimal() else -1}
    return _talk(request, plan, _("You approved of the plan as it is."), lambda: plan_talk.approve(plan=plan, **facts))


def _talk(request, plan, said, write):
    try:
        write()
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, said)
    return redirect("rotations:remarks", plan.pk)
