"""What people of the demonstration answered: right, or wrong the way people are. Pure."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

WRONG_TEXT = ("不清楚", "记不得了")


def missed(weights: Sequence[float], count: int, rng: random.Random) -> set[int]:
    """Which of the questions asked (by their place) go wrong: a heavy one sooner than a light one."""
    wrong: set[int] = set()
    while len(wrong) < min(count, len(weights)):
        free = [place for place in range(len(weights)) if place not in wrong]
        wrong.add(rng.choices(free, weights=[weights[place] for place in free])[0])
    return wrong


def answer(shown: Mapping[str, Any], key: Mapping[str, Any], right: bool, rng: random.Random) -> dict[str, Any]:
    """An answer to a question as it was shown, right or wrong as asked."""
    if shown["kind"] == "true_false":
        return {"value": key["value"] if right else not key["value"]}
    if shown["kind"] == "fill_in":
        return {"blanks": [spellings[0] for spellings in key["blanks"]] if right else _slip(key["blanks"], rng)}
    if shown["kind"] == "hotspot":
        return {"areas": list(key["areas"]) if right else [rng.choice(_elsewhere(shown, key))]}
    if shown["kind"] == "case":
        # Wrong is wrong in every part: half a point would tell another story.
        pairs = zip(shown["parts"], key["parts"], strict=True)
        return {"parts": [answer(part, of_part["key"], right, rng) for part, of_part in pairs]}
    return {"options": list(key["options"]) if right else _other(shown, key["options"], rng)}


def _other(shown, correct, rng):
    """One wrong choice; of several, one right option forgotten or a wrong one added."""
    wrong = [option["id"] for option in shown["options"] if option["id"] not in correct]
    if shown["kind"] != "multiple":
        return [rng.choice(wrong)]
    if rng.random() < 0.5 and len(correct) > 1:
        forgotten = rng.choice(correct)
        return [option for option in correct if option != forgotten]
    return [*correct, rng.choice(wrong)]


def _elsewhere(shown, key):
    return [area["id"] for area in shown["areas"] if area["id"] not in key["areas"]]


def _slip(blanks, rng):
    """No blank right: a number is off by some, a word is not known. Half a point would tell another story."""
    return [_missed(spellings[0], rng) for spellings in blanks]


def _missed(text, rng):
    return str(int(text) + rng.choice((1, 2, 10))) if text.isdecimal() else rng.choice(WRONG_TEXT)
