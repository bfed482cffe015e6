"""The way of a sign: to be filmed, in review by Deaf colleagues, reviewed. Sentences for its author; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

TO_FILM, IN_REVIEW, REVIEWED = "to_film", "in_review", "reviewed"


@dataclass(frozen=True)
class Film:
    """What is known of a sign's film."""

    status: str
    has_clip: bool = False
    placeholder: bool = False  # either of its clips is a mark in the place of a film
    signer: str = ""
    consent_on: date | None = None
    reviewer: str = ""
    reviewed_on: date | None = None


def faults(
    film: Film, *, before: str = TO_FILM, another_film: bool = False, may_publish: bool, today: date
) -> list[tuple[str, str]]:
    """Why the film cannot be in this state: pairs of a field and a sentence; empty when it can.

    `before` is the state until now, `another_film` says that a clip was exchanged meanwhile.
    """
    return [
        *_days(film, today),
        *_for_review(film),
        *_for_publishing(film),
        *_steps(film, before, another_film, may_publish),
    ]


def _days(film: Film, today: date) -> Iterator[tuple[str, str]]:
    if film.consent_on and film.consent_on > today:
        yield "consent_on", _("The day of the consent lies in the future.")
    if film.reviewed_on and film.reviewed_on > today:
        yield "reviewed_on", _("The day of the review lies in the future.")
    if film.consent_on and film.reviewed_on and film.reviewed_on < film.consent_on:
        yield "reviewed_on", _("The review lies before the consent: nobody sees a film before its signer has agreed.")


def _for_review(film: Film) -> Iterator[tuple[str, str]]:
    if film.status != TO_FILM and not film.has_clip:
        yield "clip", _("Choose the clip first: a sign without one is still to be filmed.")


def _for_publishing(film: Film) -> Iterator[tuple[str, str]]:
    if film.status != REVIEWED:
        return
    if film.placeholder:
        yield "clip", _("This clip is a placeholder. It shows no signer, so it can never count as reviewed.")
    if not film.signer.strip():
        yield "signer", _("Name the signer.")
    if not film.consent_on:
        yield "consent_on", _("Enter the day on which the signer agreed.")
    if not film.reviewer.strip():
        yield "reviewer", _("Name the Deaf reviewer.")
    if not film.reviewed_on:
        yield "reviewed_on", _("Enter the day of the review.")


def _steps(film: Film, before: str, another_film: bool, may_publish: bool) -> Iterator[tuple[str, str]]:
    if film.status != REVIEWED:
        return
    if before == REVIEWED:
        if another_film:
            yield "status", _("This is another film than the one that was reviewed. Set it back to “in review”.")
    elif not may_publish:
        yield "status", _("Only a chief trainer sets a sign to reviewed, on the word of the Deaf reviewer.")
    elif before == TO_FILM:
        yield "status", _("A film goes into review first; save it as “in review” and let Deaf colleagues look at it.")
