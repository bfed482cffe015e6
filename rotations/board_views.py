"""The board of a plan: who stands where in each period, and every way to change it by hand."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .board import Board, Say, board_of
from .board_cells import HUES, CellWriter
from .board_facts import facts_of
from .board_moves import place_cells
from .board_posts import post_rows
from .board_words import SAYS, fault_in_words, joined_in_words, lacking_in_words
from .cell_choices import choices_of
from .permissions import for_managers
from .plan_frame import plan_frame, plan_of
from .plans import Placed, PlanMoved, cells_of, last_change, people_of
from .plans import undo as take_back
from .setting_out import set_out

FAULTS_SHOWN = 8


@for_managers
@require_safe
def board(request, pk):
    """People and periods."""
    context, found = _board(request, pk, "rotations:board")
    writer = CellWriter(found)
    people = found.out.people
    context["rows"] = [(person, found.names[person.pk], writer.row(number)) for number, person in enumerate(people)]
    return render(request, "rotations/board.html", context)


@for_managers
@require_safe
def board_posts(request, pk):
    """Posts and periods: who stands there, and which seats nobody fills."""
    context, found = _board(request, pk, "rotations:board_posts")
    context["rows"] = post_rows(found)
    return render(request, "rotations/board_posts.html", context)


def _board(request, pk, here):
    plan = plan_of(request, pk)
    context = plan_frame(request, plan, here)
    found = board_of(plan, viewer=request.user, today=timezone.localdate())
    lacking = [int(column.sum()) for column in found.seats_missing.T]
    sentences = [fault_in_words(found, fault) for fault in found.faults]
    context |= {
        "board": found,
        "posts": [(post, number, (number - 1) % HUES) for number, post in enumerate(found.out.posts, start=1)],
        "heads": list(zip(context["periods"], lacking, strict=True)),
        "lacking": lacking_in_words(sum(lacking)) if sum(lacking) else "",
        "joined": joined_in_words(found.out.slices.joined),
        "fault_count": len(sentences),
        "faults": sentences[:FAULTS_SHOWN],
        "more_faults": max(0, len(sentences) - FAULTS_SHOWN),
        "legend": [(say, *SAYS[say]) for say in (Say.YES, Say.FLAGGED, Say.NOTED, Say.NO, Say.PARTLY, Say.AWAY)],
        "is_bare": context["is_open"] and all(cell.post is None for cell in found.out.cells.values()),
        "can_undo": context["is_open"] and last_change(plan) is not None,
    }
    return context, found


@for_managers
@require_safe
def board_facts(request, pk):
    """Where everybody may be put in every period and why not, for the script of the board."""
    today = timezone.localdate()
    found = board_of(plan_of(request, pk), viewer=request.user, today=today)
    how = {"ensure_ascii": False, "separators": (",", ":")}
    answer = JsonResponse(facts_of(found, today=today), json_dumps_params=how)
    answer["Cache-Control"] = "private, no-store"
    return answer


@for_managers
@require_safe
def cell(request, pk, period, user):
    """One cell: every post with its answer and reasons, and what can be done here."""
    plan = plan_of(request, pk)
    context = plan_frame(request, plan, "rotations:board")
    people = people_of(plan, request.user)
    person = next((each for each in people if each.pk == user), None)
    at = next((each for each in context["periods"] if each.number == period), None)
    if person is None or at is None:
        raise Http404
    today = timezone.localdate()
    alone = Board(set_out(plan, today=today, people=[person]))
    found = choices_of(alone, cells_of(plan), people, at)
    context |= {"person": person, "period": at, "found": found, "cell": found.cell, "says": SAYS, "hues": HUES}
    context["is_over"] = at.last_day < today
    return render(request, "rotations/cell.html", context)


@for_managers
@require_POST
def change_cells(request, pk):
    """Set one or more cells, each sent as `cell=period:user:post`; post 0 is none, and empty clears the cell.
    `lock=` the same locks it there."""
    plan = plan_of(request, pk)
    try:
        cells = [_placed(word, request.POST) for word in request.POST.getlist("cell")]
        cells += [_placed(word, request.POST, locked=True) for word in request.POST.getlist("lock")]
        seen = int(request.POST["seen"]) if request.POST.get("seen", "").isdecimal() else None
    except ValueError:
        messages.error(request, _("That was no cell of the plan. Look at it again, then do it anew."))
        return redirect("rotations:board", pk)
    return _done(
        request,
        plan,
        lambda: place_cells(
            plan=plan, cells=cells, by=request.user, now=timezone.now(), today=timezone.localdate(), seen=seen
        ),
    )


def _placed(word, sent, locked=False):
    period, user, post = word.split(":")
    numbers = int(period), int(user)
    if max(*numbers, int(post or 0)) > 2**31 or min(numbers) < 0:
        raise ValueError(word)
    note = sent.get("note", "").replace("\0", "").strip()[:300]
    if post == "":
        return Placed(*numbers, said=False)
    if post == "0" and not locked:
        # Somebody who stands nowhere and may be moved is somebody of whom nothing is said.
        return Placed(*numbers, said=False)
    return Placed(*numbers, int(post) or None, locked, note if post != "0" else "")


def _done(request, plan, write):
    """Write, and say what came of it; the board as it is now follows."""
    try:
        change = write()
    except PlanMoved as moved:
        messages.warning(request, moved.messages[0])
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        if change:
            messages.success(request, change_in_words(plan, change))
    return redirect("rotations:board", plan.pk)


def change_in_words(plan, change):
    """What was done just now, short."""
    if change.kind == "undo":
        return _("Taken back.")
    return _("Entered.")


@for_managers
@require_POST
def undo(request, pk):
    """Take back the last change that still stands."""
    plan = plan_of(request, pk)
    seen = int(request.POST["seen"]) if request.POST.get("seen", "").isdecimal() else None
    return _done(request, plan, lambda: take_back(plan=plan, by=request.user, now=timezone.now(), seen=seen))
