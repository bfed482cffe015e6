"""What rules for training ask about posts and days off; programmes stands below and is told through the settings."""

from collections import defaultdict

from programmes.audiences import Stay

from .models import Assignment, Leave, Post


def people_at(*, on, users=None):
    """`{user_id: [Stay, …]}` in order: where people stand on a day or are planned for later. One query."""
    rows = _of(Assignment.objects.from_day(on), users)
    found = defaultdict(list)
    for user, *stay in rows.order_by("first_day", "pk").values_list("user_id", "post_id", "first_day", "last_day"):
        found[user].append(Stay(*stay))
    return found


def days_off(*, on, users=None):
    """`{user_id: [(first day, last day), …]}` in order: leaves that are not over. One query."""
    rows = _of(Leave.objects.filter(last_day__gte=on), users)
    found = defaultdict(list)
    for user, *days in rows.order_by("first_day", "pk").values_list("user_id", "first_day", "last_day"):
        found[user].append(tuple(days))
    return found


def _of(rows, users):
    return rows if users is None else rows.filter(user__in=users)


def post_names(*, viewer=None):
    """`[(id, name, English name), …]` of the posts a viewer sees; of all without one."""
    posts = Post.objects.visible_to(viewer) if viewer else Post.objects.all()
    return list(posts.values_list("pk", "name", "name_en"))
