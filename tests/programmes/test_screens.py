"""What a clerk sees of certifications, and what is begun from there."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import Enrolment
from people.roles import Role
from programmes.journeys import Doing, journey
from programmes.models import Cycle
from programmes.services import adopt_certificates, open_cycle, waive_part
from quizzes.models import Attempt, ObservationRequest, Quiz
from skills.models import Certificate
from skills.services import revoke_certificate, suspend

from ..courses.factories import NOW, make_attempt, make_course, steps_of
from ..courses.test_services import finish
from ..quizzes.factories import make_question, make_quiz
from ..quizzes.practical_factories import make_practical
from ..quizzes.test_views import form_of
from ..quizzes.waiting import make_waiting
from ..skills.factories import CertificationFactory, SkillFactory, give
from .factories import make_programme, path

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def plain_course():
    return make_course(lessons=1, level=None, certified=False)


def exam(**fields):
    return make_quiz(fixed=[make_question(f"q-{Quiz.objects.count()}")], **fields)


def make(*parts, renewal=(), **fields):
    return make_programme(path(*parts), path(*renewal) if renewal else (), grants=[(SkillFactory(), 3)], **fields)


def at(programme, name="programme", *args):
    return reverse(f"programmes:{name}", args=[programme.certification.slug, *args])


@pytest.fixture
def clerk(person):
    return person()


@pytest.fixture
def phone(client_as, clerk):
    return client_as(user=clerk)


def text_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_somebody_without_certifications_is_led_to_the_list(phone):
    make([plain_course()])
    assert "您还没有认证" in text_of(phone, reverse("programmes:mine"))
    assert "有效期 12 个月" in text_of(phone, reverse("programmes:catalogue"))


def test_a_clerk_begins_a_certification_and_sees_the_one_next_step(phone, clerk):
    course = plain_course()
    programme = make([course])
    assert "开始认证" in text_of(phone, at(programme))
    assert phone.post(at(programme, "start")).status_code == 302
    assert phone.post(at(programme, "start")).status_code == 302
    cycle = Cycle.objects.get(user=clerk)
    assert cycle.events.get().by == clerk
    page = text_of(phone, reverse("programmes:mine"))
    assert f"下一步：{course.title}" in page
    assert course.url in page


def test_what_waits_for_others_is_no_next_step(phone, clerk):
    practical = make_practical()
    programme = make([practical])
    phone.post(at(programme, "start"))
    assert phone.post(at(programme, "ask", practical.pk)).status_code == 302
    request = ObservationRequest.objects.get(user=clerk)
    one = journey(clerk, programme.certification, timezone.now())
    assert one.next is None
    assert [step.doing for step in one.left] == [Doing.WAITING]
    assert one.state == "awaiting"
    assert "由他人处理" in text_of(phone, reverse("programmes:mine"))
    phone.post(at(programme, "ask", practical.pk))
    assert ObservationRequest.objects.get(user=clerk) == request
    assert str(request.public_id) in text_of(phone, at(programme, "practical", practical.pk))


def test_an_observation_leads_back_to_the_programme_that_asks_for_it(phone, clerk):
    practical = make_practical()
    programme = make([practical])
    phone.post(at(programme, "start"))
    phone.post(at(programme, "ask", practical.pk))
    request = ObservationRequest.objects.get(user=clerk)
    page = text_of(phone, reverse("practicals:observation", args=[request.public_id]))
    assert at(programme, "practical", practical.pk) in page


def test_a_quiz_outside_every_course_is_taken_from_the_programme_and_grants_the_certificate(phone, clerk):
    quiz = exam(pass_mark=1)
    programme = make([quiz])
    assert "请先开始认证" in text_of(phone, at(programme, "quiz", quiz.pk))
    assert phone.post(at(programme, "start_quiz", quiz.pk)).url == at(programme)
    phone.post(at(programme, "start"))
    begun = phone.post(at(programme, "start_quiz", quiz.pk))
    attempt = Attempt.objects.get(user=clerk)
    assert begun.url == reverse("rounds:attempt", args=[attempt.public_id])
    assert phone.post(at(programme, "start_quiz", quiz.pk)).url == begun.url
    assert text_of(phone, begun.url)
    answers = {**form_of(attempt), "confirmed": "1", "lease": attempt_lease(attempt)}
    response = phone.post(reverse("rounds:attempt_submit", args=[attempt.public_id]), answers)
    assert response.status_code == 302
    attempt.refresh_from_db()
    assert attempt.passed
    certificate = Certificate.objects.get(user=clerk)
    result = text_of(phone, response.url)
    assert at(programme) in result
    page = text_of(phone, at(programme))
    assert certificate.number in page
    assert "测验通过" in page


def attempt_lease(attempt):
    """What the page that was opened last carries in its form."""
    attempt.refresh_from_db()
    return attempt.lease


def test_a_quiz_that_was_passed_before_is_counted_without_taking_it_again(phone, clerk):
    quiz = exam()
    programme = make([quiz])
    make_attempt(clerk, quiz)
    phone.post(at(programme, "start"))
    assert Certificate.objects.filter(user=clerk).exists()


def test_a_course_that_still_counts_is_taken_again_only_when_a_round_asks_for_it(phone, clerk):
    course = plain_course()
    programme = make([course])
    assert phone.post(at(programme, "again", course.pk)).url == at(programme)
    assert not Enrolment.objects.exists()
    finish(clerk, course, NOW - 400 * DAY)
    give(clerk, SkillFactory(), on=timezone.localdate() - 330 * DAY, certification=programme.certification)
    phone.post(at(programme, "start"))
    one = journey(clerk, programme.certification, timezone.now())
    assert one.open.cycle.kind == Cycle.Kind.RENEWAL
    assert one.next.doing == Doing.AGAIN
    assert f"再学一遍：{course.title}" in text_of(phone, reverse("programmes:mine"))
    assert phone.post(at(programme, "again", course.pk)).url == journey_step(course)
    assert Enrolment.objects.filter(user=clerk, completed_at=None).count() == 1
    assert journey(clerk, programme.certification, timezone.now()).next.doing == Doing.UNDER_WAY


def journey_step(course):
    """The address of the first step of a course."""
    return steps_of(course)[0].get_url()


def test_nobody_renews_before_the_day_it_opens(phone, clerk):
    programme = make([plain_course()])
    give(clerk, SkillFactory(), on=timezone.localdate(), certification=programme.certification)
    open_rounds(clerk)
    assert "起可以续证" in text_of(phone, at(programme))
    phone.post(at(programme, "start"))
    assert not Cycle.objects.still_open().exists()


def open_rounds(user):
    """Certificates that were given by hand get their rounds."""
    adopt_certificates(user=user, now=timezone.now())


def test_in_grace_a_clerk_renews_the_shorter_way(phone, clerk):
    course, quiz = plain_course(), exam()
    programme = make([course], renewal=([quiz],))
    give(clerk, SkillFactory(), on=timezone.localdate() - 370 * DAY, certification=programme.certification)
    open_rounds(clerk)
    page = text_of(phone, reverse("programmes:mine"))
    assert "宽限期内" in page
    assert "现在续证" in page
    phone.post(at(programme, "start"))
    page = text_of(phone, at(programme))
    assert quiz.title in page
    assert "续证要求" in page
    assert f"下一步：{quiz.title}" in page


@pytest.mark.parametrize("how", ["suspended", "revoked"])
def test_what_was_taken_away_is_not_begun_again_by_oneself(phone, clerk, person, how):
    programme, manager = make([plain_course()]), person(Role.MANAGER)
    today = timezone.localdate()
    certificate = give(clerk, SkillFactory(), on=today - 10 * DAY, certification=programme.certification).certificate
    open_rounds(clerk)
    if how == "suspended":
        suspend(certificate=certificate, on=today, reason="查证", by=manager, now=timezone.now())
    else:
        revoke_certificate(certificate=certificate, on=today, reason="冒名", by=manager)
    page = text_of(phone, at(programme))
    assert "请询问班长" in page
    assert "查证" in page or "冒名" in page
    phone.post(at(programme, "start"))
    assert not Cycle.objects.still_open().exists()


def test_a_waived_part_is_shown_as_waived_with_who_and_why(phone, clerk, person):
    one, two = plain_course(), plain_course()
    programme, chief = make([one, two]), person(Role.CHIEF_TRAINER)
    cycle = open_cycle(user=clerk, certification=programme.certification, now=timezone.now())
    part = journey(clerk, programme.certification, timezone.now()).step_of("course", one.pk).part
    waive_part(cycle=cycle, part_id=part.id, by=chief, reason="在总部讲过这门课", now=timezone.now())
    page = text_of(phone, at(programme))
    assert "已豁免" in page
    assert "在总部讲过这门课" in page
    assert chief.full_name in page


def test_a_certification_nobody_can_get_yet_does_not_exist_for_a_clerk(phone):
    assert text_of(phone, reverse("programmes:programme", args=[CertificationFactory().slug]), 404)


def test_the_page_of_a_course_says_what_it_is_part_of(phone):
    course = plain_course()
    programme = make([course])
    page = text_of(phone, course.url)
    assert "所属认证" in page
    assert at(programme) in page


def test_the_reader_of_english_reads_english(phone, clerk):
    course = plain_course()
    programme = make([course], [plain_course(), plain_course()])
    phone.post(at(programme, "start"))
    page = phone.get(at(programme), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert f"Next: {course.title_en}" in page
    assert "all 2 of these" in page


def test_a_quiz_that_waits_for_a_mark_leaves_the_round_awaiting_sign_off(phone, clerk):
    programme = make([make_waiting(clerk, timezone.now()).quiz])
    phone.post(at(programme, "start"))
    one = journey(clerk, programme.certification, timezone.now())
    assert one.waits
    assert one.state == "awaiting"


def test_a_page_names_its_own_prerequisites_and_skills_and_no_others(phone):
    before, other = CertificationFactory(), CertificationFactory()
    programme = make([plain_course()], after=[before])
    make([plain_course()], after=[other])
    page = text_of(phone, at(programme))
    assert before.name in page
    assert other.name not in page
    assert page.count("level-dots") == 1
    first = make([plain_course()])
    assert "前置证书" not in text_of(phone, at(first))


def test_a_certificate_awards_the_skills_of_its_own_programme_alone(phone, clerk):
    quiz, other = exam(), make([plain_course()])
    programme = make([quiz])
    make_attempt(clerk, quiz)
    phone.post(at(programme, "start"))
    awarded = {award.skill_id for award in Certificate.objects.get(user=clerk).awards.all()}
    assert awarded == {grant.skill_id for grant in programme.grants.all()}
    assert awarded.isdisjoint(grant.skill_id for grant in other.grants.all())
