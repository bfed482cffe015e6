"""Whom to train for a skill or a post: who is nearest comes first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from courses.models import Enrolment
from people.models import User
from rotations.eligibility import Answer, judge_all, survey
from rotations.models import Post
from rotations.routes import Offer, RouteStep, cheapest_to, offers_for
from skills.marks import holdings
from skills.models import Skill
from skills.profile import Holding

from .due import is_due


@dataclass(frozen=True)
class Candidate:
    """Somebody to train: what is held of the skill now, or why the post is closed; the courses and their minutes."""

    person: User
    minutes: int | None
    steps: Sequence[RouteStep] = ()
    holding: Holding | None = None
    reasons: Sequence = ()
    has_begun: bool = False


@dataclass(frozen=True)
class Found:
    """`people` in the order to ask them; `renewals` hold it and have to renew first; `offers` bring the skill."""

    people: list[Candidate]
    renewals: list[Candidate] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    untaught: bool = False


def candidates_for_skill(people: QuerySet[User], skill: Skill, level: int, on: date) -> Found:
    """Who does not hold a skill at a level on a day, and of those who do whoever has to renew.

    The course is the same for everybody, so who has begun it comes first, then who holds a lower level or held it
    before, then the others, each by name.
    """
    offers = cheapest_to(skill, level, offers_for([skill.pk]))
    held = holdings(people, on, [skill.pk])
    begun = set(
        Enrolment.objects.filter(
            user__in=people.order_by().values("pk"),
            completed_at__isnull=True,
            course__in=[offer.course.pk for offer in offers if offer.course],
        ).values_list("user_id", flat=True)
    )
    minutes = offers[0].minutes if offers else None
    away, renewals = [], []
    for person in people.only("full_name", "staff_number", "name_pinyin"):
        holding = held.get(person.pk, {}).get(skill.pk)
        one = Candidate(person, minutes, holding=holding, has_begun=person.pk in begun)
        if holding is None or not holding.in_force or holding.level < level:
            away.append(one)
        elif is_due(holding, on):
            renewals.append(one)
    away.sort(key=lambda one: (not one.has_begun, one.holding is None, -(one.holding.level if one.holding else 0)))
    renewals.sort(key=lambda one: one.holding.valid_until if one.holding and one.holding.valid_until else date.max)
    return Found(away, renewals, offers, untaught=not offers)


def candidates_for_post(people: QuerySet[User], post: Post, on: date) -> Found:
    """Who cannot stand at a post on a day and could by courses: the fewest minutes first, then by name."""
    closed = survey(people, post, on, on).of(post.pk, Answer.NO)
    ids = set(closed)
    users = [person for person in people.only(*_JUDGED) if person.pk in ids]
    found = [
        Candidate(one.user, one.minutes, steps=one.route, reasons=one.reasons)
        for one in judge_all(users, post, on, on)
        if one.route and not one.untaught
    ]
    found.sort(key=lambda one: one.minutes or 0)
    return Found(found, untaught=bool(users) and not found)


_JUDGED = ("full_name", "staff_number", "name_pinyin", "hired_on", "left_on", "hall_id")
