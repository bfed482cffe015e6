"""The answer given last counts, whatever way it took; and only one window answers at a time."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.models import Answer, Quiz, Signal
from quizzes.presence import MOST_SIGNALS, look_in, take_lease
from quizzes.services import Refused, reveal, save_answer, save_answers, start_attempt, submit_attempt

from .conftest import statements
from .factories import NOW, make_quiz, minutes, one_of_each, right_value, wrong_value

SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def attempt(person):
    return start_attempt(user=person(), quiz=make_quiz(one_of_each(), time_limit_minutes=10), now=NOW)


def save(attempt, value, at, now, position=1, **more):
    asked = attempt.questions.get(position=position)
    return save_answer(attempt=attempt, position=position, value=value(asked), at=at, now=now, **more)


# ---- given last, not arrived last


def test_an_older_answer_that_arrives_later_is_kept_and_does_not_count(attempt):
    save(attempt, right_value, NOW + minutes(3), NOW + minutes(3))
    late = save(attempt, wrong_value, NOW + minutes(2), NOW + minutes(8))
    assert late.sequence == 2
    assert submit_attempt(attempt=attempt, now=NOW + minutes(9)).points == 1


def test_an_answer_sent_again_is_known_by_the_moment_it_was_given(attempt):
    first = save(attempt, right_value, NOW + minutes(3), NOW + minutes(3))
    assert save(attempt, right_value, NOW + minutes(3), NOW + minutes(7)) == first
    assert Answer.objects.count() == 1


def test_the_same_answer_given_anew_is_a_new_fact(attempt):
    """Between the two somebody may have answered otherwise on a device that is still without a network."""
    save(attempt, right_value, NOW + minutes(1), NOW + minutes(1))
    save(attempt, right_value, NOW + minutes(4), NOW + minutes(4))
    save(attempt, wrong_value, NOW + minutes(3), NOW + minutes(8))
    assert submit_attempt(attempt=attempt, now=NOW + minutes(9)).points == 1


@pytest.mark.parametrize(
    ("said", "kept"), [(-minutes(60), NOW), (minutes(60), NOW + minutes(5)), (minutes(2), NOW + minutes(2))]
)
def test_a_device_whose_clock_is_wrong_cannot_leave_the_attempt(attempt, said, kept):
    save(attempt, right_value, NOW + said, NOW + minutes(5))
    answer = Answer.objects.get()
    assert (answer.given_at, answer.received_at) == (kept, NOW + minutes(5))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_in_whatever_order_answers_arrive_the_one_given_last_is_marked(attempt, data):
    Answer.objects.filter(attempt=attempt)._raw_delete("default")
    given_at = data.draw(st.lists(st.integers(1, 500), min_size=1, max_size=6, unique=True))
    right = data.draw(st.lists(st.booleans(), min_size=len(given_at), max_size=len(given_at)))
    arrivals = data.draw(st.permutations(list(zip(given_at, right, strict=True)) * 2))
    for second, is_right in arrivals:
        save(attempt, right_value if is_right else wrong_value, NOW + second * SECOND, NOW + minutes(10))
    from quizzes.ending import last_given

    asked = attempt.questions.get(position=1)
    expected = dict(zip(given_at, right, strict=True))[max(given_at)]
    assert last_given(attempt)[1] == (right_value if expected else wrong_value)(asked)


# ---- the deadline and the grace


def test_given_in_time_and_arriving_within_the_grace_counts(attempt):
    save(attempt, right_value, NOW + minutes(10), NOW + minutes(11))
    result = submit_attempt(attempt=attempt, now=NOW + minutes(11))
    assert (result.points, result.ended_at) == (1, NOW + minutes(10))


@pytest.mark.parametrize(
    ("given_after", "arrives_after", "code"),
    [
        (minutes(10) + SECOND, minutes(10) + SECOND, "time_up"),
        (minutes(10), minutes(11) + SECOND, "too_late"),
        (minutes(99), minutes(10.5), "time_up"),
    ],
)
def test_given_too_late_or_arriving_too_late_is_refused_with_a_sentence(attempt, given_after, arrives_after, code):
    with pytest.raises(Refused, match=r".{20}") as refusal:
        save(attempt, right_value, NOW + given_after, NOW + arrives_after)
    assert refusal.value.code == code
    assert not Answer.objects.exists()


# ---- the lease


def test_the_window_opened_last_answers_and_the_other_is_told(attempt):
    first = take_lease(attempt=attempt, device="a" * 12, now=NOW)
    save(attempt, right_value, None, NOW, lease=first)
    second = take_lease(attempt=attempt, device="b" * 12, now=NOW + SECOND)
    for refused in (
        lambda: save(attempt, wrong_value, None, NOW + minutes(1), lease=first),
        lambda: submit_attempt(attempt=attempt, now=NOW + minutes(1), lease=first),
        lambda: save_answers(attempt=attempt, values={}, now=NOW, lease=first) or save(attempt, wrong_value, None, NOW, lease=""),
    ):
        with pytest.raises(Refused) as refusal:
            refused()
        assert refusal.value.code == "elsewhere"
    save(attempt, wrong_value, None, NOW + minutes(1), lease=second)
    assert submit_attempt(attempt=attempt, now=NOW + minutes(2), lease=second).points == 0


def test_when_grace_is_over_any_window_may_find_it_closed(attempt):
    old = take_lease(attempt=attempt, device="a" * 12, now=NOW)
    take_lease(attempt=attempt, device="b" * 12, now=NOW)
    assert submit_attempt(attempt=attempt, now=NOW + minutes(12), lease=old).ended_at == NOW + minutes(10)


def test_going_on_on_another_device_is_a_signal_and_opening_the_page_again_is_none(attempt):
    take_lease(attempt=attempt, device="a" * 12, now=NOW)
    take_lease(attempt=attempt, device="a" * 12, now=NOW + SECOND)
    assert not Signal.objects.exists()
    take_lease(attempt=attempt, device="b" * 12, now=NOW + 2 * SECOND)
    assert [(one.kind, one.at) for one in Signal.objects.all()] == [(Signal.Kind.DEVICE, NOW + 2 * SECOND)]


def test_two_windows_of_one_browser_leave_one_signal_however_often_the_older_asks(attempt):
    old = take_lease(attempt=attempt, device="a" * 12, now=NOW)
    take_lease(attempt=attempt, device="a" * 12, now=NOW + SECOND)
    for n in range(3):
        with pytest.raises(Refused):
            look_in(public_id=attempt.public_id, user=attempt.user, lease=old, now=NOW + minutes(n + 1))
    assert Signal.objects.count() == 1


# ---- signals


def ping(attempt, signals=(), now=NOW + minutes(5)):
    return look_in(public_id=attempt.public_id, user=attempt.user, lease=attempt.lease, signals=signals, now=now)


def told(kind="left", at=60, seconds=30, **more):
    return {"kind": kind, "at": (NOW.timestamp() + at) * 1000, "seconds": seconds, **more}


def test_signals_are_kept_once_and_bring_no_verdict(attempt):
    signals = [told(), told("idle", 90, 125, position=2), told("offline", 120, 61)]
    for _sent_again in range(2):
        ping(attempt, signals)
    kept = {(one.kind, one.at - NOW, one.seconds, one.position) for one in Signal.objects.all()}
    assert kept == {
        ("left", minutes(1), 30, None),
        ("idle", minutes(1.5), 125, 2),
        ("offline", minutes(2), 61, None),
    }
    assert submit_attempt(attempt=attempt, now=NOW + minutes(6)).points == 0


@pytest.mark.parametrize(
    "nonsense",
    [7, None, {}, told("device"), told("verdict"), told(at=float("inf")), told(seconds="x"), {"kind": "left"}, told(seconds=None)],
)
def test_nonsense_is_no_signal(attempt, nonsense):
    ping(attempt, [nonsense, told("idle")])
    assert [one.kind for one in Signal.objects.all()] == ["idle"]


def test_moments_outside_the_attempt_are_brought_into_it(attempt):
    ping(attempt, [told(at=-900, seconds=10**9), told("idle", at=10**6)])
    assert {one.at for one in Signal.objects.all()} == {NOW, NOW + minutes(5)}


def test_a_page_gone_wild_cannot_fill_the_database(attempt):
    for n in range(40):
        ping(attempt, [told(at=n * 10 + m / 10) for m in range(25)], now=NOW + minutes(9))
    assert Signal.objects.count() == MOST_SIGNALS


def test_a_sign_of_life_takes_one_query_and_two_with_signals(attempt):
    with statements() as made:
        assert ping(attempt).deadline == NOW + minutes(10)
    assert len(made) == 1
    with statements() as made:
        ping(attempt, [told()])
    assert len(made) == 2


# ---- practice


@pytest.fixture
def practice(person):
    return start_attempt(user=person(), quiz=make_quiz(one_of_each(), mode=Quiz.Mode.PRACTICE), now=NOW)


def test_an_explained_answer_is_marked_and_can_no_longer_be_changed(practice):
    save(practice, wrong_value, None, NOW)
    asked, value = reveal(attempt=practice, position=1, now=NOW + SECOND)
    assert (asked.is_correct, asked.points, asked.revealed_at) == (False, 0, NOW + SECOND)
    assert value == wrong_value(asked)
    assert reveal(attempt=practice, position=1, now=NOW + minutes(1))[0].revealed_at == NOW + SECOND
    with pytest.raises(Refused) as refusal:
        save(practice, right_value, None, NOW + 2 * SECOND)
    assert refusal.value.code == "revealed"
    with pytest.raises(Refused):
        save_answers(
            attempt=practice,
            values={n: right_value(practice.questions.get(position=n)) for n in (1, 2)},
            now=NOW + 3 * SECOND,
        )
    save(practice, right_value, None, NOW + 4 * SECOND, position=2)
    result = submit_attempt(attempt=practice, now=NOW + minutes(1))
    assert result.points == 1


def test_an_exam_explains_nothing_and_practice_only_what_was_answered(attempt, practice):
    save(attempt, right_value, None, NOW)
    for one, position, code in [(attempt, 1, "exam"), (practice, 1, "unanswered"), (practice, 9, "unknown_question")]:
        with pytest.raises(Refused) as refusal:
            reveal(attempt=one, position=position, now=NOW)
        assert refusal.value.code == code
    submit_attempt(attempt=practice, now=NOW)
    with pytest.raises(Refused):
        reveal(attempt=practice, position=1, now=NOW)
