"""Who stands at a post now and later, and where somebody has stood."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.models import User

from .eligibility import Answer
from .models import Assignment, Post
from .permissions import candidates, for_managers
from .placing import end_at_post, move, place_at_post, verdict_of
from .stay_forms import EndForm, StayForm


def _posted(request):
    return request.POST if request.method == "POST" else None


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def stays(request, pk):
    """Who stands at a post today and who is planned there, and a form to place somebody."""
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("hall"), pk=pk)
    today = timezone.localdate()
    people = candidates(request.user, post.hall, today)
    form = StayForm(_posted(request), people=people, initial={"first_day": today})
    verdict = None
    if request.method == "POST" and form.is_valid():
        if _place(request, post, form):
            return redirect("rotations:stays", pk)
        verdict = _why_not(post, form)
    rows = list(Assignment.objects.from_day(today).filter(post=post).select_related("user"))
    context = {"post": post, "form": form, "verdict": verdict, "today": today}
    context["now"] = [row for row in rows if row.first_day <= today]
    context["coming"] = [row for row in rows if row.first_day > today]
    return render(request, "rotations/stays.html", context, status=422 if form.errors else 200)


def _place(request, post, form):
    try:
        stay = place_at_post(post=post, by=request.user, now=timezone.now(), **form.cleaned_data)
    except ValidationError as refused:
        _put(form, refused)
        return False
    said = _("%(name)s is placed at “%(post)s”.") % {"name": stay.user.full_name, "post": post.local_name}
    messages.success(request, said)
    return True


def _put(form, refused):
    for name, errors in getattr(refused, "error_dict", {"": refused}).items():
        form.add_error(name if name in form.fields else None, errors)


def _why_not(post, form):
    """The reasons, shown beside the choice to plan it all the same."""
    data = form.cleaned_data
    if not data.get("user") or not data.get("first_day"):
        return None
    last = data.get("last_day")
    if last and last < data["first_day"]:
        return None
    verdict = verdict_of(data["user"], post, data["first_day"], last)
    return verdict if verdict.answer == Answer.NO else None


def _stay(request, pk):
    rows = Assignment.objects.visible_to(request.user).select_related("user", "post__hall")
    return get_object_or_404(rows, pk=pk)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def end_stay(request, pk):
    """Let a stay end, or let the person move to another post the day after."""
    stay = _stay(request, pk)
    today = timezone.localdate()
    posts = Post.objects.filter(hall=stay.post.hall).exclude(pk=stay.post_id)
    form = EndForm(_posted(request), posts=posts, initial={"last_day": stay.last_day or today})
    if request.method == "POST" and form.is_valid() and _end(request, stay, form):
        return redirect("rotations:stays", stay.post_id)
    context = {"stay": stay, "form": form}
    return render(request, "rotations/end_stay.html", context, status=422 if form.errors else 200)


def _end(request, stay, form):
    data, by, now = form.cleaned_data, request.user, timezone.now()
    try:
        if data["next_post"]:
            first = data["last_day"] + timedelta(days=1)
            learner = {"note": data["note"], "all_the_same": data["all_the_same"]}
            move(stay=stay, post=data["next_post"], first_day=first, by=by, now=now, **learner)
        else:
            end_at_post(stay=stay, last_day=data["last_day"], by=by, now=now)
    except ValidationError as refused:
        _put(form, refused)
        return False
    messages.success(request, _("Entered. The history of %(name)s follows.") % {"name": stay.user.full_name})
    return True


@for_managers
@require_safe
def posts_of_person(request, pk):
    """Where somebody stands, is planned and has stood, the latest first."""
    person = get_object_or_404(User.objects.visible_to(request.user).select_related("hall"), pk=pk)
    rows = Assignment.objects.filter(user=person).select_related("post", "made_by").order_by("-first_day")
    return render(
        request, "rotations/posts_of_person.html", {"person": person, "rows": rows, "today": timezone.localdate()}
    )
