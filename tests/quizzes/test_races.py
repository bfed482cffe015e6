"""Clicks at the same time. Each race is shown to happen with the lock off before its absence is trusted."""

import threading
from contextlib import contextmanager

import pytest

from courses import services as courses
from courses.models import Completion
from people.roles import Role
from quizzes import answering, ending
from quizzes.models import Act, Answer, Attempt, Quiz
from quizzes.services import (
    Refused,
    extend_time,
    reveal,
    save_answer,
    start_attempt,
    submit_attempt,
    take_lease,
    void_attempt,
)
from skills.models import Award, Certificate
from tests.courses.factories import make_course, make_quiz_page

from .factories import NOW, make_quiz, minutes, one_of_each, right_value, wrong_value

TWENTY, FIFTY = 20, 50


def answered(user, quiz):
    attempt = start_attempt(user=user, quiz=quiz, now=NOW)
    for asked in attempt.questions.all():
        save_answer(attempt=attempt, position=asked.position, value=right_value(asked), now=NOW)
    return attempt


@pytest.fixture
def attempt(racing_db, person):
    return answered(person(), make_quiz(one_of_each()))


def submits(attempt, closed):
    return TWENTY * [lambda: submit_attempt(attempt=attempt, now=NOW, after=lambda a, now: closed.append(a.pk))]


def without_the_lock(monkeypatch, people):
    """Everybody looks at the attempt before anybody goes on."""
    everybody_has_looked = threading.Barrier(people)

    @contextmanager
    def unlocked(attempt):
        seen = Attempt.objects.get(pk=attempt.pk)
        everybody_has_looked.wait(30)
        yield seen

    for module in (ending, __import__("quizzes.overseeing").overseeing):
        monkeypatch.setattr(module, "exclusively", unlocked)


def test_without_the_lock_twenty_submits_close_the_attempt_many_times(racing_db, attempt, monkeypatch):
    without_the_lock(monkeypatch, TWENTY)
    closed = []
    racing_db.together(submits(attempt, closed))
    # Under load a database may turn some away (a deadlock); that more than one got through is the proof.
    assert len(closed) > 1


def test_twenty_submits_at_once_give_one_result(racing_db, attempt):
    closed = []
    results = racing_db.together(submits(attempt, closed))
    assert closed == [attempt.pk]
    assert {(result.points, result.passed, result.ended_at) for result in results} == {(4, True, NOW)}


def test_fifty_submits_at_once_give_one_result_one_completion_and_one_certificate(racing_db, person):
    clerk, quiz, course = person(), make_quiz(one_of_each()), make_course(lessons=0)
    make_quiz_page(course, quiz=quiz)
    courses.enrol(user=clerk, course=course, now=NOW)
    attempt = answered(clerk, quiz)

    def hand_in():
        passed = lambda attempt, now: courses.quiz_passed(attempt=attempt, now=now)  # noqa: E731
        return submit_attempt(attempt=attempt, now=NOW, after=passed)

    results = racing_db.together(FIFTY * [hand_in])
    assert {(result.points, result.passed, result.ended_at) for result in results} == {(4, True, NOW)}
    assert (Completion.objects.count(), Award.objects.count(), Certificate.objects.count()) == (1, 1, 1)


def test_twenty_starts_at_once_give_one_attempt(racing_db, person):
    clerk, quiz = person(), make_quiz(one_of_each())
    started = racing_db.together(TWENTY * [lambda: start_attempt(user=clerk, quiz=quiz, now=NOW)])
    assert len({attempt.pk for attempt in started}) == 1
    assert Attempt.objects.get().questions.count() == 4


def changes(attempt):
    asked = attempt.questions.get(shown__kind="true_false")

    def answer(n):
        value = {"value": n % 2 == 0}
        return lambda: save_answer(attempt=attempt, position=asked.position, value=value, at=NOW + minutes(n), now=NOW + minutes(60))

    return asked, [answer(n) for n in range(1, 11)]


def test_without_the_lock_answers_take_the_same_number_or_are_turned_away(racing_db, attempt, monkeypatch):
    """Ten windows read the next free number before anybody has written."""
    everybody_has_read = threading.Barrier(10)

    def unlocked(answer):
        top = Answer.objects.filter(attempt=attempt).count()
        everybody_has_read.wait(30)
        answer.sequence = top + 1
        answer.save()
        return answer.sequence

    monkeypatch.setattr(answering, "_insert", unlocked)
    monkeypatch.setattr(answering, "keep_answers", answering.keep_answers.__wrapped__)
    monkeypatch.setattr(answering, "_FIND", answering._FIND.replace("{lock}", "/* {lock} */"))
    saved = racing_db.together(changes(attempt)[1])
    assert [problem for problem in saved if isinstance(problem, Exception)]


def test_answers_from_ten_windows_are_all_kept_and_the_one_given_last_counts(racing_db, attempt):
    asked, works = changes(attempt)
    saved = racing_db.together(works)
    assert not [problem for problem in saved if isinstance(problem, Exception)]
    sequences = sorted(Answer.objects.filter(attempt=attempt).values_list("sequence", flat=True))
    assert sequences == list(range(1, len(sequences) + 1))
    assert ending.last_given(attempt)[asked.position] == {"value": True}


def test_an_answer_acknowledged_while_handing_in_is_marked(racing_db, person):
    """Whichever comes first: a save that was acknowledged counts, one that came too late is refused."""
    quiz = make_quiz(one_of_each()[:1])
    for round_ in range(5):
        attempt = start_attempt(user=person(), quiz=quiz, now=NOW + minutes(round_))
        value = right_value(attempt.questions.first())
        acknowledged, _result = racing_db.together(
            [
                lambda attempt=attempt, value=value: save_answer(attempt=attempt, position=1, value=value, now=NOW),
                lambda attempt=attempt: submit_attempt(attempt=attempt, now=NOW),
            ]
        )
        attempt.refresh_from_db()
        assert attempt.points == (0 if isinstance(acknowledged, Refused) else 1)


def test_an_answer_acknowledged_while_it_is_explained_is_the_one_explained(racing_db, person):
    quiz = make_quiz(one_of_each()[:1], mode=Quiz.Mode.PRACTICE)
    for round_ in range(5):
        attempt = start_attempt(user=person(), quiz=quiz, now=NOW + minutes(round_))
        asked = attempt.questions.first()
        save_answer(attempt=attempt, position=1, value=wrong_value(asked), now=NOW)
        value = right_value(asked)
        acknowledged, _explained = racing_db.together(
            [
                lambda attempt=attempt, value=value: save_answer(attempt=attempt, position=1, value=value, now=NOW),
                lambda attempt=attempt: reveal(attempt=attempt, position=1, now=NOW),
            ]
        )
        points = submit_attempt(attempt=attempt, now=NOW).points
        assert points == (0 if isinstance(acknowledged, Refused) else 1)


def test_windows_opened_at_once_leave_one_that_may_answer(racing_db, attempt):
    leases = racing_db.together([lambda n=n: take_lease(attempt=attempt, device=f"{n:012x}", now=NOW) for n in range(8)])
    attempt.refresh_from_db()
    assert leases.count(attempt.lease) == 1
    value = wrong_value(attempt.questions.first())
    saved = [
        save_or_refusal(attempt, value, lease) for lease in leases
    ]
    assert saved.count("elsewhere") == 7


def save_or_refusal(attempt, value, lease):
    try:
        return save_answer(attempt=attempt, position=1, value=value, now=NOW, lease=lease)
    except Refused as refusal:
        return refusal.code


def test_without_the_lock_time_given_twice_at_once_is_lost(racing_db, person, monkeypatch):
    attempt = answered(person(), make_quiz(one_of_each(), time_limit_minutes=10))
    trainers = [person(Role.TRAINER) for _n in range(2)]
    without_the_lock(monkeypatch, 2)
    racing_db.together([lambda by=by: extend_time(attempt=attempt, minutes=5, by=by, reason="", now=NOW) for by in trainers])
    attempt.refresh_from_db()
    assert attempt.deadline == NOW + minutes(15)


def test_time_given_by_several_trainers_adds_up_and_a_double_click_does_not(racing_db, person):
    attempt = answered(person(), make_quiz(one_of_each(), time_limit_minutes=10))
    trainers = [person(Role.TRAINER) for _n in range(4)]
    works = [lambda by=by: extend_time(attempt=attempt, minutes=5, by=by, reason="", now=NOW) for by in trainers]
    assert not [problem for problem in racing_db.together(2 * works) if isinstance(problem, Exception)]
    attempt.refresh_from_db()
    assert attempt.deadline == NOW + minutes(30)
    assert Act.objects.count() == 4


def test_voiding_at_once_is_one_act(racing_db, attempt, person):
    trainer = person(Role.TRAINER)
    works = 10 * [lambda: void_attempt(attempt=attempt, by=trainer, reason="作废", now=NOW)]
    assert not [problem for problem in racing_db.together(works) if isinstance(problem, Exception)]
    assert Act.objects.count() == 1
