"""The desk of quizzes: who sits where, and giving time, closing and voiding."""

import datetime

import pytest
from django.urls import reverse

from courses.resting import resting_on
from courses.services import complete_step, enrol
from people.roles import Role
from quizzes.models import Act, Attempt, Signal
from quizzes.services import save_answer, start_attempt
from tests.courses.certified import certified_by_a_quiz, make_place
from tests.courses.factories import steps_of
from tests.factories import UserFactory
from tests.quizzes.factories import make_question, make_quiz, right_value

from .factories import NOW

pytestmark = pytest.mark.django_db


def ago(minutes):
    return NOW - datetime.timedelta(minutes=minutes)


@pytest.fixture
def place():
    return make_place()


@pytest.fixture
def quiz():
    return make_quiz([make_question(f"q-{n}") for n in range(3)], time_limit_minutes=30)


def sit(user, quiz, minutes_ago, answers=0):
    attempt = start_attempt(user=user, quiz=quiz, now=ago(minutes_ago))
    for asked in attempt.questions.all()[:answers]:
        save_answer(attempt=attempt, position=asked.position, value=right_value(asked), now=ago(minutes_ago))
    return attempt


def to(name, thing):
    key = {"public_id": thing.public_id} if isinstance(thing, Attempt) else {"pk": thing.pk}
    return reverse(f"exams:{name}", kwargs=key)


def in_english(client):
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def trainer(client_as):
    return in_english(client_as(Role.TRAINER))


def test_the_page_says_how_far_everybody_is_and_who_seems_stuck(trainer, person, quiz):
    sit(person(full_name="赵一"), quiz, 10, answers=1)
    sit(person(full_name="钱二"), quiz, 2, answers=2)
    page = trainer.get(to("room", quiz)).content.decode()
    assert "1 of 3 answered" in page
    assert "2 of 3 answered" in page
    assert page.count("Stuck?") == 2  # the row, and what the word means
    assert "20 minutes left" in page
    assert page.index("赵一") < page.index("钱二")


def test_the_list_shows_each_quiz_once_with_what_is_going_on(trainer, person, quiz):
    attempt = sit(person(), quiz, 10)
    sit(person(), quiz, 1)
    Signal.objects.create(attempt=attempt, kind="left", at=NOW, seconds=9)
    page = trainer.get(reverse("exams:list")).content.decode()
    assert page.count("2 people answering") == 1
    assert "1 seems stuck" in page
    assert "1 signal" in page


def test_people_of_other_halls_are_not_shown(trainer, quiz):
    sit(UserFactory(full_name="外厅之人"), quiz, 1)
    assert "外厅之人" not in trainer.get(to("room", quiz)).content.decode()
    assert trainer.get(to("room_now", quiz)).json()["count"] == 0


def test_the_page_brings_itself_up_to_date_in_few_queries_however_many_sit(trainer, person, quiz, count_queries):
    sit(person(), quiz, 1)
    few = count_queries(to("room_now", quiz))
    for _number in range(20):
        sit(person(), quiz, 1, answers=1)
    many = count_queries(to("room_now", quiz))
    assert many <= few <= 6
    found = trainer.get(to("room_now", quiz)).json()
    assert found["count"] == 21
    assert found["clock"] == "10:00:00"


def test_more_time_needs_a_reason_and_then_moves_the_deadline(trainer, person, quiz):
    attempt = sit(person(), quiz, 10)
    address = to("extend", attempt)
    assert "Say why" in trainer.post(address, {"minutes": 5}).content.decode()
    assert trainer.post(address, {"minutes": 5, "reason": "停电"}).status_code == 302
    assert Attempt.objects.get().deadline == ago(10) + datetime.timedelta(minutes=35)
    page = trainer.get(to("attempt", attempt)).content.decode()
    assert "5 minutes more" in page
    assert "停电" in page


def test_more_time_for_all_reaches_those_the_trainer_sees(trainer, person, quiz):
    mine, other = sit(person(), quiz, 10), sit(UserFactory(), quiz, 10)
    trainer.post(to("extend_room", quiz), {"minutes": 5, "reason": "停电"})
    assert [act.attempt for act in Act.objects.all()] == [mine]
    assert Attempt.objects.get(pk=other.pk).deadline == other.deadline


def test_an_administrator_gives_it_to_everybody(client_as, person, quiz):
    for user in (person(), UserFactory()):
        sit(user, quiz, 10)
    client_as(Role.ADMINISTRATOR).post(to("extend_room", quiz), {"minutes": 5, "reason": "停电"})
    assert Act.objects.count() == 2


def test_closing_hands_in_what_is_there(trainer, person, quiz):
    attempt = sit(person(), quiz, 10, answers=3)
    trainer.post(to("close", attempt), {"reason": "下班了"})
    attempt.refresh_from_db()
    assert (attempt.ending, attempt.points, attempt.passed) == ("closed", 3, True)


def test_closing_a_quiz_that_is_passed_completes_its_course(client_as, person, place):
    clerk, (course, quiz) = person(), place
    enrolment = enrol(user=clerk, course=course, now=ago(20))
    complete_step(enrolment=enrolment, page=steps_of(course)[0], now=ago(20))
    attempt = sit(clerk, quiz, 10, answers=1)
    client_as(Role.TRAINER).post(to("close", attempt), {"reason": "下班了"})
    assert clerk.certificates.count() == 1


def test_voiding_says_what_rests_on_the_attempt_and_takes_nothing_away(client_as, person, place):
    attempt = certified_by_a_quiz(person(), *place)
    number = attempt.user.certificates.get().number
    trainer = in_english(client_as(Role.TRAINER))
    assert number in trainer.get(to("void", attempt)).content.decode()
    assert trainer.post(to("void", attempt), {"reason": ""}).status_code == 200
    trainer.post(to("void", attempt), {"reason": "替考"})
    attempt.refresh_from_db()
    assert attempt.voided_at == NOW
    page = trainer.get(to("attempt", attempt)).content.decode()
    assert "Something still rests on this attempt" in page
    assert "Revoke it" not in page
    assert not attempt.user.awards.filter(revocation__isnull=False).exists()


def test_a_chief_trainer_revokes_what_rests_on_a_voided_attempt(client_as, person, place):
    attempt = certified_by_a_quiz(person(), *place)
    chief, rests = client_as(Role.CHIEF_TRAINER), [row.key for row in resting_on([attempt])]
    chief.post(to("revoke", attempt), {"reason": "替考", "revoke": rests})
    assert not attempt.user.awards.filter(revocation__isnull=False).exists(), "it still counts"
    chief.post(to("void", attempt), {"reason": "替考"})
    assert chief.post(to("revoke", attempt), {"reason": "", "revoke": rests}).status_code == 400
    answer = chief.post(to("revoke", attempt), {"reason": "替考了", "revoke": []})
    assert answer.status_code == 400
    assert "替考了" in answer.content.decode(), "what was typed stays"
    assert not attempt.user.awards.filter(revocation__isnull=False).exists(), "no reason or nothing to revoke was given"
    for _click in range(2):
        assert chief.post(to("revoke", attempt), {"reason": "替考", "revoke": rests}).status_code == 302
    assert attempt.user.awards.get().revocation.reason == "替考"


def test_nobody_decides_about_their_own_attempt(client_as, person, quiz):
    trainer = person(Role.TRAINER)
    attempt = sit(trainer, quiz, 5)
    client = client_as(user=trainer)
    for name in ("extend", "close", "void"):
        assert client.post(to(name, attempt), {"minutes": 5, "reason": "我"}).status_code == 302
    assert not Act.objects.exists()


def test_a_manager_looks_and_does_nothing(client_as, person, quiz):
    attempt = sit(person(), quiz, 5)
    page = in_english(client_as(Role.MANAGER)).get(to("attempt", attempt)).content.decode()
    assert "Void the attempt" not in page
    assert "Moment by moment" in page


def test_the_attempt_tells_its_story_with_signals_as_context(trainer, person, quiz):
    attempt = sit(person(), quiz, 10, answers=1)
    Signal.objects.create(attempt=attempt, kind="left", at=ago(5), seconds=42, position=1)
    page = trainer.get(to("attempt", attempt)).content.decode()
    assert "Question 1: answered" in page
    assert "对的" in page
    assert "42 s · at question 1" in page
    assert "no verdict" in page


def test_a_person_s_attempts_are_listed_voided_ones_too(trainer, person, quiz):
    clerk = person()
    attempt = sit(clerk, quiz, 5)
    trainer.post(to("void", attempt), {"reason": "试机"})
    page = trainer.get(to("person", clerk)).content.decode()
    assert "voided" in page
    assert str(attempt.public_id) in page


def test_the_clerk_is_told_why_an_attempt_does_not_count(client_as, person, place):
    attempt = certified_by_a_quiz(person(full_name="李三"), *place)
    client_as(Role.TRAINER).post(to("void", attempt), {"reason": "替考"})
    client = in_english(client_as(user=attempt.user))
    page = client.get(reverse("courses:attempt_result", args=[attempt.public_id])).content.decode()
    assert "This attempt does not count" in page
    assert "替考" in page
    assert 'id="outcome"' not in page
    step = client.get(place[0].get_children().last().get_url()).content.decode()
    assert "does not count" in step
    assert "替考" in step
