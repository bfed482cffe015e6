"""Writing how many seats of a post are wanted on some days, where it is not the number of the post itself."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.models import User

from .models import DayPart, Post, SeatRule
from .models.presence import WEEKDAYS


@transaction.atomic
def add_seat_rule(
    *,
    post: Post,
    seats: int,
    part: DayPart | None = None,
    weekdays: str = "",
    first_day: date | None = None,
    last_day: date | None = None,
    note: str = "",
    by: User,
) -> SeatRule:
    """Want so many seats on some days, weekdays (1 to 7) or in a part of the day. The same twice is one.

    ValidationError for a rule that narrows nothing: that is the number of the post itself.
    """
    post = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    narrows = {"part": part, "weekdays": weekdays, "first_day": first_day, "last_day": last_day}
    same = SeatRule.objects.filter(post=post, seats=seats, **narrows).first()
    if same:
        return same
    if not any(narrows.values()):
        raise ValidationError(_("Say when: days, weekdays or a part of the day. For always, change the post itself."))
    if part is not None and part.hall_id != post.hall_id:
        raise ValidationError({"part": _("Choose a part of the day of the hall in which the post is.")})
    if weekdays:
        WEEKDAYS(weekdays)
    rule = SeatRule(post=post, seats=seats, note=note.replace("\0", "").strip(), **narrows)
    rule.full_clean()
    rule.save()
    log(rule, "rotations.seats", user=by, data=_words(rule))
    return rule


@transaction.atomic
def remove_seat_rule(*, rule: SeatRule, by: User) -> None:
    """Want the usual seats again; nothing when that was done already."""
    found = SeatRule.objects.select_for_update(of=("self",)).filter(pk=rule.pk).first()
    if found:
        log(found, "rotations.seats_removed", user=by, data=_words(found))
        found.delete()


def _words(rule):
    return {
        "post": rule.post_id,
        "seats": rule.seats,
        "part": rule.part_id,
        "weekdays": rule.weekdays,
        "first_day": rule.first_day and rule.first_day.isoformat(),
        "last_day": rule.last_day and rule.last_day.isoformat(),
    }
