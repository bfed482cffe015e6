"""Where the marks of a small picture go, in units of its own view box. Pure; the pictures have a table beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# A bar chart of tenths: ten bars of 30 units in a box of 320 × 120.
BAR_WIDTH, BAR_STEP, BAR_HEIGHT = 26, 30, 90
# The map of questions: facility to the right, discrimination upwards from -0.4 to 1, in a box of 300 × 280.
MAP_LEFT, MAP_TOP, MAP_WIDTH, MAP_HEIGHT = 34, 8, 256, 238
LEAST_SHOWN, MOST_SHOWN = -0.4, 1.0


@dataclass(frozen=True)
class Bar:
    """One bar: from which to which per cent, how many, and where it is drawn."""

    low: int
    high: int
    count: int
    x: float
    y: float
    height: float
    passes: bool

    @property
    def middle(self) -> float:
        return self.x + BAR_WIDTH / 2

    @property
    def above(self) -> float:
        """Where the number over the bar stands."""
        return self.y - 4


def bars(counts: Sequence[int], pass_mark: int) -> list[Bar]:
    """The distribution of marks; a bar `passes` when all marks in it do."""
    most, step = max(counts, default=0) or 1, 100 // len(counts)
    found = []
    for place, count in enumerate(counts):
        height = round(BAR_HEIGHT * count / most, 1)
        low, high = place * step, 100 if place == len(counts) - 1 else place * step + step - 1
        found.append(
            Bar(low, high, count, 10 + place * BAR_STEP, round(14 + BAR_HEIGHT - height, 1), height, low >= pass_mark)
        )
    return found


@dataclass(frozen=True)
class Dot:
    """A question on the map: its number in the list, where it is drawn, and whether something is flagged."""

    number: int
    x: float
    y: float
    flagged: bool

    @property
    def text_y(self) -> float:
        """Where its number stands."""
        return self.y + 3.5


def dots(rows: Iterable[tuple[int, float | None, float | None, bool]]) -> list[Dot]:
    """Of (number, facility, discrimination, flagged); questions without a discrimination cannot be placed."""
    return [
        Dot(number, across(level), up(apart), flagged)
        for number, level, apart, flagged in rows
        if level is not None and apart is not None
    ]


def across(facility: float) -> float:
    return round(MAP_LEFT + MAP_WIDTH * min(1.0, max(0.0, facility)), 1)


def up(discrimination: float) -> float:
    share = (min(MOST_SHOWN, max(LEAST_SHOWN, discrimination)) - LEAST_SHOWN) / (MOST_SHOWN - LEAST_SHOWN)
    return round(MAP_TOP + MAP_HEIGHT * (1 - share), 1)
