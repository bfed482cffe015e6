"""From publishing another key to marking anew: what is asked, shown and done."""

import pytest
from django.urls import reverse

from courses.services import complete_step, enrol
from people.roles import Role
from quizzes.models import Act
from skills.models import Revocation
from tests.courses.certified import certified_by_a_quiz, make_place
from tests.courses.factories import NOW, steps_of
from tests.factories import UserFactory
from tests.quizzes.corrections import PUT_RIGHT, correct, marks, sat

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_place()


def address(question):
    return reverse("exams:correction", args=[question.pk])


@pytest.fixture
def chief(client_as):
    client = client_as(Role.CHIEF_TRAINER)
    client.cookies["django_language"] = "en"
    return client


def test_the_preview_says_whose_mark_and_whose_certificate_would_change(chief, person, place):
    attempt = certified_by_a_quiz(person(full_name="赵一"), *place)
    sat(person(full_name="钱二"), place[1], "乙")
    page = chief.get(address(correct())).content.decode()
    assert "2 people answered it before" in page
    assert "2 marks would change" in page
    assert "1 certificate rests" in page
    assert attempt.user.certificates.get().number in page
    assert "赵一" in page
    assert "钱二" in page
    assert not Act.objects.exists()


def test_marking_anew_keeps_certificates_that_are_not_ticked(chief, person, place):
    attempt = certified_by_a_quiz(person(), *place)
    fixed = correct()
    assert chief.post(address(fixed), {"reason": ""}).status_code == 200
    assert marks(attempt) == (1, True)
    assert chief.post(address(fixed), {"reason": "答案印错了"}).status_code == 302
    assert marks(attempt) == (0, False)
    assert not Revocation.objects.exists()
    page = chief.get(address(fixed)).content.decode()
    assert "Certificates still in force after earlier corrections" in page
    assert "答案印错了" in page
    assert "答案印错了" in chief.get(reverse("exams:corrections")).content.decode()


def test_a_ticked_certificate_is_revoked_with_the_reason(chief, person, place):
    attempt = certified_by_a_quiz(person(), *place)
    completion = attempt.user.completions.get()
    chief.post(address(correct()), {"reason": "答案印错了", "revoke": [f"completion-{completion.pk}"]})
    assert Revocation.objects.get().reason == "答案印错了"


def test_whoever_passes_now_gets_the_course_and_its_certificate(chief, person, place):
    clerk, (course, quiz) = person(), place
    enrolment = enrol(user=clerk, course=course, now=NOW)
    complete_step(enrolment=enrolment, page=steps_of(course)[0], now=NOW)
    sat(clerk, quiz, "乙", now=NOW)
    chief.post(address(correct()), {"reason": "答案印错了"})
    assert clerk.certificates.count() == 1


def test_people_of_other_halls_are_counted_and_not_named(chief, place):
    certified_by_a_quiz(UserFactory(full_name="外厅之人"), *place)
    page = chief.get(address(correct())).content.decode()
    assert "外厅之人" not in page
    assert "1 more in other halls" in page


def test_a_trainer_looks_and_may_not_mark_anew(client_as, person, place):
    attempt = certified_by_a_quiz(person(), *place)
    client, fixed = client_as(Role.TRAINER), correct()
    assert client.get(address(fixed)).status_code == 200
    assert client.post(address(fixed), {"reason": "答案印错了"}).status_code == 403
    assert marks(attempt) == (1, True)


def edit(question, options):
    """The form of the editor with these options, as pressing “Publish” sends it."""
    block = question.body.raw_data[0]
    data = {
        "topic": question.topic_id,
        "stem": question.stem,
        "explanation": question.explanation,
        "difficulty": question.difficulty,
        "key": question.key,
        "body-count": 1,
        "body-0-deleted": "",
        "body-0-order": 0,
        "body-0-type": "single",
        "body-0-id": block["id"],
        "body-0-value-options-count": len(options),
        "body-0-value-shuffle": "on",
        "action-publish": "1",
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
    }
    for number, ((text, right), stored) in enumerate(zip(options, block["value"]["options"], strict=True)):
        at = f"body-0-value-options-{number}"
        data |= {f"{at}-deleted": "", f"{at}-order": number, f"{at}-id": stored.get("id", "")}
        data |= {f"{at}-value-text": text, **({f"{at}-value-right": "on"} if right else {})}
    return data


def test_publishing_another_key_leads_to_the_preview(chief, person, place):
    sat(person(), place[1], "甲")
    question = place[1].fixed_questions.get().question
    editor = reverse(question.snippet_viewset.get_url_name("edit"), args=[question.pk])
    unchanged = chief.post(editor, edit(question, [("甲", True), ("乙", False), ("丙", False)]))
    assert address(question) not in unchanged.url
    changed = chief.post(editor, edit(question, PUT_RIGHT))
    assert changed.url == address(question) + "?published"
    assert "The question is published with another key" in chief.get(changed.url).content.decode()


def test_the_list_of_questions_leads_to_the_correction_later(chief, place):
    question = place[1].fixed_questions.get().question
    page = chief.get(reverse(question.snippet_viewset.get_url_name("list"))).content.decode()
    assert address(question) in page
