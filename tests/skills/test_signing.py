"""Every certificate is signed when it is issued; places in the status lists are never given twice."""

import io
import logging
from datetime import date, timedelta

import pytest
from django.conf import settings as hall_settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.append_only import FactChanged
from skills import keys, signing, status_lists
from skills.models import Certificate, SignedCredential, StatusList, StatusPlace
from skills.services import reinstate, revoke_certificate, suspend
from skills.signing import sign, sign_missing

from .factories import NOW, CertificationFactory, SkillFactory, give

DAY = date(2026, 3, 1)


@pytest.fixture
def own_keys(settings, tmp_path):
    settings.SIGNING_KEYS = tmp_path / "keys"


@pytest.fixture
def issue(person):
    certification, skill = CertificationFactory(), SkillFactory()
    return lambda **fields: give(person(**fields), skill, on=DAY, certification=certification).certificate


def run(*words):
    out = io.StringIO()
    call_command("sign_certificates", *words, stdout=out)
    return out.getvalue()


def test_a_certificate_is_signed_when_it_is_issued(issue):
    certificate = issue()
    row = certificate.credentials.get()
    assert row.key_id == keys.current_key().id
    assert row.signed_at == NOW
    assert row.credential["proof"]["created"] == "2026-03-01T09:00:00Z"
    assert row.credential["id"] == hall_settings.PUBLIC_ORIGIN + certificate.facts["verify_path"]
    assert row.jwt.count(".") == 2


def test_signing_again_with_the_same_key_answers_what_was_signed(issue):
    certificate = issue()
    assert sign(certificate=certificate, now=NOW + timedelta(days=1)) == certificate.credentials.get()


def test_two_who_sign_at_the_same_time_sign_once(racing_db, issue, own_keys):
    certificate = issue()
    keys.rotate(now=timezone.now())
    racing_db.together(2 * [lambda: sign(certificate=certificate, now=NOW)])
    assert certificate.credentials.count() == 2


def test_what_was_signed_can_be_neither_changed_nor_deleted(issue):
    row = issue().credentials.get()
    row.jwt = "other"
    with pytest.raises(FactChanged):
        row.save()
    with pytest.raises(FactChanged):
        row.delete()
    with pytest.raises(FactChanged):
        StatusPlace.objects.all().delete()


def test_without_keys_people_get_their_certificate_and_it_is_signed_later(issue, own_keys, caplog):
    key = keys.current_key()
    hidden = hall_settings.SIGNING_KEYS / f"{key.id}.pem"
    pem = hidden.read_bytes()
    hidden.unlink()
    keys._private.clear()
    with caplog.at_level(logging.ERROR):
        certificate = issue()
    assert not certificate.credentials.exists()
    assert certificate.number in caplog.text
    with pytest.raises(CommandError, match=key.id):
        run()
    hidden.write_bytes(pem)
    assert run() == "1 certificates signed.\n"
    assert certificate.credentials.exists()
    assert run() == "0 certificates signed.\n"


def test_facts_that_no_credential_can_say_are_reported_and_stop_nobody_else(issue, caplog):
    first = Certificate.objects.get(pk=issue().pk)
    facts = {**first.facts, "verify_path": "/verify/with space/"}
    further = Certificate(
        number="XC-0", certification=first.certification, user=first.user, issued_at=NOW, valid_from=DAY, facts=facts
    )
    further.save()
    with pytest.raises(CommandError, match="1 certificates"):
        run()
    assert "XC-0" in caplog.text
    assert not further.credentials.exists()


def test_what_rests_on_a_compromised_key_is_signed_anew(issue, own_keys):
    first, stolen = issue(), keys.current_key()
    keys.rotate(now=timezone.now())
    second = issue()
    keys.mark_compromised(key_id=stolen.id, since=DAY, now=timezone.now())
    assert sign_missing(now=NOW) == (1, 0)
    assert [row.key_id for row in first.credentials.all()] == [stolen.id, keys.current_key().id]
    assert second.credentials.count() == 1
    assert (
        first.credentials.first().credential["credentialStatus"]
        == first.credentials.last().credential["credentialStatus"]
    )


def test_after_a_move_everything_can_be_signed_again_under_the_new_address(issue, own_keys, settings):
    certificate = issue()
    settings.PUBLIC_ORIGIN = "https://new.example"
    assert run("--again") == "0 certificates signed.\n"
    keys.rotate(now=timezone.now())
    assert run("--again") == "1 certificates signed.\n"
    assert certificate.credentials.last().credential["issuer"]["id"] == "https://new.example/credentials/issuer"


def test_places_are_drawn_at_random_and_never_twice(issue, monkeypatch):
    drawn = iter([5, 5, 5, 9])
    monkeypatch.setattr(signing.secrets, "randbelow", lambda length: next(drawn))
    places = [issue().status_place for _ in range(2)]
    assert [place.index for place in places] == [5, 9]
    assert StatusList.objects.get().taken == 2


def test_the_database_refuses_a_place_that_is_taken(issue):
    place = issue().status_place
    other = issue()
    StatusPlace.objects.filter(certificate=other)._raw_delete("default")
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusPlace(certificate=other, status_list=place.status_list, index=place.index).save()


def test_a_full_list_is_followed_by_another(issue, monkeypatch):
    monkeypatch.setattr(signing, "FULL", 2)
    numbers = [issue().status_place.status_list_id for _ in range(5)]
    assert numbers == [1, 1, 2, 2, 3]
    assert list(StatusList.objects.values_list("number", "taken")) == [(1, 2), (2, 2), (3, 1)]


def test_many_who_are_certified_at_the_same_time_get_places_of_their_own(racing_db, person):
    certification, skill = CertificationFactory(), SkillFactory()
    people = [person() for _ in range(6)]
    racing_db.together(
        [lambda clerk=clerk: give(clerk, skill, on=DAY, certification=certification) for clerk in people]
    )
    assert len(set(StatusPlace.objects.values_list("status_list", "index"))) == 6
    assert StatusList.objects.get().taken == 6
    assert SignedCredential.objects.count() == 6


# The lists


def test_the_lists_of_a_day_say_what_the_facts_say(issue, person):
    revoked, suspended, fine = issue(), issue(), issue()
    manager = person()
    suspend(certificate=suspended, on=DAY + timedelta(days=2), reason="x", by=manager, now=NOW)
    reinstate(certificate=suspended, on=DAY + timedelta(days=4), reason="x", by=manager, now=NOW)
    revoke_certificate(certificate=revoked, on=DAY + timedelta(days=3), reason="x", by=manager)

    def on(days):
        day = DAY + timedelta(days=days)
        return [status_lists.indexes(1, purpose, day) for purpose in ("revocation", "suspension")]

    bit, paused = revoked.status_place.index, suspended.status_place.index
    assert [on(1), on(2), on(3), on(4)] == [[[], []], [[], [paused]], [[bit], [paused]], [[bit], []]]
    assert fine.status_place.index not in {bit, paused}
    assert status_lists.indexes(2, "revocation", DAY + timedelta(days=9)) == []


def test_a_list_is_signed_again_only_when_something_has_changed(issue, person, monkeypatch):
    certificate, made = issue(), []
    real = status_lists.with_proof
    monkeypatch.setattr(status_lists, "with_proof", lambda *args, **options: made.append(1) or real(*args, **options))
    first = status_lists.status_list(1, "revocation", NOW)
    assert status_lists.status_list(1, "revocation", NOW + timedelta(hours=1)) == first
    assert len(made) == 1
    revoke_certificate(certificate=certificate, on=DAY, reason="x", by=person())
    second = status_lists.status_list(1, "revocation", NOW)
    assert second["credentialSubject"]["encodedList"] != first["credentialSubject"]["encodedList"]
    status_lists.status_list(1, "revocation", NOW + timedelta(days=1))
    assert len(made) == 3
