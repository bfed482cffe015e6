"""Wishes: a clerk's own on the phone, and all of a hall for its manager."""

from collections import Counter

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people.models import User
from people.roles import is_manager

from .models import Post, Wish
from .permissions import candidates, for_managers
from .setting_forms import WishForForm, WishForm
from .setting_frame import enter, frame, sent, status_of
from .wishing import make_wish, take_back_wish


def _holding(today):
    """Wishes that are not taken back and not over."""
    return Wish.objects.filter(Q(last_day=None) | Q(last_day__gte=today), taken_back_at=None)


@require_http_methods(["GET", "HEAD", "POST"])
def my_wishes(request):
    """What somebody wishes for now and later, and a form to wish more."""
    user, today = request.user, timezone.localdate()
    form = WishForm(sent(request), hall=user.hall_id, initial={"first_day": today})
    if user.hall_id and form.is_bound and form.is_valid():
        facts = {"user": user, "by": user, "now": timezone.now(), **form.cleaned_data}
        if enter(request, form, lambda: make_wish(**facts), _("Your wish is entered. Your manager sees it.")):
            return redirect("rotations:my_wishes")
    rows = list(Wish.objects.filter(user=user).select_related("post").order_by("first_day", "pk"))
    context = {"form": form, "holding": [row for row in rows if _holds(row, today)]}
    context["over"] = [row for row in reversed(rows) if not _holds(row, today)][:20]
    context["has_posts"] = Post.objects.filter(hall=user.hall_id).exists() if user.hall_id else False
    return render(request, "rotations/my_wishes.html", context, status=status_of(form))


def _holds(wish, today):
    return wish.taken_back_at is None and (wish.last_day is None or wish.last_day >= today)


@require_POST
def take_back(request, pk):
    """Take back a wish: one's own, or for somebody of the hall who asked the manager to."""
    people = User.objects.visible_to(request.user) if is_manager(request.user) else [request.user]
    wish = get_object_or_404(Wish.objects.filter(user__in=people).select_related("user__hall"), pk=pk)
    take_back_wish(wish=wish, by=request.user, now=timezone.now())
    messages.success(request, _("The wish is taken back."))
    if wish.user_id == request.user.pk:
        return redirect("rotations:my_wishes")
    code = wish.user.hall.code if wish.user.hall else ""
    return redirect(f"{reverse('rotations:wishes')}?hall={code}")


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request):
    """What the people of a hall wish for, by post and one by one."""
    context, today = frame(request, "rotations:wishes"), timezone.localdate()
    hall = context["hall"]
    people = candidates(request.user, hall, today)
    form = WishForForm(sent(request), hall=hall, people=people, initial={"first_day": today})
    if hall and form.is_bound and form.is_valid():
        facts = {"by": request.user, "now": timezone.now(), **form.cleaned_data}
        said = _("The wish of %(name)s is entered.") % {"name": facts["user"].full_name}
        if enter(request, form, lambda: make_wish(**facts), said):
            return redirect(request.get_full_path())
    rows = list(
        _holding(today)
        .filter(user__in=User.objects.visible_to(request.user).filter(hall=hall))
        .select_related("user", "post")
        .order_by("post__order", "post", "kind", "user__name_pinyin", "pk")
    )
    context |= {"form": form, "rows": rows, "by_post": _by_post(rows)}
    return render(request, "rotations/wishes.html", context, status=status_of(form))


def _by_post(rows):
    """How many want and avoid each post somebody wished about."""
    counts = Counter((row.post_id, row.kind) for row in rows)
    posts = {row.post_id: row.post for row in rows if row.post}
    return [
        {"post": post, "want": counts[pk, Wish.Kind.WANT], "avoid": counts[pk, Wish.Kind.AVOID]}
        for pk, post in posts.items()
    ]
