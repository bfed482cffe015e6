"""Skills, certifications and what people hold, one line each."""

import datetime
import itertools

import factory

from skills.models import Certification, Skill
from skills.services import Evidence, Grant, award

NOW = datetime.datetime(2026, 3, 1, 9, 0, tzinfo=datetime.UTC)
_keys = itertools.count(1)


class SkillFactory(factory.django.DjangoModelFactory):
    slug = factory.Sequence("skill-{}".format)
    name = factory.Sequence("技能{}".format)
    name_en = factory.Sequence("Skill {}".format)

    class Meta:
        model = Skill


class CertificationFactory(factory.django.DjangoModelFactory):
    slug = factory.Sequence("certification-{}".format)
    name = factory.Sequence("证书类别{}".format)
    name_en = factory.Sequence("Certification {}".format)
    validity_months = 12
    renewal_days = 60
    grace_days = 30

    class Meta:
        model = Certification


def give(user, skill, level=3, *, on, certification=None, key=None, facts=None):
    """What `skills.services.award` issued for one skill; each call has an evidence of its own unless told."""
    evidence = Evidence("test", key or f"k{next(_keys)}", facts or {"title": "手语基础", "title_en": "Sign basics"})
    now = datetime.datetime.combine(on, NOW.timetz())
    return award(
        user=user, grants=[Grant(skill, level)], evidence=evidence, on=on, now=now, certification=certification
    )
