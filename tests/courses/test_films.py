"""A lesson with films: small versions first, captions beside them, on from where the reader stopped, few questions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import LessonPage
from courses.services import enrol
from courses.watching import remember_place
from tests.core.factories import make_clip
from tests.e2e.quality import html_faults
from tests.phrasebook.factories import make_dialogue, make_phrase, make_sign

from .factories import NOW, make_course, make_lesson

SPOKEN = "WEBVTT\n\n00:00.000 --> 00:01.000\n您好\n"


@pytest.fixture
def clerk(person):
    return person()


@pytest.fixture
def read(client_as, clerk):
    client = client_as(user=clerk)

    def get(lesson, language="zh-hans"):
        answer = client.get(lesson.get_url(), headers={"accept-language": language})
        assert answer.status_code == 200
        return answer.content.decode()

    return get


def film_lesson(clip, course=None, **fields):
    course = course or make_course(lessons=0)
    return make_lesson(course, body=[("clip", {"clip": clip, "title": "请坐", "title_en": "Seat", **fields})])


def test_the_smallest_version_stands_first_and_the_cameras_file_last(read, clerk):
    clip = make_clip()
    page = read(film_lesson(clip))
    small = {encoding.kind: encoding.file.url for encoding in clip.encodings.all()}
    places = [page.index(f'src="{address}"') for address in (small["webm"], small["mp4"], clip.file.url)]
    assert places == sorted(places)


def test_captions_are_offered_in_the_languages_there_are(read):
    page = read(film_lesson(make_clip(captions=SPOKEN)))
    assert 'srclang="zh-Hans"' in page
    assert 'srclang="en"' not in page


def test_the_title_speaks_the_language_of_the_reader(read):
    lesson = film_lesson(make_clip(), second_clip=make_clip("side"))
    assert 'aria-label="请坐，另一个角度"' in read(lesson)
    assert 'aria-label="Seat, from another angle"' in read(lesson, "en")


def test_a_placeholder_says_so_wherever_it_is_shown(read):
    assert "未经聋人审核" in read(film_lesson(make_clip(placeholder=True)))
    assert "未经聋人审核" not in read(film_lesson(make_clip()))


@pytest.mark.parametrize(("seconds", "start"), [(0, None), (2, None), (40.26, "40.3"), (89, None)])
def test_it_goes_on_where_the_reader_stopped_except_near_the_ends(read, clerk, seconds, start):
    clip = make_clip()
    lesson = film_lesson(clip)
    remember_place(user=clerk, page=lesson, clip_id=clip.pk, seconds=seconds, parts=[], duration=90, now=NOW)
    page = read(lesson)
    assert ("data-start" in page) == bool(start)
    if start:
        assert f'data-start="{start}"' in page
        assert f'{clip.file.url}#t={start}"' in page


def test_a_clip_that_was_deleted_leaves_a_sentence(read):
    clip = make_clip()
    lesson = film_lesson(clip)
    clip.delete()
    assert "还没有选择视频" in read(lesson)


def test_a_lesson_without_films_carries_no_player(read):
    assert "player-parts" not in read(make_lesson(make_course(lessons=0), body=[("text", "<p>读</p>")]))


def long_lesson(times):
    """A lesson that holds so many of everything an author may put into it."""
    body = []
    for number in range(times):
        sign = make_sign(clip=make_clip(f"sign-{number}", placeholder=True), second_clip=make_clip(f"angle-{number}"))
        body += [
            ("text", "<p>读</p>"),
            ("clip", {"clip": make_clip(f"a-{number}"), "second_clip": make_clip(f"b-{number}"), "title": "片子"}),
            ("sign", {"sign": sign}),
            ("phrase", {"phrase": make_phrase()}),
            ("dialogue", {"dialogue": make_dialogue()}),
        ]
    return make_lesson(make_course(lessons=0), body=body)


def questions(client, lesson):
    client.get(lesson.get_url())
    with CaptureQueriesContext(connection) as captured:
        html = client.get(lesson.get_url()).content.decode()
    asked = [query["sql"] for query in captured]
    frame = ("SAVEPOINT", "RELEASE")
    ours = [
        sql
        for sql in asked
        if not sql.startswith(frame) and "django_session" not in sql and 'FROM "people_user" WHERE' not in sql
    ]
    return ours, html


def test_a_long_lesson_asks_no_more_than_a_short_one(client_as, clerk):
    client = client_as(user=clerk)
    short, long = long_lesson(1), long_lesson(7)
    for lesson in (short, long):
        enrol(user=clerk, course=lesson.get_parent().specific, now=timezone.now())
    few, _html = questions(client, short)
    many, _html = questions(client, long)
    assert len(many) <= 12, "\n".join(many)
    assert len(many) == len(few)


def test_a_lesson_with_films_is_valid_and_light(client_as, clerk):
    html = questions(client_as(user=clerk), long_lesson(2))[1]
    assert html_faults(html) == []
    assert len(html.encode()) < 30_000


def test_the_editor_previews_a_lesson_without_keeping_a_place(clerk, rf):
    lesson = film_lesson(make_clip())
    page = LessonPage.objects.get(pk=lesson.pk)
    answer = page.make_preview_request(None, "")
    answer.render()
    assert "player-large" in answer.content.decode()
    assert "data-save" not in answer.content.decode()
