"""Courses for tests, published as trainers publish them."""

import datetime
import itertools

from courses.models import CourseGrant, CourseIndexPage, CoursePage, LessonPage, PracticalPage, QuizPage
from quizzes.models import Attempt, Quiz
from skills.models import Level
from tests.skills.factories import CertificationFactory, SkillFactory

UTC = datetime.UTC
NOW = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = datetime.date(2026, 11, 23)
_numbers = itertools.count(1)


def publish(parent, page):
    """Add a page below another and publish it from its first revision."""
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def make_course(lessons=2, quiz=False, level=Level.ABLE, certified=True, **fields):
    """A published course with so many lessons, a quiz after them if wanted, granting one skill."""
    number = next(_numbers)
    fields = {"title": f"课程{number}", "title_en": f"Course {number}", "slug": f"course-{number}", **fields}
    if certified:
        fields.setdefault("certification", CertificationFactory())
    course = CoursePage(**fields)
    if level:
        course.grants = [CourseGrant(skill=SkillFactory(), level=level)]
    publish(CourseIndexPage.objects.get(), course)
    for _lesson in range(lessons):
        make_lesson(course)
    if quiz:
        make_quiz_page(course)
    return CoursePage.objects.get(pk=course.pk)


def make_lesson(course, body=(), **fields):
    number = next(_numbers)
    fields = {"title": f"第{number}课", "title_en": f"Lesson {number}", "slug": f"lesson-{number}", **fields}
    return publish(type(course).objects.get(pk=course.pk), LessonPage(body=list(body), **fields))


def make_quiz_page(course, **fields):
    number = next(_numbers)
    fields = {"title": f"测验{number}", "title_en": f"Quiz {number}", "slug": f"quiz-{number}", **fields}
    fields.setdefault("quiz", Quiz.objects.create(title=f"测验{number}"))
    return publish(type(course).objects.get(pk=course.pk), QuizPage(**fields))


def make_attempt(user, quiz, *, passed=True, started_at=NOW, **fields):
    """An attempt that is over."""
    return Attempt.objects.create(
        user=user,
        quiz=quiz,
        started_at=started_at,
        ended_at=started_at + datetime.timedelta(minutes=5),
        ending=Attempt.Ending.SUBMITTED,
        pass_mark=80,
        max_points=10,
        points=10 if passed else 0,
        passed=passed,
        **fields,
    )


def steps_of(course):
    """The lessons and quizzes of a course in order, fresh from the database."""
    return [page.specific for page in type(course).objects.get(pk=course.pk).get_children().live()]


def check_block(right=("抬头问好",), wrong=("继续录入",), question="客户走到窗口时，您先做什么？"):
    """A check of a lesson; the right answers come first."""
    options = [{"text": text, "correct": True} for text in right] + [{"text": text, "correct": False} for text in wrong]
    return "check", {"question": question, "options": options, "explanation": "先看见人，再办事。"}


def drill_block(*phrases, **which):
    return "drill", {"phrases": list(phrases), "listen": True, "order": True, "courtesy": True, **which}


def scene_block(dialogue):
    """A dialogue that is played."""
    return "dialogue", {"dialogue": dialogue, "play": True}


def clip_block(clip, title="手语示范"):
    return "clip", {"clip": clip, "second_clip": None, "title": title, "title_en": "Demonstration"}


def ids_of(lesson):
    """The ids of the blocks of a lesson, in order."""
    return [str(block.id) for block in type(lesson).objects.get(pk=lesson.pk).body]


def make_practical_page(course, *, practical, **fields):
    number = next(_numbers)
    fields = {"title": f"实操{number}", "title_en": f"Practical {number}", "slug": f"practical-{number}", **fields}
    return publish(type(course).objects.get(pk=course.pk), PracticalPage(practical=practical, **fields))
