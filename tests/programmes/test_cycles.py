"""A round from being assigned to its certificate, and the next one."""

import datetime

import pytest

from courses.services import complete_step, enrol
from programmes.cycles import current, standing, standings
from programmes.life import EventKind, State
from programmes.models import Cycle
from programmes.refused import Refused
from programmes.services import (
    adopt_certificates,
    consider,
    open_cycle,
    open_renewals,
    waive_cycle,
    waive_part,
    withdraw_cycle,
)
from skills.models import Award, Certificate
from skills.services import revoke_certificate

from ..courses.factories import NOW, TODAY, make_attempt, make_course, steps_of
from ..quizzes.factories import make_quiz
from ..skills.factories import CertificationFactory, SkillFactory, give
from .factories import make_programme, path

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def plain_course():
    return make_course(lessons=1, level=None, certified=False)


def do(user, course, now=NOW, again=False):
    enrolment = enrol(user=user, course=course, now=now, again=again)
    for step in steps_of(course):
        complete_step(enrolment=enrolment, page=step, now=now)


def at(day):
    return NOW + DAY * (day - TODAY).days


def kinds(cycle):
    return [event.kind for event in cycle.events.all()]


def test_the_last_course_of_a_programme_grants_its_certificate(person):
    clerk, skill, one, two = person(), SkillFactory(), plain_course(), plain_course()
    programme = make_programme(path([one, two]), grants=[(skill, 3)])
    cycle = open_cycle(user=clerk, certification=programme.certification, now=NOW)
    assert standing(cycle, TODAY).state == State.ASSIGNED
    do(clerk, one)
    assert standing(cycle, TODAY).state == State.STARTED
    assert not Certificate.objects.exists()
    do(clerk, two)
    cycle.refresh_from_db()
    certificate = Certificate.objects.get()
    assert cycle.certificate == certificate
    assert kinds(cycle) == [EventKind.ASSIGNED, EventKind.STARTED, EventKind.GRANTED]
    granted = cycle.events.last()
    assert granted.revision == programme.live_revision
    assert [proof["type"] for proof in granted.evidence["proofs"]] == ["completion", "completion"]
    assert standing(cycle, TODAY).state == State.VALID
    assert Award.objects.get().skill == skill
    assert consider(cycle=cycle, now=NOW) == certificate


def test_of_alternatives_one_is_enough_and_a_quiz_counts_by_its_rule(person):
    clerk, skill, course, quiz = person(), SkillFactory(), plain_course(), make_quiz()
    programme = make_programme(path((1, [course, quiz])), grants=[(skill, 3)])
    cycle = open_cycle(user=clerk, certification=programme.certification, now=NOW)
    make_attempt(clerk, quiz, passed=False)
    assert consider(cycle=cycle, now=NOW) is None
    attempt = make_attempt(clerk, quiz)
    assert consider(cycle=cycle, now=NOW) is not None
    assert cycle.events.last().evidence["proofs"][0]["key"] == str(attempt.public_id)


def test_what_was_done_before_the_round_counts_for_the_first_one_and_not_for_a_renewal(person):
    clerk, skill, course = person(), SkillFactory(), plain_course()
    programme = make_programme(path([course]), grants=[(skill, 3)])
    do(clerk, course)
    first = open_cycle(user=clerk, certification=programme.certification, now=NOW)
    assert first.certificate
    opens = Award.objects.get().renewal_from
    second = open_cycle(user=clerk, certification=programme.certification, now=at(opens))
    assert (second.kind, second.number, second.certificate) == (Cycle.Kind.RENEWAL, 2, None)
    do(clerk, course, now=at(opens + DAY), again=True)
    second.refresh_from_db()
    assert second.certificate.valid_from == opens + DAY
    rows = standings(Cycle.objects.with_story(), opens)
    assert current(rows).cycle == first
    assert current(standings(Cycle.objects.with_story(), opens + DAY)).cycle == second


def test_a_renewal_may_be_shorter_and_who_lapsed_goes_the_whole_way_again(person):
    clerk, skill, long, short = person(), SkillFactory(), plain_course(), plain_course()
    programme = make_programme(path([long]), path([short]), grants=[(skill, 3)])
    open_cycle(user=clerk, certification=programme.certification, now=NOW)
    do(clerk, long)
    award = Award.objects.get()
    renewed = open_cycle(user=clerk, certification=programme.certification, now=at(award.renewal_from))
    do(clerk, short, now=at(award.renewal_from))
    renewed.refresh_from_db()
    assert renewed.certificate
    lapsed = Award.objects.order_by("pk").last().grace_until + DAY
    again = open_cycle(user=clerk, certification=programme.certification, now=at(lapsed))
    assert again.kind == Cycle.Kind.REENTRY
    do(clerk, short, now=at(lapsed), again=True)
    again.refresh_from_db()
    assert again.certificate is None
    do(clerk, long, now=at(lapsed), again=True)
    again.refresh_from_db()
    assert again.certificate


def test_a_prerequisite_must_count_on_the_day(person):
    clerk, skill, before, course = person(), SkillFactory(), CertificationFactory(), plain_course()
    programme = make_programme(path([course]), grants=[(skill, 3)], after=[before])
    cycle = open_cycle(user=clerk, certification=programme.certification, now=NOW)
    do(clerk, course)
    assert not Certificate.objects.exists()
    give(clerk, SkillFactory(), on=TODAY, certification=before)
    assert consider(cycle=cycle, now=NOW)


def test_a_waived_part_counts_with_its_reason(person):
    clerk, boss, skill, course = person(), person(), SkillFactory(), plain_course()
    programme = make_programme(path([course]), grants=[(skill, 3)])
    cycle = open_cycle(user=clerk, certification=programme.certification, now=NOW)
    part = programme.first[0].value["parts"][0].id
    waiver = waive_part(cycle=cycle, part_id=part, by=boss, reason="已持省公司同等证书", now=NOW)
    assert waive_part(cycle=cycle, part_id=part, by=boss, reason="再来一次", now=NOW) == waiver
    cycle.refresh_from_db()
    assert cycle.certificate
    assert cycle.events.last().evidence["proofs"][0]["type"] == "waiver"


def test_a_waived_or_withdrawn_round_ends_without_a_certificate(person):
    clerk, boss, certification = person(), person(), make_course(lessons=1).certification
    cycle = open_cycle(user=clerk, certification=certification, now=NOW)
    assert open_cycle(user=clerk, certification=certification, now=NOW) == cycle
    waive_cycle(cycle=cycle, by=boss, reason="岗位不接待外宾", now=NOW)
    assert standing(cycle, TODAY).state == State.WAIVED
    following = open_cycle(user=clerk, certification=certification, now=NOW)
    assert (following.number, following.kind) == (2, Cycle.Kind.FIRST)
    withdraw_cycle(cycle=following, by=boss, reason="误派", now=NOW)
    assert standing(following, TODAY).state == State.WITHDRAWN


def test_a_certificate_that_a_course_issues_gets_its_cycle(person):
    clerk, course = person(), make_course(lessons=1)
    do(clerk, course)
    cycle = Cycle.objects.get()
    assert cycle.certificate == Certificate.objects.get()
    assert (cycle.kind, kinds(cycle)) == (Cycle.Kind.FIRST, [EventKind.GRANTED])
    assert adopt_certificates(user=clerk, now=NOW) == []


def test_a_course_closes_the_round_that_was_assigned(person):
    clerk, course = person(), make_course(lessons=1)
    cycle = open_cycle(user=clerk, certification=course.certification, now=NOW)
    do(clerk, course)
    cycle.refresh_from_db()
    assert cycle.certificate
    assert Cycle.objects.count() == 1
    with pytest.raises(Refused):
        withdraw_cycle(cycle=cycle, by=None, reason="太晚", now=NOW)


def test_renewals_open_by_themselves_once(person):
    clerk, gone, certification = person(), person(left_on=TODAY), CertificationFactory()
    award = give(clerk, SkillFactory(), on=TODAY, certification=certification).awards[0]
    give(gone, SkillFactory(), on=TODAY, certification=certification)
    assert open_renewals(now=at(award.renewal_from - DAY)) == []
    opened = open_renewals(now=at(award.renewal_from))
    assert [(cycle.user, cycle.kind, cycle.due_on) for cycle in opened] == [
        (clerk, Cycle.Kind.RENEWAL, award.valid_until)
    ]
    assert open_renewals(now=at(award.renewal_from + DAY)) == []


def test_after_a_revocation_only_what_is_done_from_that_day_counts(person):
    clerk, boss, skill, course = person(), person(), SkillFactory(), plain_course()
    programme = make_programme(path([course]), grants=[(skill, 3)])
    do(clerk, course)
    open_cycle(user=clerk, certification=programme.certification, now=NOW)
    revoke_certificate(certificate=Certificate.objects.get(), on=TODAY + 5 * DAY, reason="代答", by=boss)
    cycle = open_cycle(user=clerk, certification=programme.certification, now=NOW + 6 * DAY)
    assert (cycle.kind, cycle.certificate) == (Cycle.Kind.REENTRY, None)
    do(clerk, course, now=NOW + 7 * DAY, again=True)
    cycle.refresh_from_db()
    assert cycle.certificate.valid_from == TODAY + 7 * DAY
