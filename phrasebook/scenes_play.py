"""Playing a scene at the counter: where one stands after what one has said. Pure computing, no dialogue is changed.

At a turn of the clerk one picks 0, what the turn itself says, or the number of one of its other choices. The good
answer always goes on with the next turn, so whoever keeps picking it comes to the end, however the others lead.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

GOOD = "good"
CLERK = "clerk"
# So many answers that were not good at one turn, and the good one is offered.
PATIENCE = 3


class Impossible(Exception):
    """A pick that the scene does not offer there."""


@dataclass(frozen=True)
class Line:
    """A turn, and what the clerk might say instead."""

    turn: Any
    choices: tuple[Any, ...] = ()

    @property
    def is_clerk(self) -> bool:
        return self.turn.role == CLERK

    def mixed(self, seed: str) -> list[int]:
        """The picks of this turn in an order that does not betray the good one and stays the same for one person."""
        picks = list(range(len(self.choices) + 1))
        random.Random(f"{seed}/{self.turn.text}").shuffle(picks)
        return picks


def scene_of(dialogue) -> list[Line]:
    """The turns of a dialogue with their choices; choices at a turn that is not the clerk's are left out."""
    turns, choices = list(dialogue.turns.all()), list(dialogue.choices.all())
    return [
        Line(turn, tuple(choice for choice in choices if choice.at_turn == number and turn.role == CLERK))
        for number, turn in enumerate(turns, start=1)
    ]


@dataclass(frozen=True)
class Said:
    """What the clerk said at a turn; turns are counted from 1, pick 0 is the good answer."""

    turn: int
    pick: int
    quality: str


@dataclass(frozen=True)
class Stand:
    """Where one stands: the turn at which the clerk speaks next, 0 at the end, and the way that led there."""

    turn: int
    way: tuple[Said, ...]

    @property
    def is_over(self) -> bool:
        return self.turn == 0

    @property
    def may_be_shown(self) -> bool:
        """Whether one has tried often enough at this turn to be shown the good answer."""
        return sum(said.turn == self.turn and said.quality != GOOD for said in self.way) >= PATIENCE


def start(scene: Sequence[Line]) -> Stand:
    """The first turn at which the clerk speaks."""
    return Stand(_next_of_clerk(scene, 1), ())


def step(scene: Sequence[Line], stand: Stand, pick: int) -> Stand:
    """The same scene after one thing more was said."""
    if stand.is_over:
        raise Impossible("the scene is over")
    choices = scene[stand.turn - 1].choices
    if not 0 <= pick <= len(choices):
        raise Impossible(f"turn {stand.turn} has no answer {pick}")
    if pick == 0:
        return Stand(_next_of_clerk(scene, stand.turn + 1), (*stand.way, Said(stand.turn, 0, GOOD)))
    choice = choices[pick - 1]
    way = (*stand.way, Said(stand.turn, pick, choice.quality))
    if choice.leads_to is None:
        return Stand(stand.turn, way)
    return Stand(_next_of_clerk(scene, choice.leads_to) if choice.leads_to else 0, way)


def walk(scene: Sequence[Line], picks: Iterable[int]) -> Stand:
    """Where a whole series of picks leads; raises `Impossible` when it cannot be gone."""
    stand = start(scene)
    for pick in picks:
        stand = step(scene, stand, pick)
    return stand


def _next_of_clerk(scene, turn):
    """The first turn of the clerk from this one on; 0 when there is none."""
    return next((number for number in range(turn, len(scene) + 1) if scene[number - 1].is_clerk), 0)
