"""Whether a dossier is what it was when it was made, and what the database says to it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from people.models import User
from rotations.models import Post

from .build import FORMAT, Question, clerks_of, dossier, hashes_of
from .canonical import digest
from .signing import is_signed_by_us

MOST_TOLD = 50


@dataclass(frozen=True)
class Remark:
    """Something found; a fault breaks the proof, what is none is worth knowing."""

    sentence: str
    is_fault: bool = True


def verify(written: Any) -> list[Remark]:
    """Everything that is wrong with a dossier, or worth knowing about it; without a fault it is proven.

    Three questions: does the file agree with its own hashes, did this hall sign it, and do the facts in the database
    still say the same for the same question as known at the same moment?
    """
    try:
        if not isinstance(written, dict) or written.get("format") != FORMAT:
            return [Remark(_("This is no dossier, or one of another version."))]
        inside = _within(written)
        return inside + _signature(written) + _against_database(written)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return [Remark(_("The file is incomplete or was put together wrongly."))]


def _within(written: dict[str, Any]) -> list[Remark]:
    found = [
        Remark(_("%(item)s was changed in the file: it does not have the hash written beside it.") % {"item": name})
        for name, item in written["evidence"].items()
        if digest(item["facts"]) != item["sha256"]
    ]
    told = {
        "facts": _("The hash over the facts does not fit: answers, requirements or the list of evidence were changed."),
        "words": _("The hash over the names does not fit: names of people, skills or the post were changed."),
        "all": _("The hash over everything does not fit."),
    }
    hashes = hashes_of(written)
    return found + [Remark(told[key]) for key, value in hashes.items() if written["hashes"].get(key) != value]


def _signature(written: dict[str, Any]) -> list[Remark]:
    signature = written.get("signature")
    if not signature:
        return [Remark(_("The file carries no signature of the hall."), is_fault=False)]
    signed = is_signed_by_us(signature, written["hashes"])
    if signed is None:
        return [Remark(_("The signature cannot be checked here: this hall has no keys."), is_fault=False)]
    return [] if signed else [Remark(_("The signature is none of this hall's."))]


def question_of(written: dict[str, Any]) -> Question | None:
    """The question of a dossier; None when its post is no longer here."""
    asked = written["question"]
    post = Post.objects.select_related("hall").filter(pk=asked["post"]).first()
    if post is None:
        return None
    known_at = datetime.fromisoformat(asked["known_at"])
    return Question(post, date.fromisoformat(asked["from"]), date.fromisoformat(asked["to"]), known_at)


def _against_database(written: dict[str, Any]) -> list[Remark]:
    question = question_of(written)
    if question is None:
        return [Remark(_("The post of this dossier is not in this database."))]
    named = [one["person"] for one in written["people"]]
    people = {person.pk: person for person in User.objects.filter(pk__in=named)}
    again = dossier(question, [people[pk] for pk in named if pk in people])
    found = [
        Remark(_("%(person)s is not in this database.") % {"person": _name(written, pk)})
        for pk in named
        if pk not in people
    ]
    found += _items(written["evidence"], again["evidence"])
    for key, sentence in {
        "question": _("The question itself is told differently."),
        "requirements": _("What the post asked for is told differently by the database."),
        "later": _("What was written later is told differently by the database."),
    }.items():
        if written[key] != again[key]:
            found.append(Remark(sentence))
    found += _answers(written, again)
    return (found + _names(written, again, question))[:MOST_TOLD]


def _items(written: dict[str, Any], again: dict[str, Any]) -> list[Remark]:
    gone = _("%(item)s is not in the database, or no longer belongs to this question.")
    other = _("%(item)s is told differently by the database.")
    more = _("%(item)s is in the database and missing in the file.")
    found = [
        Remark((other if name in again else gone) % {"item": name})
        for name, item in written.items()
        if again.get(name, {}).get("sha256") != item["sha256"]
    ]
    return found + [Remark(more % {"item": name}) for name in again if name not in written]


def _answers(written: dict[str, Any], again: dict[str, Any]) -> list[Remark]:
    now = {one["person"]: one for one in again["people"]}
    return [
        Remark(_("The answer for %(person)s is another by the database.") % {"person": _name(written, one["person"])})
        for one in written["people"]
        if one["person"] in now and now[one["person"]] != one
    ]


def _names(written: dict[str, Any], again: dict[str, Any], question: Question) -> list[Remark]:
    """Names that are others today, and people who belong to the hall's list today and did not, or the reverse."""
    found = []
    if written["words"] != again["words"]:
        found.append(Remark(_("Somebody or something is called otherwise today."), is_fault=False))
    today = {person.pk for person in clerks_of(question)}
    if today != {one["person"] for one in written["people"]}:
        found.append(
            Remark(
                _("By the records of the staff list, others belong to the hall on these days than in the file."),
                is_fault=False,
            )
        )
    return found


def _name(written: dict[str, Any], pk: int) -> str:
    person = written["words"]["people"].get(str(pk), {})
    return f"{person.get('name', '')} ({person.get('staff_number', pk)})"
