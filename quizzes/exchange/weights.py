"""What options are worth: from the numbers of other programs to whole percentages, and the marking they mean."""

from collections.abc import Sequence
from typing import Any

_NEAR = 0.02  # per cent; other programs write a third as 33.33333 or 33.333


def whole_percents(worths: Sequence[float]) -> list[int]:
    """Whole percentages; where the positive ones add up to 100 they still do (three thirds become 34, 33, 33)."""
    found = [min(max(round(worth), -100), 100) for worth in worths]
    total = sum(worth for worth in worths if worth > 0)
    if abs(total - 100) < 1:
        missing = 100 - sum(worth for worth in found if worth > 0)
        step = 1 if missing > 0 else -1
        positive = [place for place, worth in enumerate(worths) if worth > 0]
        for place in positive[: abs(missing)]:
            found[place] += step
    return found


def marking_of(worths: Sequence[float]) -> str:
    """The marking of a multiple choice whose options are worth so many per cent: partial, minus or weights.

    Right options that share 100 evenly, with wrong ones that take all away, are "partial"; that take away one share,
    "minus". A sum never counts below nothing, here as there.
    """
    right, wrong = [one for one in worths if one > 0], [one for one in worths if one <= 0]
    if not right or any(abs(one - 100 / len(right)) > _NEAR for one in right):
        return "weights"
    if wrong and all(one <= -100 + _NEAR for one in wrong):
        return "partial"
    if wrong and all(abs(one + 100 / len(right)) <= _NEAR for one in wrong):
        return "minus"
    return "weights"


def written_worths(options: Sequence[dict[str, Any]], marking: str) -> list[float]:
    """What each option of a tidy multiple choice is worth in per cent, said as other programs say it.

    "All or nothing" has no such numbers; what comes nearest is that a wrong one takes everything away.
    """
    share = 100 / (sum(option["right"] for option in options) or 1)
    if marking == "weights":
        return [option.get("weight", 100 if option["right"] else 0) for option in options]
    loss = -share if marking == "minus" else -100.0
    return [share if option["right"] else loss for option in options]


def multiple_body(options: list[dict[str, Any]], worths: Sequence[float], marking: str = "") -> dict[str, Any]:
    """Options with the worth of each, as the body of a multiple choice. `marking` where the file says it itself."""
    marking = marking or marking_of(worths)
    for option, worth in zip(options, whole_percents(worths), strict=True):
        option["right"] = worth > 0
        if marking == "weights":
            option["weight"] = worth
    return {"options": options, "marking": marking}


def percent(worth: float) -> str:
    """33.33333, 50, -100: as short as it is exact to five places."""
    return f"{worth:.5f}".rstrip("0").rstrip(".")
