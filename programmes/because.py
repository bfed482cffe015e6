"""Why the program itself began or ended a round: a word for programs, and a sentence for people."""

from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, gettext_noop


class Because(StrEnum):
    """What the program acted on."""

    DUE = "due"
    CHANGED = "changed"
    LAPSED = "lapsed"
    REVOKED = "revoked"
    LEFT = "left"
    RETURNED = "returned"


SENTENCES = {
    Because.DUE: gettext_noop("Renewal is open."),
    Because.CHANGED: gettext_noop("What is taught has changed; certificates are to be renewed."),
    Because.LAPSED: gettext_noop("The certificate has lapsed; it is earned anew."),
    Because.REVOKED: gettext_noop("The certificate was revoked; it is earned anew."),
    Because.LEFT: gettext_noop("Does not work here any more."),
    Because.RETURNED: gettext_noop("Works here again."),
}


def told(because: Because, **facts: Any) -> tuple[str, dict]:
    """The reason and the evidence of an event. The reason is in the language of the hall, as people write theirs: it is
    a fact that is written down once."""
    with translation.override(settings.LANGUAGE_CODE):
        return gettext(SENTENCES[because]), {"because": because.value, **facts}
