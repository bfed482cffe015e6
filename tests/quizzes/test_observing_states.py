"""The picture of docs/practicals.md, walked at random: whatever order people do things in, its sentences hold."""

import datetime

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from people.roles import Role
from quizzes import observing
from quizzes.models import Duty, Observation, ObservationDecision, ObservationRequest, Reply
from quizzes.models.observations import FIRST, SECOND, State
from quizzes.observers import shown_observations
from quizzes.services import Refused
from tests.factories import UserFactory

from .practical_factories import NOW, ask, make_coach, make_practical, sheet

places, people = st.sampled_from([FIRST, SECOND]), st.integers(0, 2)


class ObservationLife(RuleBasedStateMachine):
    """A clerk, three coaches, a manager, two trainers, and a clock that only goes forward."""

    clerk = practical = coaches = manager = trainers = None

    def __init__(self):
        super().__init__()
        self.now = NOW
        self.accepted, self.closed, self.seen = [], {}, {}

    @initialize()
    def clear(self):
        for model in (Reply, ObservationDecision, Observation, Duty, ObservationRequest):
            model._base_manager.all()._raw_delete("default")

    @property
    def requests(self):
        return list(ObservationRequest.objects.with_story().prefetch_related("replies").order_by("pk"))

    @property
    def latest(self):
        return next(iter(reversed(self.requests)), None)

    @rule(hours=st.sampled_from([0, 1, 30, 80]))
    def time_passes(self, hours):
        self.now += datetime.timedelta(hours=hours)

    @rule(drawn=st.booleans())
    def ask(self, drawn):
        stand = observing.whereabouts(user=self.clerk, practical=self.practical, now=self.now)
        before = self.latest
        try:
            asked = ask(self.practical, self.clerk, now=self.now, second=drawn)
        except Refused:
            assert not stand.may_ask
            assert stand.reason
            return
        assert asked == before if before and before.is_open else stand.may_ask

    @rule(place=places, who=people)
    def assign(self, place, who):
        if asked := self.latest:
            observer, other = self.coaches[who], asked.duty(3 - place)
            allowed = asked.is_open and not asked.observation(place) and (place == FIRST or asked.needs_second)
            allowed = allowed and not (other and other.observer == observer)
            assert allowed == self._goes(
                observing.assign, request=asked, place=place, observer=observer, by=self.manager
            )

    @rule(who=people, place=st.sampled_from([0, -1]))
    def observe(self, who, place):
        if asked := self.latest:
            coach = self.coaches[who]
            duty = next((duty for duty in asked.duties.all() if duty.observer == coach), None)
            allowed = bool(asked.is_open and duty and not asked.observation(duty.place))
            assert allowed == self._goes(observing.observe, request=asked, observer=coach, sheet=sheet(asked, place))

    @rule(
        outcome=st.sampled_from(ObservationDecision.Outcome.values),
        by=st.integers(0, 1),
        note=st.sampled_from(["", "理由"]),
    )
    def decide(self, outcome, by, note):
        asked = self.latest
        if not asked or asked.outcome:
            return
        verdicts = [seen.passed for seen in asked.observations.all()]
        failed = any(seen.failed for seen in asked.observations.all())
        allowed = bool(asked.is_watched and (note or (outcome == "accepted" and all(verdicts))))
        if outcome == "accepted":
            allowed = allowed and any(verdicts) and not failed
        went = self._goes(
            observing.decide, request=asked, outcome=outcome, by=self.trainers[by], note=note, after=self.told
        )
        assert went == allowed

    @rule()
    def withdraw(self):
        if asked := self.latest:
            allowed = asked.outcome == "withdrawn" or (asked.is_open and not asked.observations.all())
            assert bool(allowed) == self._goes(observing.withdraw, request=asked, by=self.clerk)

    @rule(by_person=st.booleans())
    def reply(self, by_person):
        if asked := self.latest:
            author = self.clerk if by_person else self.trainers[0]
            self._goes(observing.reply, request=asked, author=author, text=f"{self.now}")

    def told(self, request, now):
        self.accepted.append(request.pk)

    def _goes(self, act, **arguments):
        try:
            act(now=self.now, **arguments)
        except Refused:
            return False
        return True

    @invariant()
    def at_most_one_is_open(self):
        assert sum(asked.is_open for asked in self.requests) <= 1

    @invariant()
    def what_is_closed_stays_as_it_was(self):
        for asked in self.requests:
            if asked.outcome:
                assert self.closed.setdefault(asked.pk, (asked.outcome, asked.closed_at)) == (
                    asked.outcome,
                    asked.closed_at,
                )

    @invariant()
    def what_was_seen_stays_as_it_was(self):
        for seen in Observation.objects.all():
            written = (seen.marks, seen.points, seen.observer_id)
            assert self.seen.setdefault(seen.pk, written) == written

    @invariant()
    def every_acceptance_is_told_once_and_rests_on_a_passed_observation(self):
        accepted = [asked.pk for asked in self.requests if asked.state == State.ACCEPTED]
        assert sorted(self.accepted) == accepted
        for asked in self.requests:
            if asked.state == State.ACCEPTED:
                assert any(seen.passed for seen in asked.observations.all())
                assert not any(seen.failed for seen in asked.observations.all())
                assert asked.is_watched

    @invariant()
    def nobody_observes_themselves_or_twice(self):
        for asked in self.requests:
            observers = [duty.observer_id for duty in asked.duties.all()]
            assert len(set(observers)) == len(observers)
            assert self.clerk.pk not in observers

    @invariant()
    def the_person_reads_nothing_before_the_decision(self):
        for asked in self.requests:
            assert bool(shown_observations(self.clerk, asked)) <= (asked.outcome in {"accepted", "rejected", "redo"})


@pytest.mark.django_db
def test_the_life_of_an_observation(hall, person):
    ObservationLife.clerk, ObservationLife.manager = person(), person(Role.MANAGER)
    ObservationLife.practical = make_practical(second_percent=50)
    ObservationLife.coaches = [make_coach(ObservationLife.practical.skill, hall) for _each in range(3)]
    ObservationLife.trainers = [UserFactory(hall=hall, roles=[Role.TRAINER]) for _each in range(2)]
    run_state_machine_as_test(
        ObservationLife,
        settings=settings(
            max_examples=40, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
