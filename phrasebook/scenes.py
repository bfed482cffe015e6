"""Whether a dialogue with choices can be played to its end. Sentences for its author; pure.

The rule of playing: what a turn of the clerk says is the good answer and leads to the next turn. A choice is another
answer at that turn: it leads back to choosing (None), out of the scene (0), or to the turn of that number.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

CLERK = "clerk"
GOOD = "good"


class Said(NamedTuple):
    """One turn: who speaks, and what is said."""

    role: str
    text: str = ""


class Answer(NamedTuple):
    """One choice, as its author writes it."""

    at_turn: int | None
    text: str = ""
    leads_to: int | None = None
    quality: str = "poor"


class Fault(NamedTuple):
    """What is wrong with the choice at that place, counted from 0, and with which field of it."""

    place: int
    field: str
    sentence: str


def faults(turns: Sequence[Said], choices: Sequence[Answer]) -> list[Fault]:
    """What stands in the way of playing; empty when the scene is sound."""
    found = []
    for place, choice in enumerate(choices):
        found += [Fault(place, field, sentence) for field, sentence in _of_one(turns, choice)]
        found += [Fault(place, "text", sentence) for sentence in _said_before(turns, choices[:place], choice)]
    return found


def _of_one(turns, choice):
    last = len(turns)
    if choice.at_turn is None or not 1 <= choice.at_turn <= last:
        sentence = _("There is no turn %(turn)s; the dialogue has %(last)d turns.")
        yield "at_turn", sentence % {"turn": "?" if choice.at_turn is None else choice.at_turn, "last": last}
    elif turns[choice.at_turn - 1].role != CLERK:
        yield "at_turn", _("Turn %(turn)d is said by the customer; only the clerk chooses.") % {"turn": choice.at_turn}
    if choice.leads_to is not None and not 0 <= choice.leads_to <= last:
        sentence = _("It cannot go on with turn %(turn)d; the dialogue has %(last)d turns. 0 ends the scene.")
        yield "leads_to", sentence % {"turn": choice.leads_to, "last": last}
    if choice.quality == GOOD and choice.leads_to is None:
        yield "leads_to", _("A good answer goes on: name the turn it leads to, or 0 to end the scene.")


def _said_before(turns, others, choice):
    """Two answers at one turn that say the same cannot be told apart."""
    text = choice.text.strip()
    if text and choice.at_turn and 1 <= choice.at_turn <= len(turns) and turns[choice.at_turn - 1].text.strip() == text:
        yield _("Turn %(turn)d says the same already.") % {"turn": choice.at_turn}
    if text and any(other.at_turn == choice.at_turn and other.text.strip() == text for other in others):
        yield _("Another choice at turn %(turn)s says the same.") % {"turn": choice.at_turn}


def following(turns: Sequence[Said], at_turn: int, leads_to: int | None) -> int:
    """The turn after a choice at `at_turn`: the same again, another, or 0 when the scene ends."""
    return at_turn if leads_to is None else leads_to if leads_to <= len(turns) else 0


def reached(turns: Sequence[Said], choices: Sequence[Answer]) -> set[int]:
    """The turns somebody can come to, beginning with the first."""
    seen: set[int] = set()
    ahead = [1] if turns else []
    while ahead:
        turn = ahead.pop()
        if turn in seen or not 1 <= turn <= len(turns):
            continue
        seen.add(turn)
        ahead += [turn + 1, *(following(turns, turn, choice.leads_to) for choice in choices if choice.at_turn == turn)]
    return seen
