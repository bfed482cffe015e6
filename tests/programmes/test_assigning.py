"""Assigning by hand, more time, taking back; how far people are; what they promise."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from courses.services import complete_step, enrol
from programmes.assigning import Became, assign, extend, take_back
from programmes.models import Cycle, Extension, TrainingAssignment
from programmes.promises import promised
from programmes.refused import Refused
from programmes.training_progress import State, progress_of

from ..courses.factories import make_course, make_practical_page, steps_of
from ..factories import UserFactory
from ..quizzes.practical_factories import ask, make_practical
from ..rotations.factories import LeaveFactory
from ..skills.factories import CertificationFactory, SkillFactory
from .assigning import DAY, NOW, TODAY, days
from .factories import make_programme, path

pytestmark = pytest.mark.django_db


def rows():
    return TrainingAssignment.objects.select_related("user", "course", "certification", "cycle", "rule")


def test_assigning_twice_is_once_and_says_so(hall):
    clerk, manager, course = UserFactory(hall=hall), UserFactory(), make_course()
    [first] = assign(users=[clerk], course=course, by=manager, now=NOW, due_on=TODAY + 9 * DAY, reason="新窗口")
    [again] = assign(users=[clerk], course=course, by=manager, now=NOW, due_on=TODAY + DAY)
    assert (first.became, again.became) == (Became.ASSIGNED, Became.OPEN)
    assert rows().get().due_on == TODAY + 9 * DAY


def test_who_has_left_is_left_out_and_a_day_in_the_past_is_refused():
    gone, manager, course = UserFactory(left_on=TODAY - DAY), UserFactory(), make_course()
    assert [one.became for one in assign(users=[gone], course=course, by=manager, now=NOW)] == [Became.GONE]
    with pytest.raises(ValidationError):
        assign(users=[gone], course=course, by=manager, now=NOW, due_on=TODAY - DAY)
    with pytest.raises(Refused):
        assign(users=[gone], course=make_course(lessons=0), by=manager, now=NOW)


def test_more_time_is_a_fact_with_its_reason_and_moves_the_round(hall):
    clerk, manager, kind = UserFactory(hall=hall), UserFactory(), CertificationFactory()
    make_programme(path([make_course(certified=False)]), grants=[(SkillFactory(), 3)], certification=kind)
    assign(users=[clerk], certification=kind, by=manager, now=NOW, due_on=TODAY + 9 * DAY)
    with pytest.raises(ValidationError):
        extend(assignment=rows().get(), due_on=TODAY + 20 * DAY, by=manager, reason=" ", now=NOW)
    for _click in range(2):
        extend(assignment=rows().get(), due_on=TODAY + 20 * DAY, by=manager, reason="请假", now=NOW)
    assert Extension.objects.get().due_before == TODAY + 9 * DAY
    assert Cycle.objects.get().due_on == TODAY + 20 * DAY
    take_back(assignment=rows().get(), by=manager, reason="调离", now=NOW)
    assert Cycle.objects.get().ended_at == NOW
    with pytest.raises(Refused):
        extend(assignment=rows().get(), due_on=TODAY + 30 * DAY, by=manager, reason="请假", now=NOW)


def test_how_far_it_is_says_why_it_is_not_done(hall):
    course = make_course(lessons=2)
    idle, busy, done, away, gone = (UserFactory(hall=hall) for _ in range(5))
    assign(users=[idle, busy, done, away, gone], course=course, by=UserFactory(), now=NOW, due_on=TODAY + DAY)
    for person, count in ((busy, 1), (done, 2)):
        enrolment = enrol(user=person, course=course, now=NOW)
        for step in steps_of(course)[:count]:
            complete_step(enrolment=enrolment, page=step, now=NOW)
    LeaveFactory(user=away, first_day=TODAY, last_day=TODAY + 30 * DAY)
    gone.left_on = TODAY
    gone.save()
    found = {one.assignment.user: one for one in progress_of(rows(), NOW + 4 * DAY)}
    states = [found[person].state for person in (idle, busy, done, away, gone)]
    assert states == [State.NOT_STARTED, State.IN_PROGRESS, State.DONE, State.ON_LEAVE, State.IMPOSSIBLE]
    assert (found[busy].done, found[busy].total, found[busy].overdue) == (1, 2, 3)


def test_who_has_asked_to_be_observed_waits_for_an_observer(hall):
    clerk, practical = UserFactory(hall=hall), make_practical()
    course = make_course(lessons=0)
    make_practical_page(course, practical=practical)
    assign(users=[clerk], course=course, by=UserFactory(), now=NOW)
    enrol(user=clerk, course=course, now=NOW)
    ask(practical, clerk, now=NOW + datetime.timedelta(hours=1))
    [one] = progress_of(rows(), NOW + DAY)
    assert one.state == State.OBSERVER


def test_the_progress_of_many_asks_as_little_as_that_of_one(hall, django_assert_num_queries):
    course, manager = make_course(), UserFactory()
    assign(users=[UserFactory(hall=hall)], course=course, by=manager, now=NOW)
    progress_of(rows(), NOW)
    with django_assert_num_queries(4):
        progress_of(rows(), NOW)
    assign(users=UserFactory.create_batch(20, hall=hall), course=course, by=manager, now=NOW)
    with django_assert_num_queries(4):
        assert len(progress_of(rows(), NOW)) == 21


def test_what_is_assigned_promises_what_it_grants_by_its_day(hall):
    clerk, course = UserFactory(hall=hall), make_course(level=2)
    skill = course.grants.get().skill
    assign(users=[clerk], course=course, by=UserFactory(), now=NOW, due_on=TODAY + 9 * DAY)
    assert promised([clerk.pk], TODAY) == {clerk.pk: {skill.pk: (2, TODAY + 9 * DAY)}}
    assert promised([clerk.pk], TODAY + 20 * DAY) == {clerk.pk: {skill.pk: (2, TODAY + 20 * DAY)}}
    assert days(1) == DAY


def test_two_who_assign_at_once_assign_once(racing_db, hall):
    clerk, manager, course = UserFactory(hall=hall), UserFactory(), make_course()
    works = 2 * [lambda: assign(users=[clerk], course=course, by=manager, now=NOW)]
    answers = racing_db.together(works)
    assert TrainingAssignment.objects.filter(user=clerk).count() == 1
    assert all(one[0].assignment is not None for one in answers)
