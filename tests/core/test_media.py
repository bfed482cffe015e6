"""Uploaded files: ranges, permissions and harmlessness."""

import datetime
import os
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction

from core.captions import cues
from core.models import Attachment, Clip, Encoding, Picture
from people.roles import Role

BYTES = bytes(range(256)) * 4
SIZE = len(BYTES)


def url_of(file):
    return reverse("media", args=[file.name])


@pytest.fixture
def collection(db):
    return Collection.get_first_root_node().add_child(name="内部")


@pytest.fixture
def clip(collection):
    return Clip.objects.create(
        title="你好", type="video", file=ContentFile(BYTES, "hello.mp4"), collection=collection, duration=1
    )


@pytest.fixture
def picture(collection):
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "green").save(drawn, "PNG")
    return Picture.objects.create(title="窗口", file=ContentFile(drawn.getvalue(), "window.png"), collection=collection)


@pytest.fixture
def attachment(collection):
    return Attachment.objects.create(title="讲义", file=ContentFile(b"%PDF-1.4", "notes.pdf"), collection=collection)


def test_a_clip_is_served_whole_with_its_type_and_size(client_as, clip):
    answer = client_as(Role.CLERK).get(url_of(clip.file))
    assert answer.status_code == 200
    assert answer.getvalue() == BYTES
    assert answer["Content-Type"] == "video/mp4"
    assert answer["Content-Length"] == str(SIZE)
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"].startswith("private")
    assert "Content-Disposition" not in answer


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=1000-", 1000, SIZE - 1),
        ("bytes=1000-99999", 1000, SIZE - 1),
        ("bytes=-10", SIZE - 10, SIZE - 1),
        ("bytes=-99999", 0, SIZE - 1),
    ],
)
def test_a_range_is_answered_with_exactly_its_bytes(client_as, clip, asked, first, last):
    answer = client_as(Role.CLERK).get(url_of(clip.file), headers={"Range": asked})
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer["Content-Length"] == str(last - first + 1)
    assert answer.getvalue() == BYTES[first : last + 1]


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE + 5}-{SIZE + 9}", "bytes=-0"])
def test_a_range_outside_the_file_is_refused_with_its_size(client_as, clip, asked):
    answer = client_as(Role.CLERK).get(url_of(clip.file), headers={"Range": asked})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{SIZE}"
    assert answer.content == b""


@pytest.mark.parametrize(
    "asked",
    ["bytes=9-5", "bytes=5000-4000", "bytes=0-1,5-6", "bytes=-", "lines=1-2", "bytes=a-b", "bytes=" + "9" * 5000 + "-"],
)
def test_a_senseless_or_manifold_range_gets_the_whole_file(client_as, clip, asked):
    answer = client_as(Role.CLERK).get(url_of(clip.file), headers={"Range": asked})
    assert answer.status_code == 200
    assert answer.getvalue() == BYTES


def test_an_unchanged_file_is_not_sent_again(client_as, clip):
    client = client_as(Role.CLERK)
    first = client.get(url_of(clip.file))
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = client.get(url_of(clip.file), headers={**headers, "Range": "bytes=0-3"})
        assert again.status_code == 304
        assert again["ETag"] == first["ETag"]


def test_if_range_gives_the_range_of_the_same_version_only(client_as, clip):
    client = client_as(Role.CLERK)
    version = client.get(url_of(clip.file))

    def status(condition):
        return client.get(url_of(clip.file), headers={"Range": "bytes=0-3", "If-Range": condition}).status_code

    assert status(version["ETag"]) == 206
    assert status(version["Last-Modified"]) == 206
    assert status('"another"') == 200
    assert status("W/" + version["ETag"]) == 200
    assert status(http_date(0)) == 200


def test_a_changed_file_has_another_etag(client_as, clip):
    client = client_as(Role.CLERK)
    before = client.get(url_of(clip.file))["ETag"]
    os.utime(clip.file.path, (1, 1))
    assert client.get(url_of(clip.file))["ETag"] != before


def test_head_says_everything_and_sends_nothing(client_as, clip):
    answer = client_as(Role.CLERK).head(url_of(clip.file), headers={"Range": "bytes=0-3"})
    assert answer.status_code == 200
    assert answer["Content-Length"] == str(SIZE)
    assert answer.content == b""


def test_only_reading_is_possible(client_as, clip):
    assert client_as(Role.CLERK).post(url_of(clip.file)).status_code == 405


def test_nobody_signed_out_gets_a_file(client, clip, picture):
    rendition = picture.get_rendition("width-20")
    for file in (clip.file, rendition.file, picture.file):
        answer = client.get(url_of(file))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))


def test_a_clerk_sees_renditions_but_not_originals(client_as, picture):
    client = client_as(Role.CLERK)
    rendition = client.get(url_of(picture.get_rendition("width-20").file))
    assert rendition.status_code == 200
    assert rendition["Content-Type"] == "image/png"
    assert client.get(url_of(picture.file)).status_code == 403


def test_an_author_sees_originals(client_as, picture):
    assert client_as(Role.TRAINER).get(url_of(picture.file)).status_code == 200


def test_a_restricted_collection_is_for_its_group_alone(client_as, person, clip, picture, collection):
    restriction = CollectionViewRestriction.objects.create(collection=collection, restriction_type="groups")
    restriction.groups.add(Group.objects.get(name=Role.MANAGER))
    rendition = picture.get_rendition("width-20")
    for role, status in ((Role.CLERK, 403), (Role.MANAGER, 200)):
        client = client_as(role)
        assert client.get(url_of(clip.file)).status_code == status
        assert client.get(url_of(rendition.file)).status_code == status


def test_a_restriction_of_a_parent_collection_holds_below(client_as, clip, collection):
    inner = collection.add_child(name="里面")
    Clip.objects.update(collection=inner)
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="groups")
    assert client_as(Role.CLERK).get(url_of(clip.file)).status_code == 403


@pytest.fixture
def small(clip):
    """The version phones are given."""
    file = ContentFile(BYTES, "hello-small.webm")
    return Encoding.objects.create(clip=clip, kind="webm", file=file, bytes=SIZE, made_at=timezone.now())


def test_a_small_version_is_sought_like_the_clip(client_as, small):
    answer = client_as(Role.CLERK).get(url_of(small.file), headers={"Range": "bytes=10-19"})
    assert answer.status_code == 206
    assert answer["Content-Type"] == "video/webm"
    assert answer.getvalue() == BYTES[10:20]


def test_a_small_version_and_captions_are_for_those_who_may_have_the_clip(client_as, clip, small, collection):
    Clip.objects.update(captions=SPOKEN)
    restriction = CollectionViewRestriction.objects.create(collection=collection, restriction_type="groups")
    restriction.groups.add(Group.objects.get(name=Role.MANAGER))
    for role, status in ((Role.CLERK, 403), (Role.MANAGER, 200)):
        client = client_as(role)
        assert client.get(url_of(small.file)).status_code == status
        assert client.get(reverse("captions", args=[clip.pk, "zh"])).status_code == status


SPOKEN = "\ufeffWEBVTT\r\n\r\n00:00.5 --> 00:02.000\r\n<b>您好 & 请坐</b>\r\n"


def test_captions_are_sent_as_a_file_browsers_read_however_they_were_pasted(client_as, clip):
    Clip.objects.update(captions=SPOKEN)
    client, address = client_as(Role.CLERK), reverse("captions", args=[clip.pk, "zh"])
    answer = client.get(address)
    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer.content.decode() == "WEBVTT\n\n00:00:00.500 --> 00:00:02.000\n您好 &amp; 请坐\n"
    assert cues(answer.content.decode()) == cues(SPOKEN)
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    Clip.objects.update(captions=SPOKEN.replace("请坐", "请进"))
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 200


def test_captions_that_are_not_there_are_not_found(client_as, clip):
    client = client_as(Role.CLERK)
    assert client.get(reverse("captions", args=[clip.pk, "en"])).status_code == 404
    assert client.get(reverse("captions", args=[clip.pk + 1, "zh"])).status_code == 404
    assert client.get(f"/media/captions/{clip.pk}.de.vtt").status_code == 404
    assert client.get(f"/media/captions/{'9' * 30}.zh.vtt").status_code == 404


def test_a_document_is_had_from_wagtails_view_and_not_from_here(client_as, attachment):
    client = client_as(Role.CLERK)
    assert client.get(url_of(attachment.file)).status_code == 403
    served = client.get(attachment.url)
    assert served.status_code == 200
    assert served["X-Content-Type-Options"] == "nosniff"


def test_nobody_signed_out_gets_a_document(client, attachment):
    answer = client.get(attachment.url)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "path",
    [
        "media/no-such.mp4",
        "images/no-such.png",
        "documents/no-such.pdf",
        "secret.txt",
        "media/",
        "../manage.py",
        "media/../../manage.py",
        "media/..%2f..%2fmanage.py",
        "%2e%2e/manage.py",
        "/etc/passwd",
        "media/%00.mp4",
        "media/hello%00.mp4",
    ],
)
def test_an_unknown_path_is_nothing(client_as, path):
    default_storage.save("secret.txt", ContentFile(b"x"))
    assert client_as(Role.CLERK).get(f"/media/{path}").status_code == 404


def test_a_row_whose_file_is_gone_is_nothing(client_as, clip):
    Path(clip.file.path).unlink()
    assert client_as(Role.CLERK).get(url_of(clip.file)).status_code == 404


def test_what_is_no_picture_sound_or_film_is_downloaded_and_never_shown(client_as, clip):
    # No form lets such a file in; a row written otherwise must do no harm either.
    name = default_storage.save("media/page.svg", ContentFile(b"<svg onload='alert(1)'/>"))
    Clip.objects.filter(pk=clip.pk).update(file=name)
    answer = client_as(Role.CLERK).get(reverse("media", args=[name]))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == "attachment"


def test_nginx_sends_the_file_when_it_stands_in_front(client_as, clip, settings):
    settings.MEDIA_ACCEL_LOCATION = "/protected-media/"
    name = default_storage.save("media/手语 1.mp4", ContentFile(BYTES))
    Clip.objects.filter(pk=clip.pk).update(file=name)
    answer = client_as(Role.CLERK).get(reverse("media", args=[name]), headers={"Range": "bytes=0-3"})
    assert answer.status_code == 200
    assert answer["X-Accel-Redirect"].startswith("/protected-media/media/%E6%89%8B")
    assert answer["Content-Type"] == "video/mp4"
    assert answer.content == b""


def test_nginx_is_told_nothing_when_the_person_may_not(client_as, clip, collection, settings):
    settings.MEDIA_ACCEL_LOCATION = "/protected-media/"
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="groups")
    answer = client_as(Role.CLERK).get(url_of(clip.file))
    assert answer.status_code == 403
    assert "X-Accel-Redirect" not in answer


def test_a_file_costs_few_queries(client_as, clip, django_assert_max_num_queries):
    client = client_as(Role.CLERK)
    with django_assert_max_num_queries(6):
        client.get(url_of(clip.file))


def test_times_are_whole_seconds_of_the_file(client_as, clip):
    moment = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC).timestamp()
    os.utime(clip.file.path, (moment, moment + 0.75))
    assert client_as(Role.CLERK).get(url_of(clip.file))["Last-Modified"] == "Fri, 02 Jan 2026 03:04:05 GMT"
