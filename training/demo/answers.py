"""What people of the demonstration answered: right, or wrong the way people are. Pure."""

import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
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
    """An answer to a question as it was shown, right or wrong as asked. A wrong one earns nothing."""
    return (RIGHT if right else WRONG)[shown["kind"]](shown, key, rng)


def _right_number(shown, key, rng):
    return {"number": key["answers"][0]["value"], "unit": key["unit"] if shown.get("asks_unit") else ""}


def _wrong_number(shown, key, rng):
    number = Decimal(key["answers"][0]["value"]) + rng.choice((2, 3, 10))
    return {**_right_number(shown, key, rng), "number": str(number)}


def _elsewhere(name):
    """Every entry at a place where it does not belong."""

    def wrong(shown, key, rng):
        places = [place["id"] for place in shown["places"]]
        return {name: {one: rng.choice([p for p in places if p != right]) for one, right in key[name].items()}}

    return wrong


def _wrong_order(shown, key, rng):
    """One step further round: none is where it should be."""
    return {"order": [*key["order"][1:], key["order"][0]]}


def _wrong_words(shown, key, rng):
    return {
        "choices": [
            rng.choice([option["id"] for option in gap if option["id"] not in right])
            for gap, right in zip(shown["gaps"], key["gaps"], strict=True)
        ]
    }


def _right_sentence(shown, key, rng):
    tiles = [(tile["id"], tile["text"]) for tile in shown["tiles"]]
    laid = []
    for piece in key["sentences"][0]:
        laid.append(next(one for one, text in tiles if text == piece and one not in laid))
    return {"tiles": laid}


def _wrong_sentence(shown, key, rng):
    """The end before the beginning."""
    laid = _right_sentence(shown, key, rng)["tiles"]
    return {"tiles": [laid[-1], *laid[:-1]]}


def _other(shown, correct, rng):
    """One wrong choice; of several, one right option forgotten or a wrong one added."""
    wrong = [option["id"] for option in shown["options"] if option["id"] not in correct]
    if shown["kind"] != "multiple":
        return [rng.choice(wrong)]
    if rng.random() < 0.5 and len(correct) > 1:
        forgotten = rng.choice(correct)
        return [option for option in correct if option != forgotten]
    return [*correct, rng.choice(wrong)]


def _beside(shown, key, rng):
    """A place of the picture that is not asked for."""
    return {"areas": [rng.choice([area["id"] for area in shown["areas"] if area["id"] not in key["areas"]])]}


def _parts(right):
    """Every part of a case alike: half a point would tell another story."""

    def given(shown, key, rng):
        pairs = zip(shown["parts"], key["parts"], strict=True)
        return {"parts": [answer(part, of_part["key"], right, rng) for part, of_part in pairs]}

    return given


def _slip(blanks, rng):
    """No blank right: a number is off by some, a word is not known. Half a point would tell another story."""
    return [_missed(spellings[0], rng) for spellings in blanks]


def _missed(text, rng):
    return str(int(text) + rng.choice((1, 2, 10))) if text.isdecimal() else rng.choice(WRONG_TEXT)


RIGHT = {
    "single": lambda shown, key, rng: {"options": list(key["options"])},
    "multiple": lambda shown, key, rng: {"options": list(key["options"])},
    "true_false": lambda shown, key, rng: {"value": key["value"]},
    "fill_in": lambda shown, key, rng: {"blanks": [spellings[0] for spellings in key["blanks"]]},
    "numeric": _right_number,
    "matching": lambda shown, key, rng: {"pairs": dict(key["pairs"])},
    "categorise": lambda shown, key, rng: {"places": dict(key["places"])},
    "ordering": lambda shown, key, rng: {"order": list(key["order"])},
    "cloze": lambda shown, key, rng: {"choices": [right[0] for right in key["gaps"]]},
    "build": _right_sentence,
    "hotspot": lambda shown, key, rng: {"areas": list(key["areas"])},
    "case": _parts(True),
}
RIGHT |= dict.fromkeys(("listen", "watch"), RIGHT["single"])
WRONG = {
    "single": lambda shown, key, rng: {"options": _other(shown, key["options"], rng)},
    "multiple": lambda shown, key, rng: {"options": _other(shown, key["options"], rng)},
    "true_false": lambda shown, key, rng: {"value": not key["value"]},
    "fill_in": lambda shown, key, rng: {"blanks": _slip(key["blanks"], rng)},
    "numeric": _wrong_number,
    "matching": _elsewhere("pairs"),
    "categorise": _elsewhere("places"),
    "ordering": _wrong_order,
    "cloze": _wrong_words,
    "build": _wrong_sentence,
    "hotspot": _beside,
    "case": _parts(False),
}
WRONG |= dict.fromkeys(("listen", "watch"), WRONG["single"])
