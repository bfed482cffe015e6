"""How the demonstration hall rotates: opening, parts of the day, seats at times, part-timers, pairs and wishes."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from people.models import Hall, User
from rotations.calendar_days import enter_public_holidays
from rotations.hall_setting import add_part, set_opening
from rotations.holidays import KNOWN
from rotations.models import Post
from rotations.pairing import make_pair
from rotations.seats import add_seat_rule
from rotations.wishing import make_wish
from rotations.working import enter_work_time

from . import source

DAY = timedelta(days=1)


def set_rotation(hall: Hall, people: dict[str, User], today: date) -> None:
    """Set everything a plan is made from, as the manager and the clerks would have entered it."""
    written, manager = source.hall()["rotation"], people[source.hall()["cast"]["manager"]]
    now = timezone.make_aware(datetime.combine(today - DAY, time(17, 30)))
    set_opening(hall=hall, open_on=written["open_on"], kind=written["kind"], by=manager)
    parts = {part["name"]: add_part(hall=hall, by=manager, **_hours(part)) for part in written["parts"]}
    posts = {post.name: post for post in Post.objects.filter(hall=hall)}
    if today.year in KNOWN:
        enter_public_holidays(year=today.year, by=manager, now=now)
    for rule in written["seats"]:
        narrows = {"post": posts[rule["post"]], "part": parts.get(rule.get("part", ""))}
        add_seat_rule(by=manager, **{**rule, **narrows})
    for row in written["working_times"]:
        worked = {"weekdays": row["weekdays"], "share": row["share"], "parts": [parts[name] for name in row["parts"]]}
        first_day = today + row["since"] * DAY
        enter_work_time(user=people[row["staff_number"]], first_day=first_day, by=manager, **worked)
    for row in written["pairs"]:
        two = {"bond": row["bond"], "first": people[row["first"]], "second": people[row["second"]]}
        make_pair(hall=hall, by=manager, **two, **_days(row, today))
    for row in written["wishes"]:
        person = people[row["staff_number"]]
        facts = {"kind": row["kind"], "post": posts.get(row.get("post", "")), "note": row["note"]}
        make_wish(user=person, by=person, now=now, **facts, **_days(row, today))


def _hours(part):
    return {**part, **{name: time.fromisoformat(part[name]) for name in ("begins_at", "ends_at")}}


def _days(row, today):
    first, last = row["days"]
    return {"first_day": today + first * DAY, "last_day": today + last * DAY}
