"""Libraries that had no part in issuing believe our credentials, and no forgery is believed by them or by us."""

import json
from random import Random

import pytest
from django.utils import timezone

from people.roles import Role
from skills import keys
from skills.credentials.achievement import Addresses
from skills.credentials.multibase import public_key_from_multibase
from skills.credentials.proofs import proof_holds
from skills.keys import PublicKey
from skills.services import reinstate, revoke_certificate, suspend
from skills.signing import sign_missing
from skills.verifying import verify

from .factories import CertificationFactory, SkillFactory, give
from .independent import as_item, ask, published
from .mutations import forged_credentials, forged_tokens


@pytest.fixture
def today(db):
    return timezone.localdate()


@pytest.fixture
def certificate(person, today):
    certification = CertificationFactory(name="手语服务上岗证书", name_en="Certificate in Sign Language")
    skill = SkillFactory(name="手语", name_en="Sign language")
    clerk = person(full_name="阿卜杜热西提·买买提 龚䶮𠮷")
    return give(clerk, skill, 3, on=today, certification=certification).certificate


def texts_of(certificate):
    row = certificate.credentials.last()
    return json.dumps(row.credential, ensure_ascii=False), row.jwt


def opinions(certificate):
    return [answer["verified"] for answer in ask([as_item(text) for text in texts_of(certificate)])]


def test_both_forms_verify_with_libraries_of_others(certificate, today):
    answers = ask([as_item(text) for text in texts_of(certificate)])
    assert [answer["verified"] for answer in answers] == [True, True], answers
    assert all(verify(text, on=today).counts for text in texts_of(certificate))


def test_others_see_suspension_reinstatement_and_revocation_in_the_status_lists(certificate, person, today):
    manager, now = person(Role.MANAGER), timezone.now()
    credential = as_item(texts_of(certificate)[0])
    suspend(certificate=certificate, on=today, reason="x", by=manager, now=now)
    assert ask([credential])[0]["set"]
    reinstate(certificate=certificate, on=today, reason="x", by=manager, now=now)
    assert ask([credential])[0]["verified"]
    revoke_certificate(certificate=certificate, on=today, reason="x", by=manager)
    answer = ask([credential])[0]
    assert (answer["verified"], answer["set"]) == (False, True)


def test_others_go_on_believing_retired_keys_and_stop_believing_compromised_ones(certificate, settings, tmp_path):
    settings.SIGNING_KEYS = tmp_path / "keys"
    sign_missing(now=timezone.now(), again=True)
    first = keys.current_key()
    keys.rotate(now=timezone.now())
    assert opinions(certificate) == [True, True]
    keys.mark_compromised(key_id=first.id, since=timezone.localdate(), now=timezone.now())
    assert opinions(certificate) == [False, False]
    sign_missing(now=timezone.now())
    assert opinions(certificate) == [True, True]


def test_a_credential_that_others_signed_verifies_with_our_code(certificate):
    unsigned = {key: value for key, value in certificate.credentials.get().credential.items() if key != "proof"}
    addresses = Addresses("https://others.example")
    item = {"form": "sign", "document": unsigned, "seed": "07" * 32}
    item |= {"controller": addresses.issuer, "id": addresses.method("key-1")}
    answer = ask([item])[0]
    key = PublicKey("key-1", answer["publicKeyMultibase"], timezone.now())
    assert len(public_key_from_multibase(key.multibase)) == 32
    assert proof_holds(answer["signed"], key.verify)
    altered = answer["signed"] | {"name": "另一本证书"}
    assert not proof_holds(altered, key.verify)


@pytest.mark.parametrize("seed", [20261126])
def test_a_thousand_forgeries_are_refused_by_others_and_by_us(certificate, today, seed):
    random, key = Random(seed), keys.current_key()
    row = certificate.credentials.get()
    forgeries = forged_credentials(row.credential, 650, random) + forged_tokens(row.jwt, key, 350, random)
    assert [text for text in forgeries if verify(text, on=today).genuine] == []
    answers = ask([as_item(text) for text in [*forgeries, *texts_of(certificate)]], documents=published())
    assert [answer["verified"] for answer in answers[-2:]] == [True, True]
    believed = [text for text, answer in zip(forgeries, answers, strict=False) if answer["verified"]]
    assert believed == []
