"""A certificate as an Open Badges 3.0 credential (W3C Verifiable Credentials 2.0): its printed facts alone. Pure.

Open Badges has one text for a name where our paper has two: where Chinese and English differ they stand in it beside
each other, as on the paper. Which fact stands where: docs/trust.md.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any

from .shape import CONTEXTS

PURPOSES = ("revocation", "suspension")


@dataclass(frozen=True)
class Addresses:
    """Where the hall answers for its credentials; `origin` is such as https://hall.example."""

    origin: str

    @property
    def issuer(self) -> str:
        """The issuer, with its keys."""
        return f"{self.origin}/credentials/issuer"

    def method(self, key_id: str) -> str:
        """The name of a key in a Data Integrity proof."""
        return f"{self.issuer}#{key_id}"

    def kid(self, key_id: str) -> str:
        """The name of a key in a JWT."""
        return f"{self.origin}/credentials/keys#{key_id}"

    def status_list(self, number: int, purpose: str) -> str:
        """A status list."""
        return f"{self.origin}/credentials/status/{number}/{purpose}"

    def certificate(self, verify_path: str) -> str:
        """The address printed on the paper; it is the name of the credential too."""
        return self.origin + verify_path


@dataclass(frozen=True)
class Place:
    """Where the status lists speak of a certificate."""

    list_number: int
    index: int


def credential_of(facts: dict[str, Any], *, addresses: Addresses, place: Place, zone: tzinfo) -> dict[str, Any]:
    """The credential of a certificate without its proof. Days begin and end in the time zone of the hall."""
    name = addresses.certificate(facts["verify_path"])
    credential = {
        "@context": list(CONTEXTS),
        "id": name,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": both(facts["certification"]),
        "issuer": {"id": addresses.issuer, "type": ["Profile"], "name": both(facts["issuer"])},
        "awardedDate": begin_of(facts["issued_on"], zone),
        "validFrom": begin_of(facts["valid_from"], zone),
    }
    if facts["valid_until"]:
        credential["validUntil"] = end_of(facts["valid_until"], zone)
    credential["credentialSubject"] = _subject(facts, name)
    credential["credentialStatus"] = [_status(addresses, place, purpose) for purpose in PURPOSES]
    return credential


def both(pair: dict[str, str]) -> str:
    """The Chinese and the English words as one text."""
    return _line(pair["zh"] if pair["zh"] == pair["en"] else f"{pair['zh']} / {pair['en']}")


def begin_of(day: str, zone: tzinfo) -> str:
    """The first second of a day in ISO text."""
    return datetime.combine(date.fromisoformat(day), time(), zone).isoformat()


def end_of(day: str, zone: tzinfo) -> str:
    """The last second of a day in ISO text."""
    return datetime.combine(date.fromisoformat(day), time(23, 59, 59), zone).isoformat()


def differences(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Which printed facts differ between two credentials, by the names they have in the facts of a certificate."""
    wanted, given = dict(_leaves(expected)), dict(_leaves(found))
    places = [place for place in {**wanted, **given} if not _same(wanted.get(place), given.get(place))]
    return list(dict.fromkeys(_fact_at(place) for place in places))


def _subject(facts, name):
    subject = {
        "id": f"{name}#holder",
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": _line(facts["name"]),
                "identityType": "name",
            }
        ],
        "licenseNumber": facts["number"],
    }
    if facts["hall"]:
        subject["source"] = {"id": f"{name}#hall", "type": ["Profile"], "name": both(facts["hall"])}
    skills = list(enumerate(facts["skills"], start=1))
    subject["achievement"] = {
        "id": f"{name}#achievement",
        "type": ["Achievement"],
        "achievementType": "Certification",
        "name": both(facts["certification"]),
        "description": _line("; ".join(f"{both(skill)}: {_level(skill)}" for _number, skill in skills)),
        "criteria": {"narrative": both(facts["evidence"] or facts["certification"])},
        "resultDescription": [_result_description(name, number, skill) for number, skill in skills],
    }
    subject["result"] = [_result(name, number, skill) for number, skill in skills]
    return subject


def _result_description(name, number, skill):
    return {
        "id": f"{name}#skill-{number}",
        "type": ["ResultDescription"],
        "name": both(skill),
        "resultType": "RubricCriterionLevel",
        "rubricCriterionLevel": [
            {
                "id": f"{name}#level-{number}",
                "type": ["RubricCriterionLevel"],
                "name": _level(skill),
                "level": str(skill["level"]),
            }
        ],
    }


def _result(name, number, skill):
    return {
        "type": ["Result"],
        "resultDescription": f"{name}#skill-{number}",
        "achievedLevel": f"{name}#level-{number}",
        "value": str(skill["level"]),
    }


def _status(addresses, place, purpose):
    address = addresses.status_list(place.list_number, purpose)
    return {
        "id": f"{address}#{place.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(place.index),
        "statusListCredential": address,
    }


def _level(skill):
    return both({"zh": skill["level_zh"], "en": skill["level_en"]})


def _line(text):
    """White space as it looks on paper; canonical statements spell control characters in more than one way."""
    return " ".join(text.split())


def _same(wanted, given):
    return type(wanted) is type(given) and wanted == given


def _leaves(value, place=()):
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        yield place, value
        return
    # An empty object or list is something, too.
    yield place, type(value)
    for key, part in inner:
        yield from _leaves(part, (*place, key))


# The first that begins the place of a difference names the fact.
_FACTS = [
    (("id",), "address"),
    (("issuer",), "issuer"),
    (("name",), "certification"),
    (("awardedDate",), "issued_on"),
    (("validFrom",), "valid_from"),
    (("validUntil",), "valid_until"),
    (("credentialStatus",), "status"),
    (("credentialSubject", "identifier"), "name"),
    (("credentialSubject", "licenseNumber"), "number"),
    (("credentialSubject", "source"), "hall"),
    (("credentialSubject", "result"), "skills"),
    (("credentialSubject", "achievement", "name"), "certification"),
    (("credentialSubject", "achievement", "criteria"), "evidence"),
    (("credentialSubject", "achievement", "description"), "skills"),
    (("credentialSubject", "achievement", "resultDescription"), "skills"),
]


def _fact_at(place):
    return next((fact for begin, fact in _FACTS if place[: len(begin)] == begin), "form")
