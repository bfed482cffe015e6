"""Clicks at the same time. Each race is shown to happen with the lock off before its absence is trusted."""

import threading
from contextlib import contextmanager

import pytest

from quizzes import ending
from quizzes.models import Answer, Attempt
from quizzes.services import Refused, save_answer, start_attempt, submit_attempt

from .factories import NOW, make_quiz, minutes, one_of_each, right_value

TWENTY = 20


@pytest.fixture
def attempt(racing_db, person):
    attempt = start_attempt(user=person(), quiz=make_quiz(one_of_each()), now=NOW)
    for asked in attempt.questions.all():
        save_answer(attempt=attempt, position=asked.position, value=right_value(asked), now=NOW)
    return attempt


def submits(attempt, closed):
    return TWENTY * [lambda: submit_attempt(attempt=attempt, now=NOW, after=lambda a, now: closed.append(a.pk))]


def test_without_the_lock_twenty_submits_close_the_attempt_many_times(racing_db, attempt, monkeypatch):
    everybody_has_looked = threading.Barrier(TWENTY)

    @contextmanager
    def unlocked(attempt):
        seen = Attempt.objects.get(pk=attempt.pk)
        everybody_has_looked.wait(30)
        yield seen

    monkeypatch.setattr(ending, "exclusively", unlocked)
    closed = []
    racing_db.together(submits(attempt, closed))
    # Under load a database may turn some away (a deadlock); that more than one got through is the proof.
    assert len(closed) > 1


def test_twenty_submits_at_once_give_one_result(racing_db, attempt):
    closed = []
    results = racing_db.together(submits(attempt, closed))
    assert closed == [attempt.pk]
    assert {(result.points, result.passed, result.ended_at) for result in results} == {(4, True, NOW)}


def test_twenty_starts_at_once_give_one_attempt(racing_db, person):
    clerk, quiz = person(), make_quiz(one_of_each())
    started = racing_db.together(TWENTY * [lambda: start_attempt(user=clerk, quiz=quiz, now=NOW)])
    assert len({attempt.pk for attempt in started}) == 1
    assert Attempt.objects.get().questions.count() == 4


def test_answers_from_two_tabs_are_all_kept_in_order(racing_db, attempt):
    asked = attempt.questions.get(shown__kind="true_false")

    def answer(value):
        return lambda: save_answer(attempt=attempt, position=asked.position, value={"value": value}, now=NOW)

    saved = racing_db.together([answer(n % 2 == 0) for n in range(10)])
    assert not [problem for problem in saved if isinstance(problem, Exception)]
    sequences = list(Answer.objects.filter(attempt=attempt).values_list("sequence", flat=True))
    assert sequences == list(range(1, len(sequences) + 1))


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
