"""Is this credential ours, unaltered, and does it count today? Asked of the signature and of our own facts alike.

Nothing inside the document chooses an algorithm; of keys it names one of ours or none. Nothing is fetched. Every step
bounds the next: size, then JSON, then shape, and only then canonicalisation and signature.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone

from .certificates import Standing, standing_of
from .credentials import strict_json, tokens
from .credentials.achievement import Addresses, Place, credential_of, differences
from .credentials.proofs import proof_holds
from .credentials.refusal import Refused
from .credentials.shape import SECURED, require
from .facts import VERIFY_PATH
from .keys import PublicKey, public_keys
from .models import Certificate, SignedCredential
from .profile import IN_FORCE
from .verdicts import Problem


@dataclass(frozen=True)
class Verdict:
    """What came out. `certificate` is the one the document speaks of, as soon as we know one, genuine or not.

    `genuine`: signed by the hall, and every fact as we keep it. `counts`: genuine, and in force on the day `on`.
    `facts` names the printed facts that differ (keys of `Certificate.facts`, and "address", "status", "form").
    """

    on: date
    form: str = ""
    problems: tuple[Problem, ...] = ()
    certificate: Certificate | None = None
    key: PublicKey | None = None
    signed: SignedCredential | None = None
    standing: Standing | None = None
    facts: tuple[str, ...] = ()

    @property
    def genuine(self) -> bool:
        """Signed by the hall, and every fact as we keep it."""
        return not self.problems and self.signed is not None

    @property
    def counts(self) -> bool:
        """Genuine, and in force that day: valid, renewal open or in grace."""
        return self.genuine and self.standing is not None and self.standing.state in IN_FORCE


@dataclass(frozen=True)
class _Given:
    """A credential that was read: what it says, which key it names, and how to ask whether that key signed it."""

    form: str
    credential: dict[str, Any]
    key_address: str
    key_id: str
    holds: Callable[[PublicKey], bool]
    kept: dict[str, Any]


def verify(document: bytes | str, *, on: date) -> Verdict:
    """The verdict on a credential as JSON or as a JWT. Never raises for what it is given."""
    verdict = Verdict(on)
    try:
        given = _read(strict_json.text_of(document))
    except Refused as refusal:
        return replace(verdict, problems=(Problem(refusal.code, refusal.where),))
    verdict = replace(verdict, form=given.form, certificate=_certificate_of(given.credential))
    if verdict.certificate:
        verdict = replace(verdict, standing=standing_of(verdict.certificate, on))
    verdict = _judge_signature(given, verdict)
    return _judge_facts(given, verdict)


def _read(text: str) -> _Given:
    return _read_token(text) if tokens.looks_like_token(text) else _read_json(text)


def _read_token(text):
    token = tokens.read(text)
    return _Given(
        form="jwt",
        credential=token.credential,
        key_address=token.kid,
        key_id=token.kid.rpartition("#")[2],
        holds=lambda key: key.verify(token.signature, token.signed),
        kept={"jwt": text},
    )


def _read_json(text):
    secured = strict_json.parse(text)
    if not isinstance(secured, dict) or "@context" not in secured:
        raise Refused("not_a_credential")
    require(secured, SECURED)
    method = secured["proof"]["verificationMethod"]
    return _Given(
        form="json",
        credential={key: value for key, value in secured.items() if key != "proof"},
        key_address=method,
        key_id=method.rpartition("#")[2],
        holds=lambda key: proof_holds(secured, key.verify),
        kept={"credential__proof": secured["proof"]},
    )


def _certificate_of(credential) -> Certificate | None:
    before, after = VERIFY_PATH.split("{}")
    public_id = credential["id"].rpartition(before)[2].removesuffix(after)
    return Certificate.objects.filter(public_id=public_id).first()


def _judge_signature(given, verdict):
    """Whether the key is ours, has signed it, and might be believed when it did."""
    key = public_keys().get(given.key_id)
    if key is None:
        return _with(verdict, "unknown_key", given.key_id[:60])
    verdict = replace(verdict, key=key)
    try:
        holds = given.holds(key)
    except Refused as refusal:
        return _with(verdict, refusal.code, refusal.where)
    return verdict if holds else _with(verdict, "signature")


def _judge_facts(given, verdict):
    certificate = verdict.certificate
    if certificate is None:
        return _with(verdict, "unknown_certificate")
    rows = list(certificate.credentials.all())
    if not rows:
        return _with(verdict, "not_on_record")
    addresses = _addresses(given, rows)
    if addresses is None:
        return _with(verdict, "other_issuer")
    place = Place(certificate.status_place.status_list_id, certificate.status_place.index)
    zone = timezone.get_default_timezone()
    expected = credential_of(certificate.facts, addresses=addresses, place=place, zone=zone)
    altered = differences(expected, given.credential)
    if altered:
        return _with(replace(verdict, facts=tuple(altered)), "facts_differ")
    return verdict if verdict.problems else _judge_record(given, verdict, rows)


def _judge_record(given, verdict, rows):
    """Everything we sign is on record. What bears our signature and is not was signed by somebody with our key."""
    signed = next((row for row in rows if _is_kept(row, given)), None)
    if signed is None:
        return _with(verdict, "not_on_record")
    if not verdict.key.was_good(signed.signed_at):
        return _with(verdict, "key_not_good", verdict.key.id)
    return replace(verdict, signed=signed)


def _is_kept(row, given):
    return row.jwt == given.kept.get("jwt") or row.credential["proof"] == given.kept.get("credential__proof")


def _addresses(given, rows) -> Addresses | None:
    """The addresses it was issued under: the hall may have moved since, so those of each signing count."""
    suffix = Addresses("").issuer
    for row in rows:
        addresses = Addresses(row.credential["issuer"]["id"].removesuffix(suffix))
        names = (addresses.method(given.key_id), addresses.kid(given.key_id))
        if given.credential["issuer"]["id"] == addresses.issuer and given.key_address in names:
            return addresses
    return None


def _with(verdict, code, where=""):
    return replace(verdict, problems=(*verdict.problems, Problem(code, where)))
