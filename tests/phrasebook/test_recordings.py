"""A trainer speaks a phrase in its editor."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import ModelLogEntry

from core import ffmpeg
from core.models import Clip
from people.roles import Role
from tests.core import films

from .factories import make_phrase

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture(autouse=True)
def _no_ffmpeg(monkeypatch):
    monkeypatch.setattr(ffmpeg.shutil, "which", lambda program: None)


def send(client, content=films.WEBM, **facts):
    facts = {"seconds": "2.5", "field": "audio_slow", "words": "您好，请坐。", **facts}
    recording = SimpleUploadedFile("recording", content)
    return client.post(reverse("phrasebook_keep_recording"), {"recording": recording, **facts}, headers=ENGLISH)


def test_a_recording_becomes_a_clip_of_a_real_voice(client_as, person):
    trainer = person(Role.TRAINER)
    answer = send(client_as(user=trainer))
    assert answer.status_code == 201
    clip = Clip.objects.get(pk=answer.json()["id"])
    assert clip.title == answer.json()["title"] == "您好，请坐。 · Spoken Chinese, slow"
    assert (clip.type, clip.synthetic, clip.duration, clip.credit) == ("audio", False, 2.5, trainer.full_name)
    assert clip.uploaded_by_user == trainer
    assert clip.file.name.endswith(".weba")
    assert clip.file.read() == films.WEBM
    assert answer.json()["edit_url"] == reverse("wagtailmedia:edit", args=[clip.pk])
    assert ModelLogEntry.objects.filter(object_id=str(clip.pk), user=trainer).count() == 1


def test_small_versions_of_it_are_asked_for(client_as, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(client_as(Role.TRAINER))
    assert Clip.objects.get(pk=answer.json()["id"]).preparation == "no_tool"


def test_a_second_click_finds_the_clip_of_the_first(client_as):
    client = client_as(Role.TRAINER)
    assert send(client).json() == send(client).json()
    assert Clip.objects.count() == 1
    assert send(client, field="audio").json()["id"] != send(client).json()["id"]


@pytest.mark.parametrize(
    ("content", "ending"), [(films.MP4, "m4a"), (films.OGG, "ogg"), (films.WEBM, "weba"), (films.wav(), "wav")]
)
def test_what_each_browser_records_is_taken(client_as, content, ending):
    answer = send(client_as(Role.TRAINER), content)
    assert Clip.objects.get(pk=answer.json()["id"]).file_extension == ending


@pytest.mark.parametrize(
    ("content", "facts", "words"),
    [
        (b"<svg/>", {}, "something else inside"),
        (films.zipped(), {}, "something else inside"),
        (films.WEBM + b"\0" * 6 * 1024**2, {}, "at most 5.0\xa0MB"),
        (films.WEBM, {"seconds": "3600"}, "at most 60 seconds"),
        (films.WEBM, {"seconds": "0"}, "at most 60 seconds"),
        (films.WEBM, {"seconds": "nan"}, "Enter a number"),
        (films.WEBM, {"field": "password"}, "valid choice"),
        (films.WEBM, {"words": "您" * 201}, "at most 200 characters"),
        (b"", {}, "empty"),
    ],
)
def test_what_is_no_recording_is_refused_with_a_sentence(client_as, content, facts, words):
    answer = send(client_as(Role.TRAINER), content, **facts)
    assert answer.status_code == 400
    assert words in answer.json()["sentence"]
    assert not Clip.objects.exists()


def test_whoever_may_not_add_clips_is_told(client_as, person):
    trainer = person(Role.TRAINER)
    for group in trainer.groups.all():
        group.collection_permissions.all().delete()
    answer = send(client_as(user=trainer))
    assert answer.status_code == 403
    assert "may not add clips" in answer.json()["sentence"]


def test_each_of_the_four_recordings_can_be_spoken_in_the_editor(client_as):
    phrase = make_phrase(text="您好，请坐。")
    client = client_as(Role.TRAINER)
    page = client.get(reverse("wagtailsnippets_phrasebook_phrase:edit", args=[phrase.pk])).content.decode()
    assert page.count("data-recorder ") == 4
    assert page.count("phrasebook/recorder.js") == 1
    assert 'data-input="id_audio_en_slow"' in page
