"""The trainer's desk: drafts, approvals, submissions, and what fails people."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from wagtail.models import Workflow

from courses.models import CourseIndexPage, CoursePage, LessonPage
from courses.services import complete_step, enrol, open_step
from dashboard.desk import course_figures, drafts, reviews, submissions, traps
from people.models import User
from people.roles import Role
from quizzes.services import start_attempt, submit_attempt
from tests.courses.factories import make_course, make_lesson, steps_of
from tests.factories import UserFactory
from tests.quizzes.factories import make_question, make_quiz

from .factories import NOW

DAY = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(person):
    return person(Role.TRAINER)


@pytest.fixture
def chief(person):
    return person(Role.CHIEF_TRAINER)


def draft_lesson(user, title="草稿课", **fields):
    """A lesson nobody has published, last saved by a person."""
    course = CoursePage.objects.first() or make_course()
    lesson = LessonPage(title=title, live=False, **fields)
    CoursePage.objects.get(pk=course.pk).add_child(instance=lesson)
    lesson.save_revision(user=user)
    return lesson


def draft_question(user, key="q-draft", stem="改过的题目"):
    """A published question with a later draft of a person."""
    question = make_question(key)
    question.stem = stem
    question.save_revision(user=user)
    return question


def submit(page, user):
    return Workflow.objects.get().start(page, user)


def titles(rows):
    return [getattr(row, "paper", row).title for row in rows]


def test_drafts_are_my_unpublished_pages_and_snippets_the_last_edited_first(trainer, chief):
    draft_lesson(trainer, "第一稿")
    with time_machine.travel(NOW + DAY):
        draft_question(trainer, stem="第二稿")
    draft_lesson(chief, "别人的")
    make_course()
    assert titles(drafts(trainer)) == ["第二稿", "第一稿"]


def test_a_draft_that_somebody_else_went_on_with_or_that_was_published_is_not_mine(trainer, chief):
    taken, published = draft_lesson(trainer, "接手"), draft_lesson(trainer, "发布")
    taken.save_revision(user=chief)
    published.save_revision(user=trainer).publish()
    assert drafts(trainer) == []
    assert titles(drafts(chief)) == ["接手"]


def test_each_draft_leads_to_its_editor(trainer, client_as):
    lesson, question = draft_lesson(trainer), draft_question(trainer)
    text = client_as(user=trainer).get("/desk/").content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[lesson.pk]) in text
    assert reverse(type(question).snippet_viewset.get_url_name("edit"), args=[question.pk]) in text


def test_the_english_page_shows_the_english_title(trainer, client_as):
    draft_lesson(trainer, "草稿课", title_en="A draft")
    text = client_as(user=trainer).get("/desk/", headers={"accept-language": "en"}).content.decode()
    assert "A draft" in text
    assert "草稿课" not in text


def test_what_is_handed_in_moves_from_my_drafts_to_the_desk_of_the_chief(trainer, chief):
    lesson = draft_lesson(trainer)
    submit(lesson, trainer)
    assert drafts(trainer) == []
    assert titles(reviews(chief)) == ["草稿课"]
    assert reviews(trainer) == []
    (mine,) = submissions(trainer, NOW)
    assert (mine.paper.title, mine.status) == ("草稿课", "in_progress")


def test_what_was_sent_back_comes_with_the_comment(trainer, chief, client_as):
    state = submit(draft_lesson(trainer), trainer)
    state.current_task_state.task.specific.on_action(state.current_task_state, chief, "reject", comment="请补字幕")
    (mine,) = submissions(trainer, NOW)
    assert (mine.status, mine.comment) == ("needs_changes", "请补字幕")
    assert reviews(chief) == []
    text = client_as(user=trainer).get("/desk/").content.decode()
    assert "已退回" in text
    assert "请补字幕" in text


def test_an_approval_stays_on_the_desk_for_two_weeks(trainer, chief):
    state = submit(draft_lesson(trainer), trainer)
    state.current_task_state.task.specific.on_action(state.current_task_state, chief, "approve")
    assert [row.status for row in submissions(trainer, NOW)] == ["approved"]
    assert submissions(trainer, NOW + 15 * DAY) == []


def test_questions_most_missed_are_shown_as_share_and_number(client_as, trainer, person):
    quiz = make_quiz([make_question("hard", stem="难题"), make_question("fine", stem="别题")])
    for _ in range(4):
        submit_attempt(attempt=start_attempt(user=person(), quiz=quiz, now=NOW - DAY), now=NOW - DAY)
    (first, _second) = traps(NOW)
    assert (first.asked, first.wrong, first.percent) == (4, 4, 100)
    assert traps(NOW + 400 * DAY) == []
    text = client_as(user=trainer).get("/desk/").content.decode()
    assert "100%" in text
    assert "4 次作答，4 次答错" in text
    assert first.edit_url in text


def everybody():
    return User.objects.all()


def test_a_course_counts_people_not_enrolments_and_names_the_step_that_holds_them_up(person):
    course = make_course(lessons=3)
    first, second, _third = steps_of(course)
    for days in (9, 2):
        enrolment = enrol(user=person(), course=course, now=NOW - 9 * DAY)
        complete_step(enrolment=enrolment, page=first, now=NOW - 9 * DAY)
        open_step(enrolment=enrolment, page=second, now=NOW - days * DAY)
    done = enrol(user=person(), course=course, now=NOW - 9 * DAY)
    for step in steps_of(course):
        complete_step(enrolment=done, page=step, now=NOW - 8 * DAY)
    (row,) = course_figures(everybody(), NOW)
    assert (row.enrolled, row.completed) == (3, 1)
    assert [(step.page_id, step.people) for step in row.stuck] == [(second.pk, 1)]


def test_trainers_count_their_own_hall_and_administrators_all(client_as, trainer, person):
    course = make_course()
    for user in (person(), UserFactory(), UserFactory()):
        enrol(user=user, course=course, now=NOW)
    (own,) = course_figures(User.objects.visible_to(trainer), NOW)
    assert own.enrolled == 1
    (every,) = course_figures(User.objects.visible_to(person(Role.ADMINISTRATOR)), NOW)
    assert every.enrolled == 3
    assert "统计所有营业厅的人员" in client_as(Role.ADMINISTRATOR).get("/desk/").content.decode()
    assert "统计本厅人员" in client_as(user=trainer).get("/desk/").content.decode()


def test_who_writes_finds_the_ways_to_write_and_who_only_looks_does_not(client_as, trainer):
    course = make_course()
    new_lesson = reverse("courses:new_lesson", args=[course.pk])
    for role, shown in [(Role.TRAINER, True), (Role.CHIEF_TRAINER, True), (Role.ADMINISTRATOR, False)]:
        text = client_as(role).get("/desk/").content.decode()
        for address in (new_lesson, reverse("wagtailsnippets_quizzes_question:add")):
            assert (address in text) == shown


def test_an_empty_desk_says_what_will_come(client_as):
    CourseIndexPage.objects.get().get_children().delete()
    text = client_as(Role.TRAINER).get("/desk/").content.decode()
    for sentence in ("没有待办", "没有草稿", "有人考过测验后", "还没有发布的课程"):
        assert sentence in text


@pytest.mark.parametrize("role", [Role.CHIEF_TRAINER, Role.ADMINISTRATOR])
def test_the_desk_makes_as_many_queries_for_much_as_for_little(client_as, person, hall, role, count_queries):
    me, author = person(role), person(Role.TRAINER)
    client_as(user=me)

    def add(first, number):
        for index in range(first, first + number):
            course = make_course(lessons=1)
            draft_lesson(me, f"稿{index}")
            submit(draft_lesson(author, f"送审{index}"), author)
            submit(draft_lesson(me, f"我的{index}"), me)
            enrolment = enrol(user=UserFactory(hall=hall), course=course, now=NOW - 9 * DAY)
            open_step(enrolment=enrolment, page=make_lesson(course), now=NOW - 9 * DAY)
            quiz = make_quiz([make_question(f"q{index}")])
            for _ in range(3):
                submit_attempt(attempt=start_attempt(user=person(), quiz=quiz, now=NOW - DAY), now=NOW - DAY)

    add(0, 1)
    at_one = count_queries("/desk/")
    add(1, 20)
    assert count_queries("/desk/") == at_one
