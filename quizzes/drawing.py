"""Drawing an attempt's questions. Pure: the random numbers are passed in."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """A published question that may be drawn."""

    question: int
    revision: int


class TooFew(Exception):
    """A topic holds fewer published questions than are to be drawn from it."""

    def __init__(self, topic: int, wanted: int, available: int):
        super().__init__(f"topic {topic}: {wanted} wanted, {available} available")
        self.topic = topic
        self.wanted = wanted
        self.available = available


def choose(
    fixed: Sequence[Candidate],
    draws: Sequence[tuple[int, int]],
    pool: Mapping[int, Sequence[Candidate]],
    rng: random.Random,
) -> list[Candidate]:
    """The questions of an attempt: the fixed ones in their order, then the draws, none of them twice.

    `draws` are pairs of topic and count, `pool` the published questions of each topic. Raises TooFew.
    """
    chosen = list(fixed)
    taken = {candidate.question for candidate in fixed}
    for topic, count in draws:
        free = [candidate for candidate in pool.get(topic, ()) if candidate.question not in taken]
        if len(free) < count:
            raise TooFew(topic, count, len(free))
        drawn = rng.sample(free, count)
        taken.update(candidate.question for candidate in drawn)
        chosen += drawn
    return chosen
