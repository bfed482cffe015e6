"""The picture of docs/attempts.md, walked at random: whatever order people, devices, networks and trainers do things in,
its sentences hold. Above all: every answer acknowledged is stored, and the one given last is the one that is marked."""

import datetime
from collections import deque
from dataclasses import dataclass, field

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

from people.roles import Role
from quizzes.models import Act, Answer, Attempt, Quiz, Signal
from quizzes.services import (
    Refused,
    close_attempt,
    close_overdue,
    extend_time,
    reveal,
    save_answer,
    start_attempt,
    submit_attempt,
    take_lease,
    void_attempt,
)
from quizzes.standing import standing

from .factories import NOW, make_quiz, one_of_each, right_value, wrong_value

LIMIT, GRACE, WAITING, ATTEMPTS = 10, 60, 5, 4
DEVICES = ("a" * 12, "b" * 12)


def seconds(count):
    return datetime.timedelta(seconds=count)


@dataclass(frozen=True)
class Sent:
    """An answer on a device: stamped when it was given, and sent with that stamp however often."""

    position: int
    right: bool
    given: datetime.datetime


@dataclass
class Device:
    """A window with the lease it was given, a clock of its own, and a queue of what is not acknowledged yet."""

    name: str
    fast: datetime.timedelta = datetime.timedelta(0)
    lease: str = ""
    last: datetime.datetime = NOW
    waiting: deque = field(default_factory=deque)

    def stamp(self, now):
        """As attempt_clock.js: after everything given before it."""
        self.last = max(now + self.fast, self.last + datetime.timedelta(milliseconds=1))
        return self.last


class AttemptLife(RuleBasedStateMachine):
    """A clerk with two devices, a trainer, a quiz of ten minutes, and the hall's clock that only goes forward."""

    clerk = trainer = quiz = None
    mode = Quiz.Mode.EXAM

    def __init__(self):
        super().__init__()
        self.now = NOW
        self.attempt = None
        self.devices = {}
        self.acknowledged = {}  # sequence: (position, whether right, the moment it counts from)
        self.explained = {}  # position: whether right
        self.results = {}  # attempt: what it was when it ended
        self.voided = set()
        self.closings = []
        self.delayed = []  # copies of requests that hang somewhere in the network

    @initialize()
    def clear(self):
        for model in (Answer, Act, Signal):
            model.objects.all()._raw_delete("default")
        Attempt.objects.all().delete()

    # ---- the person

    @rule(count=st.sampled_from([0, 1, 20, 59, 240, 361, 601]))
    def time_passes(self, count):
        self.now += seconds(count)

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
            self.attempt, self.acknowledged, self.explained, self.delayed = attempt, {}, {}, []
            self.devices = {name: Device(name, last=self.now) for name in DEVICES}

    @precondition(lambda self: self.is_open())
    @rule(name=st.sampled_from(DEVICES), fast=st.sampled_from([0, 0, 0, -30, 30]))
    def open_the_page(self, name, fast):
        device = self.devices[name]
        self.attempt.refresh_from_db()
        device.lease, device.fast = take_lease(attempt=self.attempt, device=name, now=self.now), seconds(fast)

    @precondition(lambda self: self.attempt)
    @rule(name=st.sampled_from(DEVICES), position=st.integers(1, 4), right=st.booleans())
    def answer_on_a_device(self, name, position, right):
        device = self.devices[name]
        device.waiting.append(Sent(position, right, device.stamp(self.now)))

    @precondition(lambda self: self.attempt)
    @rule(name=st.sampled_from(DEVICES), fate=st.sampled_from(["arrives", "arrives", "lost", "answer lost", "hangs"]))
    def the_device_sends(self, name, fate):
        """One request, with what the network makes of it; only an answer that comes back empties the queue."""
        device = self.devices[name]
        if not device.waiting or fate == "lost":
            return
        if fate == "hangs":
            self.delayed.append((device.waiting[0], device.lease))
            return
        if self.arrives(device.waiting[0], device.lease) != "elsewhere" and fate == "arrives":
            device.waiting.popleft()

    @precondition(lambda self: self.delayed)
    @rule(which=st.integers(0, 20))
    def what_hung_arrives(self, which):
        self.arrives(*self.delayed.pop(which % len(self.delayed)))

    def arrives(self, sent, lease):
        """What the server says to an answer, checked against what it must say."""
        asked = self.attempt.questions.get(position=sent.position)
        value = (right_value if sent.right else wrong_value)(asked)
        at = max(self.attempt.started_at, min(sent.given, self.now))
        expected = self.expected_refusal(sent, at, lease)
        try:
            saved = save_answer(
                attempt=self.attempt, position=sent.position, value=value, at=sent.given, now=self.now, lease=lease
            )
        except Refused as refusal:
            assert refusal.code in expected
            return refusal.code
        assert not expected or expected == {"revealed"}
        assert saved.given_at <= self.now
        if sent.position not in self.explained:
            self.acknowledged[saved.sequence] = (sent.position, sent.right, saved.given_at)
        return "saved"

    def expected_refusal(self, sent, at, lease):
        attempt = Attempt.objects.get(pk=self.attempt.pk)
        if attempt.ended_at:
            return {"ended"}
        if at > attempt.deadline:
            return {"time_up"}
        if self.now > attempt.deadline + seconds(GRACE):
            return {"too_late"}
        if lease != attempt.lease:
            return {"elsewhere"}
        return {"revealed"} if sent.position in self.explained else set()

    @precondition(lambda self: self.mode == Quiz.Mode.PRACTICE and self.is_open())
    @rule(position=st.integers(1, 4))
    def check_an_answer(self, position):
        try:
            asked, _value = reveal(attempt=self.attempt, position=position, now=self.now)
        except Refused as refusal:
            assert refusal.code in ("unanswered", "ended")
            return
        assert bool(asked.is_correct) == self.counting().get(position, False)
        self.explained[position] = asked.is_correct

    @precondition(lambda self: self.attempt)
    @rule(name=st.sampled_from(DEVICES))
    def hand_in(self, name):
        held = Attempt.objects.get(pk=self.attempt.pk)
        lease = self.devices[name].lease
        try:
            closed = submit_attempt(attempt=self.attempt, now=self.now, after=self.closing, lease=lease)
        except Refused as refusal:
            assert refusal.code == "elsewhere"
            assert lease != held.lease
            return
        self.remember([closed], held.deadline)

    # ---- the clock and the trainer

    @rule()
    def the_background_job_runs(self):
        deadline = self.attempt and Attempt.objects.get(pk=self.attempt.pk).deadline
        closed = close_overdue(now=self.now, after=self.closing)
        assert not closed or self.now > deadline + seconds(GRACE)
        self.remember(closed, deadline)

    @precondition(lambda self: self.is_open())
    @rule(count=st.sampled_from([1, 5]))
    def the_trainer_gives_time(self, count):
        before = Attempt.objects.get(pk=self.attempt.pk).deadline
        acts = self.attempt.acts.count()
        after = extend_time(attempt=self.attempt, minutes=count, by=self.trainer, reason="", now=self.now).deadline
        assert after - before == seconds(60 * count) * (self.attempt.acts.count() - acts)

    @precondition(lambda self: self.is_open())
    @rule()
    def the_trainer_closes(self):
        deadline = Attempt.objects.get(pk=self.attempt.pk).deadline
        closed = close_attempt(
            attempt=self.attempt, by=self.trainer, reason="收卷", now=self.now, after=self.closing
        )
        self.remember([closed], deadline, by_trainer=True)

    @precondition(lambda self: self.attempt)
    @rule()
    def the_trainer_voids(self):
        held = Attempt.objects.get(pk=self.attempt.pk)
        voided = void_attempt(attempt=self.attempt, by=self.trainer, reason="作废", now=self.now)
        assert voided.had_passed == bool(held.passed)
        self.voided.add(self.attempt)
        if held.ended_at is None:
            self.closings.append(self.attempt)  # nobody is told, and it is closed all the same
            self.remember([voided.attempt], held.deadline, by_trainer=True)

    # ---- what must hold

    def is_open(self):
        return self.attempt is not None and self.attempt not in self.results

    def closing(self, attempt, now):
        self.closings.append(attempt)

    def counting(self):
        """By position whether the answer that counts is right: the acknowledged one given last."""
        last = sorted((given, sequence) for sequence, (_position, _right, given) in self.acknowledged.items())
        found = {}
        for _given, sequence in last:
            position, right, _at = self.acknowledged[sequence]
            found[position] = right
        # An answer whose acknowledgement was lost is stored too: the store itself says which counts then.
        return found

    def remember(self, attempts, deadline, by_trainer=False):
        for attempt in attempts:
            outcome = (attempt.points, attempt.passed, attempt.ended_at, attempt.ending)
            if attempt in self.results:
                assert self.results[attempt] == outcome
                continue
            self.results[attempt] = outcome
            in_time = self.now <= deadline
            ending = Attempt.Ending.CLOSED if by_trainer else Attempt.Ending.SUBMITTED
            assert attempt.points == sum({**self.counting(), **self.explained}.values())
            assert attempt.passed == (attempt.points * 100 >= 80 * 4)
            assert attempt.ending == (ending if in_time else Attempt.Ending.TIME_UP)
            assert attempt.ended_at == (self.now if in_time else deadline)

    @invariant()
    def every_acknowledged_answer_is_stored_as_it_was_given(self):
        if self.attempt:
            rows = self.attempt.answers.values_list("sequence", "position", "given_at")
            stored = {sequence: (position, given) for sequence, position, given in rows}
            for sequence, (position, _right, given) in self.acknowledged.items():
                assert stored[sequence] == (position, given)

    @invariant()
    def at_most_one_is_open_and_never_more_count_than_allowed(self):
        attempts = list(Attempt.objects.all())
        assert sum(attempt.ended_at is None for attempt in attempts) <= 1
        counted = [attempt for attempt in attempts if attempt.voided_at is None]
        assert len(counted) <= ATTEMPTS
        assert {attempt for attempt in attempts if attempt.voided_at} == self.voided

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


class PracticeLife(AttemptLife):
    """The same in practice, where answers are explained one by one."""

    mode = Quiz.Mode.PRACTICE


@pytest.mark.django_db
@pytest.mark.parametrize("life", [AttemptLife, PracticeLife])
def test_an_attempt_lives_as_the_picture_says(person, life):
    life.clerk, life.trainer = person(), person(Role.TRAINER)
    life.quiz = make_quiz(
        one_of_each(),
        mode=life.mode,
        time_limit_minutes=LIMIT,
        grace_seconds=GRACE,
        waiting_minutes=WAITING,
        attempt_limit=ATTEMPTS,
    )
    run_state_machine_as_test(
        life,
        settings=settings(
            max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
