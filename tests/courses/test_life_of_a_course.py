"""Any order of joining, opening, completing, publishing and unpublishing keeps the books straight."""

import datetime

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from courses.models import Completion, Enrolment, Progress
from courses.progress import outline
from courses.services import Refused, complete_course, complete_step, enrol, open_step
from skills.models import Award, Certificate

from .factories import NOW, make_course, steps_of

STEPS = 3
NUMBERS = st.integers(0, STEPS - 1)


class CourseLife(RuleBasedStateMachine):
    """The model is a set of done step numbers and whether the course was completed."""

    clerk = course = pages = None  # given by the test

    def __init__(self):
        super().__init__()
        # The test's transaction is one for all runs: each run takes a course of its own.
        self.course = make_course(lessons=STEPS)
        self.pages = steps_of(self.course)
        self.now = NOW
        self.enrolment = None
        self.done = set()
        self.hidden = set()
        self.completion = None

    def _refresh(self):
        self.now += datetime.timedelta(minutes=1)

    @property
    def shown(self):
        return set(range(STEPS)) - self.hidden

    @rule()
    def join(self):
        self._refresh()
        if not self.completion and (self.enrolment or self.shown):
            joined = enrol(user=self.clerk, course=self.course, now=self.now)
            assert self.enrolment in (None, joined)
            self.enrolment = joined
        else:
            with pytest.raises(Refused):
                enrol(user=self.clerk, course=self.course, now=self.now)

    @precondition(lambda self: self.enrolment)
    @rule(number=NUMBERS)
    def open(self, number):
        self._refresh()
        open_step(enrolment=self.enrolment, page=self.pages[number], now=self.now)

    @precondition(lambda self: self.enrolment)
    @rule(number=NUMBERS)
    def complete(self, number):
        self._refresh()
        if number in self.hidden and not self.completion:
            with pytest.raises(Refused):
                complete_step(enrolment=self.enrolment, page=self.pages[number], now=self.now)
            return
        answer = complete_step(enrolment=self.enrolment, page=self.pages[number], now=self.now)
        if self.completion:
            assert answer == self.completion
            return
        self.done.add(number)
        assert bool(answer) == (self.shown <= self.done)
        self.completion = answer

    @precondition(lambda self: self.enrolment and not self.completion)
    @rule()
    def finish(self):
        self._refresh()
        if self.shown and self.shown <= self.done:
            self.completion = complete_course(enrolment=self.enrolment, now=self.now)
        else:
            with pytest.raises(Refused):
                complete_course(enrolment=self.enrolment, now=self.now)

    @rule(number=NUMBERS)
    def hide_or_show(self, number):
        page = type(self.pages[number]).objects.get(pk=self.pages[number].pk)
        page.live = not page.live
        page.save(update_fields=["live"])
        self.hidden ^= {number}

    @invariant()
    def one_fact_for_each_completed_enrolment(self):
        course = self.course
        assert Completion.objects.filter(course=course).count() == (1 if self.completion else 0)
        assert Enrolment.objects.filter(course=course).count() == (1 if self.enrolment else 0)
        skill = course.grants.get().skill_id
        assert Award.objects.filter(skill=skill).count() == (1 if self.completion else 0)
        certificates = Certificate.objects.filter(certification=course.certification)
        assert certificates.count() == (1 if self.completion else 0)

    @invariant()
    def what_is_done_stays_done_and_is_what_the_outline_shows(self):
        if not self.enrolment:
            return
        rows = Progress.objects.filter(enrolment=self.enrolment, completed_at__isnull=False)
        assert rows.count() == len(self.done)
        found = outline(self.course, self.clerk)
        assert found.done == len(self.done & self.shown)
        assert found.is_completed == bool(self.completion)
        left = self.shown - self.done
        assert (found.next_step is None) == (bool(self.completion) or not left)


def test_any_order_of_events_keeps_the_books_straight(person):
    CourseLife.clerk = person()
    run_state_machine_as_test(
        CourseLife,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
