"""Photos and clips: only with consent, without what the camera wrote, for few eyes, and gone when consent goes."""

import io
import subprocess
import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from core import ffmpeg
from people.roles import Role
from quizzes import evidence, observing
from quizzes.models import EvidenceFile, ObservationRequest
from quizzes.models.observations import FIRST
from quizzes.services import Refused
from tests.factories import UserFactory

from .practical_factories import NOW, ask, consent, hours, make_coach, make_practical, photo, sheet

pytestmark = pytest.mark.django_db
needs_ffmpeg = pytest.mark.skipif(ffmpeg.tools() is None, reason="ffmpeg is not installed")


@pytest.fixture
def assigned(hall, person):
    practical = make_practical()
    coach, asked = make_coach(practical.skill, hall), ask(practical, person())
    observing.assign(request=asked, place=FIRST, observer=coach, by=person(Role.MANAGER), now=NOW)
    return ObservationRequest.objects.with_story().get(pk=asked.pk), coach


def add(assigned, file=None, *, by=None, consent_given=True, client_id=None):
    asked, coach = assigned
    return evidence.add(
        request=asked,
        by=by or coach,
        file=file or photo(),
        client_id=client_id or uuid.uuid4(),
        consent=consent() if consent_given else None,
        now=NOW + hours(1),
    )


def test_a_photo_is_kept_with_who_agreed_and_when(assigned):
    row = add(assigned)
    assert (row.kind, row.consent_of, row.consent_at) == ("photo", "李国梁、客户本人", NOW)
    assert row.bytes == row.file.size


def test_without_consent_nothing_is_kept(assigned):
    with pytest.raises(Refused):
        add(assigned, consent_given=False)
    with pytest.raises(Refused):
        evidence.add(
            request=assigned[0],
            by=assigned[1],
            file=photo(),
            client_id=uuid.uuid4(),
            consent=consent("  "),
            now=NOW,
        )
    assert not EvidenceFile.objects.exists()


def test_nothing_of_what_the_camera_wrote_is_kept(assigned):
    sent = photo()
    assert Image.open(io.BytesIO(sent.read())).getexif()
    row = add(assigned, photo())
    kept = row.file.read()
    with Image.open(io.BytesIO(kept)) as picture:
        assert not picture.getexif()
        assert picture.format == "JPEG"
    assert b"PhoneMaker" not in kept
    assert "IMG_0001" not in row.file.name


def test_a_photo_taken_on_its_side_is_kept_upright_and_of_a_modest_size(assigned):
    picture, out, exif = Image.new("RGB", (4000, 1000)), io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    picture.save(out, "JPEG", exif=exif.tobytes())
    row = add(assigned, ContentFile(out.getvalue(), "a.jpg"))
    with Image.open(row.file) as kept:
        assert kept.size == (500, 2000)


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\nbroken", b"\x00\x00\x00\x20ftypheic" + b"\0" * 40]
)
def test_what_is_no_photo_or_clip_is_refused(content, assigned):
    with pytest.raises(Refused):
        add(assigned, ContentFile(content, "photo.jpg"))


def test_a_photo_that_unfolds_beyond_bounds_is_refused(assigned):
    bomb = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(bomb, "PNG")
    assert bomb.tell() < 1_000_000
    with pytest.raises(Refused):
        add(assigned, ContentFile(bomb.getvalue(), "bomb.png"))


def test_a_file_beyond_the_limit_is_refused(assigned, monkeypatch):
    monkeypatch.setattr(evidence, "MOST_PHOTO_BYTES", 100)
    with pytest.raises(Refused):
        add(assigned)


def test_twelve_are_enough(assigned, monkeypatch):
    monkeypatch.setattr(evidence, "MOST_FILES", 2)
    add(assigned)
    add(assigned)
    with pytest.raises(Refused):
        add(assigned)


@needs_ffmpeg
def test_a_clip_loses_the_place_where_it_was_filmed(assigned, tmp_path):
    film = tmp_path / "film.mp4"
    source = ["-f", "lavfi", "-i", "color=teal:size=64x48:duration=0.2", "-pix_fmt", "yuv420p"]
    tags = ["-metadata", "location=+30.7461+120.7555/", "-metadata", "comment=SecretPlace"]
    subprocess.run([ffmpeg.tools().ffmpeg, "-v", "error", *source, *tags, str(film)], check=True)
    assert b"SecretPlace" in film.read_bytes()
    row = add(assigned, ContentFile(film.read_bytes(), "clip.mp4"))
    kept = row.file.read()
    assert row.kind == "clip"
    assert b"SecretPlace" not in kept
    assert b"+30.7461" not in kept


@needs_ffmpeg
def test_a_file_that_only_begins_like_a_clip_is_refused(assigned):
    with pytest.raises(Refused):
        add(assigned, ContentFile(b"\x00\x00\x00\x20ftypisom" + b"\0" * 400, "clip.mp4"))


def test_a_server_without_the_tool_takes_no_clips(assigned, monkeypatch):
    monkeypatch.setattr(ffmpeg, "tools", lambda: None)
    assert not evidence.takes_clips()
    with pytest.raises(Refused):
        add(assigned, ContentFile(b"\x00\x00\x00\x20ftypisom" + b"\0" * 400, "clip.mp4"))


def test_the_same_file_sent_again_is_kept_once(assigned):
    number = uuid.uuid4()
    assert add(assigned, client_id=number) == add(assigned, client_id=number)
    assert EvidenceFile.objects.count() == 1


def test_only_observers_add_and_only_until_it_is_decided(assigned, hall):
    asked, coach = assigned
    trainer = UserFactory(hall=hall, roles=[Role.TRAINER])
    for other in (asked.user, trainer):
        with pytest.raises(Refused):
            add(assigned, by=other)
    observing.observe(request=asked, observer=coach, sheet=sheet(asked), now=NOW + hours(1))
    observing.decide(request=asked, outcome="accepted", by=trainer, now=NOW + hours(2))
    with pytest.raises(Refused):
        add((ObservationRequest.objects.with_story().get(pk=asked.pk), coach))


def test_when_consent_is_withdrawn_the_file_goes_and_that_it_was_there_stays(
    assigned, client_as, django_capture_on_commit_callbacks
):
    row = add(assigned)
    name = row.file.name
    client = client_as(user=assigned[0].user)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("practicals:give_up_evidence", args=[row.public_id]))
    row.refresh_from_db()
    assert not default_storage.exists(name)
    assert (row.file.name, row.removed_by, row.consent_of) == ("", assigned[0].user, "李国梁、客户本人")
    assert client.get(reverse("practicals:evidence", args=[row.public_id])).status_code == 404
    assert "已删除" in client.get(reverse("practicals:observation", args=[assigned[0].public_id])).text


def statuses(client, row, people):
    found = []
    for person in people:
        client.force_login(person)
        found.append(client.get(reverse("practicals:evidence", args=[row.public_id])).status_code)
    return found


def test_who_opens_a_photo(assigned, client, hall):
    asked, coach = assigned
    row = add(assigned)
    roles = (Role.TRAINER, Role.CHIEF_TRAINER, Role.MANAGER)
    may = [asked.user, coach, *(UserFactory(hall=hall, roles=[role]) for role in roles)]
    elsewhere = [UserFactory(roles=[role]) for role in (Role.CLERK, *roles)]
    assert statuses(client, row, may) == [200] * 5
    assert statuses(client, row, [UserFactory(hall=hall), *elsewhere]) == [404] * 5
    assert statuses(client, row, [UserFactory(hall=hall, roles=[Role.ADMINISTRATOR])]) == [403]


def test_a_photo_is_not_kept_by_browsers_nor_had_by_the_common_door_and_can_be_sought(assigned, client_as):
    row, client = add(assigned), client_as(user=assigned[1])
    answer = client.get(reverse("practicals:evidence", args=[row.public_id]), headers={"Range": "bytes=0-9"})
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes 0-9/{row.bytes}"
    assert answer["Content-Type"] == "image/jpeg"
    assert "no-store" in answer["Cache-Control"]
    assert client.get(f"/media/{row.file.name}").status_code == 404
