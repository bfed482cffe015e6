"""Certificates: what one is worth on a day, and the sheet of paper."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

import typst
from django.conf import settings

from core.typesetting import day_en, day_zh, fonts, lacking, qr_svg

from .models import Certificate
from .profile import State, state_of

TEMPLATE = Path(__file__).parent / "typst" / "certificate.typ"


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


def certificate_pdf(certificate: Certificate) -> bytes:
    """The certificate as PDF/A-2b, landscape A4: the same bytes whenever it is asked for.

    Names go in as data, never as markup. Characters that the fonts we bring do not hold (𠮷) are taken from the fonts
    of the machine, where it has them.
    """
    address = verification_address(certificate)
    facts_text = json.dumps(certificate.facts, ensure_ascii=False)
    compiler = typst.Compiler(font_paths=fonts(machine_too=bool(lacking(facts_text))))
    inputs = _inputs(certificate.facts, facts_text, address)
    # A list of pages for pictures only; a PDF is one piece.
    return cast(bytes, compiler.compile(input=str(TEMPLATE), sys_inputs=inputs, pdf_standards="a-2b"))


def _inputs(facts, facts_text, address):
    days = {"issued": facts["issued_on"], "from": facts["valid_from"], "until": facts["valid_until"]}
    words = {}
    for key, iso in days.items():
        words[f"{key}_zh"], words[f"{key}_en"] = _day_in_words(iso)
    return {
        "facts": facts_text,
        "qr": qr_svg(address),
        "url": address,
        "title": f"{facts['certification']['zh']} {facts['number']}",
        "description": f"{facts['name']} · {facts['certification']['en']} · {address}",
        **words,
    }


def _day_in_words(iso):
    if iso is None:
        return "长期有效", "No expiry"
    day = date.fromisoformat(iso)
    return day_zh(day), day_en(day)
