"""A certificate from outside on the screens: handed in, looked at beside its scan, decided, and nobody else sees it."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from people.roles import Role
from programmes.models import Recognition
from skills.models import Certificate

from ..courses.factories import make_course
from ..factories import HallFactory
from ..skills.factories import SkillFactory
from .factories import make_programme, path
from .papers import hand_in_paper, picture_of_paper

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def programme():
    course = make_course(lessons=1, level=None, certified=False)
    return make_programme(path([course]), grants=[(SkillFactory(), 3)], recognises=True)


@pytest.fixture
def clerk(person):
    return person(full_name="阿卜杜热西提·买买提")


def hand_in_at(programme):
    return reverse("recognitions:hand_in", args=[programme.certification.slug])


def sent(scan=None, **fields):
    issued = timezone.localdate() - 30 * DAY
    told = {"title": "手语翻译员𠮷", "issuer": "省残联", "outside_number": "", "issued_on": issued.isoformat()}
    file = scan or SimpleUploadedFile("证书.jpg", picture_of_paper().read(), "image/jpeg")
    return {**told, "expires_on": "", "note": "", "scan": file, **fields}


def test_a_clerk_hands_in_a_certificate_and_sees_what_comes_of_it(client_as, programme, clerk, person):
    client = client_as(user=clerk)
    response = client.post(hand_in_at(programme), sent())
    row = Recognition.objects.get()
    assert response.url == reverse("recognitions:one", args=[row.pk])
    assert "首席培训师正在审定" in client.get(response.url).content.decode()
    assert "待审定" in client.get(reverse("recognitions:mine")).content.decode()
    assert "等待审定" in client.get(reverse("programmes:mine")).content.decode()
    chief = client_as(Role.CHIEF_TRAINER)
    assert "手语翻译员𠮷" in chief.get(reverse("recognitions:waiting")).content.decode()
    page = chief.get(response.url).content.decode()
    assert reverse("recognitions:scan", args=[row.pk]) in page
    decide = reverse("recognitions:decide", args=[row.pk])
    assert chief.post(decide, {"accepted": "yes", "reason": ""}).status_code == 302
    assert chief.post(decide, {"accepted": "yes", "reason": ""}).status_code in (302, 403)
    certificate = Certificate.objects.get(user=clerk)
    seen = client_as(user=clerk).get(response.url).content.decode()
    assert "已认可" in seen
    assert certificate.number in seen


def test_a_refusal_needs_a_reason_and_the_person_reads_it(client_as, programme, clerk):
    row = hand_in_paper(clerk, programme.certification, timezone.now())
    chief, decide = client_as(Role.CHIEF_TRAINER), reverse("recognitions:decide", args=[row.pk])
    response = chief.post(decide, {"accepted": "no", "reason": " "})
    assert response.status_code == 400
    assert not Certificate.objects.exists()
    assert chief.post(decide, {"accepted": "no", "reason": "扫描件看不清"}).status_code == 302
    assert "扫描件看不清" in client_as(user=clerk).get(reverse("recognitions:one", args=[row.pk])).content.decode()


@pytest.mark.parametrize(
    ("scan", "fields", "kept"),
    [
        (SimpleUploadedFile("a.exe", b"MZ not a picture", "image/jpeg"), {}, True),
        (SimpleUploadedFile("empty.pdf", b"", "application/pdf"), {}, True),
        (None, {"issuer": ""}, True),
        (None, {"expires_on": "2001-01-01"}, True),
        (None, {"issued_on": "someday"}, True),
    ],
)
def test_a_paper_that_is_not_taken_keeps_what_was_typed(client_as, programme, clerk, scan, fields, kept):
    response = client_as(user=clerk).post(hand_in_at(programme), sent(scan, **fields))
    assert response.status_code == 400
    assert "手语翻译员𠮷" in response.content.decode()
    assert not Recognition.objects.exists()


def test_where_nothing_is_recognised_there_is_no_such_page(client_as, clerk):
    course = make_course(lessons=1, level=None, certified=False)
    closed = make_programme(path([course]), grants=[(SkillFactory(), 3)])
    assert client_as(user=clerk).get(hand_in_at(closed)).status_code == 404


def test_the_scan_is_shown_to_the_person_and_those_who_see_them_and_to_nobody_else(client_as, programme, clerk, person):
    row = hand_in_paper(clerk, programme.certification, timezone.now())
    scan = reverse("recognitions:scan", args=[row.pk])
    response = client_as(user=clerk).get(scan)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert client_as(Role.CLERK).get(scan).status_code == 404
    assert client_as(Role.CHIEF_TRAINER, hall=HallFactory()).get(scan).status_code == 404
    assert client_as(Role.CHIEF_TRAINER).get(scan).status_code == 200
    # Nor by the address of the file.
    assert client_as(user=clerk).get(f"/media/{row.scan.name}").status_code == 404


def test_nobody_decides_about_their_own_paper(client_as, programme, person):
    chief = person(Role.CHIEF_TRAINER)
    row = hand_in_paper(chief, programme.certification, timezone.now())
    client = client_as(user=chief)
    decide = reverse("recognitions:decide", args=[row.pk])
    assert client.post(decide, {"accepted": "yes"}).status_code == 403
    assert "/decide/" not in client.get(reverse("recognitions:one", args=[row.pk])).content.decode()


def test_a_manager_hands_in_for_a_clerk_and_does_not_decide(client_as, programme, clerk):
    manager = client_as(Role.MANAGER)
    address = reverse("recognitions:hand_in_for", args=[programme.certification.slug, clerk.pk])
    assert clerk.full_name in manager.get(address).content.decode()
    assert manager.post(address, sent()).status_code == 302
    row = Recognition.objects.get()
    assert row.user == clerk
    assert row.handed_in_by != clerk
    assert manager.post(reverse("recognitions:decide", args=[row.pk]), {"accepted": "yes"}).status_code == 403
