"""Awarding and revoking."""

import json
import time
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from core.append_only import FactChanged
from core.models import HallSettings
from people.roles import Role
from skills.models import Award, Certificate, CertificateCounter, Revocation
from skills.profile import State, profile
from skills.services import Evidence, Grant, award, rate_self, reinstate, revoke, revoke_certificate, suspend

from .factories import NOW, CertificationFactory, SkillFactory, give

DAY = date(2026, 3, 1)


def test_an_award_carries_the_dates_of_its_certification(person):
    issued = give(person(), SkillFactory(), on=DAY, certification=CertificationFactory())
    row = Award.objects.get()
    assert issued.created
    assert (row.valid_from, row.valid_until) == (DAY, date(2027, 2, 28))
    assert row.renewal_from == date(2026, 12, 31)
    assert row.grace_until == date(2027, 3, 30)
    assert row.certificate == issued.certificate


def test_an_award_without_certification_lasts_for_ever_and_has_no_certificate(person):
    issued = give(person(), SkillFactory(), on=DAY)
    assert issued.certificate is None
    assert issued.awards[0].valid_until is None


def test_a_later_change_of_the_rules_leaves_earlier_awards_alone(person):
    certification = CertificationFactory()
    give(person(), SkillFactory(), on=DAY, certification=certification)
    certification.validity_months = 1
    certification.save()
    assert Award.objects.get().valid_until == date(2027, 2, 28)


def test_the_same_evidence_awards_once(person):
    clerk, skill, certification = person(), SkillFactory(), CertificationFactory()
    first = give(clerk, skill, on=DAY, certification=certification, key="7")
    second = give(clerk, skill, on=DAY + timedelta(days=1), certification=certification, key="7")
    assert (first.created, second.created) == (True, False)
    assert second.awards == first.awards
    assert second.certificate == first.certificate
    assert Certificate.objects.count() == Award.objects.count() == 1


def test_certificates_are_numbered_within_their_year(person):
    certification, skill = CertificationFactory(), SkillFactory()
    numbers = [
        give(person(), skill, on=day, certification=certification).certificate.number
        for day in [DAY, DAY, date(2027, 1, 5), DAY]
    ]
    assert numbers == ["XC-2026-000001", "XC-2026-000002", "XC-2027-000001", "XC-2026-000003"]


def test_nothing_is_issued_without_grants(person):
    issued = award(
        user=person(),
        grants=[],
        evidence=Evidence("test", "1"),
        on=DAY,
        now=NOW,
        certification=CertificationFactory(),
    )
    assert issued.awards == []
    assert issued.certificate is None
    assert not CertificateCounter.objects.exists()


def test_the_facts_are_frozen_in_both_languages(person, hall):
    hall_settings = HallSettings.load()
    hall_settings.organisation, hall_settings.organisation_en = "嘉兴供电公司", "Jiaxing Power Supply"
    hall_settings.save()
    clerk = person(full_name="阿卜杜热西提·买买提", staff_number="008812")
    skill = SkillFactory(name="手语", name_en="Sign language")
    certification = CertificationFactory(name="手语证书", name_en="Certificate in sign language")
    certificate = give(clerk, skill, 3, on=DAY, certification=certification).certificate
    clerk.full_name = "别的名字"
    clerk.save()
    certificate.refresh_from_db()
    assert certificate.facts == {
        "number": "XC-2026-000001",
        "name": "阿卜杜热西提·买买提",
        "hall": {"zh": hall.name, "en": hall.name_en},
        "issuer": {"zh": "嘉兴供电公司", "en": "Jiaxing Power Supply"},
        "certification": {"zh": "手语证书", "en": "Certificate in sign language"},
        "skills": [{"zh": "手语", "en": "Sign language", "level": 3, "level_zh": "持证", "level_en": "Certified"}],
        "evidence": {"zh": "手语基础", "en": "Sign basics"},
        "issued_on": "2026-03-01",
        "valid_from": "2026-03-01",
        "valid_until": "2027-02-28",
        "verify_path": f"/verify/{certificate.public_id}/",
    }


def test_the_staff_number_is_not_printed(person):
    clerk = person(staff_number="SN-440-88")
    certificate = give(clerk, SkillFactory(), on=DAY, certification=CertificationFactory()).certificate
    assert "SN-440-88" not in json.dumps(certificate.facts)


def test_the_issuer_is_the_hall_until_the_organisation_has_a_name(person, hall):
    facts = give(person(), SkillFactory(), on=DAY, certification=CertificationFactory()).certificate.facts
    assert facts["issuer"] == facts["hall"] == {"zh": hall.name, "en": hall.name_en}


def test_a_revocation_is_a_fact_with_who_and_why_in_the_log(person):
    row = give(person(), SkillFactory(), on=DAY).awards[0]
    manager = person(Role.MANAGER)
    revocation = revoke(award=row, on=DAY + timedelta(days=9), reason=" 冒名考试 ", by=manager)
    entry = ModelLogEntry.objects.get(action="skills.revoke")
    assert (revocation.reason, revocation.revoked_by) == ("冒名考试", manager)
    assert (entry.user, entry.data["reason"]) == (manager, "冒名考试")
    assert Award.objects.in_force(DAY + timedelta(days=8)).exists()
    assert not Award.objects.in_force(DAY + timedelta(days=9)).exists()


def test_revoking_twice_answers_the_first_revocation(person):
    row = give(person(), SkillFactory(), on=DAY).awards[0]
    manager = person(Role.MANAGER)
    first = revoke(award=row, on=DAY, reason="一", by=manager)
    assert revoke(award=row, on=DAY + timedelta(days=5), reason="二", by=manager) == first
    assert Revocation.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "   ", "长" * 301])
def test_a_revocation_needs_a_reason_that_can_be_kept(person, reason):
    row = give(person(), SkillFactory(), on=DAY).awards[0]
    with pytest.raises(ValidationError) as refusal:
        revoke(award=row, on=DAY, reason=reason, by=person(Role.MANAGER))
    assert "reason" in refusal.value.message_dict
    assert not Revocation.objects.exists()


def test_a_revoked_certificate_takes_all_its_awards_with_it(person):
    issued = award(
        user=person(),
        grants=[Grant(SkillFactory(), 2), Grant(SkillFactory(), 3)],
        evidence=Evidence("test", "1"),
        on=DAY,
        now=NOW,
        certification=CertificationFactory(),
    )
    revocations = revoke_certificate(
        certificate=issued.certificate, on=DAY, reason="误发", by=person(Role.ADMINISTRATOR)
    )
    assert {row.award for row in revocations} == set(issued.awards)
    assert not Award.objects.in_force(DAY).exists()


def test_awards_and_certificates_cannot_be_changed_or_deleted(person):
    issued = give(person(), SkillFactory(), on=DAY, certification=CertificationFactory())
    for fact in [*issued.awards, issued.certificate]:
        with pytest.raises(FactChanged):
            fact.save()
        with pytest.raises(FactChanged):
            fact.delete()
    with pytest.raises(FactChanged):
        Award.objects.update(level=4)


def test_awarding_costs_the_same_number_of_queries_for_the_twentieth_certificate(person, django_assert_num_queries):
    clerk, skill, certification = person(), SkillFactory(), CertificationFactory()
    give(clerk, skill, on=DAY, certification=certification)
    with CaptureQueriesContext(connection) as second:
        give(clerk, skill, on=DAY, certification=certification)
    for _ in range(17):
        give(clerk, skill, on=DAY, certification=certification)
    with django_assert_num_queries(len(second)):
        give(clerk, skill, on=DAY, certification=certification)


def test_two_clicks_at_once_award_once(racing_db, person):
    clerk, skill, certification = person(), SkillFactory(), CertificationFactory()
    answers = racing_db.together(
        3 * [lambda: give(clerk, skill, on=DAY, certification=certification, key="same").created]
    )
    assert sorted(answers) == [False, False, True]
    assert Certificate.objects.count() == Award.objects.count() == 1


def test_certificates_issued_at_once_have_numbers_without_twins_or_gaps(racing_db, person):
    certification, skill = CertificationFactory(), SkillFactory()
    clerks = [person() for _ in range(4)]

    def issue(clerk):
        return lambda: give(clerk, skill, on=DAY, certification=certification).certificate.number

    assert sorted(racing_db.together([issue(clerk) for clerk in clerks])) == [
        f"XC-2026-00000{place}" for place in range(1, 5)
    ]


def test_a_counter_read_without_its_lock_would_give_a_number_twice(racing_db):
    CertificateCounter.objects.create(year=2026, last=0)

    def careless():
        last = CertificateCounter.objects.get(year=2026).last
        time.sleep(0.2)
        CertificateCounter.objects.filter(year=2026).update(last=last + 1)
        return last + 1

    assert racing_db.together(2 * [careless]) == [1, 1]


def test_a_suspended_certificate_counts_again_from_the_day_it_is_reinstated(person):
    clerk, boss = person(), person(Role.MANAGER)
    skill, on = SkillFactory(), date(2026, 3, 1)
    certificate = give(clerk, skill, on=on, certification=CertificationFactory()).certificate
    first = suspend(certificate=certificate, on=date(2026, 5, 1), reason="投诉核实中", by=boss, now=NOW)
    assert suspend(certificate=certificate, on=date(2026, 6, 1), reason="又一次", by=boss, now=NOW) == first
    assert profile(clerk, date(2026, 5, 1))[skill.pk].state == State.SUSPENDED
    again = reinstate(certificate=certificate, on=date(2026, 5, 20), reason="查明无责", by=boss, now=NOW)
    assert reinstate(certificate=certificate, on=date(2026, 6, 1), reason="再来", by=boss, now=NOW) == again
    states = {day: profile(clerk, date(2026, 5, day))[skill.pk].state for day in (1, 19, 20)}
    assert states == {1: State.SUSPENDED, 19: State.SUSPENDED, 20: State.VALID}
    assert Award.objects.in_force(date(2026, 5, 10)).count() == 0
    assert Award.objects.in_force(date(2026, 5, 20)).count() == 1
    with pytest.raises(ValidationError):
        suspend(certificate=certificate, on=date(2026, 5, 10), reason="早于恢复", by=boss, now=NOW)


def test_suspending_and_reinstating_want_a_reason_and_days_in_order(person):
    clerk, boss = person(), person(Role.MANAGER)
    certificate = give(clerk, SkillFactory(), on=date(2026, 3, 1), certification=CertificationFactory()).certificate
    with pytest.raises(ValidationError):
        suspend(certificate=certificate, on=date(2026, 5, 1), reason=" ", by=boss, now=NOW)
    with pytest.raises(ValidationError):
        reinstate(certificate=certificate, on=date(2026, 5, 1), reason="没有暂停", by=boss, now=NOW)
    suspend(certificate=certificate, on=date(2026, 5, 1), reason="核实", by=boss, now=NOW)
    with pytest.raises(ValidationError):
        reinstate(certificate=certificate, on=date(2026, 4, 30), reason="太早", by=boss, now=NOW)


def test_a_renewal_from_the_previous_expiry_looks_at_the_certificate_before(person):
    clerk, skill = person(), SkillFactory()
    rules = CertificationFactory(renewal_basis="expiry")
    give(clerk, skill, on=date(2025, 3, 15), certification=rules)
    issued = give(clerk, skill, on=date(2026, 2, 1), certification=rules)
    assert issued.certificate.valid_until == date(2027, 3, 14)


def test_rating_oneself_the_same_again_writes_nothing_new(person):
    clerk, skill = person(), SkillFactory()
    first = rate_self(user=clerk, skill=skill, level=2, now=NOW)
    assert rate_self(user=clerk, skill=skill, level=2, now=NOW) == first
    assert rate_self(user=clerk, skill=skill, level=3, now=NOW).level == 3


def test_passing_again_is_no_way_round_a_suspension(person):
    clerk, boss, skill, rules = person(), person(Role.MANAGER), SkillFactory(), CertificationFactory()
    first = give(clerk, skill, on=date(2026, 3, 1), certification=rules).certificate
    other = give(clerk, SkillFactory(), on=date(2026, 3, 1), certification=CertificationFactory()).certificate
    suspend(certificate=first, on=date(2026, 5, 1), reason="投诉核实中", by=boss, now=NOW)
    second = give(clerk, skill, on=date(2026, 6, 1), certification=rules).certificate
    assert profile(clerk, date(2026, 6, 1))[skill.pk].state == State.SUSPENDED
    assert second.suspensions.get().reason == "投诉核实中"
    assert not other.suspensions.exists()
    reinstate(certificate=first, on=date(2026, 6, 10), reason="查明无责", by=boss, now=NOW)
    assert profile(clerk, date(2026, 6, 9))[skill.pk].state == State.SUSPENDED
    assert profile(clerk, date(2026, 6, 10))[skill.pk].state == State.VALID
    third = give(clerk, skill, on=date(2026, 7, 1), certification=rules).certificate
    assert not third.suspensions.exists()


def test_a_certificate_earned_before_a_suspension_is_over_waits_for_its_last_day_too(person):
    clerk, boss, skill, rules = person(), person(Role.MANAGER), SkillFactory(), CertificationFactory()
    first = give(clerk, skill, on=date(2026, 3, 1), certification=rules).certificate
    suspend(certificate=first, on=date(2026, 5, 1), reason="投诉核实中", by=boss, now=NOW)
    reinstate(certificate=first, on=date(2026, 6, 10), reason="查明无责", by=boss, now=NOW)
    give(clerk, skill, on=date(2026, 6, 1), certification=rules)
    states = [profile(clerk, date(2026, 6, day))[skill.pk].state for day in (9, 10)]
    assert states == [State.SUSPENDED, State.VALID]
