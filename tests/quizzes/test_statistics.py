"""Which questions fail people."""

import pytest

from quizzes.services import save_answer, start_attempt, submit_attempt
from quizzes.statistics import most_missed

from .factories import NOW, make_question, make_quiz, minutes, right_value


@pytest.fixture
def sit(person):
    """`sit(quiz, {"q1"}, NOW)`: somebody answers these questions rightly, all others not at all."""

    def sit(quiz, right, now):
        attempt = start_attempt(user=person(), quiz=quiz, now=now)
        for asked in attempt.questions.select_related("question"):
            if asked.question.key in right:
                save_answer(attempt=attempt, position=asked.position, value=right_value(asked), now=now)
        return submit_attempt(attempt=attempt, now=now)

    return sit


def test_the_most_missed_questions_come_first(sit, django_assert_num_queries):
    quiz = make_quiz([make_question(key) for key in ("easy", "middling", "hard")])
    for right in ({"easy", "middling"}, {"easy", "middling"}, {"easy"}):
        sit(quiz, right, NOW)
    with django_assert_num_queries(2):
        rows = most_missed(5, NOW - minutes(1), NOW + minutes(1))
        assert [(row.question.key, row.asked, row.wrong) for row in rows] == [("hard", 3, 3), ("middling", 3, 1)]
        assert rows[0].share == 1.0
        assert rows[1].share == pytest.approx(1 / 3)
        assert rows[0].question.topic.name
    assert len(most_missed(1, NOW - minutes(1), NOW + minutes(1))) == 1


def test_attempts_outside_the_time_and_open_ones_do_not_count(sit, person):
    quiz = make_quiz([make_question("q1")])
    for now in (NOW - minutes(99), NOW, NOW + minutes(99)):
        sit(quiz, set(), now)
    start_attempt(user=person(), quiz=quiz, now=NOW)
    rows = most_missed(5, NOW - minutes(1), NOW + minutes(1), least_asked=1)
    assert [(row.asked, row.wrong) for row in rows] == [(1, 1)]


def test_a_question_asked_once_or_twice_is_no_evidence(sit):
    sit(make_quiz([make_question("q1")]), set(), NOW)
    assert most_missed(5, NOW - minutes(1), NOW) == []
