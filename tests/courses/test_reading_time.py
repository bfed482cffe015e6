"""Minutes come from the content, and the author has the last word."""

import pytest
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st

from core.models import Clip
from courses.models import LessonPage
from courses.reading_time import estimated_minutes, reading_seconds
from tests.phrasebook.factories import make_dialogue, make_phrase

from .factories import check_block, clip_block, drill_block, make_course, make_lesson, scene_block


@given(st.text(), st.text())
def test_more_to_read_never_takes_less_time(one, other):
    assert reading_seconds(one, other) >= reading_seconds(one) >= 0


def test_three_hundred_characters_or_two_hundred_and_thirty_eight_words_are_a_minute():
    assert reading_seconds("电" * 300) == pytest.approx(60)
    assert reading_seconds("bill " * 238) == pytest.approx(60)
    assert reading_seconds("<p class='x'>电</p>&nbsp;，。") == reading_seconds("电")


def lesson_of(*body, **fields):
    return make_lesson(make_course(lessons=0), body, **fields)


def test_an_empty_lesson_is_a_minute(db):
    assert lesson_of().minutes == 1


def test_minutes_come_from_what_is_in_the_lesson(db):
    assert lesson_of(("text", f"<p>{'电' * 900}</p>")).minutes == 3
    assert lesson_of(*[check_block()] * 5).minutes == 3
    assert lesson_of(drill_block(*[make_phrase() for _time in range(4)])).minutes == 5
    assert lesson_of(scene_block(make_dialogue(turns=8))).minutes == 2
    film = Clip.objects.create(title="片", type="video", file=ContentFile(b"x", "x.mp4"), duration=80)
    assert lesson_of(clip_block(film)).minutes == 2


def test_the_author_has_the_last_word_and_can_take_it_back(db):
    lesson = lesson_of(("text", f"<p>{'电' * 900}</p>"), own_minutes=7)
    assert lesson.minutes == 7
    lesson.own_minutes = None
    lesson.save_revision().publish()
    assert LessonPage.objects.get(pk=lesson.pk).minutes == 3


def test_estimating_asks_no_more_for_twenty_of_a_kind_than_for_one(db, django_assert_num_queries):
    lessons = [
        lesson_of(*[("phrase", {"phrase": make_phrase()}) for _time in range(count)], scene_block(make_dialogue()))
        for count in (1, 20)
    ]
    for lesson in lessons:
        body = LessonPage.objects.get(pk=lesson.pk).body
        with django_assert_num_queries(3):
            estimated_minutes(body)
