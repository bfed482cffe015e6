"""A certificate from outside: handed in, looked at by somebody else, recognised for as long as it says itself."""

import datetime
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from people.roles import Role
from programmes.cycles import standing
from programmes.life import State
from programmes.models import Cycle, Recognition
from programmes.recognising import decide, hand_in
from programmes.refused import Refused
from programmes.services import open_cycle
from skills.models import Award, Certificate

from ..courses.factories import NOW, TODAY, make_course
from ..skills.factories import CertificationFactory, SkillFactory, give
from .factories import make_programme, path

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def picture(shade=200, **saving):
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (shade, 10, 10)).save(out, "JPEG", **saving)
    return ContentFile(out.getvalue(), "证书.jpg")


def paper(*, script="", password="", pages=1):
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(100, 100)
    if script:
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        )
        writer.root_object[NameObject("/OpenAction")] = action
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return ContentFile(out.getvalue(), "scan.pdf")


def make(**fields):
    course = make_course(lessons=1, level=None, certified=False)
    return make_programme(path([course]), grants=[(SkillFactory(), 3)], **{"recognises": True, **fields})


def give_in(clerk, programme, **fields):
    told = {
        "user": clerk,
        "certification": programme.certification,
        "issuer": "省残疾人联合会",
        "title": "手语翻译员证书",
        "outside_number": "SY-2025-0117",
        "issued_on": TODAY - 100 * DAY,
        "expires_on": TODAY + 100 * DAY,
        "scan": picture(),
        "note": "",
        "by": clerk,
        "now": NOW,
    }
    return hand_in(**{**told, **fields})


def test_what_is_recognised_counts_from_the_decision_and_no_longer_than_it_says_itself(person):
    clerk, chief, programme = person(), person(Role.CHIEF_TRAINER), make()
    cycle = open_cycle(user=clerk, certification=programme.certification, now=NOW)
    handed_in = give_in(clerk, programme)
    decision = decide(recognition=handed_in, accepted=True, reason="", by=chief, now=NOW + 2 * DAY)
    award = Award.objects.get()
    assert (award.valid_from, award.valid_until) == (TODAY + 2 * DAY, TODAY + 100 * DAY)
    assert (award.evidence_type, award.evidence_key) == ("recognition", str(handed_in.pk))
    cycle.refresh_from_db()
    assert cycle.certificate == decision.certificate == award.certificate
    assert standing(cycle, TODAY + DAY).state == State.ASSIGNED
    assert standing(cycle, TODAY + 2 * DAY).state == State.VALID
    assert decide(recognition=handed_in, accepted=True, reason="", by=chief, now=NOW + 3 * DAY) == decision
    assert (Certificate.objects.count(), Cycle.objects.count()) == (1, 1)
    with pytest.raises(Refused):
        decide(recognition=handed_in, accepted=False, reason="改主意了", by=chief, now=NOW + 3 * DAY)


def test_a_paper_without_an_end_is_recognised_for_as_long_as_our_own(person):
    clerk, chief, programme = person(), person(Role.CHIEF_TRAINER), make()
    handed_in = give_in(clerk, programme, expires_on=None)
    decide(recognition=handed_in, accepted=True, reason="", by=chief, now=NOW)
    assert Award.objects.get().valid_until == datetime.date(2027, 11, 22)


def test_refusing_needs_a_reason_and_leaves_the_round_open(person):
    clerk, chief, programme = person(), person(Role.CHIEF_TRAINER), make()
    handed_in = give_in(clerk, programme)
    with pytest.raises(ValidationError):
        decide(recognition=handed_in, accepted=False, reason=" ", by=chief, now=NOW)
    decide(recognition=handed_in, accepted=False, reason="扫描件看不清编号", by=chief, now=NOW)
    assert not Certificate.objects.exists()
    assert give_in(clerk, programme, scan=picture(90)) != handed_in


def test_nobody_decides_about_their_own_and_a_clerk_or_trainer_about_none(person):
    programme, chief = make(), person(Role.CHIEF_TRAINER)
    own = give_in(chief, programme)
    for somebody in (chief, person(), person(Role.TRAINER), person(Role.MANAGER)):
        with pytest.raises(Refused):
            decide(recognition=own, accepted=True, reason="", by=somebody, now=NOW)
    assert decide(recognition=own, accepted=True, reason="", by=person(Role.ADMINISTRATOR), now=NOW)


def test_the_same_scan_is_handed_in_once_and_one_waits_at_a_time(person):
    clerk, programme = person(), make()
    first = give_in(clerk, programme)
    assert give_in(clerk, programme) == first
    with pytest.raises(Refused):
        give_in(clerk, programme, scan=picture(90))
    assert Recognition.objects.count() == 1


def test_what_cannot_be_recognised_is_refused_when_it_is_handed_in(person):
    clerk, programme = person(), make()
    with pytest.raises(Refused):
        give_in(clerk, programme, expires_on=TODAY - DAY)
    with pytest.raises(Refused):
        give_in(clerk, programme, issued_on=TODAY + DAY)
    with pytest.raises(Refused):
        give_in(clerk, make(recognises=False))
    with pytest.raises(Refused):
        give_in(person(left_on=TODAY - DAY), programme)
    with pytest.raises(ValidationError):
        give_in(clerk, programme, title="  ")
    endless = make(certification=CertificationFactory(validity_months=None))
    give(clerk, SkillFactory(), on=TODAY, certification=endless.certification)
    with pytest.raises(Refused):
        give_in(clerk, endless)
    assert not Recognition.objects.exists()


def test_what_ran_out_while_it_waited_and_what_lacks_a_prerequisite_is_not_recognised(person):
    clerk, chief, before = person(), person(Role.CHIEF_TRAINER), CertificationFactory()
    late = give_in(clerk, make(), expires_on=TODAY + DAY)
    with pytest.raises(Refused):
        decide(recognition=late, accepted=True, reason="", by=chief, now=NOW + 2 * DAY)
    second = give_in(clerk, make(after=[before]))
    with pytest.raises(Refused):
        decide(recognition=second, accepted=True, reason="", by=chief, now=NOW)
    give(clerk, SkillFactory(), on=TODAY, certification=before)
    assert decide(recognition=second, accepted=True, reason="", by=chief, now=NOW).certificate


def test_a_picture_is_kept_without_what_the_camera_wrote(person):
    exif = Image.Exif()
    exif[0x010E] = "营业厅门口，李国梁拍摄"
    row = give_in(person(), make(), scan=picture(exif=exif))
    with row.scan.open() as kept, Image.open(kept) as opened:
        assert (opened.format, dict(opened.getexif())) == ("JPEG", {})


def test_a_pdf_is_kept_byte_by_byte(person):
    file = paper()
    row = give_in(person(), make(), scan=file)
    file.seek(0)
    with row.scan.open() as kept:
        assert kept.read() == file.read()
    assert row.scan.name.endswith(".pdf")


@pytest.mark.parametrize(
    "scan",
    [
        ContentFile(b"<svg onload='x()'/>", "scan.jpg"),
        ContentFile(b"%PDF-1.7 nothing follows", "scan.pdf"),
        ContentFile(b"%PDF-1.7" + b"0" * (10 * 1024**2), "scan.pdf"),
        ContentFile(b"GIF89a" + b"0" * 50, "scan.gif"),
        paper(script="app.alert('x')"),
        paper(password="secret"),
        paper(pages=21),
    ],
    ids=["svg", "broken", "large", "gif", "script", "locked", "book"],
)
def test_what_is_no_scan_is_not_taken(person, scan):
    with pytest.raises(Refused):
        give_in(person(), make(), scan=scan)
    assert not Recognition.objects.exists()
