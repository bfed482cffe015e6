"""What a credential says: every printed fact, and nothing else."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skills.credentials import shape
from skills.credentials.achievement import differences
from skills.credentials.linked_data import FILES, FOLDER, canonical, context
from skills.credentials.proofs import proof_holds, with_proof
from skills.credentials.refusal import Refused
from skills.credentials.tokens import claims_of, read

from . import samples
from .samples import ADDRESSES, KEY, credential, secured, token, verify_with_key

METHOD, CREATED = ADDRESSES.method("key-1"), "2026-03-01T01:00:00Z"
LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40).filter(
    lambda text: text.strip()
)
PAIR = st.fixed_dictionaries({"zh": LINE, "en": LINE})
SKILL = st.fixed_dictionaries(
    {"zh": LINE, "en": LINE, "level": st.integers(1, 4), "level_zh": LINE, "level_en": LINE},
)
DAY = st.dates(min_value=date(2000, 1, 1)).map(str)
FACTS = st.fixed_dictionaries(
    {
        "number": st.from_regex(r"XC-20[0-9]{2}-[0-9]{6}", fullmatch=True),
        "name": LINE,
        "hall": st.none() | PAIR,
        "issuer": PAIR,
        "certification": PAIR,
        "skills": st.lists(SKILL, min_size=1, max_size=3),
        "evidence": st.none() | PAIR,
        "issued_on": DAY,
        "valid_from": DAY,
        "valid_until": st.none() | DAY,
    }
)


@given(FACTS)
@settings(max_examples=40, deadline=None)
def test_whatever_a_certificate_says_can_be_said_signed_and_checked(found):
    unsigned = credential(**found)
    shape.require(unsigned, shape.CREDENTIAL)
    proven = with_proof(unsigned, method=METHOD, created=CREATED, sign=KEY.sign)
    shape.require(proven, shape.SECURED)
    assert proof_holds(proven, verify_with_key)
    assert differences(unsigned, json.loads(json.dumps(unsigned))) == []


@given(st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_keys_changes_nothing(random):
    def shuffled(value):
        if isinstance(value, dict):
            pairs = list(value.items())
            random.shuffle(pairs)
            return {key: shuffled(part) for key, part in pairs}
        return [shuffled(part) for part in value] if isinstance(value, list) else value

    assert canonical(shuffled(credential())) == canonical(credential())
    assert proof_holds(shuffled(secured()), verify_with_key)


def test_every_printed_fact_is_said_and_the_number_of_the_person_is_not():
    text = json.dumps(credential(), ensure_ascii=False)
    for fact in [
        "XC-2026-000001",
        "龚䶮",
        "嘉兴营业厅 / Jiaxing Service Hall",
        "嘉兴供电公司 / Jiaxing Power Supply",
        "手语服务上岗证书 / Certificate in Sign Language",
        "手语 / Sign language",
        "持证 / Certified",
        "手语基础 / Sign basics",
        '"validFrom": "2026-03-01T00:00:00+08:00"',
        '"validUntil": "2027-02-28T23:59:59+08:00"',
        '"awardedDate": "2026-03-01T00:00:00+08:00"',
        "https://hall.example/verify/abcdefghijklmnopqrstuv/",
    ]:
        assert fact in text, fact


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        ({"number": "XC-2026-000002"}, "number"),
        ({"name": "龚"}, "name"),
        ({"hall": None}, "hall"),
        ({"hall": {"zh": "嘉兴营业厅", "en": "x"}}, "hall"),
        ({"issuer": {"zh": "x", "en": "x"}}, "issuer"),
        ({"certification": {"zh": "x", "en": "x"}}, "certification"),
        ({"skills": []}, "skills"),
        ({"skills": [{**samples.facts()["skills"][0], "level": 4}]}, "skills"),
        ({"evidence": None}, "evidence"),
        ({"issued_on": "2026-03-02"}, "issued_on"),
        ({"valid_from": "2026-03-02"}, "valid_from"),
        ({"valid_until": "2027-03-01"}, "valid_until"),
        ({"valid_until": None}, "valid_until"),
        ({"verify_path": "/verify/other/"}, "address"),
    ],
)
def test_a_changed_fact_is_named(change, fact):
    assert fact in differences(credential(), credential(**change))


def test_an_entry_more_or_of_another_type_is_a_difference():
    assert differences(credential(), credential() | {"further": {}}) == ["form"]
    assert differences(credential(), credential() | {"name": ["手语服务上岗证书 / Certificate in Sign Language"]}) == [
        "certification"
    ]
    assert differences(credential(), credential() | {"credentialStatus": []}) == ["status"]


def test_white_space_is_written_as_it_looks_on_paper():
    assert credential(name="王\t 芳\n")["credentialSubject"]["identifier"][0]["identityHash"] == "王 芳"


@pytest.mark.parametrize("change", [{"salary": "9"}, {"type": ["VerifiableCredential", "Salary"]}])
def test_words_without_a_meaning_are_refused(change):
    with pytest.raises(Refused, match="unknown_term"):
        canonical(credential() | change)
    with pytest.raises(Refused, match="unknown_term"):
        with_proof(credential() | change, method=METHOD, created=CREATED, sign=KEY.sign)


@pytest.mark.parametrize("key", ["@context", "@id", "@graph", "@reverse", "@nest"])
def test_keywords_of_linked_data_inside_are_refused(key):
    found = credential()
    found["issuer"][key] = "https://elsewhere.example/"
    with pytest.raises(Refused, match="unknown_term"):
        canonical(found)


def test_a_word_without_a_meaning_deep_inside_is_refused():
    found = credential()
    found["credentialSubject"]["achievement"]["criteria"]["salary"] = "9"
    with pytest.raises(Refused, match="unknown_term"):
        canonical(found)


@pytest.mark.parametrize("further", ["https://elsewhere.example/words", "/etc/passwd", "", {"@vocab": "https://a/"}, 3])
def test_contexts_that_do_not_lie_here_are_refused_and_never_fetched(further):
    with pytest.raises(Refused, match="unknown_context"):
        canonical(credential() | {"@context": [*credential()["@context"], further]})


def test_the_contexts_are_those_that_were_published():
    for address, name in FILES.items():
        assert context(address) == json.loads((FOLDER / name).read_text())
    assert canonical(credential()).count(b"\n") > 30


def test_the_claims_of_a_token_repeat_the_credential():
    assert read(token()).credential == credential()
    assert claims_of(credential()) == {
        "iss": "https://hall.example/credentials/issuer",
        "jti": "https://hall.example/verify/abcdefghijklmnopqrstuv/",
        "sub": "https://hall.example/verify/abcdefghijklmnopqrstuv/#holder",
        "nbf": 1772294400,
        "exp": 1803830399,
    }
    assert "exp" not in claims_of(credential(valid_until=None))


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"@context": []}, "unknown_context", "@context"),
        ({"name": ""}, "wrong_type", "name"),
        ({"name": 3}, "wrong_type", "name"),
        ({"name": "a\tb"}, "wrong_type", "name"),
        ({"id": "urn:x"}, "wrong_type", "id"),
        ({"id": "https://a/<b>"}, "wrong_type", "id"),
        ({"validFrom": "2026-02-30T00:00:00+08:00"}, "wrong_type", "validFrom"),
        ({"validFrom": "2026-02-03"}, "wrong_type", "validFrom"),
        ({"issuer": "https://hall.example"}, "wrong_type", "issuer"),
        ({"credentialStatus": []}, "wrong_type", "credentialStatus"),
        ({"salary": 1}, "unknown_term", "salary"),
        ({"issuer": {"id": "https://a/"}}, "missing", "issuer.type"),
    ],
)
def test_another_shape_is_refused_with_its_place(change, code, where):
    with pytest.raises(Refused) as refusal:
        shape.require(credential() | change, shape.CREDENTIAL)
    assert (refusal.value.code, refusal.value.where) == (code, where)


def test_false_is_not_nought():
    found = credential()
    found["credentialSubject"]["identifier"][0]["hashed"] = 0
    with pytest.raises(Refused, match="hashed"):
        shape.require(found, shape.CREDENTIAL)
