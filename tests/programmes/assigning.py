"""Rules and assignments for tests, one line each."""

import datetime

from programmes.models import AssignmentRule
from programmes.rules import keep_rule, plan_rule

from ..factories import UserFactory

UTC = datetime.UTC
NOW = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)


def days(count):
    return datetime.timedelta(days=count)


def make_rule(target, audience=None, *, by=None, now=NOW, on=False, **fields):
    """A rule for a course or a certification; `on` makes it true at once."""
    which = "course" if hasattr(target, "path") else "certification"
    by = by or UserFactory()
    rule = AssignmentRule(name="规则", audience=audience or {}, made_by=by, made_at=now, **{which: target}, **fields)
    if not on:
        rule.save()
        return rule
    keep_rule(rule=rule, by=by, now=now, expected=plan_rule(rule, now).mark)
    return rule


def outcomes(plan):
    """`{outcome: {user_id}}` of a plan."""
    found = {}
    for step in plan.steps:
        found.setdefault(step.outcome.value, set()).add(step.user)
    return found
