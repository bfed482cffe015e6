"""What a clip lacks before it is shown to people."""

import datetime

import pytest
from django.core.files.base import ContentFile

from core.clip_checks import faults_of
from core.clip_state import lightest, small_versions
from core.models import Encoding

from . import films
from .films import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOW = datetime.datetime(2026, 11, 25, 9, 0, tzinfo=datetime.UTC)
MEGABYTE = 1024**2


def good(content=films.MP4, **fields):
    fields = {"preparation": "done", "duration": 10, "captions": "WEBVTT\n\n00:00.000 --> 00:01.000\n好\n", **fields}
    return kept(content, thumbnail=ContentFile(b"0", "p.jpg"), **fields)


def small(clip, size, kind="mp4"):
    return Encoding.objects.create(clip=clip, kind=kind, file=ContentFile(b"0", "s.mp4"), bytes=size, made_at=NOW)


def test_a_good_clip_lacks_nothing():
    assert faults_of(good()) == []


def test_a_film_without_captions_shuts_people_out():
    [fault] = faults_of(good(captions=" "))
    assert "no captions" in fault


def test_a_sound_needs_no_captions_and_no_picture():
    assert faults_of(kept(films.MP3, "s.mp3", type="audio", preparation="done")) == []


def test_captions_that_browsers_stumble_over_are_named():
    [fault] = faults_of(good(captions_en="WEBVTT\n\n00:02.000 --> 00:01.000\nHello\n"))
    assert "Line 3" in fault


def test_a_film_without_a_picture_is_black_before_it_plays():
    clip = good()
    clip.thumbnail = ""
    assert ["picture" in fault for fault in faults_of(clip)] == [True]


@pytest.mark.parametrize(
    ("megabytes", "seconds", "faults"), [(19, 300, 0), (21, 300, 1), (2, 10, 1), (1.4, 10, 0), (2, 0, 0)]
)
def test_what_readers_load_is_weighed(megabytes, seconds, faults):
    clip = good(films.MP4 + b"\0" * int(megabytes * MEGABYTE), duration=seconds)
    assert len(faults_of(clip)) == faults


def test_the_small_version_is_weighed_and_not_the_original():
    clip = good(films.MP4 + b"\0" * 3 * MEGABYTE)
    assert len(faults_of(clip)) == 1
    small(clip, MEGABYTE)
    small(clip, MEGABYTE // 2, "webm")
    assert faults_of(clip) == []
    assert lightest(clip) == MEGABYTE // 2


def test_where_a_clip_comes_from_is_said():
    faults = faults_of(good(placeholder=True, synthetic=True))
    assert [fault.split()[1] for fault in faults] == ["placeholder,", "synthetic"]


@pytest.mark.parametrize(("state", "words"), [("failed", "could not be read"), ("no_tool", "ffmpeg is not installed")])
def test_a_clip_that_was_not_made_small_says_why(state, words):
    [fault] = faults_of(good(preparation=state))
    assert words in fault


def test_a_missing_file_is_the_only_thing_worth_saying_about_it():
    clip = good()
    clip.file.storage.delete(clip.file.name)
    assert faults_of(clip) == ["The file is missing. Upload it again."]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"preparation": ""}, "no small version was asked for"),
        ({"preparation": "waiting"}, "being made"),
        ({"preparation": "done"}, "Small enough as uploaded"),
        ({"preparation": "no_tool"}, "ffmpeg is not installed"),
        ({"preparation": "failed"}, "could not be read"),
        ({"preparation": "failed", "duration": 7200}, "Longer than 30 minutes"),
        ({"preparation": "failed", "width": 30_000, "height": 30_000}, "picture is too large"),
    ],
)
def test_every_state_is_a_sentence(fields, words):
    assert words in small_versions(kept(films.MP4, **fields))


def test_the_sizes_stand_beside_each_other():
    clip = good(films.MP4 + b"\0" * MEGABYTE)
    small(clip, 200 * 1024)
    small(clip, 100 * 1024, "webm")
    expected = "Small versions: 1.0\xa0MB → MP4 200.0\xa0KB · WebM 100.0\xa0KB"
    assert small_versions(clip) == expected
