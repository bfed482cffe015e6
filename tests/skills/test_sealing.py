"""Which seal a certificate carries, and the code on the paper that holds it."""

from datetime import date, timedelta

import pytest

from core.typesetting import code_of
from skills import keys, seals
from skills.certificates import LEAST_MODULE, MOST_MODULES, certificate_pdf, code_for, sheet_of, width_of
from skills.models import PrintedSeal
from skills.sealing import sealed_text
from skills.services import Evidence, Grant, award

from .factories import NOW, CertificationFactory, SkillFactory, give

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)
LATER = NOW + timedelta(days=400)
ADDRESS = "https://hall.example"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SIGNING_KEYS = tmp_path / "keys"
    settings.PUBLIC_ORIGIN = ADDRESS


@pytest.fixture
def certificate(person):
    return give(person(), SkillFactory(), on=DAY, certification=CertificationFactory()).certificate


def sealed(certificate, now=NOW):
    return sheet_of(certificate, now).sealed


def test_a_seal_says_every_printed_fact_and_who_has_sealed_it(certificate):
    seal = seals.read(sealed(certificate))
    assert seal.address == ADDRESS + certificate.facts["verify_path"]
    assert {**seal.facts, "verify_path": certificate.facts["verify_path"]} == certificate.facts
    assert seal.signer(keys.public_keys().values()).id == keys.current_key().id


def test_a_seal_is_made_once_and_kept_when_the_key_changes(certificate):
    first, sheet = sealed(certificate), certificate_pdf(certificate, NOW)
    keys.rotate(now=NOW)
    assert sealed(certificate, LATER) == first
    assert certificate_pdf(certificate, LATER) == sheet
    assert PrintedSeal.objects.count() == 1


def test_a_key_in_wrong_hands_seals_nothing_any_more(certificate):
    first = sealed(certificate)
    stolen = keys.current_key().id
    keys.mark_compromised(key_id=stolen, since=DAY, now=NOW)
    second = sealed(certificate, LATER)
    assert second != first
    assert seals.read(second).signer(keys.public_keys().values()).id == keys.current_key().id != stolen
    assert sealed(certificate, LATER) == second


def test_a_hall_that_moves_seals_its_new_address_and_the_old_seal_stays_good(certificate, settings):
    first = sealed(certificate)
    settings.PUBLIC_ORIGIN = "https://elsewhere.example"
    second = sealed(certificate, LATER)
    assert second.startswith("https://elsewhere.example/verify/")
    assert all(seals.read(text).signer(keys.public_keys().values()) for text in (first, second))


def test_without_readable_keys_a_certificate_is_printed_without_a_seal(certificate, monkeypatch):
    def unreadable():
        raise keys.KeyProblem("gone")

    monkeypatch.setattr(keys, "public_keys", unreadable)
    assert sealed(certificate) is None
    assert certificate_pdf(certificate, NOW).startswith(b"%PDF-")


def test_facts_of_another_shape_are_printed_without_a_seal(certificate):
    certificate.facts["photo"] = "…"
    assert sealed_text(certificate=certificate, address=ADDRESS + certificate.facts["verify_path"], now=NOW) is None


def test_the_code_of_an_ordinary_certificate_is_33_millimetres_wide(certificate):
    code = code_for(sheet_of(certificate, NOW))
    assert width_of(code) == 33
    assert width_of(code) / code.modules >= 0.4


def with_skills(person, count, length):
    skills = [SkillFactory(name=rare(n, length), name_en=f"Skill number {n} of the hall") for n in range(count)]
    kind = CertificationFactory(name="综合业务窗口服务规范与应急处置能力上岗资格证书", name_en="Certificate " * 8)
    evidence = Evidence("test", "many", {"title": "综合业务与服务规范（中级）", "title_en": "Business and service"})
    issued = award(
        user=person(full_name="阿卜杜热西提·买买提"),
        grants=[Grant(skill, 3) for skill in skills],
        evidence=evidence,
        on=DAY,
        now=NOW,
        certification=kind,
    )
    return issued.certificate


def rare(number, length):
    """Letters that hardly pack: no two alike."""
    return "".join(chr(0x4E00 + (number * 97 + at * 613) % 20_000) for at in range(length))


@pytest.mark.parametrize(("count", "length"), [(8, 8), (8, 12), (12, 12)])
def test_many_skills_still_give_a_code_that_paper_can_hold(person, count, length):
    code = code_for(sheet_of(with_skills(person, count, length), NOW))
    assert code.modules <= MOST_MODULES
    assert width_of(code) / code.modules >= LEAST_MODULE
    assert width_of(code) <= 42


def test_a_seal_too_long_for_the_paper_leaves_the_address_alone(person):
    certificate = with_skills(person, 30, 60)
    assert code_for(sheet_of(certificate, NOW)) is None
    assert certificate_pdf(certificate, NOW).startswith(b"%PDF-")


def test_a_code_gives_up_repair_before_it_grows_too_large():
    generous = code_of("https://hall.example/#", "A" * 800, most_modules=177, wanted_modules=177)
    tight = code_of("https://hall.example/#", "A" * 800, most_modules=177, wanted_modules=generous.modules - 1)
    assert tight.modules < generous.modules
    assert code_of("https://hall.example/#", "A" * 5000, most_modules=177, wanted_modules=177) is None
