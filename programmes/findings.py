"""What the check of records can find: a code for programs, a sentence for people, and what it is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

LANGUAGES = {"zh": "zh-hans", "en": "en"}

# Of certificates and their awards.
CERTIFICATE_SENTENCES = {
    "no_awards": gettext_noop("The certificate awards no skill."),
    "awards_disagree": gettext_noop("The skills of the certificate do not have the same days, person and evidence."),
    "partly_revoked": gettext_noop("Some skills of the certificate are revoked and others still count."),
    "days_differ": gettext_noop("The days of the certificate and of its skills differ."),
    "days_out_of_order": gettext_noop("The days of a skill are not in order: %(days)s."),
    "printed_otherwise": gettext_noop("What is printed does not agree with the record: %(what)s."),
    "issued_too_early": gettext_noop("It was issued on %(issued)s and counts only from %(day)s."),
    "number_unreadable": gettext_noop("The number cannot be read."),
    "number_of_another_year": gettext_noop("The number names %(year)s, and it counts from %(day)s."),
    "number_twice": gettext_noop("The number was given twice."),
    "number_missing": gettext_noop("The numbers of %(year)s have gaps: %(missing)s."),
    "counter_wrong": gettext_noop("The last number of %(year)s is %(last)s, and the counter stands at %(counter)s."),
    "evidence_unknown": gettext_noop("Nobody knows what proves it: %(evidence)s."),
    "evidence_missing": gettext_noop("What proves it does not exist or belongs to somebody else: %(evidence)s."),
    "evidence_later": gettext_noop("It counts from %(day)s, before what proves it was done (%(done)s)."),
    "evidence_before_round": gettext_noop(
        "What proves it was done on %(done)s, before deeds counted for the round (%(day)s)."
    ),
    "evidence_voided": gettext_noop("A quiz attempt or practical that proves it was voided afterwards: %(evidence)s."),
    "not_recognised": gettext_noop("The certificate from outside that proves it was not recognised."),
    "recognised_too_long": gettext_noop("It counts longer than the certificate from outside, which ends on %(day)s."),
    "scan_gone": gettext_noop("The scan of the certificate from outside is gone."),
    "path_not_met": gettext_noop("The proofs do not meet what the programme asked for when it was granted."),
    "revision_gone": gettext_noop("The published version it rests on is gone."),
    "revoked_before_it_began": gettext_noop("It was revoked from %(day)s, before it began."),
    "suspensions_overlap": gettext_noop("The suspensions overlap, or one ends before it begins."),
    "no_round": gettext_noop("The certificate belongs to no round."),
}
# Of rounds and what is asked for.
ROUND_SENTENCES = {
    "numbers_of_rounds": gettext_noop("The rounds are not numbered from one on without gaps: %(numbers)s."),
    "two_open_rounds": gettext_noop("Two rounds are open at the same time."),
    "no_events": gettext_noop("Nothing is written about round %(number)s."),
    "events_out_of_order": gettext_noop("The events of round %(number)s cannot have followed each other: %(events)s."),
    "days_of_events": gettext_noop("The events of round %(number)s are not in the order of their days."),
    "end_disagrees": gettext_noop("Round %(number)s and its last event disagree about whether, and how, it ended."),
    "nobody_said_why": gettext_noop("Round %(number)s was ended, and it is not written by whom and why."),
    "certificate_of_another": gettext_noop("The certificate of round %(number)s is of another person or kind."),
    "granted_on_another_day": gettext_noop(
        "Round %(number)s was granted on %(on)s, and its certificate counts from %(day)s."
    ),
    "kind_disagrees": gettext_noop("Round %(number)s is called “%(kind)s”, which its dates do not bear out."),
    "rounds_overlap": gettext_noop("Round %(number)s does not begin after the one before it."),
    "not_turned": gettext_noop("The renewal in round %(number)s came too late and is still open."),
    "open_after_leaving": gettext_noop("Round %(number)s is open, though the person left on %(day)s."),
    "waiver_of_nobody": gettext_noop("Round %(number)s counts a waiver that does not exist."),
}
PROGRAMME_SENTENCES = {
    "part_gone": gettext_noop("A part of the programme is gone: nobody can do what is asked for."),
    "part_unpublished": gettext_noop("“%(title)s” is part of the programme and is not published."),
    "asks_for_too_many": gettext_noop("A group of the programme asks for more parts than it has."),
    "grants_nothing": gettext_noop("The programme grants no skill."),
    "course_issues_too": gettext_noop("The course “%(title)s” issues the certificate of this programme by itself."),
    "course_grants_for_ever": gettext_noop(
        "The course “%(title)s” grants a skill of the programme for ever: the skill stays when the certificate lapses."
    ),
    "asks_for_itself": gettext_noop("The programme asks for certificates that ask for it in turn: %(circle)s."),
    "open_without_path": gettext_noop("A round is open, and nothing leads to its certificate any more."),
}
SENTENCES = CERTIFICATE_SENTENCES | ROUND_SENTENCES | PROGRAMME_SENTENCES


@dataclass(frozen=True)
class Finding:
    """Something in the records that cannot be right. `subject` is a certificate's number, or names a person or
    programme; `person` is the id of whom it is about, if it is about somebody."""

    code: str
    subject: str
    person: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    certificate: str = ""

    @property
    def sentence(self) -> str:
        """What is wrong, in the language of the reader."""
        return gettext(SENTENCES[self.code]) % self.facts

    @property
    def sentences(self) -> dict[str, str]:
        """What is wrong, in both languages."""
        told = {}
        for key, code in LANGUAGES.items():
            with translation.override(code):
                told[key] = self.sentence
        return told

    @property
    def link(self) -> str:
        """Where to look: the certificate, or what the person holds; empty where there is no page."""
        try:
            if self.certificate:
                return reverse("skills:certificate", args=[self.certificate])
            return reverse("skills:person", args=[self.person]) if self.person else ""
        except NoReverseMatch:
            return ""

    def as_json(self) -> dict[str, Any]:
        """As it is kept and exported."""
        return {
            "code": self.code,
            "subject": self.subject,
            "person": self.person,
            "certificate": self.certificate,
            "facts": {key: str(value) for key, value in self.facts.items()},
        }


def from_json(kept: Mapping[str, Any]) -> Finding:
    """What `as_json` wrote."""
    return Finding(kept["code"], kept["subject"], kept["person"], kept["facts"], kept["certificate"])
