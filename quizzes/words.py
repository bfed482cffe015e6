"""What figures are called, and what they mean, in sentences."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .reliability import LEAST_PEOPLE, Reliability

_NAMES = {
    "alpha": pgettext_lazy("reliability", "Cronbach's alpha"),
    "dependability": pgettext_lazy("reliability", "dependability, an estimate"),
}
_SENTENCES = {
    "alpha": _("Everybody got the same questions."),
    "dependability": _(
        "People got different questions. That one draw is harder than another counts as error here, and every question "
        "weighs the same; the true value is rather higher."
    ),
    "few_people": _("Fewer than %(least)d people: a reliability would mean nothing."),
    "few_questions": _("A reliability takes two questions at least."),
    "no_spread": _("All marks are the same, so nothing can be said of how reliably they differ."),
}


@dataclass(frozen=True)
class ReliabilityWords:
    """The name of the coefficient, empty without one, and the sentence that goes with it."""

    name: str | Promise
    sentence: str


def reliability_words(found: Reliability) -> ReliabilityWords:
    """What the reliability of a report is, or why there is none."""
    return ReliabilityWords(_NAMES.get(found.kind, ""), str(_SENTENCES[found.kind]) % {"least": LEAST_PEOPLE})
