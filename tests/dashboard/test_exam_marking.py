"""Marking by hand: the queue, the sheet, and whose it is only afterwards. Extra time."""

import datetime

import pytest
from django.urls import reverse

from people.roles import Role
from quizzes.models import Attempt, ExtraTime, HandMark
from tests.factories import UserFactory
from tests.quizzes.factories import make_quiz
from tests.quizzes.waiting import WORDS, make_essay, make_waiting

from .factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz():
    return make_quiz([make_essay()], title="简答测验", pass_mark=60)


def sheet(attempt):
    return reverse("exams:mark", args=[attempt.public_id, 1])


def points(attempt, *given, **further):
    ids = [one["id"] for one in attempt.questions.get().answer_key["criteria"]]
    return {**{f"c-{key}": number for key, number in zip(ids, given, strict=True)}, "seen": 0, **further}


@pytest.fixture
def trainer(client_as):
    client = client_as(Role.TRAINER, full_name="严师")
    client.cookies["django_language"] = "en"
    return client


def test_what_waits_longest_comes_first_and_names_are_hidden(trainer, person, quiz):
    new = make_waiting(person(full_name="赵一"), NOW, quiz=quiz)
    old = make_waiting(person(full_name="钱二"), NOW - datetime.timedelta(days=2), quiz=quiz)
    page = trainer.get(reverse("exams:marking")).content.decode()
    assert page.index(sheet(old)) < page.index(sheet(new))
    assert "waits 2\xa0days" in page
    assert "钱二" not in page
    mark = trainer.get(sheet(old)).content.decode()
    assert WORDS in mark
    assert "name hidden" in mark
    assert "钱二" not in mark


def test_names_can_be_shown(trainer, person, quiz):
    attempt = make_waiting(person(full_name="赵一"), NOW, quiz=quiz)
    trainer.post(reverse("exams:marking_names"), {"names": "show"})
    assert "赵一" in trainer.get(sheet(attempt)).content.decode()
    trainer.post(reverse("exams:marking_names"), {"names": "hide"})
    assert "赵一" not in trainer.get(sheet(attempt)).content.decode()


def test_marking_gives_the_result_and_leads_to_the_next(trainer, person, quiz):
    first, second = (make_waiting(person(), NOW - datetime.timedelta(days=n), quiz=quiz) for n in (2, 1))
    answer = trainer.post(sheet(first), points(first, "2", "2.5", comment="再核对一次违约金"))
    assert answer.url == sheet(second)
    first.refresh_from_db()
    assert (str(first.points), first.passed) == ("0.90", True)
    assert trainer.post(sheet(second), points(second, 0, 1)).url == reverse("exams:marking")
    assert Attempt.objects.get(pk=second.pk).passed is False


def test_a_sheet_that_is_not_filled_keeps_what_was_typed_and_names_the_field(trainer, person, quiz):
    attempt = make_waiting(person(), NOW, quiz=quiz)
    page = trainer.post(sheet(attempt), points(attempt, "9", "1", comment="留着")).content.decode()
    assert "留着" in page
    assert 'aria-invalid="true"' in page
    assert not HandMark.objects.exists()


def test_two_trainers_with_the_same_answer_do_not_overwrite_each_other_unseen(trainer, client_as, person, quiz):
    attempt = make_waiting(person(), NOW, quiz=quiz)
    trainer.post(sheet(attempt), points(attempt, 2, 3))
    other = client_as(Role.TRAINER)
    other.cookies["django_language"] = "en"
    page = other.post(sheet(attempt), points(attempt, 0, 0)).content.decode()
    assert "严师 has marked this answer meanwhile" in page
    assert HandMark.objects.count() == 1
    other.post(sheet(attempt), points(attempt, 0, 0, seen=HandMark.objects.get().pk))
    assert [str(mark.points) for mark in HandMark.objects.all()] == ["1.00", "0.00"]


def test_nobody_marks_their_own_answer_or_one_of_another_hall(client_as, person, quiz):
    trainer = person(Role.TRAINER)
    own, elsewhere = make_waiting(trainer, NOW, quiz=quiz), make_waiting(UserFactory(), NOW, quiz=quiz)
    client = client_as(user=trainer)
    assert client.get(sheet(own)).status_code == client.get(sheet(elsewhere)).status_code == 404
    assert sheet(own) not in client.get(reverse("exams:marking")).content.decode()


def test_the_desk_says_how_many_answers_wait(trainer, person, quiz):
    make_waiting(person(), NOW, quiz=quiz)
    assert "Mark 1 answer" in trainer.get(reverse("dashboard:desk")).content.decode()


def test_extra_time_is_given_with_a_reason_replaces_what_held_and_is_ended(trainer, person):
    clerk = person(full_name="赵一")
    give = reverse("exams:give_time", args=[clerk.pk])
    assert trainer.post(give, {"percent": 50}).status_code == 200
    assert not ExtraTime.objects.exists()
    for percent in (50, 50, 100):
        assert trainer.post(give, {"percent": percent, "reason": "手腕骨折"}).status_code == 302
    kept = list(ExtraTime.objects.order_by("pk").values_list("percent", "ended_at"))
    assert kept == [(50, NOW), (100, None)]
    assert "赵一" in trainer.get(reverse("exams:extra_times")).content.decode()
    for _click in range(2):
        trainer.post(reverse("exams:end_time", args=[ExtraTime.objects.get(percent=100).pk]))
    assert not ExtraTime.objects.filter(ended_at=None).exists()
    assert reverse("exams:person", args=[clerk.pk]) not in trainer.get(reverse("exams:extra_times")).content.decode()


def test_nobody_gives_themselves_time(client_as, person):
    trainer = person(Role.TRAINER)
    client_as(user=trainer).post(reverse("exams:give_time", args=[trainer.pk]), {"percent": 50, "reason": "我"})
    assert not ExtraTime.objects.exists()
