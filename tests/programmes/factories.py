"""Programmes and their paths, one line each."""

import uuid

from courses.models import CoursePage
from programmes.models import Programme, ProgrammeGrant, ProgrammePrerequisite
from quizzes.models import Quiz

from ..skills.factories import CertificationFactory


def path(*groups):
    """`path([a, b], (1, [c, d]))`: all of a and b, and one of c and d; each a course, quiz or practical."""
    return [_group(*(group if isinstance(group, tuple) else (None, group))) for group in groups]


def _group(need, things):
    parts = [{"type": _kind(thing), "value": thing.pk, "id": str(uuid.uuid4())} for thing in things]
    return {"type": "group", "value": {"title": "", "need": need, "parts": parts}, "id": str(uuid.uuid4())}


def _kind(thing):
    return "course" if isinstance(thing, CoursePage) else "quiz" if isinstance(thing, Quiz) else "practical"


def make_programme(first, renewal=(), *, grants, certification=None, after=(), **fields):
    """A published programme; `grants` are `(skill, level)`, `after` the certifications that must count first."""
    programme = Programme(certification=certification or CertificationFactory(), **fields)
    programme.first = programme._meta.get_field("first").to_python(list(first))
    programme.renewal = programme._meta.get_field("renewal").to_python(list(renewal))
    programme.save()
    ProgrammeGrant.objects.bulk_create(ProgrammeGrant(programme=programme, skill=s, level=n) for s, n in grants)
    ProgrammePrerequisite.objects.bulk_create(
        ProgrammePrerequisite(programme=programme, certification=c) for c in after
    )
    Programme.objects.get(pk=programme.pk).save_revision().publish()
    return Programme.objects.get(pk=programme.pk)
