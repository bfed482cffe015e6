"""Joining, learning and completing a course."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import Page, Revision

from core.append_only import FactChanged
from courses.models import Completion, CoursePage, Enrolment, LessonPage, Progress, QuizPage
from courses.progress import outline
from courses.services import (
    Refused,
    complete_course,
    complete_step,
    enrol,
    open_step,
    published_revision,
    quiz_passed,
)
from skills.models import Award, Certificate, Level
from skills.profile import profile
from skills.services import revoke

from .factories import NOW, TODAY, make_attempt, make_course, make_lesson, make_quiz_page, steps_of

DAY = datetime.timedelta(days=1)


def finish(user, course, now=NOW):
    """Every step of the course done by the person at one moment; the completion."""
    enrolment = enrol(user=user, course=course, now=now)
    completion = None
    for page in steps_of(course):
        evidence = {"attempt": "an-attempt"} if isinstance(page, QuizPage) else None
        completion = complete_step(enrolment=enrolment, page=page, now=now, evidence=evidence)
    return completion


def test_joining_twice_is_one_enrolment(person):
    clerk, course = person(), make_course()
    assert enrol(user=clerk, course=course, now=NOW) == enrol(user=clerk, course=course, now=NOW + DAY)
    assert Enrolment.objects.get().started_at == NOW


@pytest.mark.parametrize("left_on", [TODAY - DAY, datetime.date(2020, 1, 2)])
def test_who_has_left_cannot_join(person, left_on):
    clerk = person(left_on=left_on)
    with pytest.raises(Refused):
        enrol(user=clerk, course=make_course(), now=NOW)


def test_on_the_last_day_of_work_one_may_still_join(person):
    assert enrol(user=person(left_on=TODAY), course=make_course(), now=NOW)


def test_a_course_that_is_not_published_or_has_no_lessons_cannot_be_joined(person):
    clerk, empty, hidden = person(), make_course(lessons=0), make_course()
    hidden.unpublish()
    for course in [empty, hidden]:
        with pytest.raises(Refused):
            enrol(user=clerk, course=course, now=NOW)


def test_opening_a_step_again_moves_the_place_where_the_course_goes_on(person):
    clerk, course = person(), make_course(lessons=3)
    enrolment = enrol(user=clerk, course=course, now=NOW)
    _first, second, third = steps_of(course)
    assert outline(course, clerk).next_step.number == 1
    open_step(enrolment=enrolment, page=third, now=NOW)
    open_step(enrolment=enrolment, page=second, now=NOW + DAY)
    assert outline(course, clerk).next_step.page == second
    open_step(enrolment=enrolment, page=third, now=NOW + 2 * DAY)
    assert outline(course, clerk).next_step.page == third
    assert Progress.objects.count() == 2


def test_opening_a_finished_step_does_not_undo_it(person):
    clerk, course = person(), make_course(lessons=2)
    enrolment = enrol(user=clerk, course=course, now=NOW)
    first, second = steps_of(course)
    complete_step(enrolment=enrolment, page=first, now=NOW)
    open_step(enrolment=enrolment, page=first, now=NOW + DAY)
    found = outline(course, clerk)
    assert (found.done, found.next_step.page, found.minutes_left) == (1, second, second.minutes)


def test_the_last_step_completes_the_course_and_brings_the_skill_and_the_certificate(person):
    clerk, course = person(), make_course(lessons=2, level=Level.CERTIFIED)
    completion = finish(clerk, course)
    assert completion.revision_id == Page.objects.get(pk=course.pk).live_revision_id
    assert completion.completed_on == TODAY
    assert [step["page"] for step in completion.steps] == [page.pk for page in steps_of(course)]
    holding = profile(clerk, TODAY)[course.grants.get().skill_id]
    assert (holding.level, holding.valid_from) == (Level.CERTIFIED, TODAY)
    assert Certificate.objects.get().facts["evidence"] == {"zh": course.title, "en": course.title_en}


def test_completing_again_changes_nothing(person):
    clerk, course = person(), make_course(lessons=1)
    first = finish(clerk, course)
    enrolment = first.enrolment
    assert complete_step(enrolment=enrolment, page=steps_of(course)[0], now=NOW + DAY) == first
    assert complete_course(enrolment=enrolment, now=NOW + DAY) == first
    assert (Completion.objects.count(), Award.objects.count(), Certificate.objects.count()) == (1, 1, 1)


def test_the_day_of_completion_is_that_of_the_hall_not_of_greenwich(person):
    late = datetime.datetime(2026, 11, 22, 17, 0, tzinfo=datetime.UTC)  # 01:00 on the 23rd in Jiaxing
    assert finish(person(), make_course(), now=late).completed_on == TODAY


def test_a_course_with_steps_left_or_without_any_is_not_completed(person):
    clerk, course = person(), make_course(lessons=2)
    enrolment = enrol(user=clerk, course=course, now=NOW)
    with pytest.raises(Refused, match=steps_of(course)[0].title):
        complete_course(enrolment=enrolment, now=NOW)
    for page in steps_of(course):
        page.unpublish()
    with pytest.raises(Refused):
        complete_course(enrolment=enrolment, now=NOW)
    assert not Completion.objects.exists()


def test_steps_count_as_they_are_published_at_that_moment(person):
    clerk, course = person(), make_course(lessons=2)
    enrolment = enrol(user=clerk, course=course, now=NOW)
    first, second = steps_of(course)
    complete_step(enrolment=enrolment, page=first, now=NOW)
    third = make_lesson(course)
    assert complete_step(enrolment=enrolment, page=second, now=NOW) is None
    third.unpublish()
    assert outline(course, clerk).ready_to_finish
    completion = complete_step(enrolment=enrolment, page=second, now=NOW)
    assert [step["page"] for step in completion.steps] == [first.pk, second.pk]


def test_a_page_of_another_course_is_no_step(person):
    clerk, course, other = person(), make_course(), make_course()
    enrolment = enrol(user=clerk, course=course, now=NOW)
    for page in [steps_of(other)[0], course]:
        with pytest.raises(Refused):
            complete_step(enrolment=enrolment, page=page, now=NOW)


def test_a_quiz_is_not_done_by_clicking(person):
    clerk, course = person(), make_course(lessons=0, quiz=True)
    enrolment = enrol(user=clerk, course=course, now=NOW)
    with pytest.raises(Refused):
        complete_step(enrolment=enrolment, page=steps_of(course)[0], now=NOW)
    assert not Progress.objects.filter(completed_at__isnull=False).exists()


def test_passing_the_quiz_completes_the_course_and_is_its_proof(person):
    clerk, course = person(), make_course(lessons=0, quiz=True)
    enrol(user=clerk, course=course, now=NOW)
    attempt = make_attempt(clerk, steps_of(course)[0].quiz)
    completion = quiz_passed(attempt=attempt, now=NOW)
    assert completion.steps[0]["attempt"] == str(attempt.public_id)
    assert quiz_passed(attempt=attempt, now=NOW) is None
    assert Completion.objects.count() == 1


@pytest.mark.parametrize("fields", [{"passed": False}, {"started_at": NOW - DAY}])
def test_a_failed_attempt_and_one_from_before_the_enrolment_change_nothing(person, fields):
    clerk, course = person(), make_course(lessons=0, quiz=True)
    enrol(user=clerk, course=course, now=NOW)
    assert quiz_passed(attempt=make_attempt(clerk, steps_of(course)[0].quiz, **fields), now=NOW) is None
    assert not Progress.objects.exists()


def test_one_attempt_serves_every_course_that_asks_for_its_quiz(person):
    clerk, one, other = person(), make_course(lessons=0, quiz=True), make_course(lessons=1)
    quiz = steps_of(one)[0].quiz
    make_quiz_page(other, quiz=quiz)
    for course in [one, other]:
        enrol(user=clerk, course=course, now=NOW)
    quiz_passed(attempt=make_attempt(clerk, quiz), now=NOW)
    assert Completion.objects.get().course == one
    assert outline(other, clerk).done == 1


def test_a_completion_is_pinned_to_what_was_published_not_to_the_draft(person):
    clerk, course = person(), make_course(lessons=1)
    lesson = steps_of(course)[0]
    published = lesson.live_revision_id
    lesson.title = "草稿"
    lesson.save_revision()
    completion = finish(clerk, course)
    assert completion.steps[0]["revision"] == published
    assert completion.steps[0]["title"] != "草稿"


def test_a_step_remembers_the_revision_that_was_live_when_it_was_done(person):
    clerk, course = person(), make_course(lessons=2)
    enrolment = enrol(user=clerk, course=course, now=NOW)
    first, second = steps_of(course)
    complete_step(enrolment=enrolment, page=first, now=NOW)
    first.title = "改过的标题"
    first.save_revision().publish()
    completion = complete_step(enrolment=enrolment, page=second, now=NOW)
    assert completion.steps[0]["revision"] == first.live_revision_id


def test_a_page_published_by_code_without_revisions_gets_one_and_keeps_its_draft(db):
    course = make_course(lessons=0)
    page = LessonPage(title="没有版本", slug="bare")
    course.add_child(instance=page)
    page.title = "草稿"
    draft = page.save_revision()
    revision = published_revision(page=page, now=NOW)
    assert revision.content["title"] == "没有版本"
    assert published_revision(page=page, now=NOW + DAY) == revision
    stored = Page.objects.get(pk=page.pk)
    assert (stored.live_revision, stored.latest_revision) == (revision, draft)
    assert Revision.objects.for_instance(page).count() == 2


@pytest.mark.parametrize(
    ("days_later", "may"),
    [(0, False), (300, False), (305, True), (365, True), (380, True), (500, True)],
)
def test_a_course_is_taken_again_from_the_day_renewal_opens(person, days_later, may):
    clerk, course = person(), make_course(lessons=1)
    first = finish(clerk, course)
    later = NOW + days_later * DAY
    if not may:
        with pytest.raises(Refused, match="24"):
            enrol(user=clerk, course=course, now=later)
        return
    again = enrol(user=clerk, course=course, now=later)
    assert again != first.enrolment
    assert outline(course, clerk).done == 0
    assert finish(clerk, course, now=later) != first


def test_a_revoked_award_can_be_earned_again(person):
    clerk, course = person(), make_course(lessons=1)
    finish(clerk, course)
    revoke(award=Award.objects.get(), on=TODAY, reason="抽查不合格", by=person())
    assert enrol(user=clerk, course=course, now=NOW + DAY).completed_at is None


def test_a_course_that_never_expires_is_not_taken_again_unless_it_grants_more(person):
    clerk, course = person(), make_course(lessons=1, certified=False)
    finish(clerk, course)
    with pytest.raises(Refused):
        enrol(user=clerk, course=course, now=NOW + 9999 * DAY)
    course.grants.update(level=Level.COACH)
    assert enrol(user=clerk, course=CoursePage.objects.get(pk=course.pk), now=NOW + DAY)


def test_a_completion_cannot_be_changed_or_removed(person):
    completion = finish(person(), make_course(lessons=1))
    with pytest.raises(FactChanged):
        completion.save()
    with pytest.raises(FactChanged):
        completion.delete()


def test_the_database_itself_refuses_a_second_open_enrolment_and_a_second_completion(person):
    clerk, course = person(), make_course(lessons=1)
    completion = finish(clerk, course)
    Enrolment.objects.create(user=clerk, course=course, started_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(user=clerk, course=course, started_at=NOW)
    twin = {name: getattr(completion, name) for name in ["enrolment", "user", "course", "revision", "completed_on"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        Completion.objects.create(**twin)


def test_when_awarding_fails_nothing_is_completed(person, monkeypatch):
    clerk, course = person(), make_course(lessons=1)
    enrolment = enrol(user=clerk, course=course, now=NOW)

    def fail(**facts):
        raise RuntimeError

    monkeypatch.setattr("courses.services.award", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        complete_step(enrolment=enrolment, page=steps_of(course)[0], now=NOW)
    enrolment.refresh_from_db()
    assert enrolment.completed_at is None
    assert not Completion.objects.exists()
