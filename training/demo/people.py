"""The hall, the people in it, the posts they stand at and the days they are away."""

from datetime import datetime, time, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from core.models import HallSettings
from people.history import keep_history
from people.models import Hall, User
from people.roles import Role
from rotations.models import Counter, Leave, Post, PostVersion, Requirement
from skills.models import Certification, Skill

from . import source
from .cast import PASSWORD

# What is written with a post and is a row of its own.
BESIDE_POSTS = {"requires", "counters", "accessible"}


def make_hall():
    """The hall, and the settings that say it is a demonstration."""
    written = source.hall()
    settings = HallSettings.load()
    settings.demonstration = True
    settings.organisation = written["organisation"]
    settings.organisation_en = written["organisation_en"]
    settings.save()
    return Hall.objects.create(**written["hall"])


def make_people(hall, today):
    """Everybody by staff number. One password, hashed once: hashing 42 times would take as long as all the rest."""
    hashed = make_password(PASSWORD)
    people = User.objects.bulk_create(_person(written, hall, today, hashed) for written in source.hall()["people"])
    groups = {group.name: group for group in Group.objects.filter(name__in=Role.values)}
    membership = User.groups.through
    membership.objects.bulk_create(
        membership(user=person, group=groups[role])
        for person, written in zip(people, source.hall()["people"], strict=True)
        for role in written["roles"]
    )
    keep_history([person.pk for person in people], now=timezone.now())
    return {person.staff_number: person for person in people}


def _person(written, hall, today, hashed):
    hired = today + timedelta(days=written["hired"])
    person = User(
        staff_number=written["staff_number"],
        full_name=written["name"],
        email=written.get("email", ""),
        hall=hall,
        hired_on=hired,
        password=hashed,
        is_superuser=Role.ADMINISTRATOR in written["roles"],
        joined_at=timezone.make_aware(datetime.combine(hired, time(8, 30))),
    )
    person.set_keys()
    return person


def make_skills():
    """The skills by code."""
    rows = [Skill(order=order, **written) for order, written in enumerate(source.hall()["skills"], start=1)]
    return {skill.slug: skill for skill in Skill.objects.bulk_create(rows)}


def make_certifications():
    """The kinds of certificate by the code of the course that issues them."""
    rules = source.hall()["certificates"]
    rows = [
        Certification(
            slug=course["slug"],
            name=course["certification"],
            name_en=course["certification_en"],
            validity_months=course["validity_months"],
            **rules,
        )
        for course in source.courses()
    ]
    return {row.slug: row for row in Certification.objects.bulk_create(rows)}


def make_posts(hall, skills, since):
    """The posts and what they ask for, since a moment."""
    written = source.hall()["posts"]
    posts = Post.objects.bulk_create(
        Post(hall=hall, order=order, **{key: value for key, value in post.items() if key not in BESIDE_POSTS})
        for order, post in enumerate(written, start=1)
    )
    Counter.objects.bulk_create(
        Counter(post=post, number=number, is_accessible=number in facts["accessible"], order=order)
        for post, facts in zip(posts, written, strict=True)
        for order, number in enumerate(facts["counters"], start=1)
    )
    Requirement.objects.bulk_create(
        Requirement(post=post, skill=skills[slug], level=level)
        for post, wanted in zip(posts, written, strict=True)
        for slug, level in wanted["requires"].items()
    )
    PostVersion.objects.bulk_create(
        PostVersion(post=post, seats=post.seats, needs=wanted["requires"], written_at=since)
        for post, wanted in zip(posts, written, strict=True)
    )
    return posts


def make_leaves(people, today):
    """Days away, before and after today."""
    Leave.objects.bulk_create(
        Leave(
            user=people[written["staff_number"]],
            first_day=today + timedelta(days=written["days"][0]),
            last_day=today + timedelta(days=written["days"][1]),
        )
        for written in source.hall()["leaves"]
    )
