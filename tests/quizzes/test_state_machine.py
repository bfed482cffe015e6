"""The picture of docs/attempts.md, walked at random: whatever order people do things in, its sentences hold."""

import datetime

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from quizzes.models import Answer, Attempt
from quizzes.services import Refused, close_overdue, save_answer, start_attempt, submit_attempt
from quizzes.standing import standing

from .factories import NOW, make_quiz, one_of_each, right_value, wrong_value

LIMIT, WAITING, ATTEMPTS = 10, 5, 3


class AttemptLife(RuleBasedStateMachine):
    """A clerk, a quiz of ten minutes, and a clock that only goes forward."""

    clerk = quiz = None

    def __init__(self):
        super().__init__()
        self.now = NOW
        self.attempt = None
        self.kept = {}  # position: whether the last acknowledged answer is right
        self.results = {}  # attempt: what it was when it ended
        self.closings = []

    @initialize()
    def clear(self):
        Answer.objects.all()._raw_delete("default")
        Attempt.objects.all().delete()

    @rule(seconds=st.sampled_from([0, 1, 59, 240, 361, 601]))
    def time_passes(self, seconds):
        self.now += datetime.timedelta(seconds=seconds)

    @rule()
    def start(self):
        stand = standing(user=self.clerk, quiz=self.quiz, now=self.now)
        try:
            attempt = start_attempt(user=self.clerk, quiz=self.quiz, now=self.now)
        except Refused:
            assert not stand.can_start
            assert stand.reason
            assert not stand.open_attempt
            return
        assert stand.can_start or stand.open_attempt == attempt
        if stand.can_start:
            self.attempt, self.kept = attempt, {}

    @precondition(lambda self: self.attempt)
    @rule(position=st.integers(1, 4), right=st.booleans())
    def answer(self, position, right):
        asked = self.attempt.questions.get(position=position)
        value = (right_value if right else wrong_value)(asked)
        expected = self.attempt not in self.results and self.now <= self.attempt.deadline
        try:
            saved = save_answer(attempt=self.attempt, position=position, value=value, now=self.now)
        except Refused:
            assert not expected
            return
        assert expected
        assert saved.given_at <= self.now
        self.kept[position] = right

    @precondition(lambda self: self.attempt)
    @rule()
    def hand_in(self):
        self.remember([submit_attempt(attempt=self.attempt, now=self.now, after=self.closing)])

    @rule()
    def the_background_job_runs(self):
        self.remember(close_overdue(now=self.now, after=self.closing))

    def closing(self, attempt, now):
        self.closings.append(attempt)

    def remember(self, attempts):
        for attempt in attempts:
            outcome = (attempt.points, attempt.passed, attempt.ended_at, attempt.ending)
            if attempt in self.results:
                assert self.results[attempt] == outcome
                continue
            self.results[attempt] = outcome
            in_time = self.now <= attempt.deadline
            assert attempt.points == sum(self.kept.values())
            assert attempt.passed == (attempt.points * 100 >= 80 * 4)
            assert attempt.ending == (Attempt.Ending.SUBMITTED if in_time else Attempt.Ending.TIME_UP)
            assert attempt.ended_at == (self.now if in_time else attempt.deadline)

    @invariant()
    def at_most_one_is_open_and_never_more_than_allowed(self):
        attempts = list(Attempt.objects.all())
        assert sum(attempt.ended_at is None for attempt in attempts) <= 1
        assert len(attempts) <= ATTEMPTS
        assert sum(bool(attempt.passed) for attempt in attempts) <= 1

    @invariant()
    def an_ended_attempt_never_changes_and_was_closed_once(self):
        for attempt in Attempt.objects.filter(ended_at__isnull=False):
            assert self.results[attempt] == (attempt.points, attempt.passed, attempt.ended_at, attempt.ending)
        assert len(self.closings) == len(set(self.closings)) == len(self.results)

    @invariant()
    def sequence_numbers_have_no_holes(self):
        if self.attempt:
            numbers = list(self.attempt.answers.order_by("sequence").values_list("sequence", flat=True))
            assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.django_db
def test_an_attempt_lives_as_the_picture_says(person):
    AttemptLife.clerk = person()
    AttemptLife.quiz = make_quiz(
        one_of_each(), time_limit_minutes=LIMIT, waiting_minutes=WAITING, attempt_limit=ATTEMPTS
    )
    run_state_machine_as_test(
        AttemptLife,
        settings=settings(
            max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
