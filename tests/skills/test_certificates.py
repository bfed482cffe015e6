"""The sheet of paper: what is on it, that it is always the same, and that no name can change it."""

import io
import re
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from core.typesetting import lacking
from skills.certificates import certificate_pdf, verification_address
from skills.services import Evidence, Grant, award

from .factories import NOW, CertificationFactory, SkillFactory, give

DAY = date(2026, 3, 1)
RARE = "龚䶮𬘭"


def squeezed(text):
    """Without white space: letters are spaced out on paper, and the words are what counts."""
    return "".join(text.split())


def text_of(pdf):
    """Every word on the sheet, squeezed."""
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


@pytest.fixture
def certificate(person, hall):
    certification = CertificationFactory(name="手语服务上岗证书", name_en="Certificate in Sign Language")
    skill = SkillFactory(name="手语", name_en="Sign language")
    return give(person(full_name="阿卜杜热西提·买买提"), skill, 3, on=DAY, certification=certification).certificate


def test_every_fact_is_printed_in_both_languages(certificate, hall):
    printed = text_of(certificate_pdf(certificate, NOW))
    for fact in [
        "阿卜杜热西提·买买提",
        "手语服务上岗证书",
        "Certificate in Sign Language",
        "手语",
        "持证",
        "Sign language",
        "Certified",
        "XC-2026-000001",
        "2026年3月1日",
        "1 March 2026",
        "2027年2月28日",
        "28 February 2027",
        "手语基础",
        "Sign basics",
        hall.name,
        hall.name_en,
        hall.name_en.upper(),
        verification_address(certificate),
    ]:
        assert squeezed(fact) in printed, fact


def test_the_sheet_is_one_page_of_landscape_a4_with_title_and_archive_standard(certificate):
    reader = PdfReader(io.BytesIO(certificate_pdf(certificate, NOW)))
    box = reader.pages[0].mediabox
    assert len(reader.pages) == 1
    assert (round(box.width), round(box.height)) == (842, 595)
    assert reader.metadata.title == "手语服务上岗证书 XC-2026-000001"
    assert reader.metadata.author == certificate.facts["issuer"]["zh"]
    assert b"pdfaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_the_same_certificate_is_the_same_bytes_a_year_later(certificate):
    later = NOW + timedelta(days=365)
    assert certificate_pdf(certificate, NOW) == certificate_pdf(certificate, later)


def test_the_code_leads_to_the_public_page(certificate, settings):
    settings.PUBLIC_ORIGIN = "https://hall.example"
    address = f"https://hall.example/verify/{certificate.public_id}/"
    assert verification_address(certificate) == address
    links = PdfReader(io.BytesIO(certificate_pdf(certificate, NOW))).pages[0]["/Annots"]
    assert [link.get_object()["/A"]["/URI"] for link in links] == [address]


@pytest.mark.parametrize(
    "name",
    ['#strong[x] $a$ *b* _c_ <d> @e "f" \\ // g', "O'Neill & Söhne; [x](y)", "= 标题", "阿卜杜热西提·买买提·" * 9],
)
def test_no_name_can_change_the_page(person, name):
    name = name[:100]
    holder = person(full_name=name)
    certificate = give(holder, SkillFactory(), on=DAY, certification=CertificationFactory()).certificate
    pdf = certificate_pdf(certificate, NOW)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert squeezed(name)[:40] in text_of(pdf)


def test_rare_characters_are_glyphs_of_our_own_fonts(person):
    certificate = give(person(full_name=RARE), SkillFactory(), on=DAY, certification=CertificationFactory()).certificate
    assert not lacking(RARE)
    assert RARE in text_of(certificate_pdf(certificate, NOW))


def glyphs_of(pdf):
    """{character: the numbers of the glyphs that stand for it}, read from the fonts inside the file."""
    found = {}
    for font in fonts_of(pdf):
        descendant = font["/DescendantFonts"][0].get_object()
        assert "/FontFile3" in descendant["/FontDescriptor"], "a font that does not travel with the file"
        for code, character in to_unicode(font["/ToUnicode"].get_data().decode()):
            found.setdefault(character, set()).add(code)
    return found


def fonts_of(pdf):
    resources = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
    return [font.get_object() for font in resources.values()]


def to_unicode(cmap):
    """(code, characters) of the table by which a font's glyphs are turned back into text."""
    for code, character in re.findall(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", cmap):
        yield int(code, 16), bytes.fromhex(character).decode("utf-16-be", "replace")


@pytest.mark.parametrize("name", ["龚䶮", "𠮷田", "阿卜杜热西提·买买提"])
def test_every_letter_of_a_name_is_a_glyph_and_never_the_empty_box(person, name):
    certificate = give(person(full_name=name), SkillFactory(), on=DAY, certification=CertificationFactory()).certificate
    glyphs = glyphs_of(certificate_pdf(certificate, NOW))
    for letter in name:
        assert glyphs.get(letter), letter
        # Number 0 is the empty box of every font.
        assert 0 not in glyphs[letter], letter


def test_a_letter_that_nothing_can_draw_does_not_keep_a_certificate_from_being_drawn(person):
    name = "王\U0003134a"  # the last of CJK extension G; hardly any machine draws it
    certificate = give(person(full_name=name), SkillFactory(), on=DAY, certification=CertificationFactory()).certificate
    assert lacking(name)
    assert "王" in text_of(certificate_pdf(certificate, NOW))


def test_our_fonts_hold_what_names_are_written_with():
    assert lacking("𡨴") == {"𡨴"}
    assert not lacking("𠮷田 髙﨑")
    assert not lacking("吉田 Yoshida\t·（示例）")


def test_many_skills_and_long_names_stay_on_one_page(person):
    grants = [Grant(SkillFactory(name="技能" * 15, name_en="A very long skill name " * 3), 4) for _ in range(9)]
    issued = award(
        user=person(),
        grants=grants,
        evidence=Evidence("test", "1", {"title": "课" * 60, "title_en": "Course " * 20}),
        on=DAY,
        now=NOW,
        certification=CertificationFactory(name="证" * 40, name_en="Certification " * 9, validity_months=None),
    )
    assert len(PdfReader(io.BytesIO(certificate_pdf(issued.certificate, NOW))).pages) == 1


def test_no_expiry_is_said_in_words(person):
    endless = CertificationFactory(validity_months=None)
    certificate = give(person(hall=None), SkillFactory(), on=DAY, certification=endless, facts={"n": 1}).certificate
    assert certificate.facts["hall"] is None
    assert certificate.facts["evidence"] is None
    text = text_of(certificate_pdf(certificate, NOW))
    assert "长期有效" in text
    assert "Noexpiry" in text
