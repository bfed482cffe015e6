"""Writing who is kept apart, and who stands only beside somebody."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.models import Hall, User

from .models import Pair, Post

DAY = timedelta(days=1)


@transaction.atomic
def make_pair(
    *,
    hall: Hall,
    bond: str,
    first: User,
    second: User,
    post: Post | None = None,
    first_day: date,
    last_day: date | None = None,
    by: User,
) -> Pair:
    """Keep two clerks of a hall apart, or let the first stand only beside the second, from–until. Twice is once.

    ValidationError for people or a post of another hall, and for what contradicts another pair of the two.
    """
    # Two pairs at once wait for each other here; the database has no rule against contradictions.
    hall = Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)
    days = {"first_day": first_day, "last_day": last_day}
    pair = Pair(hall=hall, bond=bond, first=first, second=second, post=post, **days)
    _check(pair)
    for other in _others(pair):
        if _what(other) == _what(pair):
            return other
        if other.bond != pair.bond and (other.post_id is None or post is None or other.post_id == post.pk):
            raise ValidationError(_("These two are paired the other way at that time. End that pair first."))
    pair.full_clean()
    pair.save()
    log(pair, "rotations.pair", user=by, data=_words(pair))
    return pair


def _check(pair):
    if pair.first_id == pair.second_id:
        raise ValidationError({"second": _("Choose two different people.")})
    if pair.last_day and pair.last_day < pair.first_day:
        raise ValidationError({"last_day": _("The last day lies before the first.")})
    for name in ("first", "second"):
        if getattr(pair, name).hall_id != pair.hall_id:
            raise ValidationError({name: _("Choose somebody of this hall.")})
    if pair.post and pair.post.hall_id != pair.hall_id:
        raise ValidationError({"post": _("Choose a post of this hall.")})


def _others(pair):
    """Pairs of the same two, in either order, on some of the same days."""
    same = Q(first=pair.first, second=pair.second) | Q(first=pair.second, second=pair.first)
    rows = Pair.objects.filter(same, Q(last_day=None) | Q(last_day__gte=pair.first_day), hall=pair.hall)
    return list(rows.filter(first_day__lte=pair.last_day) if pair.last_day else rows)


def _what(pair):
    people = (pair.first_id, pair.second_id)
    # Apart is apart whoever is named first; beside is not.
    people = tuple(sorted(people)) if pair.bond == Pair.Bond.APART else people
    return pair.bond, people, pair.post_id, pair.first_day, pair.last_day


@transaction.atomic
def end_pair(*, pair: Pair, on: date, by: User) -> None:
    """Let a pair hold no longer from a day on: all of it goes before it began. What is over stays as it was."""
    found = Pair.objects.select_for_update(of=("self",)).filter(pk=pair.pk).first()
    if found is None or (found.last_day and found.last_day < on):
        return
    log(found, "rotations.pair_ended", user=by, data=_words(found) | {"on": on.isoformat()})
    if found.first_day >= on:
        found.delete()
    else:
        found.last_day = on - DAY
        found.save(update_fields=["last_day"])


def _words(pair):
    return {
        "hall": pair.hall_id,
        "bond": pair.bond,
        "first": pair.first_id,
        "second": pair.second_id,
        "post": pair.post_id,
        "first_day": pair.first_day.isoformat(),
        "last_day": pair.last_day and pair.last_day.isoformat(),
    }
