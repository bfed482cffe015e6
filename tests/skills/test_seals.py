"""Seals: what goes in comes out, and nothing else is ever believed."""

import hashlib
from dataclasses import dataclass
from datetime import date

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from skills import seals

DAY = date(2026, 3, 1)
ORIGIN = "https://peixun.hall.example"


@dataclass
class Pen:
    """A key without files."""

    private: Ed25519PrivateKey

    @property
    def id(self):
        return "key-" + hashlib.sha256(self.private.public_key().public_bytes_raw()).hexdigest()[:16]

    def verify(self, signature, data):
        try:
            self.private.public_key().verify(signature, data)
        except InvalidSignature:
            return False
        return True


def pen(seed=b"1" * 32):
    return Pen(Ed25519PrivateKey.from_private_bytes(seed))


def facts(**changed):
    return {
        "number": "XC-2026-000123",
        "name": "阿卜杜热西提·买买提",
        "hall": {"zh": "嘉兴供电营业厅", "en": "Jiaxing Power Supply Service Hall"},
        "issuer": {"zh": "国网嘉兴供电公司", "en": "State Grid Jiaxing Power Supply Company"},
        "certification": {"zh": "手语服务上岗证书", "en": "Certificate in Sign Language Service"},
        "skills": [{"zh": "手语", "en": "Sign language", "level": 3, "level_zh": "持证", "level_en": "Certified"}],
        "evidence": {"zh": "柜台手语（中级）", "en": "Sign language at the counter"},
        "issued_on": "2026-03-01",
        "valid_from": "2026-03-01",
        "valid_until": "2027-02-28",
        "verify_path": "/verify/Zq3k9XfT0aLw2bN8cVtY1g/",
        **changed,
    }


def sealed(what, key, on=DAY):
    return seals.make(facts=what, address=ORIGIN + what["verify_path"], on=on, key_id=key.id, sign=key.private.sign)


def words(most=40):
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=most)


pairs = st.fixed_dictionaries({"zh": words(), "en": words()})
iso_days = st.dates(date(1990, 1, 1), date(2190, 1, 1)).map(date.isoformat)
printed = st.builds(
    facts,
    number=words(20),
    name=words(),
    hall=st.none() | pairs,
    issuer=pairs,
    certification=pairs,
    skills=st.lists(
        st.fixed_dictionaries(
            {"zh": words(), "en": words(), "level": st.integers(1, 4), "level_zh": words(4), "level_en": words(9)}
        ),
        max_size=8,
    ),
    evidence=st.none() | pairs,
    issued_on=iso_days,
    valid_from=iso_days,
    valid_until=st.none() | iso_days,
)


@given(st.binary(max_size=400))
def test_letters_spell_any_bytes_and_give_them_back(data):
    letters = seals.spell(data)
    assert seals.unspell(letters) == data
    assert set(letters) <= set(seals.LETTERS)
    assert len(letters) == (3 * len(data) + 1) // 2


@given(st.text(seals.LETTERS, max_size=30))
def test_bytes_have_one_spelling_only(letters):
    try:
        data = seals.unspell(letters)
    except seals.NotASeal:
        return
    assert seals.spell(data) == letters


@given(printed, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_printed_fact_comes_out_of_a_seal_as_it_went_in(what, day):
    key = pen()
    seal = seals.read(sealed(what, key, day))
    assert {**seal.facts, "verify_path": what["verify_path"]} == what
    assert (seal.sealed_on, seal.address) == (day, ORIGIN + what["verify_path"])
    assert seal.signer([pen(b"2" * 32), key]) is key


@given(st.data())
def test_any_single_changed_character_is_refused(data):
    key = pen()
    text = sealed(facts(), key)
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from(seals.LETTERS) | st.characters(exclude_categories=["Cs"]))
    changed = text[:at] + letter + text[at + 1 :]
    if changed.strip() == text:
        return
    assert not is_believed(changed, key)


def is_believed(text, key):
    try:
        return seals.read(text).signer([key]) is not None
    except seals.NotASeal:
        return False


def test_a_cut_or_lengthened_seal_is_refused():
    key = pen()
    text = sealed(facts(), key)
    assert is_believed(text, key)
    assert not any(is_believed(text[:length], key) for length in range(len(text)))
    assert not any(is_believed(text + letter, key) for letter in seals.LETTERS)


def test_a_seal_does_not_move_to_another_address():
    key = pen()
    text = sealed(facts(), key)
    assert not is_believed(text.replace(ORIGIN, "https://elsewhere.example"), key)
    assert not is_believed(text.replace("Zq3k9XfT0aLw2bN8cVtY1g", "Zq3k9XfT0aLw2bN8cVtY1h"), key)


def test_a_seal_of_another_key_is_read_and_not_believed():
    seal = seals.read(sealed(facts(), pen()))
    assert seal.facts["number"] == "XC-2026-000123"
    assert seal.signer([pen(b"2" * 32)]) is None


def test_a_signature_for_another_purpose_is_no_seal():
    key = pen()
    body = seals.read(sealed(facts(), key)).signed.partition(b"\0")[2].partition(b"\0")[2]
    address = ORIGIN + facts()["verify_path"]
    text = f"{address}#{seals.spell(body + key.private.sign(body))}"
    assert seals.read(text).signer([key]) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"staff_number": "0123"},
        {"skills": [{"zh": "手语", "en": "Sign language"}]},
        {"hall": {"zh": "厅", "en": "Hall", "fr": "Halle"}},
        {"issued_on": "1 March"},
    ],
)
def test_facts_without_a_place_in_the_seal_are_not_left_out_silently(changed):
    with pytest.raises(ValueError):  # noqa: PT011 - a kind of its own or that of the date, both refuse
        sealed(facts(**changed), pen())


def test_a_seal_that_would_unpack_without_end_is_refused():
    packed = seals._deflated(b'["' + b"0" * 1_000_000 + b'"]')
    assert len(packed) < 2_000
    body = bytes([seals.VERSION]) + bytes(4) + packed
    with pytest.raises(seals.NotASeal):
        seals.read("https://hall.example/verify/x/#" + seals.spell(body + bytes(64)))


def test_what_version_1_means_never_changes():
    """Seals hang on walls: if this test fails, they would all be refused."""
    assert hashlib.sha256(seals.WORDS).hexdigest() == FROZEN_WORDS
    assert seals.read(FROZEN_SEAL).facts == {key: value for key, value in facts().items() if key != "verify_path"}
    assert is_believed(FROZEN_SEAL, pen())


FROZEN_WORDS = "402c704c21acdb82a71a62734c80c932dbc5f7dbdef5b12b0aeb450fd1f957b0"
FROZEN_SEAL = (
    "https://peixun.hall.example/verify/Zq3k9XfT0aLw2bN8cVtY1g/#570K*P51D67DD6L7E0F*1WGL*UH-HE*1XXJRPJV+9"
    "S$3OUTQ01RN++7S+FRKRT967SCWKIOB$IO/IP1+83WRAVJRG1W3L-24RP7TN6G5*+JCO7LUW2G543W$KIG3M5PQJ+Z4N-0NERYVE"
    "D98B24J7YFE0G-1O6*Y*70D9ACCYD3QQ41-3X8ZA9$8100QZ$2OF2B19TS5W2FHO0BB729-2*M5AB*-D4KMQR9B/M8Y8DG4WNDW4"
    "EUXHUH4VDDUFE3VKKIRQ8*SW7MO38BUFBU7A$Y2FN8CQ*CEP81FRLK+H4MQYO1KH16SZ8K4JZF2CTK51RP1*NT*/3CVF8JHB$S7C"
    "VB4UHIA9OW"
)
