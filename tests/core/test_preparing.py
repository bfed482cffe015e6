"""Small versions of clips: made in the background, once, within bounds, and honest when they are not made."""

import datetime
import signal
import sys
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.urls import reverse
from PIL import Image

from core import encoding, ffmpeg, preparing
from core.clip_state import small_versions
from core.models import Clip, Encoding
from core.preparing import prepare
from core.services import ask_to_prepare
from people.roles import Role

from . import films
from .films import kept, needs_ffmpeg

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOW = datetime.datetime(2026, 11, 25, 9, 0, tzinfo=datetime.UTC)


def run(clip):
    state = prepare(clip_pk=clip.pk, clock=lambda: NOW)
    clip.refresh_from_db()
    return state


@pytest.fixture
def no_ffmpeg(monkeypatch):
    monkeypatch.setattr(ffmpeg.shutil, "which", lambda program: None)


def test_ffmpeg_is_there_where_the_tests_of_everybody_run():
    assert films.HAS_FFMPEG or not films.ON_CI, "apt-get install ffmpeg: without it half of these tests say nothing"


# Without ffmpeg


def test_without_ffmpeg_a_clip_says_so_and_stays_as_it_is(no_ffmpeg):
    clip = kept(films.MP4)
    assert run(clip) == "no_tool"
    assert not clip.encodings.exists()
    assert "ffmpeg is not installed" in small_versions(clip)


def test_an_ffmpeg_that_cannot_write_h264_is_none(monkeypatch):
    monkeypatch.setattr(ffmpeg, "tools", lambda: ffmpeg.Tools("ffmpeg", "ffprobe", frozenset({"libvpx-vp9"})))
    assert run(kept(films.MP4)) == "no_tool"


def test_the_command_says_what_is_missing(no_ffmpeg):
    with pytest.raises(CommandError, match="apt-get install ffmpeg"):
        call_command("prepare_clips")


# Asking


def test_asking_puts_the_work_in_the_queue_once_it_is_sure(no_ffmpeg, django_capture_on_commit_callbacks):
    clip = kept(films.MP4, preparation="")
    with django_capture_on_commit_callbacks(execute=True):
        ask_to_prepare(clip=clip)
        assert clip.preparation == "waiting"
    clip.refresh_from_db()
    assert clip.preparation == "no_tool"


def test_nobody_waits_for_a_clip_that_is_gone_or_done():
    clip = kept(films.MP4, preparation="done")
    assert run(clip) is None
    assert prepare(clip_pk=clip.pk + 1000, clock=lambda: NOW) is None


# With ffmpeg


@needs_ffmpeg
def test_a_heavy_film_becomes_small_for_phones(tmp_path):
    clip = kept(films.film(tmp_path))
    assert run(clip) == "done"
    versions = {version.kind: version for version in clip.encodings.all()}
    small = versions[Encoding.Kind.MP4]
    assert small.bytes == small.file.size < clip.file.size * 0.9
    assert (small.width, small.height, small.made_at) == (960, 540, NOW)
    assert clip.duration == pytest.approx(2, abs=0.2)
    assert (clip.width, clip.height) == (1280, 720)
    facts = _facts(small.file.path, "mp4", tmp_path)
    assert (facts.film, facts.sound, facts.pixels, facts.width) == ("h264", "aac", "yuv420p", 960)
    assert "→" in small_versions(clip)
    if versions.get(Encoding.Kind.WEBM):
        assert versions[Encoding.Kind.WEBM].bytes <= small.bytes * 0.9


def _facts(path, container, folder):
    printed = ffmpeg.run(encoding.probe_command(ffmpeg.tools().ffprobe, path, container), folder, 30)
    return encoding.read_facts(printed.read_text())


@needs_ffmpeg
def test_a_small_mp4_begins_to_play_before_it_is_loaded(tmp_path):
    clip = kept(films.film(tmp_path))
    run(clip)
    content = clip.encodings.get(kind="mp4").file.read()
    assert 0 < content.index(b"moov") < content.index(b"mdat")


@needs_ffmpeg
def test_a_film_gets_a_first_picture_and_a_chosen_one_stays(tmp_path):
    content = films.film(tmp_path)
    clip = kept(content)
    run(clip)
    assert Path(clip.thumbnail.name).name.startswith(preparing.FIRST_PICTURE)
    with Image.open(clip.thumbnail) as picture:
        assert (picture.format, picture.size) == ("JPEG", (960, 540))
    drawn = BytesIO()
    Image.new("RGB", (9, 9)).save(drawn, "PNG")
    chosen = kept(content, thumbnail=ContentFile(drawn.getvalue(), "mine.png"), duration=7, width=3, height=4)
    name = chosen.thumbnail.name
    run(chosen)
    assert chosen.thumbnail.name == name
    assert (chosen.duration, chosen.width, chosen.height) == (7, 3, 4)


@needs_ffmpeg
def test_a_recording_becomes_a_sound_every_phone_plays():
    clip = kept(films.wav(), "a.wav", type="audio")
    assert run(clip) == "done"
    small = clip.encodings.get()
    assert small.file.name.endswith(".m4a")
    assert (small.kind, small.width, clip.thumbnail.name) == ("mp4", None, "")
    assert clip.duration == pytest.approx(2, abs=0.1)


@needs_ffmpeg
def test_a_browsers_recording_without_a_length_gets_one(tmp_path):
    piped = ["-f", "lavfi", "-i", "sine=d=3", "-c:a", "libopus", "-f", "webm", "-live", "1"]
    clip = kept(films.made(tmp_path, "a.weba", *piped), "a.weba", type="audio")
    assert run(clip) == "done"
    assert clip.duration == pytest.approx(3, abs=0.1)
    assert clip.encodings.count() == 1


@needs_ffmpeg
def test_what_is_small_already_is_left_alone(tmp_path):
    tone = ["-f", "lavfi", "-i", "sine=d=2", "-b:a", "48k"]
    clip = kept(films.made(tmp_path, "a.mp3", *tone), "a.mp3", type="audio")
    assert run(clip) == "done"
    assert not clip.encodings.exists()
    assert "Small enough" in small_versions(clip)


@needs_ffmpeg
def test_a_portrait_film_with_odd_sides_is_made_even(tmp_path):
    clip = kept(films.film(tmp_path, "f.webm", "301x1201", 1), "f.webm")
    assert run(clip) == "done"
    small = clip.encodings.get(kind="mp4")
    assert small.width % 2 == small.height % 2 == 0
    assert small.height <= 960
    facts = _facts(small.file.path, "mp4", tmp_path)
    assert (facts.width, facts.height) == (small.width, small.height)


@needs_ffmpeg
def test_where_and_by_whom_it_was_filmed_is_not_passed_on(tmp_path):
    content = films.film(tmp_path, "film.mp4", "1280x720", 1, "-qp", "10", "-metadata", "title=place of secrets")
    assert b"place of secrets" in content
    clip = kept(content)
    run(clip)
    assert b"place of secrets" not in clip.encodings.get(kind="mp4").file.read()


# Files nobody should trust


@needs_ffmpeg
@pytest.mark.parametrize(
    "content",
    [
        films.zipped(),
        b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>',
        films.MP4,
        films.MP4 + bytes(range(256)) * 200,
        films.WEBM + b"\xff" * 5000,
        films.wav()[:20],
        b"",
    ],
    ids=["zip", "playlist", "concat", "svg", "no film", "noise in mp4", "noise in webm", "cut sound", "nothing"],
)
def test_what_is_no_film_is_refused_and_said(content):
    clip = kept(content)
    assert run(clip) == "failed"
    assert not clip.encodings.exists()
    assert "could not be read" in small_versions(clip)


@needs_ffmpeg
def test_a_playlist_behind_the_first_bytes_of_a_film_reads_no_other_file(tmp_path):
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(films.film(tmp_path))
    listing = b"\0\0\0\x18ftypisom\0\0\0\0isommp42\n#EXTM3U\n#EXTINF:1,\nfile://" + str(secret).encode() + b"\n"
    clip = kept(listing)
    assert run(clip) == "failed"
    assert not clip.encodings.exists()
    assert not clip.thumbnail


@needs_ffmpeg
def test_a_film_of_two_hours_is_not_made_small_and_the_sentence_says_why(tmp_path):
    still = ["-f", "lavfi", "-i", "color=s=16x16:r=1/60:d=7200", "-c:v", "libx264", "-preset", "ultrafast"]
    clip = kept(films.made(tmp_path, "long.mp4", *still))
    assert run(clip) == "failed"
    assert "Longer than 30 minutes" in small_versions(clip)


@needs_ffmpeg
def test_a_picture_that_would_fill_the_memory_is_not_opened(tmp_path):
    # The size stands in the header of the film; 8,192 × 8,192 points are made quickly, and refused like 30,000.
    bomb = ["-f", "lavfi", "-i", "color=s=8192x8192:r=1:d=1", "-c:v", "libx264", "-preset", "ultrafast"]
    clip = kept(films.made(tmp_path, "bomb.mp4", *bomb))
    assert run(clip) == "failed"
    assert not clip.encodings.exists()
    assert not clip.thumbnail


@needs_ffmpeg
def test_whoever_takes_too_long_is_ended(tmp_path):
    forever = ["ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc", "-f", "null", "-"]
    with pytest.raises(ffmpeg.CouldNot):
        ffmpeg.run(forever, tmp_path, patience=0.5)


def test_whoever_works_too_long_is_ended_however_patient_one_is(tmp_path):
    with pytest.raises(ffmpeg.CouldNot, match=f"status -{signal.SIGXCPU:d}|status -{signal.SIGKILL:d}"):
        ffmpeg.run([sys.executable, "-c", "while True: pass"], tmp_path, patience=300, work=1)


@needs_ffmpeg
def test_a_result_that_grows_without_end_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(ffmpeg, "LARGEST_RESULT", 1_000_000)
    target = tmp_path / "large.wav"
    with pytest.raises(ffmpeg.CouldNot):
        ffmpeg.run(["ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", "sine", str(target)], tmp_path, 30)
    assert target.stat().st_size <= 1_000_000


# Twice, at once, and in between


@needs_ffmpeg
def test_twice_is_once(tmp_path):
    clip = kept(films.wav(), "a.wav", type="audio")
    assert run(clip) == "done"
    assert run(clip) is None
    assert clip.encodings.count() == 1


def test_a_clip_exchanged_meanwhile_keeps_nothing_of_the_former(monkeypatch):
    clip = kept(films.MP4)

    def exchanged(clip, folder):
        (folder / "small.mp4").write_bytes(b"old")
        Clip.objects.filter(pk=clip.pk).update(file="media/other.mp4")
        return preparing.Made("done", encoding.Facts(1, 2, 2, "h264"), {"mp4": folder / "small.mp4"})

    monkeypatch.setattr(preparing, "_make", exchanged)
    assert run(clip) is None
    assert clip.preparation == "waiting"
    assert not clip.encodings.exists()


def test_when_it_cannot_be_written_down_no_file_is_left_over(monkeypatch):
    clip = kept(films.MP4)

    def made(clip, folder):
        (folder / "small.mp4").write_bytes(b"new")
        return preparing.Made("done", encoding.Facts(1, 2, 2, "h264"), {"mp4": folder / "small.mp4"})

    def broken(clip, made, written):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(preparing, "_make", made)
    monkeypatch.setattr(preparing, "_fill_in", broken)
    before = set(default_storage.listdir("media_small")[1]) if default_storage.exists("media_small") else set()
    with pytest.raises(RuntimeError):
        prepare(clip_pk=clip.pk, clock=lambda: NOW)
    after = set(default_storage.listdir("media_small")[1]) if default_storage.exists("media_small") else set()
    assert after == before
    assert not clip.encodings.exists()


# What goes with the clip


def version_of(clip, content=b"small"):
    return Encoding.objects.create(
        clip=clip, kind="mp4", file=ContentFile(content, "small.mp4"), bytes=len(content), made_at=NOW
    )


def test_the_small_versions_go_with_their_clip(django_capture_on_commit_callbacks):
    clip = kept(films.MP4)
    name = version_of(clip).file.name
    with django_capture_on_commit_callbacks(execute=True):
        clip.delete()
    assert not default_storage.exists(name)


def test_the_small_versions_of_a_former_file_go(no_ffmpeg, django_capture_on_commit_callbacks):
    clip = kept(films.MP4)
    name = version_of(clip).file.name
    with django_capture_on_commit_callbacks(execute=True):
        ask_to_prepare(clip=clip)
    assert not default_storage.exists(name)
    assert not clip.encodings.exists()


def test_a_small_version_is_served_to_whoever_may_have_the_clip(client_as, client):
    version = version_of(kept(films.MP4))
    address = reverse("media", args=[version.file.name])
    assert client.get(address).status_code == 302
    answer = client_as(Role.CLERK).get(address)
    assert (answer.status_code, answer["Content-Type"], answer.getvalue()) == (200, "video/mp4", b"small")


# The command


@needs_ffmpeg
def test_the_command_prepares_what_waited_for_ffmpeg(tmp_path):
    waiting = kept(films.wav(), "a.wav", type="audio", preparation="no_tool")
    never_asked = kept(films.wav(), "b.wav", type="audio", preparation="")
    failed = kept(b"", "c.wav", type="audio", preparation="failed")
    said = StringIO()
    call_command("prepare_clips", stdout=said)
    states = [Clip.objects.get(pk=clip.pk).preparation for clip in (waiting, never_asked, failed)]
    assert states == ["done", "done", "failed"]
    assert "2 clips prepared." in said.getvalue()
