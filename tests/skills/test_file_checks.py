"""Files people bring: what is ours, what is not, and what only looks like it."""

import io
import json
from dataclasses import replace
from datetime import date, timedelta

import pypdf
import pytest
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    TextStringObject,
)

from skills import file_checks, papers
from skills.certificates import certificate_pdf, draw, sheet_of
from skills.file_checks import Outcome, check_file
from skills.models import IssuedSheet
from skills.services import suspend

from .factories import NOW, CertificationFactory, SkillFactory, give

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)
LATER = NOW + timedelta(days=30)


@pytest.fixture
def certificate(person):
    skill = SkillFactory(name="手语", name_en="Sign language")
    return give(
        person(full_name="阿卜杜热西提·买买提"), skill, on=DAY, certification=CertificationFactory()
    ).certificate


@pytest.fixture
def other(person):
    return give(person(full_name="王芳"), SkillFactory(), on=DAY, certification=CertificationFactory()).certificate


def changed(pdf, change):
    """The PDF after `change(writer)`."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def outcome(data):
    return check_file(data, now=LATER).outcome


def redrawn(certificate, **facts):
    """What a forger with our program would draw: other facts, the genuine credential and code."""
    sheet = sheet_of(certificate, NOW)
    return draw(type(sheet)({**sheet.facts, **facts}, sheet.address, sheet.sealed, sheet.credential))


def test_the_file_we_issue_is_recognised_to_the_last_byte(certificate):
    check = check_file(certificate_pdf(certificate, NOW), now=LATER)
    assert (check.outcome, check.certificate, check.is_good) == (Outcome.SAME, certificate, True)


def test_a_file_given_before_the_sheet_was_drawn_otherwise_is_still_ours(certificate, monkeypatch):
    given = certificate_pdf(certificate, NOW)
    monkeypatch.setattr(file_checks, "draw", lambda sheet: draw(replace(sheet, sealed=None)))
    assert outcome(given) == Outcome.SAME
    assert outcome(changed(given, lambda writer: None)) not in (Outcome.SAME, Outcome.REPACKED)


def test_that_a_sheet_was_given_is_kept_once(certificate):
    for _ in range(3):
        certificate_pdf(certificate, NOW)
    assert IssuedSheet.objects.count() == 1


def test_a_file_saved_again_is_told_from_one_drawn_again(certificate):
    assert outcome(changed(certificate_pdf(certificate, NOW), lambda writer: None)) == Outcome.REPACKED


def test_a_changed_name_with_the_genuine_credential_is_caught(certificate):
    check = check_file(redrawn(certificate, name="王芳"), now=LATER)
    assert (check.outcome, check.differing) == (Outcome.ALTERED, ("name",))
    assert check.certificate == certificate
    assert not check.is_good


def test_one_of_two_equal_days_changed_is_caught(certificate):
    check = check_file(redrawn(certificate, issued_on="2025-03-01"), now=LATER)
    assert (check.outcome, set(check.differing)) == (Outcome.ALTERED, {"issued_on", "valid_from"})


def test_text_changed_inside_the_drawing_is_caught(certificate):
    def swap_two_letters(writer):
        page = writer.pages[0]
        content = ContentStream(page["/Contents"], writer)
        shown = [operands for operands, operator in content.operations if operator == b"TJ" or operator == b"Tj"]
        assert len(shown) > 10
        longest = max(shown, key=lambda operands: len(str(operands)))
        longest[0] = ArrayObject([]) if isinstance(longest[0], list) else type(longest[0])(b"")
        page[NameObject("/Contents")] = writer._add_object(content)

    assert outcome(changed(certificate_pdf(certificate, NOW), swap_two_letters)) == Outcome.ALTERED


def test_a_patch_laid_over_the_words_is_never_called_ours(certificate):
    def cover(writer):
        patch = DecodedStreamObject()
        patch.set_data(b"1 1 1 rg 100 300 400 80 re f")
        page = writer.pages[0]
        page[NameObject("/Contents")] = ArrayObject([page.raw_get("/Contents"), writer._add_object(patch)])

    check = check_file(changed(certificate_pdf(certificate, NOW), cover), now=LATER)
    assert check.outcome in (Outcome.OTHER, Outcome.ALTERED)
    assert not check.is_good


def test_a_note_laid_over_the_words_is_never_called_ours(certificate):
    def annotate(writer):
        note = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/FreeText"),
                NameObject("/Rect"): ArrayObject(map(FloatObject, (100, 300, 500, 380))),
                NameObject("/Contents"): TextStringObject("王芳"),
                NameObject("/DA"): TextStringObject("/Helv 30 Tf 0 g"),
            }
        )
        page = writer.pages[0]
        page[NameObject("/Annots")] = ArrayObject([*page["/Annots"], writer._add_object(note)])

    check = check_file(changed(certificate_pdf(certificate, NOW), annotate), now=LATER)
    assert check.outcome in (Outcome.OTHER, Outcome.ALTERED)


def test_a_second_page_is_never_called_ours(certificate):
    pdf = changed(certificate_pdf(certificate, NOW), lambda writer: writer.add_blank_page())
    assert outcome(pdf) not in (Outcome.SAME, Outcome.REPACKED)


def test_the_credential_of_one_on_the_sheet_of_another_is_caught(certificate, other):
    sheet, lent = sheet_of(certificate, NOW), sheet_of(other, NOW)
    check = check_file(draw(type(sheet)(sheet.facts, sheet.address, sheet.sealed, lent.credential)), now=LATER)
    assert (check.outcome, check.certificate) == (Outcome.ALTERED, other)
    assert {"name", "number", "address"} <= set(check.differing)


def test_a_changed_credential_is_refused_and_tells_what_differs(certificate):
    sheet = sheet_of(certificate, NOW)
    forged = sheet.credential.replace(certificate.number, "XC-2026-999999")
    check = check_file(draw(type(sheet)(sheet.facts, sheet.address, sheet.sealed, forged)), now=LATER)
    assert check.outcome == Outcome.REFUSED
    assert check.certificate is None
    assert check.verdict.facts == ("number",)


def test_a_sheet_without_a_credential_says_only_what_it_says_itself(certificate):
    sheet = sheet_of(certificate, NOW)
    check = check_file(draw(type(sheet)(sheet.facts, sheet.address, None, "")), now=LATER)
    assert (check.outcome, check.certificate) == (Outcome.NONE, None)
    assert (check.number, check.public_id) == (certificate.number, certificate.public_id)


@pytest.mark.parametrize("form", ["json", "jwt"])
def test_a_bare_credential_is_judged(certificate, form):
    signed = certificate.credentials.get()
    data = (json.dumps(signed.credential) if form == "json" else signed.jwt).encode()
    check = check_file(data, now=LATER)
    assert (check.outcome, check.certificate) == (Outcome.CREDENTIAL, certificate)


def test_a_suspended_certificate_is_genuine_and_does_not_count(certificate, person):
    suspend(certificate=certificate, on=DAY, reason="复核", by=person(), now=NOW)
    check = check_file(certificate_pdf(certificate, NOW), now=LATER)
    assert check.outcome == Outcome.SAME
    assert check.verdict.standing.state == "suspended"


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\xff\xfe\x00", b"%PDF-1.7\nrubbish", b"{}", b"[1]", b"PK\x03\x04zip", b"%PDF-" + b"0" * 9]
)
def test_what_is_no_certificate_is_no_error(data):
    assert outcome(data) in (Outcome.UNREADABLE, Outcome.REFUSED, Outcome.NONE)


def test_a_file_with_a_password_is_refused(certificate):
    pdf = changed(certificate_pdf(certificate, NOW), lambda writer: writer.encrypt("secret"))
    assert outcome(pdf) == Outcome.UNREADABLE


def bomb(zeros):
    """A PDF whose page unpacks to so many bytes."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(100, 100)
    stream = DecodedStreamObject()
    stream.set_data(b"0" * zeros)
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_a_file_that_unpacks_without_end_is_refused():
    data = bomb(60_000_000)
    assert len(data) < 100_000
    with pytest.raises(papers.Unreadable):
        papers.read_paper(data)


def test_a_file_that_goes_in_circles_is_refused_or_read_in_time(certificate):
    def circle(writer):
        page = writer.pages[0]
        page["/Resources"][NameObject("/Loop")] = page.indirect_reference

    assert outcome(changed(certificate_pdf(certificate, NOW), circle)) == Outcome.OTHER


def test_a_huge_attachment_is_left_alone(certificate):
    pdf = changed(
        draw(type(sheet := sheet_of(certificate, NOW))(sheet.facts, sheet.address, None, "")),
        lambda writer: writer.add_attachment("credential.json", b"0" * 3_000_000),
    )
    assert outcome(pdf) == Outcome.NONE


def test_what_a_sheet_was_drawn_with_does_not_depend_on_the_day(certificate):
    issued = papers.read_paper(certificate_pdf(certificate, NOW))
    assert issued.drawing == papers.read_paper(certificate_pdf(certificate, LATER)).drawing
    assert (issued.pages, len(issued.attachments)) == (1, 1)
