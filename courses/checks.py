"""Checks inside a lesson: whether one makes sense, and how an answer looks. Pure computing on a value."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext


def problems(texts: Collection[str], right: Collection[bool]) -> list[str]:
    """Why a check with these answers cannot be asked; empty when it can."""
    found = []
    if not any(right):
        found.append(gettext("Mark at least one answer as right."))
    if all(right):
        found.append(gettext("At least one answer must be wrong: else there is nothing to choose."))
    if len({text.strip().casefold() for text in texts}) < len(texts):
        found.append(gettext("Two answers say the same. Change one of them."))
    return found


def right_answers(check) -> set[str]:
    """The texts of the right answers."""
    return {option["text"] for option in check["options"] if option["correct"]}


def chosen_texts(check, places: Collection[str]) -> list[str]:
    """The texts of the answers a form sent by their places; places that do not exist are passed over."""
    return [option["text"] for place, option in enumerate(check["options"]) if str(place) in places]


@dataclass(frozen=True)
class Shown:
    """An answer beside what was chosen."""

    text: str
    correct: bool
    chosen: bool


@dataclass(frozen=True)
class Answered:
    """A check after it was answered; nothing of it may be shown before."""

    options: list[Shown]
    explanation: str

    @property
    def is_right(self) -> bool:
        return all(option.correct == option.chosen for option in self.options)


def answered(check, chosen: Collection[str]) -> Answered:
    """How the answer looks."""
    options = [Shown(option["text"], option["correct"], option["text"] in chosen) for option in check["options"]]
    return Answered(options, check["explanation"])
