"""A lesson begins with a pattern or with a copy; blocks travel between lessons; nothing is published by it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import CoursePage, LessonPage
from courses.new_lessons import Pattern, add_blocks, begin_lesson, blocks_of, copied
from courses.services import Refused
from people.roles import Role
from tests.phrasebook.factories import make_phrase

from .factories import make_course, make_lesson, make_quiz_page

pytestmark = pytest.mark.django_db


def kinds(page):
    return [block.block_type for block in page.get_latest_revision_as_object().body]


def order(course):
    return [page.title for page in CoursePage.objects.get(pk=course.pk).get_children()]


def begin(course, by, **fields):
    return begin_lesson(course=course, title="新课", by=by, now=timezone.now(), **{"blocks": [], **fields})


@pytest.mark.parametrize("pattern", Pattern.values)
def test_every_pattern_opens_in_the_editor_and_is_a_draft(client_as, pattern):
    course = make_course()
    client = client_as(Role.TRAINER)
    sent = {"title": "新课", "pattern": pattern}
    answer = client.post(reverse("courses:new_lesson", args=[course.pk]), sent)
    page = LessonPage.objects.get(title="新课")
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.get(answer.url).status_code == 200
    assert kinds(page) == [block["type"] for block in blocks_of(pattern)]
    assert not page.live


def test_a_new_lesson_stands_before_the_quiz_whatever_comes_after(person):
    course = make_course(lessons=1, quiz=True)
    begin(course, person(Role.TRAINER))
    assert order(course)[1:2] == ["新课"]
    bare = make_course(lessons=0)
    make_quiz_page(bare)
    begin(bare, person(Role.TRAINER))
    assert order(bare)[0] == "新课"
    empty = make_course(lessons=0)
    begin(empty, person(Role.TRAINER))
    assert order(empty) == ["新课"]


def test_a_lesson_is_copied_into_another_course_with_blocks_of_its_own(client_as):
    phrase = make_phrase()
    lesson = make_lesson(make_course(), body=[("phrase", {"phrase": phrase}), ("text", "<p>好</p>")])
    other = make_course()
    sent = {"title": "照着做", "pattern": "empty", "like": lesson.pk}
    client_as(Role.TRAINER).post(reverse("courses:new_lesson", args=[other.pk]), sent)
    copy = LessonPage.objects.get(title="照着做").get_latest_revision_as_object()
    assert copy.body[0].value["phrase"] == phrase
    assert {block.id for block in copy.body}.isdisjoint(block.id for block in lesson.body)


def test_chosen_blocks_go_into_the_draft_of_another_lesson(client_as):
    lesson = make_lesson(make_course(), body=[("text", "<p>一</p>"), ("phrase", {"phrase": make_phrase()})])
    into = make_lesson(make_course(), body=[("text", "<p>二</p>")])
    client = client_as(Role.TRAINER)
    sent = {"blocks": [str(lesson.body[1].id)], "into": into.pk}
    answer = client.post(reverse("courses:copy_blocks", args=[lesson.pk]), sent)
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[into.pk])
    into.refresh_from_db()
    assert kinds(into) == ["text", "phrase"]
    assert [block.block_type for block in into.body] == ["text"], "the published lesson stays as it is"


def test_a_locked_lesson_gets_no_blocks(person):
    author, other = person(Role.TRAINER), person(Role.CHIEF_TRAINER)
    lesson = make_lesson(make_course(), body=[("text", "<p>一</p>")])
    lesson.locked, lesson.locked_by, lesson.locked_at = True, other, timezone.now()
    lesson.save()
    with pytest.raises(Refused):
        add_blocks(page=lesson, blocks=copied(lesson), by=author)
    assert kinds(lesson) == ["text"]


def test_nothing_chosen_is_said_and_nothing_is_lost(client_as):
    course = make_course()
    client = client_as(Role.TRAINER)
    page = client.post(reverse("courses:new_lesson", args=[course.pk]), {"title": "", "pattern": "scene"})
    assert page.status_code == 200
    assert 'value="scene" ' in page.content.decode() or 'value="scene"' in page.content.decode()
    assert not LessonPage.objects.filter(live=False).exists()


def test_clerks_and_managers_begin_no_lessons(client_as):
    course = make_course()
    lesson = make_lesson(course)
    for role in (Role.CLERK, Role.MANAGER):
        client = client_as(role)
        assert client.post(reverse("courses:new_lesson", args=[course.pk]), {"title": "x"}).status_code == 403
        assert client.get(reverse("courses:copy_blocks", args=[lesson.pk])).status_code == 403


def test_the_editor_of_a_lesson_offers_to_copy_its_blocks(client_as):
    lesson = make_lesson(make_course())
    page = client_as(Role.TRAINER).get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert reverse("courses:copy_blocks", args=[lesson.pk]) in page
