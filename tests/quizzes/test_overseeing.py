"""What a trainer does to an attempt: give time, close, void; and extra time given beforehand."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.roles import Role
from quizzes.deadlines import deadline, deadline_for
from quizzes.models import Act, Attempt, ExtraTime
from quizzes.services import (
    Refused,
    close_attempt,
    close_overdue,
    extend_all,
    extend_time,
    save_answer,
    start_attempt,
    submit_attempt,
    void_attempt,
)

from .factories import NOW, make_quiz, minutes, one_of_each, right_value

SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def trainer(person):
    return person(Role.TRAINER)


@pytest.fixture
def quiz(db):
    return make_quiz(one_of_each(), time_limit_minutes=10)


@pytest.fixture
def attempt(person, quiz):
    return start_attempt(user=person(), quiz=quiz, now=NOW)


def answer(attempt, now, position=1, **more):
    value = right_value(attempt.questions.get(position=position))
    return save_answer(attempt=attempt, position=position, value=value, now=now, **more)


# ---- the deadline


@given(st.integers(1, 600), st.lists(st.integers(1, 300)), st.none() | st.integers(1, 900))
def test_the_largest_extra_time_counts_and_the_closing_hour_ends_everything(limit, percents, closes):
    closes_at = closes and NOW + minutes(closes)
    end = deadline(NOW, limit, closes_at, percents)
    longest = NOW + max([minutes(limit)] + [minutes(limit) * (100 + one) / 100 for one in percents])
    assert end == (min(longest, closes_at) if closes_at else longest)


def test_without_limit_and_closing_hour_nothing_ends_an_attempt():
    assert deadline(NOW, None) is None
    assert deadline(NOW, None, NOW + minutes(3)) == NOW + minutes(3)


def test_extra_time_of_a_person_counts_while_it_holds_and_for_its_quiz(person, quiz, trainer, django_assert_num_queries):
    clerk, other = person(), make_quiz(title="别的", time_limit_minutes=10)
    given = {"user": clerk, "reason": "右手骨折", "given_by": trainer, "given_at": NOW}
    ExtraTime.objects.create(percent=50, **given)
    ExtraTime.objects.create(percent=100, quiz=other, **given)
    ExtraTime.objects.create(percent=200, ended_at=NOW + minutes(1), **given)
    with django_assert_num_queries(1):
        assert deadline_for(quiz, clerk, NOW) == NOW + minutes(30)
    assert deadline_for(quiz, clerk, NOW + minutes(2)) == NOW + minutes(2 + 15)
    assert deadline_for(other, clerk, NOW + minutes(2)) == NOW + minutes(2 + 20)
    assert deadline_for(quiz, person(), NOW) == NOW + minutes(10)
    assert start_attempt(user=clerk, quiz=quiz, now=NOW + minutes(2)).deadline == NOW + minutes(17)


# ---- more time


def test_more_time_moves_the_deadline_and_is_written_down(attempt, trainer):
    extend_time(attempt=attempt, minutes=5, by=trainer, reason="停电", now=NOW + minutes(9))
    answer(attempt, NOW + minutes(14))
    act = Act.objects.get()
    assert (act.kind, act.by, act.reason, act.facts["minutes"]) == (Act.Kind.EXTEND, trainer, "停电", 5)
    assert submit_attempt(attempt=attempt, now=NOW + minutes(20)).ended_at == NOW + minutes(15)


def test_a_double_click_gives_the_time_once_and_two_decisions_give_it_twice(attempt, trainer):
    for moment in (NOW, NOW + SECOND, NOW + minutes(1)):
        extend_time(attempt=attempt, minutes=5, by=trainer, reason="", now=moment)
    attempt.refresh_from_db()
    assert attempt.deadline == NOW + minutes(20)
    assert Act.objects.count() == 2


def test_everybody_who_sits_at_the_quiz_gets_more_time_and_nobody_else(attempt, quiz, person, trainer):
    ended = start_attempt(user=person(), quiz=quiz, now=NOW)
    submit_attempt(attempt=ended, now=NOW)
    elsewhere = start_attempt(user=person(), quiz=make_quiz(one_of_each(), time_limit_minutes=10), now=NOW)
    second = start_attempt(user=person(), quiz=quiz, now=NOW + minutes(1))
    given = extend_all(quiz=quiz, minutes=7, by=trainer, reason="网络中断", now=NOW + minutes(2))
    assert set(given) == {attempt, second}
    deadlines = dict(Attempt.objects.values_list("pk", "deadline"))
    assert [deadlines[one.pk] - NOW for one in (attempt, second, ended, elsewhere)] == [
        minutes(17),
        minutes(18),
        minutes(10),
        minutes(10),
    ]


@pytest.mark.parametrize("count", [0, -5, 481])
def test_time_that_makes_no_sense_is_refused(attempt, trainer, count):
    with pytest.raises(Refused):
        extend_time(attempt=attempt, minutes=count, by=trainer, reason="", now=NOW)


def test_an_ended_attempt_and_one_without_a_limit_get_no_more_time(attempt, person, trainer):
    submit_attempt(attempt=attempt, now=NOW)
    endless = start_attempt(user=person(), quiz=make_quiz(one_of_each()), now=NOW)
    for one in (attempt, endless):
        with pytest.raises(Refused):
            extend_time(attempt=one, minutes=5, by=trainer, reason="", now=NOW)


def test_the_clock_does_not_close_what_was_given_more_time(attempt, trainer):
    extend_time(attempt=attempt, minutes=30, by=trainer, reason="", now=NOW + minutes(9))
    assert close_overdue(now=NOW + minutes(20)) == []


# ---- closing


def test_closing_marks_what_is_there_and_says_who_and_why(attempt, trainer):
    answer(attempt, NOW + SECOND)
    told = []
    closed = close_attempt(
        attempt=attempt, by=trainer, reason="临时回岗", now=NOW + minutes(3), after=lambda a, now: told.append(a)
    )
    assert (closed.ending, closed.ended_at, closed.points) == (Attempt.Ending.CLOSED, NOW + minutes(3), 1)
    again = close_attempt(attempt=attempt, by=trainer, reason="再点一次", now=NOW + minutes(4), after=told.append)
    assert again.ended_at == NOW + minutes(3)
    assert told == [attempt]
    assert Act.objects.get().reason == "临时回岗"
    with pytest.raises(Refused, match="trainer"):
        answer(attempt, NOW + minutes(4), position=2)


def test_closing_after_the_deadline_records_the_deadline(attempt, trainer):
    closed = close_attempt(attempt=attempt, by=trainer, reason="收卷", now=NOW + minutes(10.5))
    assert (closed.ending, closed.ended_at) == (Attempt.Ending.TIME_UP, NOW + minutes(10))


# ---- voiding


def test_voiding_keeps_everything_and_counts_for_nothing(attempt, trainer):
    for position in (1, 2, 3, 4):
        answer(attempt, NOW, position=position)
    submit_attempt(attempt=attempt, now=NOW)
    voided = void_attempt(attempt=attempt, by=trainer, reason="他人代答", now=NOW + minutes(60))
    assert voided.had_passed
    attempt.refresh_from_db()
    assert (attempt.points, attempt.passed, attempt.voided_at) == (4, True, NOW + minutes(60))
    assert attempt.answers.count() == 4
    assert not Attempt.objects.counted().exists()


def test_voiding_an_open_attempt_ends_it_first_and_a_second_click_changes_nothing(attempt, trainer):
    voided = void_attempt(attempt=attempt, by=trainer, reason="题目有误", now=NOW + SECOND)
    assert (voided.had_passed, voided.attempt.ending) == (False, Attempt.Ending.CLOSED)
    again = void_attempt(attempt=attempt, by=trainer, reason="再点一次", now=NOW + 2 * SECOND)
    assert again.attempt.voided_at == NOW + SECOND
    assert Act.objects.get().reason == "题目有误"


@pytest.mark.parametrize("act", [close_attempt, void_attempt])
def test_what_takes_away_needs_a_reason(attempt, trainer, act):
    with pytest.raises(Refused):
        act(attempt=attempt, by=trainer, reason="  ", now=NOW)
    attempt.refresh_from_db()
    assert attempt.ended_at is None
