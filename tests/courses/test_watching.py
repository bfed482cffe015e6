"""Watching a clip of a lesson: the place is kept to the second, what was seen stays seen, nonsense does no harm."""

import datetime
import itertools
import json

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Collection, PageViewRestriction

from core.models import Clip
from courses.models import BlockDone, Playback
from courses.services import enrol
from courses.watching import GAP, MOST_PARTS, SEEN, length, merged, remember_place, share

from .factories import NOW, make_course, make_lesson

moments = st.floats(-5, 130, allow_nan=False)
pairs = st.tuples(moments, moments).map(list)
nonsense = st.one_of(
    st.none(), st.text(max_size=3), st.booleans(), st.integers(), st.floats(), st.lists(st.floats(), max_size=4)
)
some_parts = st.lists(st.one_of(pairs, nonsense, st.tuples(nonsense, nonsense).map(list)), max_size=30)
durations = st.floats(0.5, 120)


@given(some_parts, durations)
def test_parts_are_in_order_do_not_overlap_and_lie_within_the_clip(parts, duration):
    found = merged(parts, duration)
    assert all(0 <= start < end <= duration + 0.01 for start, end in found)
    assert all(later[0] - earlier[1] >= GAP - 0.001 for earlier, later in itertools.pairwise(found))


@given(some_parts, some_parts, durations)
def test_the_share_only_grows_and_never_passes_the_whole(before, new, duration):
    assert 0 <= share(before, duration) <= share([*merged(before, duration), *new], duration) + 1e-9
    assert share([*before, *new], duration) <= 1


@given(some_parts, durations)
def test_merging_again_or_telling_twice_changes_nothing(parts, duration):
    once = merged(parts, duration)
    assert merged(once, duration) == once
    assert merged([*once, *once], duration) == once


@given(st.lists(st.floats(0, 100), min_size=1, max_size=20), st.floats(1, 100))
def test_jumping_about_is_not_watching(jumps, duration):
    assert share([[moment, moment] for moment in jumps], duration) == 0


def test_a_clip_seen_in_pieces_backwards_is_seen():
    assert share([[second, second + 1] for second in range(59, -1, -1)], 60) == 1


def test_somebody_who_jumps_about_without_end_fills_no_database():
    parts = merged([[second, second + 0.3] for second in range(1000)], 1000)
    assert len(parts) == MOST_PARTS
    assert share(parts, 1000) <= 0.3


def test_a_length_that_was_not_measured_is_what_the_browser_tells():
    assert length(12.5, 99) == 12.5
    assert length(0, 99) == 99
    for nonsense in (None, -1, "12", float("nan"), float("inf"), True, [3]):
        assert length(0, nonsense) == 0


@pytest.fixture
def clip(db):
    root = Collection.get_first_root_node()
    return Clip.objects.create(
        title="坐", type="video", file=ContentFile(b"film", "sit.mp4"), collection=root, duration=100
    )


@pytest.fixture
def lesson(clip):
    course = make_course(lessons=0)
    return make_lesson(course, body=[("text", "<p>看</p>"), ("clip", {"clip": clip, "title": "请坐"})])


@pytest.fixture
def clerk(person):
    return person()


@pytest.fixture
def tell(client_as, clerk, lesson, clip):
    """`tell(seconds=…, parts=…)` is what the clerk's player sends."""
    client = client_as(user=clerk)

    def send(page=lesson, clip=clip, **told):
        address = reverse("courses:playback", args=[page.pk, clip.pk])
        return client.post(address, json.dumps(told), content_type="application/json")

    return send


def watch(clerk, lesson, clip, **told):
    fields = {"seconds": 0, "parts": [], "duration": 100, "now": NOW, **told}
    return remember_place(user=clerk, page=lesson, clip_id=clip.pk, **fields)


def test_the_place_is_kept_to_the_second_on_every_device(tell, clerk, lesson, clip):
    assert tell(seconds=12.34, parts=[[0, 12.34]]).json() == {"seconds": 12.34, "seen": 0.1234, "done": False}
    assert tell(seconds=50, parts=[[40, 50]]).json()["seen"] == 0.2234
    place = Playback.objects.get(user=clerk, page=lesson, clip=clip)
    assert (place.seconds, place.parts) == (50, [[0, 12.34], [40, 50]])
    assert Playback.objects.count() == 1


def test_what_was_seen_stays_seen(clerk, lesson, clip):
    watch(clerk, lesson, clip, parts=[[0, 60]])
    again = watch(clerk, lesson, clip, seconds=3, parts=[[0, 3]], now=NOW + datetime.timedelta(days=1)).place
    assert again.seen == 0.6
    assert again.seconds == 3


def test_nonsense_leaves_the_place_as_it_was(tell):
    tell(seconds=30, parts=[[0, 30]])
    for nonsense in ({"seconds": "x"}, {"seconds": None, "parts": [["a", 3], 7, None, [5]]}, {"seconds": True}, {}):
        answer = tell(**nonsense)
        assert answer.status_code == 200
        assert answer.json() == {"seconds": 30, "seen": 0.3, "done": False}


@pytest.mark.parametrize("body", ["", "[]", "null", "{", '{"parts": 3}', "[" * 20_000, '{"seconds": 1e999'])
def test_what_is_no_place_is_refused_with_a_sentence(client_as, clerk, lesson, clip, body):
    address = reverse("courses:playback", args=[lesson.pk, clip.pk])
    answer = client_as(user=clerk).post(address, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["problem"]
    assert not Playback.objects.exists()


def test_seen_to_the_end_the_block_is_done_once_in_the_open_enrolment(tell, clerk, lesson, clip):
    enrolment = enrol(user=clerk, course=lesson.get_parent().specific, now=NOW)
    assert tell(seconds=90, parts=[[0, SEEN * 100 - 1]]).json()["done"] is False
    assert not BlockDone.objects.exists()
    for _time in range(2):
        assert tell(seconds=100, parts=[[90, 100]]).json()["done"] is True
    done = BlockDone.objects.get()
    assert (done.enrolment, done.page_id, done.kind) == (enrolment, lesson.pk, BlockDone.Kind.WATCH)
    assert done.block == lesson.body.raw_data[1]["id"]


def test_seen_before_joining_counts_as_soon_as_one_watches_on(tell, clerk, lesson):
    assert tell(seconds=100, parts=[[0, 100]]).json()["done"] is False
    enrol(user=clerk, course=lesson.get_parent().specific, now=NOW)
    assert tell(seconds=1, parts=[]).json()["done"] is True


def test_a_place_belongs_to_one_person(tell, person, lesson, clip):
    watch(person(), lesson, clip, seconds=77)
    assert tell(parts=[]).json()["seconds"] == 0
    assert Playback.objects.count() == 2


def test_only_clips_of_the_lesson_have_places(tell, clip):
    other = make_lesson(make_course(lessons=0))
    assert tell(page=other).status_code == 404
    assert not Playback.objects.exists()


def test_a_lesson_that_is_not_published_or_not_for_the_reader_keeps_no_places(tell, lesson):
    PageViewRestriction.objects.create(page=lesson.get_parent(), restriction_type="groups")
    assert tell(seconds=3).status_code == 403
    PageViewRestriction.objects.all().delete()
    lesson.get_parent().specific.unpublish()
    assert tell(seconds=3).status_code == 404


@pytest.mark.parametrize("times", [1, 2])
def test_telling_a_place_asks_three_questions(tell, clerk, lesson, clip, times):
    enrol(user=clerk, course=lesson.get_parent().specific, now=NOW)
    for time in range(1, times):
        tell(seconds=time, parts=[[0, time]])
    with CaptureQueriesContext(connection) as captured:
        tell(seconds=5, parts=[[3, 5]])
    asked = [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    ours = [sql for sql in asked if "django_session" not in sql and 'FROM "people_user" WHERE' not in sql]
    assert len(ours) == 3, "\n".join(ours)


def test_two_devices_at_the_same_moment_keep_one_place(racing_db, clerk, lesson, clip):
    answers = racing_db.together(
        [lambda second=second: watch(clerk, lesson, clip, seconds=second, parts=[[0, second]]) for second in range(8)]
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert Playback.objects.count() == 1
