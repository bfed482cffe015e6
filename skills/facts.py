"""Every fact that is printed on a certificate, frozen on the day it is issued.

The public page shows these facts and no others, so an edited PDF is caught and nothing leaks that the paper does not
say. A certificate speaks both languages at once; its words are therefore stored, not translated when it is shown.
Which facts are printed, and why the staff number is not one of them: docs/decisions/0020.
"""

from django.conf import settings

from core.models import HallSettings

# On paper for good: a later change of the interface's wording must not change what was printed.
LEVEL_WORDS = {1: ("了解", "Aware"), 2: ("能用", "Able"), 3: ("持证", "Certified"), 4: ("能教", "Coach")}
# Printed in QR codes that cannot be called back: this address must answer as long as a certificate hangs on a wall.
VERIFY_PATH = "/verify/{}/"


def _pair(chinese, english):
    return {"zh": chinese, "en": english or chinese}


def _issuer(user):
    hall_settings = HallSettings.load()
    if hall_settings.organisation:
        return _pair(hall_settings.organisation, hall_settings.organisation_en)
    if user.hall:
        return _pair(user.hall.name, user.hall.name_en)
    return _pair(settings.WAGTAIL_SITE_NAME, settings.WAGTAIL_SITE_NAME)


def _skill(grant):
    chinese, english = LEVEL_WORDS[int(grant.level)]
    return {
        **_pair(grant.skill.name, grant.skill.name_en),
        "level": int(grant.level),
        "level_zh": chinese,
        "level_en": english,
    }


def printed_facts(*, number, public_id, user, certification, grants, evidence, term, issued_on):
    """The facts of one certificate as plain JSON; dates as ISO text, names in `zh` and `en`."""
    title = str(evidence.facts.get("title", ""))
    return {
        "number": number,
        "name": user.full_name,
        "hall": _pair(user.hall.name, user.hall.name_en) if user.hall else None,
        "issuer": _issuer(user),
        "certification": _pair(certification.name, certification.name_en),
        "skills": [_skill(grant) for grant in grants],
        "evidence": _pair(title, str(evidence.facts.get("title_en", ""))) if title else None,
        "issued_on": issued_on.isoformat(),
        "valid_from": term.valid_from.isoformat(),
        "valid_until": term.valid_until.isoformat() if term.valid_until else None,
        "verify_path": VERIFY_PATH.format(public_id),
    }
