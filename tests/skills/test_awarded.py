"""The plain rows of a person's page say what the awards themselves say."""

from datetime import date, timedelta

import pytest
from django.template import Context, Template

from people.roles import Role
from skills.awarded import awarded_to
from skills.history import history_of
from skills.models import Award, Skill
from skills.profile import all_skills, profile_of
from skills.services import reinstate, revoke, suspend

from .factories import NOW, CertificationFactory, SkillFactory, give

pytestmark = pytest.mark.django_db
MARKUP = "<b>&'\""
HIDDEN = "&lt;b&gt;&amp;&#x27;&quot;"


@pytest.fixture
def eventful(person):
    """Somebody to whom everything happened that can happen to an award."""
    clerk, boss, kind = person(), person(Role.MANAGER), CertificationFactory()
    suspended, twice, revoked, plain = (SkillFactory(name=f"技能{MARKUP}{n}") for n in range(4))
    paper = give(clerk, suspended, on=date(2026, 1, 1), certification=kind).certificate
    suspend(certificate=paper, on=date(2026, 2, 1), reason=MARKUP, by=boss, now=NOW)
    paper = give(clerk, twice, on=date(2026, 1, 2), certification=kind).certificate
    suspend(certificate=paper, on=date(2026, 2, 2), reason="核实投诉", by=boss, now=NOW)
    reinstate(certificate=paper, on=date(2026, 2, 9), reason="查明无责", by=boss, now=NOW)
    suspend(certificate=paper, on=date(2026, 3, 2), reason="又核实", by=boss, now=NOW)
    row = give(clerk, revoked, on=date(2026, 1, 3), certification=kind).awards[0]
    revoke(award=row, on=date(2026, 4, 1), reason=MARKUP, by=boss)
    give(clerk, plain, on=date(2026, 1, 4))
    give(person(), plain, on=date(2026, 1, 4), certification=kind)
    return clerk


def judged(awards, on):
    return {
        skill: (one.state, one.level, one.valid_from, one.valid_until, one.renewal_from, one.grace_until, one.award.pk)
        for skill, one in profile_of(awards, on).items()
    }


def told(awards, on):
    return [(one.on, one.what, one.skill, one.level, one.award.number, one.reason) for one in history_of(awards, on)]


def test_they_are_judged_and_told_like_the_awards_on_every_day(eventful, django_assert_num_queries):
    skills = all_skills()
    with django_assert_num_queries(2):
        rows = awarded_to(eventful.pk, skills)
    awards = list(Award.objects.of([eventful]).with_proof())
    assert [row.pk for row in rows] == [award.pk for award in awards]
    assert [row.breaks for row in rows] == [award.breaks for award in awards]
    for days in range(0, 500, 3):
        on = date(2025, 12, 30) + timedelta(days=days)
        assert judged(rows, on) == judged(awards, on)
        assert told(rows, on) == told(awards, on)


def test_without_suspensions_they_are_one_question(person, django_assert_num_queries):
    clerk = person()
    give(clerk, SkillFactory(), on=date(2026, 1, 4))
    skills = all_skills()
    with django_assert_num_queries(1):
        assert [row.number for row in awarded_to(clerk.pk, skills)] == [""]


def test_what_people_write_is_shown_and_never_markup(eventful, client_as, hall, person):
    page = client_as(user=eventful).get("/skills/", {"on": "2026-04-02"}).content.decode()
    assert "<b>&" not in page
    assert page.count(HIDDEN) >= Skill.objects.count() + 2  # each name, and the two reasons


def test_a_skill_nobody_teaches_and_a_reason_are_shown_and_never_markup():
    skill = SkillFactory.build(name=f"技能{MARKUP}")
    reason = type("Reason", (), {"text": MARKUP, "evidence": type("Held", (), {"number": MARKUP})})
    verdict = type("Verdict", (), {"reasons": [reason], "proofs": []})
    drawn = Template("{% load drawn %}{% grounds verdict %}{% untaught skills %}{% certificate_link number %}").render(
        Context({"verdict": verdict, "skills": [skill], "number": MARKUP})
    )
    assert "<b>" not in drawn
    assert drawn.count(HIDDEN) == 4
