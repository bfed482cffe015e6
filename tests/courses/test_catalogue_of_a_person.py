"""All published courses for a person, read in two queries, are the same outlines as those read one by one."""

import pytest

from courses.models import CourseGrant, CoursePage
from courses.progress import catalogue, outline
from courses.services import complete_step, enrol
from skills.models import Level
from tests.quizzes.practical_factories import make_practical
from tests.skills.factories import SkillFactory

from .factories import NOW, make_course, make_practical_page, make_quiz_page, steps_of

pytestmark = pytest.mark.django_db


def facts(one):
    return (
        one.course,
        [(step.page, step.number, step.state, step.page.minutes) for step in one.steps],
        one.enrolment,
        one.completion,
        one.next_step and one.next_step.page,
    )


def test_they_are_the_same(person, django_assert_num_queries):
    clerk = person()
    courses = [make_course(lessons=2), make_course(lessons=1), make_course(lessons=0), make_course()]
    make_quiz_page(courses[1])
    make_practical_page(courses[1], practical=make_practical())
    hidden = make_course()
    hidden.unpublish()
    steps_of(courses[3])[0].unpublish()
    for course in courses[:2]:
        complete_step(enrolment=enrol(user=clerk, course=course, now=NOW), page=steps_of(course)[0], now=NOW)
    with django_assert_num_queries(2):
        found = catalogue(clerk)
    assert [facts(one) for one in found] == [facts(outline(course, clerk)) for course in courses]


def test_each_says_what_it_grants(person, django_assert_num_queries):
    several, nothing = make_course(level=None), make_course(level=None)
    skills = [SkillFactory(), SkillFactory()]
    for skill in skills:
        CourseGrant.objects.create(course=several, skill=skill, level=Level.ABLE)
    clerk = person()
    with django_assert_num_queries(2):
        found = {one.course: one.grants for one in catalogue(clerk)}
    assert found == {several: dict.fromkeys([skill.pk for skill in skills], Level.ABLE), nothing: {}}


def test_a_course_read_this_way_is_as_complete_as_any(person, django_assert_num_queries):
    make_course()
    [one] = catalogue(person())
    whole = CoursePage.objects.get()
    with django_assert_num_queries(0):
        read = {field.attname: getattr(one.course, field.attname) for field in CoursePage._meta.concrete_fields}
    assert read == {field.attname: getattr(whole, field.attname) for field in CoursePage._meta.concrete_fields}
