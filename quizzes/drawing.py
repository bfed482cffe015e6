"""Drawing an attempt's questions from the bank. Pure: the random numbers are passed in."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Candidate:
    """A published question that may be drawn; `seen_at` is when this person was last asked it, None if never."""

    question: int
    revision: int
    topic: int = 0
    kind: str = ""
    difficulty: int = 1
    tags: frozenset[str] = frozenset()
    seen_at: datetime | None = None


@dataclass(frozen=True)
class Wanted:
    """A line of the blueprint: so many questions of this topic, kind and difficulty that have all these tags."""

    count: int
    topic: int | None = None
    tags: frozenset[str] = frozenset()
    kind: str = ""
    difficulty: int | None = None

    def fits(self, candidate: Candidate) -> bool:
        """Whether the question is one of those asked for."""
        return (
            self.topic in (None, candidate.topic)
            and self.kind in ("", candidate.kind)
            and self.difficulty in (None, candidate.difficulty)
            and self.tags <= candidate.tags
        )


class TooFew(Exception):
    """The bank cannot serve the blueprint. `short` says of each line that stays short how many are missing."""

    def __init__(self, short: Mapping[int, int]):
        super().__init__(f"missing by line of the blueprint: {dict(short)}")
        self.short = dict(short)


@dataclass
class _Filling:
    """Lines of the blueprint being filled; a question moves on to make room for one that fits only here."""

    wanted: Sequence[Wanted]
    taken: list[list[Candidate]] = field(default_factory=list)

    def __post_init__(self):
        self.taken = [[] for _line in self.wanted]

    def is_full(self) -> bool:
        return all(len(mine) == line.count for mine, line in zip(self.taken, self.wanted, strict=True))

    def add(self, candidate: Candidate, tried: set[int]) -> bool:
        """Take the question in if there is any way to; an augmenting path from it to a line with room."""
        for number, line in enumerate(self.wanted):
            if number in tried or not line.fits(candidate):
                continue
            tried.add(number)
            if len(self.taken[number]) < line.count:
                self.taken[number].append(candidate)
                return True
            for place, other in enumerate(self.taken[number]):
                if self.add(other, tried):
                    self.taken[number][place] = candidate
                    return True
        return False


def choose(
    fixed: Iterable[Candidate], wanted: Sequence[Wanted], pool: Sequence[Candidate], rng: random.Random
) -> list[list[Candidate]]:
    """The questions of each line of the blueprint, none twice and none that is fixed. Raises TooFew.

    Unseen questions come first, in an order of chance; then those seen longest ago. Lines may overlap: whenever the
    blueprint can be served it is, because a question taken for one line moves to another that it fits (the greedy
    algorithm on a transversal matroid, Edmonds and Fulkerson 1965: what is drawn is also as little seen as can be).
    """
    gone = {candidate.question for candidate in fixed}
    free = [candidate for candidate in pool if candidate.question not in gone]
    rng.shuffle(free)
    # Stable, so that chance decides among those never seen.
    free.sort(key=lambda candidate: candidate.seen_at.timestamp() if candidate.seen_at else float("-inf"))
    filling = _Filling(wanted)
    for candidate in free:
        if filling.is_full():
            break
        filling.add(candidate, set())
    if not filling.is_full():
        short = {n: line.count - len(filling.taken[n]) for n, line in enumerate(wanted)}
        raise TooFew({number: missing for number, missing in short.items() if missing})
    for mine in filling.taken:
        rng.shuffle(mine)
    return filling.taken


def shortage(fixed: Iterable[Candidate], wanted: Sequence[Wanted], pool: Sequence[Candidate]) -> dict[int, int]:
    """How many questions are missing on which line of the blueprint; empty when it can be served."""
    try:
        choose(fixed, wanted, pool, random.Random(0))
    except TooFew as few:
        return few.short
    return {}
