"""Why a plan cannot be, what would mend it, trying that, and doing it."""

import time
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from programmes.training_permissions import may_assign

from .clash_words import KNOWN_WORDS, sentence_of
from .deeds import ASSIGNED, Proposal, proposal
from .fix_keys import fix_of, key_of
from .fix_words import route_behind
from .looking import Looked, is_settled, look
from .mending_plans import assign_routes, unlock, why_assigned
from .permissions import for_managers
from .plan_frame import plan_frame, plan_of
from .planner.clashes import Clash, Kind, Known
from .planner.cores import find_cores, find_relaxation, still_clashes
from .planner.explain import explain
from .planner.fixes import Step, with_fix
from .planner.mending import fixes
from .planner.problem import NOTHING
from .trying import tried

MOST_CLASHES = 30
MOST_FIXES = 6
FIXES_UNTIL = 0.8  # seconds for the fixes of all clashes of a page; the others open on demand
CORES, RELAXATION = 1.2, 0.6  # seconds a deeper look may take
JUDGED = 0.1  # seconds to prove that a fix of what only a solver sees does mend it
MOST_MOVES = 60
MOST_LEFT = 5  # clashes told that a fix leaves


@dataclass(frozen=True)
class Row:
    """A clash on the page; `proposals` is None where they were not looked for yet."""

    number: int
    clash: Clash
    sentence: str
    known: str
    is_proven: bool
    proposals: list[Proposal] | None = None


@for_managers
@require_safe
def why(request, pk):
    """What stands in the way of a plan, each in one sentence with what would mend it."""
    plan, today = plan_of(request, pk), timezone.localdate()
    context = plan_frame(request, plan, "rotations:why")
    looked = look(plan, request.user, today=today) if context["periods"] else None
    if looked is None or not looked.out.posts:
        return render(request, "rotations/why.html", context)
    clashes = explain(looked.problem)
    deep = "deep" in request.GET
    found = [*clashes[:MOST_CLASHES]]
    settled = is_settled(looked.problem)
    if deep:
        searched = find_cores(looked.problem, clashes, seconds=CORES, most=3)
        found += [*searched.clashes]
        if searched.clashes or not searched.settled:
            found += find_relaxation(looked.problem, seconds=RELAXATION)
        settled = searched.settled
    context |= {
        "rows": _rows(found, looked, _asked(request), _sees(clashes)),
        "others": max(len(clashes) - MOST_CLASHES, 0),
        "clashes": len(clashes),
        "deep": deep,
        "settled": settled,
        "has_posts": True,
    }
    return render(request, "rotations/why.html", context)


def _asked(request):
    number = request.GET.get("open", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else None


def _sees(clashes):
    """How many of the rows flows see: only those are mended at once."""
    return min(len(clashes), MOST_CLASHES)


def _rows(found, looked: Looked, asked, seen):
    rows, until = [], time.monotonic() + FIXES_UNTIL
    for number, clash in enumerate(found):
        wanted = number == asked or (number < seen and time.monotonic() < until)
        proven = clash.known not in (Known.RELAXATION, Known.LEAST_RELAXATION)
        rows.append(
            Row(
                number,
                clash,
                sentence_of(clash, looked.problem, looked.names),
                str(KNOWN_WORDS[clash.known]),
                proven,
                _proposals(clash, looked) if wanted else None,
            )
        )
    return rows


def _proposals(clash, looked):
    judge = still_clashes(clash, JUDGED) if clash.kind in (Kind.TOGETHER, Kind.RELAXED) else None
    most = MOST_FIXES if judge is None else 3
    found = fixes(looked.problem, clash, looked.ways.means, most=most, judge=judge)
    return [proposal(fix, looked) for fix in found[:MOST_FIXES]]


def _fix(said, looked):
    fix = fix_of(said, looked)
    if fix is None:
        raise Http404
    return fix


@for_managers
@require_safe
def try_fix(request, pk):
    """The plan without and with a fix beside each other."""
    plan, today = plan_of(request, pk), timezone.localdate()
    context = plan_frame(request, plan, "rotations:why")
    if not context["periods"]:
        raise Http404
    looked = look(plan, request.user, today=today)
    fix = _fix(request.GET, looked)
    found, names, then = tried(looked, [fix]), looked.names, with_fix(looked.problem, fix)
    context |= {
        "proposal": proposal(fix, looked),
        "tried": found,
        "table": _table(looked, found),
        "moves": [_move(move, names) for move in found.moves[:MOST_MOVES]],
        "more_moves": max(len(found.moves) - MOST_MOVES, 0),
        "left": [sentence_of(clash, then, names) for clash in explain(then)[:MOST_LEFT]],
    }
    return render(request, "rotations/why_try.html", context)


def _move(move, names):
    return {
        "who": names.clerks[move.clerk],
        "when": names.when([move.period], dated=False),
        "before": "" if move.before == NOTHING else names.posts[move.before],
        "after": "" if move.after == NOTHING else names.posts[move.after],
    }


def _table(looked, found):
    """Posts in which a seat is missing before or after, with the seats missing by period: `(before, after)`."""
    if not (found.before and found.after):
        return []
    rows = []
    for p, post in enumerate(looked.out.posts):
        before, after = found.before.missing[p], found.after.missing[p]
        if before.any() or after.any():
            cells = [(int(one), int(other)) for one, other in zip(before, after, strict=True)]
            rows.append({"post": post, "cells": cells})
    return rows


@for_managers
@require_POST
def do_fix(request, pk):
    """Assign the training a fix names, or lift its lock. Twice is once."""
    plan, now = plan_of(request, pk), timezone.now()
    looked = look(plan, request.user, today=timezone.localdate(now))
    back = f"{reverse('rotations:why', args=[plan.pk])}"
    fix = fix_of(request.POST, looked)
    if fix is None:
        messages.info(request, _("Nothing is left to do here: the plan is not as it was when the page was shown."))
        return redirect(back)
    try:
        if fix.step in ASSIGNED:
            _assign(request, looked, fix, now)
        elif fix.step == Step.UNLOCK:
            unlock(fix=fix, looked=looked, by=request.user, now=now)
            messages.success(request, _("Unlocked. The plan stays as it is until it is made anew or changed by hand."))
        else:
            # Done on a page of its own; what it would do is shown here.
            return redirect(f"{reverse('rotations:try_fix', args=[plan.pk])}?{urlencode(key_of(fix, looked))}")
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(back)


def _assign(request, looked, fix, now):
    if not may_assign(request.user):
        raise PermissionDenied
    route = route_behind(fix, looked.ways)
    user = looked.out.people[fix.clerk]
    told(request, assign_routes([(user, route)], by=request.user, now=now, reason=why_assigned(looked.plan)))


def told(request, found):
    """Tell what came of assigning."""
    if found.made:
        said = ngettext("%(count)d training is assigned.", "%(count)d trainings are assigned.", found.made)
        messages.success(request, said % {"count": found.made})
    if found.open:
        said = ngettext(
            "%(count)d training was assigned already.", "%(count)d trainings were assigned already.", found.open
        )
        messages.info(request, said % {"count": found.open})
    for said in found.said:
        messages.info(request, said)
