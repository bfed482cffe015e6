"""What programs fetch to check a credential: public, cached where it may be, and right at once."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import HallSettings
from skills import keys, limits
from skills.credentials.proofs import proof_holds
from skills.credentials.status_list import decode
from skills.services import revoke_certificate

from .factories import CertificationFactory, SkillFactory, give


@pytest.fixture
def certificate(person, db):
    on = timezone.localdate()
    return give(person(), SkillFactory(), on=on, certification=CertificationFactory()).certificate


def test_the_credential_is_given_as_json_and_as_a_token(client, certificate):
    answer = client.get(reverse("credential_json", args=[certificate.public_id]))
    assert answer["Content-Type"] == "application/vc"
    assert answer["Cache-Control"] == "no-store"
    assert f'filename="{certificate.number}.json"' in answer["Content-Disposition"]
    assert json.loads(answer.content) == certificate.credentials.get().credential
    answer = client.get(reverse("credential_jwt", args=[certificate.public_id]))
    assert answer["Content-Type"] == "application/vc+jwt"
    assert answer.content.decode() == certificate.credentials.get().jwt


def test_the_addresses_in_a_credential_are_those_at_which_the_hall_answers(client, certificate, settings):
    credential = certificate.credentials.get().credential
    for address in [
        credential["issuer"]["id"],
        credential["proof"]["verificationMethod"].partition("#")[0],
        *[entry["statusListCredential"] for entry in credential["credentialStatus"]],
        credential["id"],
    ]:
        assert client.get(address.removeprefix(settings.PUBLIC_ORIGIN)).status_code == 200, address


def test_the_issuer_names_all_keys_and_authorises_the_good_ones(client, certificate, settings, tmp_path):
    settings.SIGNING_KEYS = tmp_path / "keys"
    hall = HallSettings.load()
    hall.organisation, hall.organisation_en = "嘉兴供电公司", "Jiaxing Power Supply"
    hall.save()
    stolen = keys.current_key()
    retired = keys.rotate(now=timezone.now())
    current = keys.rotate(now=timezone.now())
    keys.mark_compromised(key_id=stolen.id, since=timezone.localdate(), now=timezone.now())
    issuer = json.loads(client.get(reverse("credential_issuer")).content)
    assert issuer["name"] == "嘉兴供电公司 / Jiaxing Power Supply"
    methods = {method["id"].partition("#")[2]: method for method in issuer["verificationMethod"]}
    assert set(methods) == {stolen.id, retired.id, current.id}
    assert methods[retired.id]["publicKeyMultibase"] == retired.multibase
    assert ["revoked" in methods[key.id] for key in (stolen, retired, current)] == [True, False, False]
    assert [name.partition("#")[2] for name in issuer["assertionMethod"]] == [retired.id, current.id]
    jwks = json.loads(client.get(reverse("credential_keys")).content)["keys"]
    assert [jwk["kid"].partition("#")[2] for jwk in jwks] == [retired.id, current.id]
    assert all("d" not in jwk for jwk in jwks)


def test_a_revocation_is_in_the_list_at_once(client, certificate, person):
    def listed():
        answer = client.get(reverse("credential_status", args=[1, "revocation"]))
        assert answer["Cache-Control"] == "public, max-age=300"
        found = json.loads(answer.content)
        assert proof_holds(found, keys.current_key().verify)
        return decode(found["credentialSubject"]["encodedList"])

    assert listed() == set()
    revoke_certificate(certificate=certificate, on=timezone.localdate(), reason="x", by=person())
    assert listed() == {certificate.status_place.index}


def test_a_revocation_of_tomorrow_is_not_in_the_list_of_today(client, certificate, person):
    tomorrow = timezone.localdate() + timedelta(days=1)
    revoke_certificate(certificate=certificate, on=tomorrow, reason="x", by=person())
    found = json.loads(client.get(reverse("credential_status", args=[1, "revocation"])).content)
    assert decode(found["credentialSubject"]["encodedList"]) == set()


@pytest.mark.parametrize("name", ["credential_issuer", "credential_keys"])
def test_programs_anywhere_may_ask_and_search_engines_keep_nothing(client, db, name):
    answer = client.get(reverse(name))
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert not answer.cookies
    assert client.post(reverse(name)).status_code == 405


def test_too_many_look_ups_of_one_address_are_refused(client, certificate, monkeypatch):
    monkeypatch.setattr(limits, "LOOKUPS_A_MINUTE", 2)
    address = reverse("credential_json", args=[certificate.public_id])
    assert [client.get(address).status_code for _ in range(3)] == [200, 200, 429]


def test_what_was_never_issued_is_not_found(client, certificate):
    for address in (
        "/credentials/nothing.json",
        "/credentials/%00.jwt",
        "/credentials/status/1/refresh",
        "/credentials/status/99999999999999999999/revocation",
    ):
        assert client.get(address).status_code == 404, address
