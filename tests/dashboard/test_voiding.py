"""Voiding an accepted practical, and revoking what rests on it, from the page of the practical on."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import Completion, Progress
from courses.progress import outline
from courses.resting import reopen_steps, resting_on
from courses.services import complete_step, enrol, quiz_passed
from people.roles import Role
from programmes.journeys import journey
from programmes.records import check
from programmes.services import open_cycle
from quizzes.models import ObservationRequest
from quizzes.services import submit_attempt
from skills.models import Revocation
from tests.courses.certified import make_place
from tests.courses.factories import make_course, make_practical_page, steps_of
from tests.programmes.deeds import accept, be_watched
from tests.programmes.factories import make_programme, path
from tests.quizzes.corrections import sat
from tests.quizzes.practical_factories import make_coach, make_practical
from tests.skills.factories import CertificationFactory, SkillFactory

from .factories import NOW

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def practical():
    return make_practical()


@pytest.fixture
def clerk(person):
    return person(full_name="龚䶮")


@pytest.fixture
def watched(clerk, practical, person, hall):
    """`watched()`: the clerk's practical, accepted."""

    def make():
        coach = make_coach(practical.skill, hall, on=timezone.localdate(NOW))
        asked = be_watched(clerk, practical, by=person(Role.MANAGER), coach=coach, now=NOW - 9 * MINUTE)
        accept(asked, by=person(Role.TRAINER), now=NOW - 8 * MINUTE)
        return ObservationRequest.objects.get(pk=asked.pk)

    return make


@pytest.fixture
def certified(clerk, practical, watched):
    """The practical on which the certificate of a programme rests."""
    kind = CertificationFactory(name="柜面服务证书")
    make_programme(path([practical]), grants=[(SkillFactory(), 3)], certification=kind)
    open_cycle(user=clerk, certification=kind, now=NOW - 10 * MINUTE)
    return watched()


def to(name, asked):
    return reverse(f"exams:{name}", args=[asked.public_id])


def text(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_the_page_of_the_practical_leads_there_for_trainers_only(client_as, certified):
    page = reverse("practicals:observation", args=[certified.public_id])
    assert to("observation", certified) in text(client_as(Role.TRAINER), page)
    assert to("observation", certified) not in text(client_as(Role.MANAGER), page)


def test_before_it_is_done_the_page_says_what_rests_on_it(client_as, clerk, certified):
    trainer = client_as(Role.TRAINER)
    number = clerk.certificates.get().number
    assert number in text(trainer, to("observation", certified))
    answer = trainer.post(to("void_observation", certified), {"reason": ""})
    assert (answer.status_code, answer.content.decode().count(number)) == (400, 2)
    certified.refresh_from_db()
    assert certified.outcome == "accepted"


def test_a_trainer_voids_and_a_chief_trainer_revokes_what_the_programme_issued(client_as, clerk, certified):
    trainer = client_as(Role.TRAINER)
    for _click in range(2):
        assert trainer.post(to("void_observation", certified), {"reason": "当时考核的不是本人"}).status_code == 302
    assert [finding.code for finding in check(timezone.localdate(NOW))] == ["evidence_voided"]
    page = text(trainer, to("observation", certified))
    assert clerk.certificates.get().number in page
    assert 'name="revoke"' not in page
    assert trainer.post(to("revoke_observation", certified), {}).status_code == 403
    chief, [row] = client_as(Role.CHIEF_TRAINER), resting_on([certified])
    wrong = chief.post(to("revoke_observation", certified), {"reason": "替考", "revoke": ["cycle-0"]})
    assert wrong.status_code == 400
    assert not Revocation.objects.exists()
    for _click in range(2):
        sent = {"reason": "替考", "revoke": [row.key]}
        assert chief.post(to("revoke_observation", certified), sent).status_code == 302
    assert Revocation.objects.get().reason == "替考"
    assert check(timezone.localdate(NOW)) == []
    assert "没有依据它的证书或技能" in text(chief, to("observation", certified))


def test_the_person_reads_why_in_place_of_the_result(client_as, clerk, certified):
    client_as(Role.TRAINER).post(to("void_observation", certified), {"reason": "当时考核的不是本人"})
    page = text(client_as(user=clerk), reverse("practicals:observation", args=[certified.public_id]))
    assert "当时考核的不是本人" in page
    assert "已作废" in page


def test_what_counts_is_not_revoked(client_as, certified):
    chief = client_as(Role.CHIEF_TRAINER)
    [row] = resting_on([certified])
    chief.post(to("revoke_observation", certified), {"reason": "替考", "revoke": [row.key]})
    assert not Revocation.objects.exists()


def test_nobody_comes_near_their_own(client_as, clerk, certified):
    clerk.groups.set([])
    trainer = client_as(user=clerk)
    assert trainer.get(to("observation", certified)).status_code == 403


def test_a_round_that_counted_it_asks_for_it_anew(client_as, clerk, practical, watched):
    kind, other = CertificationFactory(), make_practical()
    make_programme(path([practical, other]), grants=[(SkillFactory(), 3)], certification=kind)
    open_cycle(user=clerk, certification=kind, now=NOW - 10 * MINUTE)
    asked = watched()
    client_as(Role.TRAINER).post(to("void_observation", asked), {"reason": "替考"})
    one = journey(clerk, kind, NOW)
    assert (one.done, [step.part.key for step in one.left]) == (0, [practical.pk, other.pk])


def test_a_step_of_a_course_under_way_is_open_again(client_as, clerk, practical, watched):
    course = make_course(lessons=1)
    make_practical_page(course, practical=practical)
    enrol(user=clerk, course=course, now=NOW - 10 * MINUTE)
    asked = watched()
    assert outline(course, clerk).done == 1
    client_as(Role.TRAINER).post(to("void_observation", asked), {"reason": "替考"})
    assert outline(course, clerk).done == 0
    assert reopen_steps(asked) == 0


def test_so_is_a_step_that_rests_on_a_voided_attempt(client_as, clerk):
    course, quiz = make_place()
    enrol(user=clerk, course=course, now=NOW)
    attempt = sat(clerk, quiz, "甲", now=NOW, hand_in=False)
    submit_attempt(attempt=attempt, now=NOW, after=lambda one, now: quiz_passed(attempt=one, now=now))
    assert outline(course, clerk).done == 1
    client_as(Role.TRAINER).post(to("void", attempt), {"reason": "替考"})
    assert (outline(course, clerk).done, Progress.objects.get().evidence) == (0, {})


def test_a_completed_course_stays_completed(client_as, clerk, practical, watched):
    course = make_course(lessons=0)
    make_practical_page(course, practical=practical)
    enrolment = enrol(user=clerk, course=course, now=NOW - 10 * MINUTE)
    asked = watched()
    assert complete_step(enrolment=enrolment, page=steps_of(course)[0], now=NOW)
    client_as(Role.TRAINER).post(to("void_observation", asked), {"reason": "替考"})
    assert (Completion.objects.count(), outline(course, clerk).done) == (1, 1)
    assert [row.title for row in resting_on([asked])] == [course.title]
