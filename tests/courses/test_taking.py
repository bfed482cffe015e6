"""What courses would take a person, read as plain rows, agrees with the outlines of the same courses."""

from datetime import timedelta

import pytest

from courses.models import CourseGrant
from courses.progress import catalogue
from courses.services import complete_step, enrol, open_step
from courses.taking import takings
from tests.skills.factories import SkillFactory

from .factories import NOW, make_course, make_lesson, steps_of

pytestmark = pytest.mark.django_db


def told(person):
    return [_said(one) for one in takings(person.pk)]


def outlined(person):
    return [_said(one) for one in catalogue(person) if one.total]


def _said(one):
    kind = one.course.certification_id
    return (
        one.course,
        kind,
        one.total,
        one.minutes,
        one.minutes_to_go,
        one.is_open,
        one.is_completed,
        dict(one.grants),
    )


def do(person, course, steps, now=NOW):
    """Join a course and do so many of its steps."""
    enrolment = enrol(user=person, course=course, now=now)
    for page in steps_of(course)[:steps]:
        complete_step(enrolment=enrolment, page=page, now=now)
    return enrolment


def test_a_course_takes_what_its_steps_take_and_grants_what_it_grants(person):
    course = make_course(lessons=2, quiz=True)
    CourseGrant.objects.create(course=course, skill=SkillFactory(), level=3)
    (one,) = takings(person().pk)
    assert (one.course, one.is_open) == (course, False)
    assert one.minutes == one.minutes_to_go == sum(step.minutes for step in steps_of(course))
    assert sorted(one.grants.values()) == [2, 3]


def test_it_agrees_with_the_outlines_wherever_somebody_stands(person):
    begun, half, done, longer, left, untouched = (make_course(lessons=n) for n in (1, 2, 1, 1, 1, 3))
    make_course(lessons=0)
    clerk, other = person(), person()
    open_step(enrolment=enrol(user=clerk, course=begun, now=NOW), page=steps_of(begun)[0], now=NOW)
    do(clerk, half, 1)
    do(clerk, done, 1)
    do(clerk, longer, 1)
    make_lesson(longer)
    do(clerk, left, 1)
    enrol(user=clerk, course=left, now=NOW + timedelta(days=300), again=True)
    steps_of(untouched)[1].unpublish()
    do(other, untouched, 1)
    for somebody in (clerk, other, person()):
        assert told(somebody) == outlined(somebody)
    assert len(told(clerk)) == 6
    assert {(one[5], one[6]) for one in told(clerk)} == {(True, False), (False, True), (False, False)}
    assert any(one[4] < one[3] for one in told(clerk))


def test_a_course_that_is_not_published_is_not_offered(person):
    make_course().unpublish()
    assert takings(person().pk) == []


def test_it_is_four_questions_and_one_without_courses_and_names_the_course_without_more(
    person, django_assert_num_queries
):
    clerk = person()
    with django_assert_num_queries(1):
        assert takings(clerk.pk) == []
    courses = [make_course() for _number in range(3)]
    do(clerk, courses[0], 1)
    assert courses[0].url  # Wagtail has looked for the place of the site by then
    with django_assert_num_queries(4):
        found = [(one.course.local_title, one.course.url) for one in takings(clerk.pk)]
    assert found == [(course.title, course.url) for course in courses]
