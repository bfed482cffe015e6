"""Corrections at the same moment, and one beside handing in."""

import threading

import pytest

from people.roles import Role
from quizzes import regrading
from quizzes.models import Act
from quizzes.regrading import regrade
from quizzes.services import submit_attempt

from .corrections import act, correct, marks, sat, wrong_question
from .factories import NOW, make_quiz

SIX = 6


@pytest.fixture
def chief(racing_db, person):
    return person(Role.CHIEF_TRAINER)


@pytest.fixture
def wrong(racing_db):
    return wrong_question()


def test_six_corrections_at_once_are_one(racing_db, wrong, person, chief):
    attempt = sat(person(), make_quiz([wrong]), "乙")
    fixed, told = correct(), []

    def go():
        return act(fixed, chief, after=lambda one, now: told.append(one.pk))

    found = racing_db.together(SIX * [go])
    assert not [problem for problem in found if isinstance(problem, Exception)]
    assert sorted(len(one.changes) for one in found) == [0, 0, 0, 0, 0, 1]
    assert told == [attempt.pk]
    assert Act.objects.count() == 1
    assert marks(attempt) == (1, True)


def test_without_the_lock_a_correction_is_written_more_than_once(racing_db, wrong, person, chief, monkeypatch):
    sat(person(), make_quiz([wrong]), "乙")
    fixed = correct()
    looked = threading.Barrier(2)
    real = regrading.preview

    def both_look(question, revision):
        found = real(question, revision)
        looked.wait(30)
        return found

    monkeypatch.setattr(regrading, "_lock", lambda question: None)
    monkeypatch.setattr(regrading, "preview", both_look)
    # What the transaction would hide on a database with one writer: the two do not share one here.
    unlocked = regrade.__wrapped__
    racing_db.together(
        2 * [lambda: unlocked(question=fixed, revision=fixed.live_revision, by=chief, reason="错", now=NOW)]
    )
    assert Act.objects.count() == 2


def test_handing_in_beside_a_correction_is_always_marked_by_the_corrected_key(racing_db, wrong, person, chief):
    quiz = make_quiz([wrong])
    attempts = [sat(person(), quiz, "乙", hand_in=False) for _number in range(3)]
    fixed = correct()
    hand_in = [lambda attempt=attempt: submit_attempt(attempt=attempt, now=NOW) for attempt in attempts]
    found = racing_db.together([*hand_in, lambda: act(fixed, chief)])
    assert not [problem for problem in found if isinstance(problem, Exception)]
    assert [marks(attempt) for attempt in attempts] == 3 * [(1, True)]
