"""Writing what people wish for. A wish is a person's own; a manager enters one only for somebody who asked them to."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.models import User

from .models import Post, Wish

OPPOSITE = {Wish.Kind.WANT: Wish.Kind.AVOID, Wish.Kind.AVOID: Wish.Kind.WANT}
# So many wishes that hold at once say nothing any more.
MOST_WISHES = 10


@transaction.atomic
def make_wish(
    *,
    user: User,
    kind: str,
    post: Post | None = None,
    first_day: date,
    last_day: date | None = None,
    note: str = "",
    by: User,
    now: datetime,
) -> Wish:
    """Wish for a post, not to stand there, or for busier work, from–until. The same twice is one wish.

    ValidationError for a post of another hall, for the opposite of a wish that holds then, and for too many.
    """
    user = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=user.pk)
    if kind == Wish.Kind.BUSIER:
        post = None
    wish = Wish(
        user=user,
        kind=kind,
        post=post,
        first_day=first_day,
        last_day=last_day,
        note=note.replace("\0", "").strip()[:200],
        made_at=now,
    )
    holding = _holding(user, first_day, last_day)
    what = (kind, post and post.pk, first_day, last_day)
    same = next((one for one in holding if (one.kind, one.post_id, one.first_day, one.last_day) == what), None)
    if same:
        return same
    _check(wish, holding)
    wish.full_clean()
    wish.save()
    log(wish, "rotations.wish", user=by, data=_words(wish))
    return wish


def _holding(user, first_day, last_day) -> list[Wish]:
    rows = Wish.objects.filter(Q(last_day=None) | Q(last_day__gte=first_day), user=user, taken_back_at=None)
    return list(rows.filter(first_day__lte=last_day) if last_day else rows)


def _check(wish, holding):
    if wish.last_day and wish.last_day < wish.first_day:
        raise ValidationError({"last_day": _("The last day lies before the first.")})
    if wish.post and wish.post.hall_id != wish.user.hall_id:
        raise ValidationError({"post": _("Choose a post of your own hall.")})
    if not wish.post and wish.kind != Wish.Kind.BUSIER:
        raise ValidationError({"post": _("Choose the post you mean.")})
    if any(one.post_id == wish.post_id and one.kind == OPPOSITE.get(wish.kind) for one in holding):
        raise ValidationError(
            {"post": _("There is a wish to the contrary about this post at that time. Take that back first.")}
        )
    if any((one.kind, one.post_id) == (wish.kind, wish.post_id) for one in holding):
        raise ValidationError({"first_day": _("You wished the same for some of these days. Take that back first.")})
    if len(holding) >= MOST_WISHES:
        raise ValidationError(
            _("At most %(most)d wishes can hold at once. Take one back first.") % {"most": MOST_WISHES}
        )


@transaction.atomic
def take_back_wish(*, wish: Wish, by: User, now: datetime) -> Wish:
    """Wish no longer; that it was wished stays on record. Nothing when that was done already."""
    found = Wish.objects.select_for_update(of=("self",)).get(pk=wish.pk)
    if found.taken_back_at is None:
        found.taken_back_at = now
        found.save(update_fields=["taken_back_at"])
        log(found, "rotations.wish_taken_back", user=by, data=_words(found))
    return found


def _words(wish):
    return {
        "user": wish.user_id,
        "kind": wish.kind,
        "post": wish.post_id,
        "first_day": wish.first_day.isoformat(),
        "last_day": wish.last_day and wish.last_day.isoformat(),
    }
