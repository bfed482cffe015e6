"""Who stands at which post from when to when: the only writers of stays. The rotation plan publishes into them."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from core.templatetags.ui import day
from people.models import User
from programmes.rules import keep_true_for

from .eligibility import Answer, Verdict, judge
from .models import Assignment, Post

DAY = timedelta(days=1)
# So far ahead somebody is judged who comes to stay.
JUDGED = timedelta(days=27)


def verdict_of(user: User, post: Post, first_day: date, last_day: date | None) -> Verdict:
    """Whether somebody can stand at a post on all those days; without a last day on the first four weeks."""
    return judge(user, post, first_day, last_day or first_day + JUDGED)


@transaction.atomic
def place_at_post(
    *,
    user: User,
    post: Post,
    first_day: date,
    last_day: date | None = None,
    by: User,
    now: datetime,
    note: str = "",
    all_the_same: bool = False,
) -> Assignment:
    """Let somebody stand at a post from–until, both days included. Entered twice it is one stay.

    Raises ValidationError for days in which the person stands somewhere already, for somebody of another hall or who
    has left by then, and for somebody who cannot stand there by the rules of the post. `all_the_same` with a note why
    overrides that last one: a learner begins beside somebody who can.
    """
    user = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=user.pk)
    note = note.replace("\0", "").strip()[:300]
    stay = Assignment(user=user, post=post, first_day=first_day, last_day=last_day, note=note, made_by=by, made_at=now)
    others = _overlapping(user, first_day, last_day)
    same = next((one for one in others if (one.post_id, one.first_day, one.last_day) == _what(stay)), None)
    if same:
        return same
    _check_person(user, post, first_day, last_day)
    if others:
        raise ValidationError(_sentence(user, others[0]))
    if not (all_the_same and note) and verdict_of(user, post, first_day, last_day).answer == Answer.NO:
        raise ValidationError({"note": _("The person cannot stand there yet. To plan it all the same, say why.")})
    stay.full_clean(exclude=["user", "post", "made_by"])
    stay.save()
    log(stay, "rotations.place", user=by, data=_words(stay))
    keep_true_for([user], now)
    return stay


def _what(stay):
    return stay.post_id, stay.first_day, stay.last_day


def _overlapping(user, first_day, last_day) -> list[Assignment]:
    # Who ends on the day on which another begins would stand at two posts that day.
    rows = Assignment.objects.filter(Q(last_day__isnull=True) | Q(last_day__gte=first_day), user=user)
    rows = rows if last_day is None else rows.filter(first_day__lte=last_day)
    return list(rows.select_related("post"))


def _check_person(user, post, first_day, last_day):
    if last_day and last_day < first_day:
        raise ValidationError({"last_day": _("The last day lies before the first.")})
    if user.hall_id != post.hall_id:
        raise ValidationError({"user": _("Choose somebody of the hall in which the post is.")})
    if user.left_on and user.left_on < (last_day or first_day):
        words = {"name": user.full_name, "day": day(user.left_on)}
        raise ValidationError({"user": _("The last day of work of %(name)s is %(day)s.") % words})


def _sentence(user, other) -> str:
    words = {"name": user.full_name, "post": other.post.local_name, "first": day(other.first_day)}
    if other.last_day is None:
        return _("%(name)s stands at “%(post)s” from %(first)s on. End that first, or move the person.") % words
    words["last"] = day(other.last_day)
    return _("%(name)s stands at “%(post)s” from %(first)s to %(last)s. Choose other days, or end that first.") % words


@transaction.atomic
def end_at_post(*, stay: Assignment, last_day: date, by: User, now: datetime) -> Assignment | None:
    """Let a stay end on a day; one that would have begun later is not begun at all, and the answer is None.

    What is over stays as it was: raises ValidationError for a day before yesterday and for a stay that has ended.
    """
    user = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=stay.user_id)
    found = Assignment.objects.select_for_update(no_key=True, of=("self",)).filter(pk=stay.pk).first()
    if found is None or found.last_day == last_day:
        return found
    today = timezone.localdate(now)
    if found.last_day and found.last_day < today:
        raise ValidationError(_("This stay is over; the history is not changed."))
    if last_day < today - DAY:
        raise ValidationError({"last_day": _("The day lies in the past. Choose yesterday or later.")})
    if found.last_day and last_day > found.last_day and _overlapping_later(found, last_day):
        raise ValidationError({"last_day": _("The person stands at another post by then. Choose an earlier day.")})
    return _end(found, user, last_day, by, now)


def _overlapping_later(stay, last_day):
    return [one for one in _overlapping(stay.user, stay.last_day + DAY, last_day) if one.pk != stay.pk]


def _end(stay, user, last_day, by, now):
    log(stay, "rotations.end", user=by, data=_words(stay) | {"ends_on": last_day.isoformat()})
    if stay.first_day > last_day:
        stay.delete()
        keep_true_for([user], now)
        return None
    stay.last_day, stay.revision, stay.changed_at = last_day, stay.revision + 1, now
    stay.save(update_fields=["last_day", "revision", "changed_at"])
    keep_true_for([user], now)
    return stay


@transaction.atomic
def move(
    *,
    stay: Assignment,
    post: Post,
    first_day: date,
    by: User,
    now: datetime,
    note: str = "",
    all_the_same: bool = False,
) -> Assignment:
    """End a stay the day before and let the person stand at another post from then on, until the stay would have ended.

    Raises as the two do; then neither is done.
    """
    until = stay.last_day
    end_at_post(stay=stay, last_day=first_day - DAY, by=by, now=now)
    return place_at_post(
        user=stay.user,
        post=post,
        first_day=first_day,
        last_day=until,
        by=by,
        now=now,
        note=note,
        all_the_same=all_the_same,
    )


def _words(stay):
    last = stay.last_day and stay.last_day.isoformat()
    return {"user": stay.user_id, "post": stay.post_id, "first_day": stay.first_day.isoformat(), "last_day": last}
