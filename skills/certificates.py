"""Certificates: what one is worth on a day, and the sheet of paper."""

import hashlib
import json
import logging
import math
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast

import typst
from django.conf import settings
from django.urls import reverse

from core.typesetting import Code, code_of, day_en, day_zh, fonts, lacking, qr_svg

from .credentials.refusal import Refused
from .keys import KeyProblem, public_keys
from .models import Certificate, IssuedSheet
from .profile import State, state_of
from .sealing import sealed_text
from .signing import sign

logger = logging.getLogger(__name__)

TEMPLATE = Path(__file__).parent / "typst" / "certificate.typ"
# Millimetres. Phones read a third of a millimetre a module from paper at arm's length; office printers hold it, too.
LEAST_WIDTH = 33
LEAST_MODULE = 0.34
# Version 22 is 36 mm wide; with many long skills it may grow to version 26, 42 mm, and no further.
WANTED_MODULES, MOST_MODULES = 105, 121


@dataclass(frozen=True)
class Standing:
    """The state of a certificate on a day, and the days that explain it."""

    on: date
    state: State
    valid_from: date
    valid_until: date | None
    grace_until: date | None
    revoked_on: date | None = None
    suspended_from: date | None = None


def standing_of(certificate: Certificate, on: date) -> Standing:
    """The state of a certificate on a day, in two queries.

    The paper speaks for all its skills at once, so it is revoked as soon as one of its awards is.
    """
    awards = list(certificate.awards.with_proof())
    revoked_on = min((row.revoked_on for row in awards if row.revoked_on and row.revoked_on <= on), default=None)
    state = State.REVOKED if revoked_on else state_of(awards[0], on)
    begun = [begin for begin, _again in awards[0].breaks if begin <= on]
    return Standing(
        on=on,
        state=state,
        suspended_from=max(begun, default=None) if state == State.SUSPENDED else None,
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
        grace_until=awards[0].grace_until,
        revoked_on=revoked_on,
    )


def verification_address(certificate: Certificate) -> str:
    """The absolute address that the QR code leads to."""
    return settings.PUBLIC_ORIGIN + certificate.facts["verify_path"]


@dataclass(frozen=True)
class Sheet:
    """All that a sheet is drawn from. `sealed` is the text of its code, `address#seal`, or None without a seal."""

    facts: dict
    address: str
    sealed: str | None
    credential: str


def sheet_of(certificate: Certificate, now: datetime) -> Sheet:
    """What the certificate is drawn from today; its seal is made when nobody has drawn it before."""
    address = verification_address(certificate)
    sealed = sealed_text(certificate=certificate, address=address, now=now)
    return Sheet(certificate.facts, address, sealed, credential=credential_text(certificate, now))


def credential_text(certificate: Certificate, now: datetime) -> str:
    """The credential that travels in the PDF, as JSON; empty where it cannot be signed.

    The first one by a key that may still be believed: a new key does not change what is drawn.
    """
    try:
        known = public_keys()
        good = (row for row in certificate.credentials.all() if _is_believed(known, row.key_id))
        signed = next(good, None) or sign(certificate=certificate, now=now)
    except (KeyProblem, Refused):
        logger.exception("certificate %s is printed without a credential", certificate.number)
        return ""
    # In one order: a database may keep the entries in another than the one they were signed in.
    return json.dumps(signed.credential, ensure_ascii=False, sort_keys=True, indent=1)


def _is_believed(known, key_id):
    return key_id in known and known[key_id].compromised_from is None


def certificate_pdf(certificate: Certificate, now: datetime) -> bytes:
    """The certificate as PDF/A-3b, landscape A4, with its credential attached; that it was given is kept."""
    drawn = draw(sheet_of(certificate, now))
    fingerprint = hashlib.sha256(drawn).hexdigest()
    IssuedSheet.objects.get_or_create(certificate=certificate, sha256=fingerprint, defaults={"issued_at": now})
    return drawn


def draw(sheet: Sheet) -> bytes:
    """The PDF of a sheet: the same bytes whenever it is asked for.

    Names go in as data, never as markup. Characters that the fonts we bring do not hold are taken from the fonts of the
    machine. PDF/A allows no empty box, so a letter that nothing here can draw makes it an ordinary PDF.
    """
    facts_text = json.dumps(sheet.facts, ensure_ascii=False)
    compiler = typst.Compiler(font_paths=fonts(machine_too=bool(lacking(facts_text))))
    inputs = _inputs(sheet, facts_text)
    try:
        made = compiler.compile(input=str(TEMPLATE), sys_inputs=inputs, pdf_standards="a-3b")
    except typst.TypstError as refused:
        if "could not be displayed" not in str(refused):
            raise
        made = compiler.compile(input=str(TEMPLATE), sys_inputs=inputs)
    # A list of pages for pictures only; a PDF is one piece.
    return cast(bytes, made)


def _inputs(sheet, facts_text):
    facts = sheet.facts
    days = {"issued": facts["issued_on"], "from": facts["valid_from"], "until": facts["valid_until"]}
    words = {}
    for key, iso in days.items():
        words[f"{key}_zh"], words[f"{key}_en"] = _day_in_words(iso)
    code = code_for(sheet)
    return {
        "facts": facts_text,
        "credential": sheet.credential,
        "qr": code.svg if code else qr_svg(sheet.address),
        "qr_mm": str(width_of(code)),
        "offline": settings.PUBLIC_ORIGIN + reverse("verify_offline") if code else "",
        "url": sheet.address,
        "title": f"{facts['certification']['zh']} {facts['number']}",
        "description": f"{facts['name']} · {facts['certification']['en']} · {sheet.address}",
        **words,
    }


def printed_words(sheet: Sheet) -> dict[str, list[str]]:
    """Every fact as the words it has on paper, under its name in `Certificate.facts`."""
    facts = sheet.facts
    pairs = {key: list(facts[key].values()) for key in ("hall", "issuer", "certification", "evidence") if facts[key]}
    words = ("zh", "en", "level_zh", "level_en")
    days = {key: list(_day_in_words(facts[key])) for key in ("issued_on", "valid_from", "valid_until")}
    return {
        "number": [facts["number"]],
        "name": [facts["name"]],
        **pairs,
        "skills": [skill[key] for skill in facts["skills"] for key in words],
        **days,
        "address": [sheet.address],
    }


def code_for(sheet: Sheet) -> Code | None:
    """The code with the seal; None where there is no seal, or it is too long for the paper."""
    if not sheet.sealed:
        return None
    address, _mark, letters = sheet.sealed.partition("#")
    return code_of(f"{address}#", letters, most_modules=MOST_MODULES, wanted_modules=WANTED_MODULES)


def width_of(code: Code | None) -> int:
    """Its width on paper in whole millimetres, so that no module is smaller than `LEAST_MODULE`."""
    return max(LEAST_WIDTH, math.ceil(code.modules * LEAST_MODULE)) if code else LEAST_WIDTH


def _day_in_words(iso):
    if iso is None:
        return "长期有效", "No expiry"
    day = date.fromisoformat(iso)
    return day_zh(day), day_en(day)
