"""Rules for training: the list, the editor with its preview, and the exceptions."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.models import User

from . import stations
from .exceptions import decide_exception, lift_exemption
from .models import AssignmentException, AssignmentRule
from .refused import Refused
from .rule_forms import RuleForm
from .rule_plan import CHANGES, Outcome
from .rules import PlanChanged, keep_rule, open_counts, plan_rule, switch_off
from .training_forms import ExceptionForm, SwitchOffForm, halls_to_choose, put_errors, targets_to_choose
from .training_permissions import may_rule

# So many people of each kind are named in a preview; the figures count all of them.
MOST_NAMED = 200
A_PAGE = 50


def _posted(request):
    return request.POST if request.method == "POST" else None


def _require_manager(request):
    if not may_rule(request.user):
        raise PermissionDenied


@require_safe
def rules(request):
    """The rules the viewer keeps: what each assigns to how many."""
    _require_manager(request)
    found = list(AssignmentRule.objects.kept_by(request.user).select_related("course", "certification", "hall"))
    figures = open_counts(found)
    rows = [(rule, figures[rule.pk]) for rule in found]
    waiting = AssignmentException.objects.unresolved().visible_to(request.user).count()
    return render(request, "programmes/training/rules.html", {"rows": rows, "exceptions": waiting})


def _rule(request, pk):
    _require_manager(request)
    rows = AssignmentRule.objects.kept_by(request.user).select_related("course", "certification", "hall")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def new_rule(request):
    """A rule that is not saved before its preview was seen."""
    _require_manager(request)
    return _edit(request, AssignmentRule())


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request, pk):
    """The editor of a rule. Changes count once their preview was seen."""
    return _edit(request, _rule(request, pk))


def _edit(request, found):
    halls = [(hall.pk, hall.local_name) for hall in halls_to_choose(request.user)]
    form = RuleForm(_posted(request), rule=found, targets=targets_to_choose(), posts=_posts(request.user), halls=halls)
    plan, changed = None, False
    if request.method == "POST" and form.is_valid():
        form.put_into(found, request.user.hall_id)
        if not found.hall_id and not halls:
            form.add_error(None, _("You belong to no hall yet, so a rule of yours would speak of nobody."))
        elif request.POST.get("mark"):
            plan, changed = _keep(request, found)
            if plan is None:
                return redirect("training:rules")
        else:
            plan = plan_rule(found, timezone.now())
    status = 422 if form.errors else 409 if changed else 200
    context = {"rule": found, "form": form, "changed": changed, **_told(plan)}
    part = request.headers.get("X-Part") == "plan"
    name = "programmes/training/_plan.html" if part else "programmes/training/rule.html"
    return render(request, name, context, status=200 if part else status)


def _keep(request, found):
    """Save it and make it true; a plan where that is no longer what was shown."""
    now = timezone.now()
    try:
        done = keep_rule(rule=found, by=request.user, now=now, expected=request.POST["mark"])
    except PlanChanged as other:
        return other.plan, True
    added, gone = done.counts[Outcome.ADD], done.counts[Outcome.REMOVE]
    messages.success(
        request, _("The rule is on: %(added)d assigned, %(gone)d taken back.") % {"added": added, "gone": gone}
    )
    return None, False


def _posts(viewer):
    english = (get_language() or "").startswith("en")
    return [(pk, (english and name_en) or name) for pk, name, name_en in stations.posts_to_choose(viewer)]


LABELS = {
    Outcome.ADD: lambda n: ngettext("%(n)d will be assigned", "%(n)d will be assigned", n),
    Outcome.REMOVE: lambda n: ngettext("%(n)d will be taken back", "%(n)d will be taken back", n),
    Outcome.EXCEPTION: lambda n: ngettext("%(n)d to decide", "%(n)d to decide", n),
    Outcome.MOVE: lambda n: ngettext("%(n)d gets another day", "%(n)d get another day", n),
    Outcome.OUTLIVE: lambda n: ngettext("%(n)d has begun and keeps it", "%(n)d have begun and keep it", n),
    Outcome.RETURN: lambda n: ngettext("%(n)d is meant again", "%(n)d are meant again", n),
    Outcome.KEEP: lambda n: ngettext("%(n)d stays as it is", "%(n)d stay as they are", n),
    Outcome.ELSEWHERE: lambda n: ngettext("%(n)d has it to do anyway", "%(n)d have it to do anyway", n),
    Outcome.HELD: lambda n: ngettext("%(n)d has done it", "%(n)d have done it", n),
    Outcome.EXEMPT: lambda n: ngettext("%(n)d is exempt", "%(n)d are exempt", n),
}


def _told(plan):
    """The preview for the page: what changes with names, and the figures of the rest."""
    if plan is None:
        return {"plan": None}
    shown = {outcome: plan.of(outcome)[:MOST_NAMED] for outcome in CHANGES}
    ids = [step.user for steps in shown.values() for step in steps]
    people = User.objects.in_bulk(ids)
    problems = dict(AssignmentException.Problem.choices)
    parts = [
        {
            "outcome": outcome.value,
            "label": LABELS[outcome](plan.counts[outcome]) % {"n": plan.counts[outcome]},
            "rows": [(people[step.user], step, problems.get(step.problem, "")) for step in steps],
            "more": plan.counts[outcome] - len(steps),
        }
        for outcome, steps in shown.items()
        if steps
    ]
    rest = [LABELS[outcome](count) % {"n": count} for outcome, count in plan.counts.items() if outcome not in CHANGES]
    return {"plan": plan, "parts": parts, "rest": rest}


@require_http_methods(["GET", "HEAD", "POST"])
def off(request, pk):
    """Switch a rule off."""
    found = _rule(request, pk)
    form = SwitchOffForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        taken = switch_off(rule=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        said = ngettext("The rule is off. %(n)d taken back.", "The rule is off. %(n)d taken back.", taken)
        messages.success(request, said % {"n": taken})
        return redirect("training:rules")
    return render(request, "programmes/training/off.html", {"rule": found, "form": form})


@require_safe
def exceptions(request):
    """Who gets nothing assigned until somebody decides, and what was decided."""
    _require_manager(request)
    rows = AssignmentException.objects.visible_to(request.user).filter(
        rule__in=AssignmentRule.objects.kept_by(request.user)
    )
    rows = rows.select_related("user", "rule__course", "rule__certification", "resolved_by")
    waiting = Paginator(rows.unresolved(), A_PAGE).get_page(request.GET.get("page"))
    decided = list(rows.exclude(resolution="").order_by("-resolved_at", "-pk")[:A_PAGE])
    return render(request, "programmes/training/exceptions.html", {"page": waiting, "decided": decided})


def _exception(request, pk):
    _require_manager(request)
    rows = AssignmentException.objects.visible_to(request.user).filter(
        rule__in=AssignmentRule.objects.kept_by(request.user)
    )
    rows = rows.select_related("user", "rule__course", "rule__certification", "resolved_by")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def exception(request, pk):
    """Decide about one."""
    found = _exception(request, pk)
    form = ExceptionForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            decide_exception(exception=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as refused:
            put_errors(form, refused)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Decided, and kept with the reason."))
            return redirect("training:exceptions")
    status = 422 if form.errors else 200
    return render(request, "programmes/training/exception.html", {"row": found, "form": form}, status=status)


@require_POST
def lift(request, pk):
    """Let the rule speak of somebody again."""
    found = _exception(request, pk)
    lift_exemption(exception=found, by=request.user, now=timezone.now())
    messages.success(request, _("The rule speaks of %(name)s again.") % {"name": found.user.full_name})
    return redirect("training:exceptions")
