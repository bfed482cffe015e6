"""The life of an attempt, rule by rule."""

import datetime

import pytest

from quizzes.models import Answer, Attempt, AttemptQuestion
from quizzes.services import (
    Refused,
    close_overdue,
    save_answer,
    save_answers,
    start_attempt,
    submit_attempt,
)
from quizzes.standing import standing
from quizzes.values import Malformed

from .conftest import statements
from .factories import (
    NOW,
    make_question,
    make_quiz,
    make_topic,
    minutes,
    one_of_each,
    right_value,
    wrong_value,
)

SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def clerk(person):
    return person()


@pytest.fixture
def quiz(db):
    return make_quiz(one_of_each())


def answer_all(attempt, now, value=right_value):
    for asked in attempt.questions.all():
        save_answer(attempt=attempt, position=asked.position, value=value(asked), now=now)


# ---- starting


def test_an_attempt_is_a_row_with_all_its_questions_before_the_first_is_shown(clerk, quiz):
    attempt = start_attempt(user=clerk, quiz=quiz, now=NOW)
    assert attempt.started_at == NOW
    assert attempt.max_points == 4
    assert [asked.position for asked in attempt.questions.all()] == [1, 2, 3, 4]
    assert all(asked.revision_id == asked.question.live_revision_id for asked in attempt.questions.all())


def test_starting_twice_gives_the_same_attempt(clerk, quiz):
    first = start_attempt(user=clerk, quiz=quiz, now=NOW)
    assert start_attempt(user=clerk, quiz=quiz, now=NOW + minutes(1)) == first


def test_a_start_that_loses_the_race_against_the_constraint_gets_the_open_attempt(clerk, quiz, monkeypatch):
    first = start_attempt(user=clerk, quiz=quiz, now=NOW)
    blind = standing(user=clerk, quiz=make_quiz(title="别的"), now=NOW)
    monkeypatch.setattr("quizzes.services.standing", lambda **_ignored: blind)
    assert start_attempt(user=clerk, quiz=quiz, now=NOW) == first


def test_only_published_questions_are_drawn(clerk):
    topic = make_topic()
    published = [make_question(f"q{n}", topic=topic) for n in range(3)]
    withdrawn = make_question("withdrawn", topic=topic)
    withdrawn.unpublish()
    attempt = start_attempt(user=clerk, quiz=make_quiz(draw=3), now=NOW)
    assert {asked.question_id for asked in attempt.questions.all()} == {question.pk for question in published}


def test_too_few_questions_are_refused_with_a_sentence(clerk):
    make_question("only")
    quiz = make_quiz(draw=2)
    with pytest.raises(Refused, match=r".+") as refusal:
        start_attempt(user=clerk, quiz=quiz, now=NOW)
    assert refusal.value.code == "not_ready"
    assert not Attempt.objects.exists()


def test_a_fixed_question_that_is_not_published_is_refused(clerk):
    question = make_question("q1")
    quiz = make_quiz([question])
    question.unpublish()
    with pytest.raises(Refused):
        start_attempt(user=clerk, quiz=quiz, now=NOW)


def test_an_empty_quiz_is_refused(clerk):
    with pytest.raises(Refused):
        start_attempt(user=clerk, quiz=make_quiz(), now=NOW)


@pytest.mark.parametrize("size", [1, 20])
def test_starting_costs_the_same_whatever_the_size(clerk, size):
    topic = make_topic()
    for n in range(size + 5):
        make_question(f"q{n}", topic=topic)
    quiz = make_quiz(draw=size)
    with statements() as made:
        start_attempt(user=clerk, quiz=quiz, now=NOW)
    assert len(made) == 8  # standing, draws, fixed, pool, revisions, sections, attempt, its questions


# ---- answering


def test_every_answer_is_acknowledged_with_a_number_and_the_servers_time(clerk, quiz):
    attempt = start_attempt(user=clerk, quiz=quiz, now=NOW)
    asked = attempt.questions.first()
    saved = save_answer(attempt=attempt, position=1, value=wrong_value(asked), now=NOW + SECOND)
    changed = save_answer(attempt=attempt, position=1, value=right_value(asked), now=NOW + 2 * SECOND)
    assert (saved.sequence, saved.given_at) == (1, NOW + SECOND)
    assert changed.sequence == 2
    assert Answer.objects.filter(attempt=attempt).count() == 2


def test_the_same_answer_again_is_acknowledged_without_a_new_row(clerk, quiz):
    attempt = start_attempt(user=clerk, quiz=quiz, now=NOW)
    asked = attempt.questions.get(shown__kind="multiple")
    value = right_value(asked)
    first = save_answer(attempt=attempt, position=asked.position, value=value, now=NOW + SECOND)
    turned = {"options": value["options"][::-1]}
    assert save_answer(attempt=attempt, position=asked.position, value=turned, now=NOW + minutes(1)) == first
    assert Answer.objects.count() == 1


def test_leaving_a_question_empty_writes_nothing_but_clearing_an_answer_does(clerk, quiz):
    attempt = start_attempt(user=clerk, quiz=quiz, now=NOW)
    asked = attempt.questions.get(shown__kind="multiple")
    save_answer(attempt=attempt, position=asked.position, value={"options": []}, now=NOW)
    assert not Answer.objects.exists()
    save_answer(attempt=attempt, position=asked.position, value=right_value(asked), now=NOW)
    save_answer(attempt=attempt, position=asked.position, value={"options": []}, now=NOW)
    assert submit_attempt(attempt=attempt, now=NOW).points == 0


def test_going_back_to_an_earlier_answer_is_a_new_row(clerk, quiz):
    attempt = start_attempt(user=clerk, quiz=quiz, now=NOW)
    asked = attempt.questions.get(shown__kind="true_false")
    for value in (True, False, True):
        save_answer(attempt=attempt, position=asked.position, value={"value": value}, now=NOW)
    assert Answer.objects.count() == 3
    assert submit_attempt(attempt=attempt, now=NOW).points == 1


def test_saving_one_answer_takes_two_queries_in_the_service(clerk, quiz):
    attempt = start_attempt(user=clerk, quiz=quiz, now=NOW)
    value = right_value(attempt.questions.first())
    with statements() as made:
        save_answer(attempt=attempt, position=1, value=value, now=NOW)
    assert len(made) == 2  # the question with the attempt locked and the last answer; the new row


def test_saving_all_answers_of_a_form_takes_three_queries(clerk, quiz):
    attempt = start_attempt(user=clerk, quiz=quiz, now=NOW)
    values = {asked.position: right_value(asked) for asked in attempt.questions.all()}
    with statements() as made:
        saved = save_answers(attempt=attempt, values=values, now=NOW)
    assert len(made) == 3  # the questions; the next number, as it is under the lock; the new rows
    assert [answer.sequence for answer in saved] == [1, 2, 3, 4]


def test_an_answer_that_does_not_fit_the_question_is_refused_and_nothing_is_kept(clerk, quiz):
    attempt = start_attempt(user=clerk, quiz=quiz, now=NOW)
    with pytest.raises(Malformed):
        save_answer(attempt=attempt, position=1, value={"options": ["nonsense"]}, now=NOW)
    with pytest.raises(Refused):
        save_answer(attempt=attempt, position=99, value={"value": True}, now=NOW)
    assert not Answer.objects.exists()


def test_an_answer_on_the_deadline_counts_and_one_after_it_does_not(clerk):
    quiz = make_quiz(one_of_each(), time_limit_minutes=10)
    attempt = start_attempt(user=clerk, quiz=quiz, now=NOW)
    asked = attempt.questions.first()
    save_answer(attempt=attempt, position=1, value=right_value(asked), now=NOW + minutes(10))
    with pytest.raises(Refused) as refusal:
        save_answer(attempt=attempt, position=1, value=wrong_value(asked), now=NOW + minutes(10) + SECOND)
    assert refusal.value.code == "time_up"
    assert submit_attempt(attempt=attempt, now=NOW + minutes(11)).points == 1


def test_no_answer_is_taken_after_handing_in(clerk, quiz):
    attempt = start_attempt(user=clerk, quiz=quiz, now=NOW)
    value = right_value(attempt.questions.first())
    submit_attempt(attempt=attempt, now=NOW)
    with pytest.raises(Refused) as refusal:
        save_answer(attempt=attempt, position=1, value=value, now=NOW)
    assert refusal.value.code == "ended"


# ---- ending


def test_all_right_passes(clerk, quiz):
    attempt = start_attempt(user=clerk, quiz=quiz, now=NOW)
    answer_all(attempt, NOW + SECOND)
    result = submit_attempt(attempt=attempt, now=NOW + minutes(5))
    assert (result.points, result.passed, result.ending) == (4, True, Attempt.Ending.SUBMITTED)
    assert result.ended_at == NOW + minutes(5)
    assert all(asked.is_correct for asked in result.questions.all())


def test_handing_in_again_changes_nothing_and_calls_nobody(clerk, quiz):
    attempt = start_attempt(user=clerk, quiz=quiz, now=NOW)
    called = []
    first = submit_attempt(attempt=attempt, now=NOW, after=lambda a, now: called.append(a.passed))
    again = submit_attempt(attempt=attempt, now=NOW + minutes(9), after=lambda a, now: called.append(a.passed))
    assert called == [False]
    assert again.ended_at == first.ended_at


def test_when_what_follows_fails_the_attempt_stays_open(clerk, quiz):
    attempt = start_attempt(user=clerk, quiz=quiz, now=NOW)

    def fail(attempt, now):
        raise RuntimeError("no certificate")

    with pytest.raises(RuntimeError):
        submit_attempt(attempt=attempt, now=NOW, after=fail)
    attempt.refresh_from_db()
    assert attempt.ended_at is None
    assert not AttemptQuestion.objects.filter(is_correct__isnull=False).exists()


def test_a_late_hand_in_records_the_deadline(clerk):
    attempt = start_attempt(user=clerk, quiz=make_quiz(one_of_each(), time_limit_minutes=10), now=NOW)
    result = submit_attempt(attempt=attempt, now=NOW + minutes(60))
    assert (result.ending, result.ended_at) == (Attempt.Ending.TIME_UP, NOW + minutes(10))


def test_the_background_job_closes_what_is_overdue_at_its_deadline_and_nothing_else(clerk, person):
    questions = one_of_each()
    limited, unlimited = make_quiz(questions, time_limit_minutes=10), make_quiz(questions)
    overdue = start_attempt(user=clerk, quiz=limited, now=NOW)
    answer_all(overdue, NOW + minutes(1))
    running = start_attempt(user=person(), quiz=limited, now=NOW + minutes(5))
    endless = start_attempt(user=clerk, quiz=unlimited, now=NOW)
    called = []
    closed = close_overdue(now=NOW + minutes(12), after=lambda attempt, now: called.append(attempt))
    assert closed == called == [overdue]
    assert closed[0].ended_at == NOW + minutes(10)
    assert closed[0].passed
    assert close_overdue(now=NOW + minutes(12)) == []
    assert set(Attempt.objects.filter(ended_at=None)) == {running, endless}


def test_one_attempt_that_cannot_be_closed_does_not_keep_the_others_open(clerk, person):
    quiz = make_quiz(one_of_each(), time_limit_minutes=10)
    bad, good = (start_attempt(user=someone, quiz=quiz, now=NOW) for someone in (clerk, person()))

    def fail_for_one(attempt, now):
        if attempt == bad:
            raise RuntimeError

    assert close_overdue(now=NOW + minutes(12), after=fail_for_one) == [good]


def test_a_question_changed_later_does_not_change_an_attempt_under_way(clerk, quiz):
    attempt = start_attempt(user=clerk, quiz=quiz, now=NOW)
    before = [(asked.shown, asked.answer_key) for asked in attempt.questions.all()]
    make_question("q-single", options=[("对的", False), ("错一", True), ("错二", False)])
    quiz.pass_mark = 100
    quiz.save()
    assert [(asked.shown, asked.answer_key) for asked in attempt.questions.all()] == before
    answer_all(attempt, NOW)
    assert submit_attempt(attempt=attempt, now=NOW).points == 4


# ---- again


def ended(clerk, quiz, now, value=wrong_value):
    attempt = start_attempt(user=clerk, quiz=quiz, now=now)
    answer_all(attempt, now, value)
    return submit_attempt(attempt=attempt, now=now + minutes(5))


def test_the_attempt_limit_and_the_waiting_time_hold(clerk):
    quiz = make_quiz(one_of_each(), attempt_limit=2, waiting_minutes=30)
    fresh = standing(user=clerk, quiz=quiz, now=NOW)
    assert (fresh.can_start, fresh.attempts_left, fresh.reason) == (True, 2, "")
    ended(clerk, quiz, NOW)
    waiting = standing(user=clerk, quiz=quiz, now=NOW + minutes(34))
    assert (waiting.can_start, waiting.next_start_at) == (False, NOW + minutes(35))
    with pytest.raises(Refused):
        start_attempt(user=clerk, quiz=quiz, now=NOW + minutes(34))
    ended(clerk, quiz, NOW + minutes(35))
    spent = standing(user=clerk, quiz=quiz, now=NOW + minutes(999))
    assert (spent.can_start, spent.attempts_left, spent.next_start_at) == (False, 0, None)


def test_attempts_before_the_enrolment_do_not_count(clerk):
    quiz = make_quiz(one_of_each(), attempt_limit=1, waiting_minutes=60)
    ended(clerk, quiz, NOW, right_value)
    assert not standing(user=clerk, quiz=quiz, now=NOW + minutes(6)).can_start
    renewed = standing(user=clerk, quiz=quiz, now=NOW + minutes(6), since=NOW + minutes(6))
    assert (renewed.can_start, renewed.attempts_used, renewed.best) == (True, 0, None)


def test_who_has_passed_is_done(clerk, quiz):
    passed = ended(clerk, quiz, NOW, right_value)
    stand = standing(user=clerk, quiz=quiz, now=NOW + minutes(10))
    assert (stand.can_start, stand.best) == (False, passed)


def test_the_best_attempt_is_the_one_with_the_highest_share(clerk, quiz):
    best = start_attempt(user=clerk, quiz=quiz, now=NOW)
    save_answer(attempt=best, position=1, value=right_value(best.questions.first()), now=NOW)
    submit_attempt(attempt=best, now=NOW)
    ended(clerk, quiz, NOW + minutes(1))
    assert standing(user=clerk, quiz=quiz, now=NOW + minutes(60)).best == best


def test_an_attempt_left_open_is_offered_to_go_on_with(clerk, quiz):
    attempt = start_attempt(user=clerk, quiz=quiz, now=NOW)
    stand = standing(user=clerk, quiz=quiz, now=NOW, since=NOW + minutes(1))
    assert (stand.can_start, stand.open_attempt) == (False, attempt)
    assert stand.reason


def test_standing_takes_one_query(clerk, quiz, django_assert_num_queries):
    ended(clerk, quiz, NOW)
    with django_assert_num_queries(1):
        standing(user=clerk, quiz=quiz, now=NOW)
