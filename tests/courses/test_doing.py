"""What a lesson asks for, and that a step is done by doing it."""

import datetime
from collections import Counter
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.models import Clip
from courses.doing import Asked, Kind, NotDone, do_block, left_to_do, sentence, what_can_be_done, what_is_asked
from courses.models import BlockDone, Completion, LessonPage, Progress
from courses.refused import Refused
from courses.services import complete_step, enrol
from tests.phrasebook.factories import make_dialogue, make_phrase

from .factories import (
    NOW,
    check_block,
    clip_block,
    drill_block,
    ids_of,
    make_course,
    make_lesson,
    scene_block,
    steps_of,
)

DAY = datetime.timedelta(days=1)
KINDS = [Kind.WATCH, Kind.CHECK, Kind.DRILL, Kind.DIALOGUE]


def make_clip(**fields):
    return Clip.objects.create(title="示范", type="video", file=ContentFile(b"film", "film.mp4"), duration=20, **fields)


@pytest.fixture
def lesson(db):
    """One of everything that can be done, between things that cannot."""
    body = [
        ("text", "<p>先问好。</p>"),
        clip_block(make_clip()),
        check_block(),
        ("phrase", {"phrase": make_phrase()}),
        drill_block(make_phrase()),
        scene_block(make_dialogue(turns=4)),
        ("dialogue", {"dialogue": make_dialogue(), "play": False}),
    ]
    return make_lesson(make_course(lessons=1), body)


@pytest.fixture
def enrolment(lesson, person):
    return enrol(user=person(), course=lesson.get_parent().specific, now=NOW)


def do_all(enrolment, lesson, now=NOW):
    for one in what_is_asked(lesson.body, lesson):
        do_block(enrolment=enrolment, page=lesson, block_id=one.block_id, kind=one.kind, detail={}, now=now)


def test_everything_that_can_be_done_is_asked_in_the_order_of_the_lesson(lesson):
    asked = what_is_asked(lesson.body, lesson)
    assert [one.kind for one in asked] == KINDS
    assert [one.block_id for one in asked] == [ids_of(lesson)[place] for place in (1, 2, 4, 5)]
    assert [one.label for one in asked][0::3] == ["手语示范", "缴费"]


@pytest.mark.parametrize("watch", [True, False])
@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize("practise", [True, False])
def test_the_rules_of_the_lesson_say_what_counts(lesson, watch, answer, practise):
    rules = SimpleNamespace(must_watch=watch, must_answer=answer, must_practise=practise)
    expected = Counter({Kind.WATCH: watch, Kind.CHECK: answer, Kind.DRILL: practise, Kind.DIALOGUE: practise})
    assert Counter(one.kind for one in what_is_asked(lesson.body, rules)) == +expected
    assert set(what_is_asked(lesson.body, rules)) <= set(what_can_be_done(lesson.body))


def test_entries_that_are_not_published_or_gone_ask_for_nothing(db):
    phrase, dialogue, clip = make_phrase(), make_dialogue(), make_clip()
    lesson = make_lesson(make_course(lessons=0), [drill_block(phrase), scene_block(dialogue), clip_block(clip)])
    phrase.unpublish()
    dialogue.unpublish()
    clip.delete()
    assert what_is_asked(LessonPage.objects.get(pk=lesson.pk).body, lesson) == []


def test_a_scene_in_which_the_clerk_says_nothing_asks_for_nothing(db):
    lesson = make_lesson(make_course(lessons=0), [scene_block(make_dialogue(turns=1))])
    assert what_can_be_done(lesson.body) == []


def test_a_lesson_in_which_something_was_done_is_kept(enrolment, lesson):
    assert not lesson.is_kept()
    do_all(enrolment, lesson)
    assert lesson.is_kept()


def test_a_drill_without_any_exercise_asks_for_nothing(db):
    nothing = drill_block(make_phrase(), listen=False, order=False, courtesy=False)
    lesson = make_lesson(make_course(lessons=0), [nothing])
    assert what_can_be_done(lesson.body) == []


def test_asking_what_a_lesson_asks_fetches_nothing_but_what_can_be_done(db, django_assert_num_queries):
    lesson = make_lesson(make_course(lessons=0), [check_block(), *[("phrase", {"phrase": make_phrase()})] * 5])
    body = LessonPage.objects.get(pk=lesson.pk).body
    with django_assert_num_queries(0):
        assert len(what_is_asked(body, lesson)) == 1


@given(st.lists(st.builds(Asked, st.uuids().map(str), st.sampled_from(KINDS), st.text(max_size=9)), min_size=1))
def test_the_sentence_names_films_and_scenes_and_counts_the_rest(left):
    with translation.override("en"):
        said = sentence(left)
    for one in left:
        assert one.label in said or one.kind in (Kind.CHECK, Kind.DRILL)
    checks = sum(one.kind == Kind.CHECK for one in left)
    assert (f"answer {checks} check" in said) == bool(checks) or any("check" in one.label for one in left)


def test_the_sentence_is_chinese_for_chinese_readers():
    left = [Asked("1", Kind.WATCH, "手语示范"), Asked("2", Kind.CHECK, "?"), Asked("3", Kind.CHECK, "?")]
    with translation.override("zh-hans"):
        assert sentence(left) == "这一课还要：看完短片“手语示范”；回答2道小测。"


def test_a_step_is_refused_until_all_of_it_is_done(enrolment, lesson):
    with pytest.raises(NotDone) as refusal:
        complete_step(enrolment=enrolment, page=lesson, now=NOW)
    assert [one.kind for one in refusal.value.left] == KINDS
    assert not Progress.objects.filter(completed_at__isnull=False).exists()
    first, *others = what_is_asked(lesson.body, lesson)
    do_block(enrolment=enrolment, page=lesson, block_id=first.block_id, kind=first.kind, detail={}, now=NOW)
    with pytest.raises(NotDone) as refusal:
        complete_step(enrolment=enrolment, page=lesson, now=NOW)
    assert refusal.value.left == others
    do_all(enrolment, lesson)
    complete_step(enrolment=enrolment, page=lesson, now=NOW)
    assert Progress.objects.get().completed_at == NOW


def test_a_step_that_was_done_before_its_author_asked_stays_done(person):
    course = make_course(lessons=2)
    first, second = steps_of(course)
    enrolment = enrol(user=person(), course=course, now=NOW)
    complete_step(enrolment=enrolment, page=first, now=NOW)
    first.body = [check_block()]
    first.save_revision().publish()
    assert complete_step(enrolment=enrolment, page=first, now=NOW + DAY) is None
    assert complete_step(enrolment=enrolment, page=second, now=NOW + DAY) == Completion.objects.get()


def test_what_was_done_before_does_not_count_for_a_renewal(person):
    course = make_course(lessons=0)
    lesson = make_lesson(course, [check_block()])
    clerk = person()
    for now in (NOW, NOW + 340 * DAY):
        enrolment = enrol(user=clerk, course=course, now=now)
        assert len(left_to_do(enrolment, lesson)) == 1
        do_all(enrolment, lesson, now)
        assert complete_step(enrolment=enrolment, page=lesson, now=now)


def test_doing_it_again_changes_nothing_and_answers_the_first_time(enrolment, lesson):
    one = what_is_asked(lesson.body, lesson)[1]
    what = {"enrolment": enrolment, "page": lesson, "block_id": one.block_id, "kind": one.kind}
    first = do_block(**what, detail={"right_at_first": False}, now=NOW)
    assert do_block(**what, detail={"right_at_first": True}, now=NOW + DAY) == first
    row = BlockDone.objects.get()
    assert (row.detail, row.done_at) == ({"right_at_first": False}, NOW)


def test_a_block_that_is_not_there_or_of_another_kind_is_refused(enrolment, lesson):
    check = what_is_asked(lesson.body, lesson)[1]
    for block_id, kind in [("unknown", Kind.CHECK), (check.block_id, Kind.WATCH), (ids_of(lesson)[0], Kind.CHECK)]:
        with pytest.raises(Refused):
            do_block(enrolment=enrolment, page=lesson, block_id=block_id, kind=kind, detail={}, now=NOW)
    assert not BlockDone.objects.exists()


def test_a_lesson_of_another_course_or_one_taken_off_is_refused(enrolment, lesson):
    elsewhere = make_lesson(make_course(lessons=0), [check_block()])
    lesson.unpublish()
    for page in (elsewhere, LessonPage.objects.get(pk=lesson.pk)):
        one = what_can_be_done(page.body)[0]
        with pytest.raises(Refused):
            do_block(enrolment=enrolment, page=page, block_id=one.block_id, kind=one.kind, detail={}, now=NOW)
    assert not BlockDone.objects.exists()


def test_twenty_reports_at_the_same_moment_are_one(racing_db, person):
    course = make_course(lessons=0)
    lesson = make_lesson(course, [check_block()])
    enrolment = enrol(user=person(), course=course, now=NOW)
    one = what_is_asked(lesson.body, lesson)[0]
    what = {"enrolment": enrolment, "page": lesson, "block_id": one.block_id, "kind": one.kind}
    answers = racing_db.together(20 * [lambda: do_block(**what, detail={}, now=NOW)])
    assert Counter(answers) == {BlockDone.objects.get(): 20}
