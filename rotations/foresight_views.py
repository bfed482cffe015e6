"""How far a plan is from trouble: what is to spare, who is depended on, what a loss breaks, which trainings help."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

import numpy as np
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from programmes.training_permissions import may_assign

from .clash_words import sentence_of
from .deeds import proposal
from .fix_keys import fix_of
from .fix_words import route_behind
from .foresight_forms import LossForm
from .looking import Looked, look
from .mending_plans import assign_routes, why_assigned
from .models import Post
from .permissions import for_managers
from .plan_frame import plan_frame, plan_of
from .planner.explain import explain
from .planner.foresight import Single, depended_on, loss, singles, slack_by_part
from .planner.problem import Ints
from .planner.training_plan import cheapest_training
from .why_views import told

MOST_SPARE = 3
MOST_LISTED = 12
TRAINING_SECONDS = 1.5


@dataclass(frozen=True)
class Spare:
    """How many people a post could lose in a period: `tone` for the colour, `short` for the cell, `said` in words."""

    tone: str
    short: str
    said: str


@for_managers
@require_safe
def foresight(request, pk):
    """What is to spare by post and period, what rests on one person, and who is depended on most."""
    _plan, context, looked = looked_at(request, pk)
    if looked is None:
        return render(request, "rotations/foresight.html", context)
    problem, names = looked.problem, looked.names
    rows = [
        {"post": post, "cells": [None if left is None else _spare_in(left, looked, t) for t, left in enumerate(found)]}
        for post, found in spare_numbers(looked)
    ]
    alone = singles(problem)
    context |= {
        "rows": rows,
        "alone": [single_in_words(one, names) for one in alone[:MOST_LISTED]],
        "more_alone": max(len(alone) - MOST_LISTED, 0),
        "depended": depended_people(looked, MOST_LISTED),
        "clashes": len(explain(problem)),
        "form": LossForm(looked=looked),
    }
    return render(request, "rotations/foresight.html", context)


def looked_at(request, pk):
    """The plan, the frame of its pages, and everything seen of it; None where there are no periods or posts."""
    plan = plan_of(request, pk)
    context = plan_frame(request, plan, "rotations:foresight")
    looked = look(plan, request.user, today=timezone.localdate()) if context["periods"] else None
    return plan, context, looked if looked and looked.out.posts else None


def spare_numbers(looked: Looked) -> list[tuple[Post, list[Ints | None]]]:
    """Every post that wants anybody, with how many it could lose in each part of each period, at most 3; None where it
    wants nobody."""
    found, wanted = slack_by_part(looked.problem, MOST_SPARE), looked.problem.wanted > 0
    return [
        (post, [found[p, t] if wanted[p, t] else None for t in range(looked.problem.size[2])])
        for p, post in enumerate(looked.out.posts)
        if wanted[p].any()
    ]


def _spare_in(by_part: Ints, looked: Looked, period: int) -> Spare:
    """What is to spare in the worst part of the week or the day, which is named where it is not all of it."""
    left = int(by_part.min())
    spare = _spare(left)
    worst = looked.out.week_parts.words(np.flatnonzero(by_part == left).tolist(), [period])
    if not worst or left >= MOST_SPARE:
        return spare
    return replace(spare, said=_("%(when)s: %(said)s") % {"when": worst, "said": spare.said})


def _spare(left: int) -> Spare:
    if left < 0:
        words = {"count": -left}
        return Spare("lack", _("−%(count)d") % words, ngettext("%(count)d lacking", "%(count)d lacking", -left) % words)
    if left == 0:
        return Spare("tight", "0", _("just enough"))
    words = {"count": left}
    said = ngettext("%(count)d to spare", "%(count)d to spare", left) % words
    if left >= MOST_SPARE:
        return Spare("ample", f"{left}+", _("%(count)d or more to spare") % words)
    return Spare("one" if left == 1 else "ample", str(left), said)


def single_in_words(one: Single, names) -> str:
    """What rests on one person, as a sentence."""
    words = {"who": names.people([one.clerk]), "when": names.when(one.periods, one.parts)}
    if one.post is not None:
        words["post"] = names.post(one.post)
        return _("%(post)s rests on %(who)s alone in %(when)s.") % words
    words["rule"] = names.rule(one.rule)
    return _("Of all who hold %(rule)s, only %(who)s can be placed in %(when)s.") % words


def depended_people(looked: Looked, most: int):
    """The people without whom most periods lack somebody, with the number of periods."""
    counts = depended_on(looked.problem)
    order = sorted(range(len(counts)), key=lambda i: (-counts[i], i))[:most]
    return [(looked.out.people[i], int(counts[i]), looked.names.span(int(counts[i]))) for i in order if counts[i]]


@for_managers
@require_safe
def loss_of(request, pk):
    """What breaks when somebody leaves, or may not stand at a post any more, from a day on."""
    _plan, context, looked = looked_at(request, pk)
    if looked is None:
        raise Http404
    form = LossForm(request.GET or None, looked=looked)
    context["form"] = form
    if form.is_bound and form.is_valid():
        clerk, first, post = form.cleaned_data["who"], form.first_period(), form.cleaned_data["post"]
        found = loss(looked.problem, clerk, first, post)
        words = {"who": looked.names.people([clerk]), "day": looked.names.when([first])}
        context |= {
            "asked": _asked_loss(words, post, looked),
            "found": found,
            "broken": [sentence_of(clash, looked.problem, looked.names) for clash in found.clashes[:MOST_LISTED]],
            "alone": [single_in_words(one, looked.names) for one in found.singles[:MOST_LISTED]],
        }
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "rotations/loss.html", context, status=status)


def _asked_loss(words, post, looked):
    if post is None:
        return _("If %(who)s is gone from %(day)s on:") % words
    return _("If %(who)s may not stand at %(post)s from %(day)s on:") % {**words, "post": looked.names.post(post)}


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def training(request, pk):
    """The cheapest trainings that fill every seat, or do so whoever stays away; and assigning all of them."""
    plan, context, looked = looked_at(request, pk)
    if looked is None:
        raise Http404
    if request.method == "POST":
        return _assign_all(request, plan, looked)
    absences = int(request.GET.get("absences") == "1")
    found = cheapest_training(looked.problem, looked.ways.means, absences=absences, seconds=TRAINING_SECONDS)
    proposals = [proposal(fix, looked) for fix in found.trainings]
    fragile = {post for post, _period in found.fragile}
    context |= {
        "absences": absences,
        "found": found,
        "proposals": proposals,
        "now": sum(bool(one.button) for one in proposals),
        "left": [sentence_of(clash, looked.problem, looked.names) for clash in found.left[:MOST_LISTED]],
        "fragile": looked.names.posts_of(sorted(fragile)) if fragile else "",
    }
    return render(request, "rotations/plan_training.html", context)


def _assign_all(request, plan, looked: Looked):
    if not may_assign(request.user):
        raise PermissionDenied
    routes = []
    for said in request.POST.getlist("fix")[:500]:
        fix = fix_of(_read(said), looked)
        route = fix and route_behind(fix, looked.ways)
        if fix and route and fix.clerk is not None:
            routes.append((looked.out.people[fix.clerk], route))
    try:
        if routes:
            found = assign_routes(routes, by=request.user, now=timezone.now(), reason=why_assigned(plan))
            told(request, found)
        else:
            messages.info(request, _("Nothing is left to assign: whoever was proposed can do it by now."))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(reverse("rotations:foresight", args=[plan.pk]))


def _read(said: str) -> dict[str, str]:
    return dict(parse_qsl(said[:500]))
