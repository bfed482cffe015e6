"""What comes to its end, and what does not have to be said any more."""

import datetime
from datetime import timedelta

import pytest

from skills.due import KINDS, ending
from skills.services import reinstate, revoke_certificate, suspend

from .factories import CertificationFactory, SkillFactory, give

GIVEN = datetime.date(2026, 3, 1)
ENDS = datetime.date(2027, 2, 28)
ON = datetime.date(2027, 1, 15)

pytestmark = pytest.mark.django_db


@pytest.fixture
def skill(db):
    return SkillFactory()


@pytest.fixture
def kind(db):
    return CertificationFactory(name="手语证书", name_en="Sign certificate")


def keys(on=ON, users=None):
    return [due.key for due in ending(users, on)]


def moment(day):
    return datetime.datetime.combine(day, datetime.time(1), datetime.UTC)


def test_a_certificate_ends_with_all_its_days(person, skill, kind):
    clerk = person()
    issued = give(clerk, skill, on=GIVEN, certification=kind)
    (due,) = ending(None, ON)
    assert (due.user_id, due.key, due.kind) == (clerk.pk, f"certificate:{issued.certificate.pk}", "certificate")
    assert (due.what, due.what_en) == ("手语证书", "Sign certificate")
    assert (due.day, due.grace_until) == (ENDS, ENDS + timedelta(days=30))
    assert (due.opens, due.since) == (ENDS - timedelta(days=59), GIVEN)
    assert due.link == f"/skills/certificates/{issued.certificate.number}/"


def test_what_lasts_for_ever_is_never_due(person, skill):
    give(person(), skill, on=GIVEN, certification=CertificationFactory(validity_months=None))
    give(person(), skill, on=GIVEN)
    assert keys() == []


def test_one_certificate_for_several_skills_is_one_thing(person, kind):
    from skills.services import Evidence, Grant, award

    award(
        user=person(),
        grants=[Grant(SkillFactory(), 3), Grant(SkillFactory(), 2)],
        evidence=Evidence("test", "x", {"title": "课", "title_en": "Course"}),
        on=GIVEN,
        now=moment(GIVEN),
        certification=kind,
    )
    assert len(keys()) == 1


def test_what_is_renewed_is_not_due_any_more_but_what_renewed_it_is(person, skill, kind):
    clerk = person()
    give(clerk, skill, on=GIVEN, certification=kind)
    newer = give(clerk, skill, on=ON, certification=kind).certificate
    assert keys() == [f"certificate:{newer.pk}"]
    assert keys(ON - timedelta(days=1)) != [f"certificate:{newer.pk}"]


def test_another_certificate_that_brings_the_skill_for_longer_renews_it_too(person, skill, kind):
    clerk = person()
    give(clerk, skill, 3, on=GIVEN, certification=kind)
    give(clerk, skill, 4, on=GIVEN + timedelta(days=60), certification=CertificationFactory())
    assert len(keys()) == 1


def test_a_lower_level_renews_nothing(person, skill, kind):
    clerk = person()
    give(clerk, skill, 3, on=GIVEN, certification=kind)
    give(clerk, skill, 2, on=GIVEN + timedelta(days=60), certification=CertificationFactory())
    assert len(keys()) == 2


def test_what_was_revoked_is_not_due_and_renews_nothing(person, skill, kind):
    clerk, boss = person(), person()
    first = give(clerk, skill, on=GIVEN, certification=kind).certificate
    newer = give(clerk, skill, on=ON - timedelta(days=5), certification=kind).certificate
    revoke_certificate(certificate=newer, on=ON, reason="填错人", by=boss)
    assert keys() == [f"certificate:{first.pk}"]


def test_while_it_is_suspended_nobody_is_reminded(person, skill, kind):
    clerk, boss = person(), person()
    issued = give(clerk, skill, on=GIVEN, certification=kind).certificate
    day = ON - timedelta(days=3)
    suspend(certificate=issued, on=day, reason="复核", by=boss, now=moment(day))
    assert keys() == []
    reinstate(certificate=issued, on=ON, reason="复核通过", by=boss, now=moment(ON))
    assert len(keys()) == 1


def test_what_lapsed_long_ago_is_history(person, skill, kind):
    give(person(), skill, on=GIVEN, certification=kind)
    gone = ENDS + timedelta(days=30 + 90)
    assert len(keys(gone)) == 1
    assert keys(gone + timedelta(days=1)) == []


def test_only_the_people_asked_for(person, skill, kind):
    one, other = person(), person()
    give(one, skill, on=GIVEN, certification=kind)
    give(other, skill, on=GIVEN, certification=kind)
    assert [due.user_id for due in ending([other.pk], ON)] == [other.pk]


def test_two_queries_however_many_there_are(person, kind, django_assert_num_queries):
    for _ in range(15):
        give(person(), SkillFactory(), on=GIVEN, certification=kind)
    with django_assert_num_queries(2):
        assert len(keys()) == 15


def test_every_moment_has_words():
    assert {kind.name for kind in KINDS} == {
        f"certificate.{moment}" for moment in ("ahead", "soon", "today", "grace", "late")
    }
