"""The page on which a plan is published: whom it tells what, what stands in the way, and the button."""

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from people.models import User

from .models import Post, RotationPlan
from .permissions import for_managers
from .plan_frame import plan_frame, plan_of
from .publishing import preview, publish
from .readiness import Coming
from .wall_views import WallForm

# So many empty seats and cells are named; the number says the rest.
MOST_NAMED = 30


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def publish_plan(request, pk):
    """See what publishing would do, and do it."""
    plan, now = plan_of(request, pk), timezone.now()
    refused = []
    if request.method == "POST":
        try:
            publish(plan=plan, by=request.user, now=now, seen=_revision(request))
        except ValidationError as fault:
            refused = fault.messages
        else:
            messages.success(request, _("The plan is published. Everybody whose posts change is told."))
            return redirect("rotations:publish", plan.pk)
    context = plan_frame(request, plan, "rotations:publish") | {
        "refused": refused,
        "take": WallForm(request.GET or None, plan=plan),
    }
    if plan.state in (RotationPlan.State.DRAFT, RotationPlan.State.PROPOSED):
        context |= _preview(plan, request.user, now)
    elif plan.state == RotationPlan.State.PUBLISHED:
        context["gaps"] = _gaps_left(plan, now)
    return render(request, "rotations/publish.html", context, status=422 if refused else 200)


def _gaps_left(plan, now):
    """Days on which somebody the plan puts at a post is away, and nobody has stepped in yet."""
    coming = Coming(plan, timezone.localdate(now))
    return [] if coming.is_over or not coming.cells else coming.gaps_left()[:MOST_NAMED]


def _revision(request):
    sent = request.POST.get("revision", "")
    # What is no number was never looked at.
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else -1


def _preview(plan, viewer, now):
    found = preview(plan, viewer, now)
    ready = found.readiness
    numbers = {*found.changes, *found.untouched}
    people = User.objects.filter(pk__in=numbers).in_bulk() if numbers else {}
    coming = ready.coming
    posts = coming.posts | _other_posts(found, coming.posts)
    told = sorted((_told(people[pk], of_one, posts) for pk, of_one in found.changes.items()), key=_by_name)
    over = coming.is_over
    short = [] if over else coming.short
    return {
        "ready": ready,
        "told": told,
        "unchanged": 0 if over else len(coming.named - found.changes.keys()),
        "approved_by": [one.full_name for one in ready.approval.by],
        "untouched": [
            one.full_name for one in sorted((people[pk] for pk in found.untouched), key=lambda one: one.name_pinyin)
        ],
        "unable": [] if over else coming.unable[:MOST_NAMED],
        "unable_more": 0 if over else max(len(coming.unable) - MOST_NAMED, 0),
        "gaps": [] if over or not coming.cells else coming.gaps[:MOST_NAMED],
        "gone": [] if over else coming.gone[:MOST_NAMED],
        "short": _by_period(short[:MOST_NAMED]),
        "short_count": sum(one.lacking for one in short),
        "short_more": max(len(short) - MOST_NAMED, 0),
        "button": _button(len(told)),
        "from_day": None if over else coming.first,
    }


def _other_posts(found, known):
    """Posts people leave that are not of this hall (any more)."""
    numbers = {pk for of_one in found.changes.values() for change in of_one for pk in (change.before, change.after)}
    missing = {pk for pk in numbers if pk and pk not in known}
    return Post.objects.in_bulk(missing) if missing else {}


def _told(person, changes, posts):
    lines = [{"change": one, "before": posts.get(one.before), "after": posts.get(one.after)} for one in changes]
    return {"person": person, "lines": lines}


def _by_name(row):
    return row["person"].name_pinyin, row["person"].staff_number


def _by_period(short):
    periods = defaultdict(list)
    for one in short:
        periods[one.period].append(one)
    return list(periods.items())


def _button(count):
    if not count:
        return _("Publish")
    return ngettext("Publish and tell %(count)d person", "Publish and tell %(count)d people", count) % {"count": count}
