"""The verdict on what somebody hands in: ours, unaltered, and in force today, or one sentence that says why not."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skills import keys
from skills.credentials.multibase import from_base64url, to_base64url
from skills.credentials.proofs import with_proof
from skills.credentials.tokens import token_of
from skills.models import Certificate, SignedCredential
from skills.profile import State
from skills.services import reinstate, revoke_certificate, suspend
from skills.signing import sign_missing
from skills.verdicts import FACTS, SENTENCES
from skills.verifying import verify

from .credentials import samples
from .factories import NOW, CertificationFactory, SkillFactory, give

DAY = date(2026, 3, 1)


@pytest.fixture
def certificate(person):
    return give(person(full_name="龚䶮"), SkillFactory(), on=DAY, certification=CertificationFactory()).certificate


@pytest.fixture
def own_keys(settings, tmp_path):
    settings.SIGNING_KEYS = tmp_path / "keys"


def forms_of(certificate):
    row = certificate.credentials.last()
    return [json.dumps(row.credential), json.dumps(row.credential, ensure_ascii=False, indent=3).encode(), row.jwt]


def codes(document, on=DAY):
    return [problem.code for problem in verify(document, on=on).problems]


def test_what_we_signed_is_genuine_in_every_form(certificate):
    for document in forms_of(certificate):
        verdict = verify(document, on=DAY)
        assert verdict.genuine
        assert verdict.counts
        assert verdict.certificate == certificate
        assert verdict.key.id == keys.current_key().id
        assert verdict.signed == certificate.credentials.get()
    assert [verify(document, on=DAY).form for document in forms_of(certificate)] == ["json", "json", "jwt"]


@pytest.mark.parametrize(
    ("days", "state", "counts"),
    [
        (-1, State.FUTURE, False),
        (0, State.VALID, True),
        (364, State.RENEWAL, True),
        (365, State.GRACE, True),
        (395, State.EXPIRED, False),
    ],
)
def test_genuine_is_one_thing_and_in_force_another(certificate, days, state, counts):
    verdict = verify(forms_of(certificate)[0], on=DAY + timedelta(days=days))
    assert verdict.genuine
    assert (verdict.standing.state, verdict.counts) == (state, counts)


def test_suspension_and_revocation_are_seen_at_once(certificate, person):
    document, manager = forms_of(certificate)[0], person()
    suspend(certificate=certificate, on=DAY, reason="x", by=manager, now=NOW)
    assert verify(document, on=DAY).standing.state == State.SUSPENDED
    reinstate(certificate=certificate, on=DAY, reason="x", by=manager, now=NOW)
    assert verify(document, on=DAY).counts
    revoke_certificate(certificate=certificate, on=DAY, reason="x", by=manager)
    verdict = verify(document, on=DAY)
    assert (verdict.genuine, verdict.counts, verdict.standing.state) == (True, False, State.REVOKED)


def test_an_altered_name_is_named(certificate):
    altered = certificate.credentials.get().credential
    altered["credentialSubject"]["identifier"][0]["identityHash"] = "龚 冀"
    verdict = verify(json.dumps(altered), on=DAY)
    assert [problem.code for problem in verdict.problems] == ["signature", "facts_differ"]
    assert verdict.facts == ("name",)
    assert not verdict.genuine
    assert verdict.certificate == certificate


def test_facts_altered_in_the_database_are_caught_by_the_signature_of_old(certificate):
    document = forms_of(certificate)[0]
    facts = {**certificate.facts, "name": "somebody else"}
    super(type(Certificate.objects.all()), Certificate.objects.all()).update(facts=facts)
    verdict = verify(document, on=DAY)
    assert [problem.code for problem in verdict.problems] == ["facts_differ"]
    assert verdict.facts == ("name",)


def test_what_bears_our_signature_and_is_not_on_record_is_refused(certificate):
    row, key = certificate.credentials.get(), keys.current_key()
    unsigned = {name: value for name, value in row.credential.items() if name != "proof"}
    method = row.credential["proof"]["verificationMethod"]
    forged = with_proof(unsigned, method=method, created="2026-03-02T00:00:00Z", sign=key.sign)
    assert codes(json.dumps(forged)) == ["not_on_record"]
    SignedCredential.objects.all()._raw_delete("default")
    assert codes(row.jwt) == ["not_on_record"]


def test_a_certificate_we_never_issued_is_unknown_even_with_our_signature(certificate):
    key = keys.current_key()
    addresses = samples.Addresses("http://127.0.0.1:8000")
    unsigned = samples.credential_of(samples.facts(), addresses=addresses, place=samples.Place(1, 5), zone=samples.ZONE)
    assert codes(token_of(unsigned, kid=addresses.kid(key.id), sign=key.sign)) == ["unknown_certificate"]


def test_a_credential_of_another_hall_is_not_ours(db):
    for document in (json.dumps(samples.secured()), samples.token()):
        assert codes(document) == ["unknown_key", "unknown_certificate"]


def test_another_issuer_with_our_key_is_refused(certificate):
    row, key = certificate.credentials.get(), keys.current_key()
    text = json.dumps(row.credential).replace(
        "http://127.0.0.1:8000/credentials", "https://elsewhere.example/credentials"
    )
    assert codes(text) == ["signature", "other_issuer"]
    unsigned = {name: value for name, value in row.credential.items() if name != "proof"}
    assert codes(token_of(unsigned, kid=f"https://elsewhere/keys#{key.id}", sign=key.sign)) == ["other_issuer"]


def test_credentials_of_the_address_before_a_move_stay_genuine(certificate, settings):
    settings.PUBLIC_ORIGIN = "https://new.example"
    assert all(verify(document, on=DAY).genuine for document in forms_of(certificate))


def test_retired_keys_are_believed_and_stolen_ones_only_for_what_they_signed_before(own_keys, person):
    certification, skill = CertificationFactory(), SkillFactory()
    before, after = [
        give(person(), skill, on=DAY + timedelta(days=days), certification=certification).certificate for days in (0, 9)
    ]
    stolen = keys.current_key()
    keys.rotate(now=timezone.now())
    documents = [forms_of(before)[0], forms_of(after)[2]]
    assert [codes(document) for document in documents] == [[], []]
    keys.mark_compromised(key_id=stolen.id, since=DAY + timedelta(days=5), now=timezone.now())
    assert [codes(document) for document in documents] == [[], ["key_not_good"]]
    sign_missing(now=timezone.now())
    assert codes(documents[1]) == ["key_not_good"]
    assert codes(forms_of(after)[2]) == []


def header(token, **changes):
    first, rest = token.split(".", 1)
    found = {**json.loads(from_base64url(first)), **changes}
    return (
        f"{to_base64url(json.dumps({key: value for key, value in found.items() if value is not None}).encode())}.{rest}"
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"alg": "none"}, "algorithm"),
        ({"alg": "HS256"}, "algorithm"),
        ({"alg": None}, "algorithm"),
        ({"typ": "JOSE"}, "wrong_type"),
        ({"kid": None}, "missing"),
        ({"kid": 3}, "wrong_type"),
        ({"jwk": {}}, "unknown_term"),
        ({"crit": ["b64"]}, "unknown_term"),
    ],
)
def test_a_token_does_not_choose_how_it_is_checked(certificate, change, code):
    assert codes(header(certificate.credentials.get().jwt, **change)) == [code]


def test_bits_that_mean_nothing_may_not_be_changed_either(certificate):
    token = certificate.credentials.get().jwt
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = token[:-1] + alphabet[alphabet.index(token[-1]) ^ 1]
    assert codes(twin) == ["not_a_token"]


def test_a_token_that_contradicts_itself_is_refused(certificate):
    token, key = certificate.credentials.get().jwt, keys.current_key()
    payload = json.loads(from_base64url(token.split(".")[1])) | {"exp": 4102444800}
    signed = f"{token.split('.')[0]}.{to_base64url(json.dumps(payload).encode())}"
    assert codes(f"{signed}.{to_base64url(key.sign(signed.encode()))}") == ["claims"]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("", "not_json"),
        (b"\xff", "not_text"),
        (b"%PDF-1.7\n", "not_json"),
        ("x" * 70_000, "too_large"),
        ("[]", "not_a_credential"),
        ('{"a": 1}', "not_a_credential"),
        ('{"@context": 1, "@context": 2}', "duplicate_key"),
        ("a.b.c", "not_a_token"),
        ("e30.e30.e30", "algorithm"),
        ("W10.W10.W10", "algorithm"),
        ("\x00", "not_json"),
    ],
)
def test_nonsense_gets_a_sentence(db, document, code):
    assert codes(document) == [code]


@given(st.binary(max_size=200) | st.text(max_size=200))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_is_handed_in_makes_it_fail(db, document):
    assert not verify(document, on=DAY).genuine


@pytest.mark.parametrize("code", SENTENCES)
def test_every_problem_has_a_sentence_in_both_languages(code):
    with translation.override("en"):
        english = str(SENTENCES[code])
    with translation.override("zh-hans"):
        assert str(SENTENCES[code]) != english
        assert str(SENTENCES[code]).endswith("。")


def test_every_fact_has_a_name_in_both_languages():
    for name in FACTS.values():
        with translation.override("zh-hans"):
            chinese = str(name)
        with translation.override("en"):
            assert str(name) != chinese


def test_a_verdict_asks_little(certificate, django_assert_max_num_queries):
    document = forms_of(certificate)[0]
    with django_assert_max_num_queries(5):
        assert verify(document, on=DAY).genuine
