"""The page that checks a seal without a network: one HTML file with the public keys of the hall inside.

It is for downloading and keeping: everything is in it, and its own policy lets it load nothing and send nothing. It
cannot know what was suspended or revoked, and says so. docs/decisions/0073.
"""

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import override as language_of

from core.models import HallSettings
from core.typesetting import MONTHS

from . import keys, seals

FOLDER = Path(__file__).parent / "offline"


def offline_page(now: datetime) -> bytes:
    """The file, with the keys as they are now."""
    script = f"{_piece('seal.js')}\n{_piece('screen.js')}"
    pieces = {
        "policy": _policy([_piece("vendor/borrowed.js"), script], _piece("page.css")),
        "title": html.escape(_sayings()["title"]),
        "issuer": html.escape(HallSettings.load().organisation or "星窗 Xingchuang"),
        "style": _piece("page.css"),
        "licences": html.escape(_piece("vendor/LICENCES.txt")),
        "hall": _json(_hall(keys.public_keys().values(), timezone.localdate(now))),
        "sayings": _json({**_in_both_languages(), "months": MONTHS}),
        "borrowed": _piece("vendor/borrowed.js"),
        "script": script,
    }
    # In one pass: what goes in is full of braces of its own.
    return re.sub(r"\{(\w+)\}", lambda place: pieces[place[1]], _piece("page.html")).encode()


@cache
def _piece(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _policy(scripts: Iterable[str], style: str) -> str:
    """Only these scripts and this style; nothing may be fetched, sent or framed. Pictures stay in the page."""

    def named(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    allowed = " ".join(map(named, scripts))
    return (
        f"default-src 'none'; script-src {allowed}; style-src {named(style)}; img-src blob: data:; "
        "media-src blob: mediastream:; base-uri 'none'; form-action 'none'"
    )


def _json(value: object) -> str:
    """JSON that cannot end the script it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _hall(public: Iterable[keys.PublicKey], made_on: date) -> dict:
    return {
        "made_on": made_on.isoformat(),
        "words": seals.WORDS.decode(),
        "levels": seals.LEVELS,
        "keys": [
            {
                "id": key.id,
                "hint": seals.hint_of(key.id),
                "public": key.raw.hex(),
                "since": timezone.localdate(key.since).isoformat(),
                "until": key.until and timezone.localdate(key.until).isoformat(),
                "compromised": key.compromised_from is not None,
            }
            for key in public
        ],
    }


def _in_both_languages() -> dict[str, dict[str, str]]:
    spoken = {}
    for code, language in (("zh", "zh-hans"), ("en", "en")):
        with language_of(language):
            spoken[code] = _sayings()
    return spoken


def _sayings() -> dict[str, str]:
    return {**_screen_sayings(), **_verdicts(), **_fact_labels(), **_key_sayings()}


def _screen_sayings() -> dict[str, str]:
    return {
        "title": gettext("Check a certificate without a network"),
        "lede": gettext(
            "Scan the code on the paper, choose a photo of it, or paste what a scanner read. "
            "Nothing leaves this device."
        ),
        "text": gettext("What the code says"),
        "check": pgettext("a seal", "Check"),
        "camera": gettext("Scan with the camera"),
        "photo": gettext("Choose a photo"),
        "stop": gettext("Stop the camera"),
        "no code": gettext(
            "There is no code to be read in this picture. Take it closer, straight from above and without shadows."
        ),
        "no picture": gettext("This is no picture the browser can open."),
        "no camera": gettext("The camera cannot be used here. Choose a photo, or paste what a scanner read."),
        "about": gettext("About this file and its keys"),
        "licences": gettext("Licences of borrowed parts"),
        "made": gettext("The keys in this file are those of {day}. Download a new file from time to time."),
        "limits": gettext(
            "This file knows which keys the hall signs with. It does not know what was suspended or revoked, today or "
            "before: that only the address on the paper can say."
        ),
    }


def _verdicts() -> dict[str, str]:
    return {
        "good": gettext("Genuine: the hall has sealed exactly these facts."),
        "good more": gettext("Not a letter of them has been changed since."),
        "days good": gettext("By its dates it is valid today, {day}."),
        "days over": gettext("By its dates it has expired: today is {day}."),
        "days future": gettext("By its dates it is not valid yet: today is {day}."),
        "lost": gettext("This seal alone proves nothing: its key has come into wrong hands."),
        "lost more": gettext("The facts below may be true. Only the address on the paper can say so: open it."),
        "unknown": gettext("This file does not know the key of this seal."),
        "unknown more": gettext(
            "Either it is not from this hall, or the hall has a new key since {day}. Download a new file, or open the "
            "address on the paper."
        ),
        "forged": gettext("Not genuine: the seal does not fit what it says."),
        "forged more": gettext("Somebody has changed or made up this code, or it was read wrongly. Scan it once more."),
        "none": gettext("This is no seal of a certificate."),
        "none more": gettext("Paste everything the code says, from https to the last letter."),
        "bare": gettext("This is only the address, without a seal."),
        "bare more": gettext("It cannot be checked without a network. Open the address in a browser."),
        "compare": gettext("Compare every line with the paper. If one differs, the paper has been altered."),
        "cannot know": gettext(
            "Whether it has been suspended or revoked since cannot be known without a network. Ask there:"
        ),
    }


def _fact_labels() -> dict[str, str]:
    return {
        "name": pgettext("person", "Name"),
        "hall": gettext("Hall"),
        "certificate": gettext("Certificate"),
        "skills": gettext("Skills and levels"),
        "number": pgettext("certificate", "Number"),
        "from": gettext("Valid from"),
        "until": gettext("Valid until (inclusive)"),
        "no expiry": gettext("no expiry"),
        "issued": gettext("Issued on"),
        "issuer": gettext("Issued by"),
        "evidence": gettext("Evidence"),
    }


def _key_sayings() -> dict[str, str]:
    return {
        "key in use": gettext("{key}: signs since {since}"),
        "key retired": gettext("{key}: signed from {since} until {until}"),
        "key lost": gettext("{key}: in wrong hands; nothing it signed is believed without asking"),
    }
