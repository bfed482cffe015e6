"""The form of the media library: what it lets in, what it says, and what it sets going."""

import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection
from wagtailmedia.forms import get_media_form

from core import ffmpeg, preparing
from core.forms import ClipForm, check_picture
from core.models import Clip
from people.roles import Role

from . import films
from .films import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\n您好，请坐。\n"


@pytest.fixture(autouse=True)
def _no_ffmpeg(monkeypatch):
    """The form does not care: what it sets going is told elsewhere."""
    monkeypatch.setattr(ffmpeg.shutil, "which", lambda program: None)


def drawn(size=(9, 9), kind="PNG"):
    file = BytesIO()
    Image.new("RGB", size).save(file, kind)
    return file.getvalue()


def bomb():
    """A PNG of a few bytes that says it is 30,000 × 30,000 points."""

    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = (30_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def form(name="film.mp4", content=films.MP4, kind="video", clip=None, thumbnail=None, **fields):
    root = Collection.get_first_root_node().pk
    files = {"file": SimpleUploadedFile(name, content)} if name else {}
    if thumbnail:
        files["thumbnail"] = SimpleUploadedFile("still.png", thumbnail)
    data = {"title": "你好", "collection": root, "duration": "0", **fields}
    return get_media_form(Clip)(data, files, instance=clip or Clip(type=kind))


def test_the_library_uses_our_form():
    assert issubclass(get_media_form(Clip), ClipForm)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("film.mp4", films.MP4, "video"),
        ("FILM.MP4", films.MP4, "video"),
        ("film.webm", films.WEBM, "video"),
        ("sound.mp3", films.MP3, "audio"),
        ("sound.m4a", films.MP4, "audio"),
        ("sound.ogg", films.OGG, "audio"),
        ("sound.wav", films.wav(), "audio"),
        ("sound.weba", films.WEBM, "audio"),
    ],
)
def test_what_it_says_it_is_comes_in(name, content, kind):
    assert form(name, content, kind).errors == {}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("film.mp4", films.zipped()),
        ("film.mp4", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"),
        ("film.mp4", b"<svg/>"),
        ("film.mp4", films.WEBM),
        ("film.webm", films.MP4),
        ("film.mp4", b"0"),
    ],
)
def test_what_is_something_else_inside_is_refused_with_a_sentence(name, content):
    errors = form(name, content).errors
    assert list(errors) == ["file"]
    refused = errors["file"]
    assert "something else inside" in str(refused)
    assert "Save it again as" in str(refused)


def test_a_sound_does_not_come_in_as_a_film():
    errors = form("sound.mp3", films.MP3, "video").errors
    assert list(errors) == ["file"]
    assert "Save it as MP4, WEBM" in str(errors["file"])


def test_a_file_that_is_too_large_is_refused_with_both_sizes(settings):
    settings.MEDIA_MAX_BYTES = 1024 * 1024
    refused = str(form(content=films.MP4 + b"\0" * 2 * 1024 * 1024).errors["file"])
    assert "2.0\xa0MB" in refused
    assert "1.0\xa0MB" in refused


def test_the_limits_are_said_before_anybody_uploads(settings):
    settings.MEDIA_MAX_BYTES = 50 * 1024 * 1024
    field = form(name=None).fields["file"]
    assert field.help_text == "MP4, WEBM, at most 50.0\xa0MB."
    assert field.widget.attrs["data-most-bytes"] == 50 * 1024 * 1024
    assert field.widget.attrs["accept"] == ".mp4,.webm"


@pytest.mark.parametrize("content", [b"<svg/>", b"", b"\x89PNG\r\n", films.MP4, bomb()])
def test_a_poster_is_a_picture_of_a_modest_size(content):
    with pytest.raises(Exception, match=r"picture|too large"):
        check_picture(SimpleUploadedFile("still.png", content))


def test_a_good_poster_is_taken_and_stays_readable():
    file = SimpleUploadedFile("still.png", drawn())
    check_picture(file)
    assert file.read() == drawn()


def test_a_poster_heavier_than_a_clip_should_be_is_refused():
    assert "too large" in str(form(thumbnail=drawn() + b"\0" * 6 * 1024**2).errors["thumbnail"])


# Captions


def test_good_captions_are_kept_as_they_are():
    filled = form(captions=CAPTIONS)
    assert filled.is_valid()
    assert filled.cleaned_data["captions"] == CAPTIONS.strip()


def test_wrong_captions_are_refused_with_the_line_and_nothing_typed_is_lost():
    wrong = CAPTIONS + "\n00:05.000 --> 00:04.000\n再见。\n"
    filled = form(captions=wrong, captions_en="Hello")
    assert "Line 6" in str(filled.errors["captions"])
    assert "WEBVTT" in str(filled.errors["captions_en"])
    assert filled["captions"].value() == wrong


def test_subrip_is_turned_into_webvtt():
    filled = form(captions="1\r\n00:00:01,500 --> 00:00:03,000\r\n<i>您好</i>\r\n")
    assert filled.is_valid(), filled.errors
    assert filled.cleaned_data["captions"].strip() == "WEBVTT\n\n00:00:01.500 --> 00:00:03.000\n您好"


# What is set going


def saved(filled, capture):
    with capture(execute=True):
        clip = filled.save()
    clip.refresh_from_db()
    return clip


def test_a_new_clip_asks_for_small_versions(django_capture_on_commit_callbacks):
    assert saved(form(), django_capture_on_commit_callbacks).preparation == "no_tool"


def test_a_clip_whose_words_alone_change_asks_for_nothing(django_capture_on_commit_callbacks):
    clip = saved(form(name=None, clip=kept(films.MP4, preparation="done")), django_capture_on_commit_callbacks)
    assert clip.preparation == "done"


def test_a_new_file_forgets_what_was_read_from_the_former(django_capture_on_commit_callbacks):
    clip = kept(
        films.MP4,
        preparation="done",
        duration=7,
        width=1280,
        height=720,
        thumbnail=ContentFile(drawn(), f"{preparing.FIRST_PICTURE}1.jpg"),
    )
    picture = clip.thumbnail.name
    filled = form(clip=clip, duration="7", width="1280", height="720")
    clip = saved(filled, django_capture_on_commit_callbacks)
    assert (clip.duration, clip.width, clip.height, bool(clip.thumbnail)) == (0, None, None, False)
    assert not default_storage.exists(picture)
    assert clip.preparation == "no_tool"


def test_a_new_file_keeps_what_was_typed_and_the_poster_somebody_chose(django_capture_on_commit_callbacks):
    clip = kept(films.MP4, preparation="done", duration=7, thumbnail=ContentFile(drawn(), "chosen.png"))
    clip = saved(form(clip=clip, duration="9", width="640", height="480"), django_capture_on_commit_callbacks)
    assert (clip.duration, clip.width, clip.height) == (9, 640, 480)
    assert Path(clip.thumbnail.name).name.startswith("chosen")


# The pages of the library


def test_a_trainer_adds_a_clip_and_is_told_what_became_of_it(client_as, django_capture_on_commit_callbacks):
    client = client_as(Role.TRAINER)
    address = reverse("wagtailmedia:add", args=["video"])
    assert "upload-words" in client.get(address).content.decode()
    sent = {"title": "你好", "file": SimpleUploadedFile("f.mp4", films.MP4), "duration": "0"}
    sent["collection"] = Collection.get_first_root_node().pk
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, sent).status_code == 302
    listed = client.get(reverse("wagtailmedia:index"), headers={"Accept-Language": "en"}).content.decode()
    assert "ffmpeg is not installed on the server" in listed


def test_the_page_of_a_clip_shows_the_desk_and_what_is_missing(client_as):
    clip = kept(films.MP4, preparation="done")
    page = client_as(Role.TRAINER).get(reverse("wagtailmedia:edit", args=[clip.pk]), headers={"Accept-Language": "en"})
    shown = page.content.decode()
    assert "data-caption-editor" in shown
    assert "It has no captions" in shown
    assert "It has no picture to show before it plays" in shown


def test_a_sound_has_no_poster_and_a_missing_file_is_said(client_as):
    sound = kept(films.MP3, "s.mp3", type="audio")
    sound.file.storage.delete(sound.file.name)
    page = client_as(Role.TRAINER).get(reverse("wagtailmedia:edit", args=[sound.pk]), headers={"Accept-Language": "en"})
    shown = page.content.decode()
    assert "<audio" in shown
    assert "The file is missing" in shown


def test_the_list_asks_as_much_for_twenty_clips_as_for_one(client_as):
    client = client_as(Role.TRAINER)
    address = reverse("wagtailmedia:index")
    kept(films.MP4, preparation="done")
    client.get(address)
    before = _queries(client, address)
    for _number in range(19):
        kept(films.MP4, preparation="done")
    assert _queries(client, address) == before


def _queries(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
