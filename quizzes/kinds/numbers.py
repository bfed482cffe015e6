"""A number with a unit, reckoned and typed."""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from ..amounts import SIZES, Amount, number_of, readings, span_of, tolerance_of
from ..items import Item
from ..spellings import normalise
from .base import NOTHING, Fields, Kind, Malformed, Presented, Value, share, texts

# Names of one and the same unit: whoever asks for one of them accepts the others.
SAME_UNITS = [
    {"kWh", "度", "千瓦时", "千瓦小时"},
    {"kW", "千瓦"},
    {"W", "瓦"},
    {"V", "伏", "伏特"},
    {"kV", "千伏"},
    {"A", "安", "安培"},
    {"kVA", "千伏安"},
    {"元", "圆", "块", "块钱", "人民币", "RMB", "CNY", "yuan"},
    {"小时", "个小时", "h", "hour", "hours"},
    {"分钟", "min", "minute", "minutes"},
    {"天", "日", "day", "days"},
    {"个工作日", "工作日"},
    {"%", "个百分点"},
]
NAMES = [{normalise(name) for name in names} for names in SAME_UNITS]
DIGIT = re.compile(r"\d")
CHANGES = re.compile(rf"[\d%{''.join(sign for sign, _size in SIZES)}]")
KEPT = ("value", "tolerance", "weight", "feedback")


@dataclass(frozen=True)
class Reading:
    """What was typed, in the unit of the question, and whether its unit is as it should be."""

    number: Fraction
    unit_fits: bool


class Numeric(Kind):
    """A number, with a unit where one is asked for. Of several accepted answers the one worth most counts.

    The right number with a wrong unit, or without the unit asked for, keeps `without_unit` per cent of the points.
    """

    code = "numeric"
    hint = gettext_lazy("Work out and type the number")
    template = "quizzes/kinds/numeric.html"

    def present(self, item: Item, rng: random.Random, shuffle: bool = True) -> Presented:
        shown: dict[str, Any] = {"kind": self.code, "stem": item.stem}
        if item.body.get("unit_required"):
            shown["asks_unit"] = True
        elif unit := str(item.body.get("unit") or "").strip():
            shown["unit"] = unit
        return Presented(shown, self.key(item, {}))

    def key(self, item: Item, of: Mapping[str, str]) -> dict[str, Any]:
        body = item.body
        answers = [{name: one[name] for name in KEPT if one.get(name) is not None} for one in body.get("answers", [])]
        key: dict[str, Any] = {"answers": answers, "unit": str(body.get("unit") or "").strip()}
        if body.get("unit_required"):
            key["unit_required"] = True
        if body.get("without_unit"):
            key["without_unit"] = body["without_unit"]
        if body.get("other_units"):
            key["other_units"] = [{name: one[name] for name in ("unit", "factor")} for one in body["other_units"]]
        return key

    def read(self, shown: Mapping[str, Any], fields: Fields, name: str) -> Value | None:
        sent = {part: list(fields.get(f"{name}.{part}", ())) for part in ("number", "unit")}
        return {part: entries[0] if entries else "" for part, entries in sent.items()} if any(sent.values()) else None

    def canonical(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> Value:
        if "number" not in value:
            raise Malformed("There is no number.")
        number, unit = texts([value["number"], value.get("unit", "")], 2)
        return {"number": number, "unit": unit}

    def is_answered(self, value: Mapping[str, Any]) -> bool:
        return any(isinstance(value.get(part), str) and value[part].strip() for part in ("number", "unit"))

    def mark(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> Fraction:
        return max((earned for earned, _answer, _fits in _found(answer_key, value)), default=NOTHING)

    def given(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        return [" ".join(filter(None, (value.get("number", ""), value.get("unit", "") or shown.get("unit", ""))))]

    def right(self, shown: Mapping[str, Any], answer_key: Mapping[str, Any]) -> list[str]:
        answers = answer_key["answers"]
        most = max((_weight(one) for one in answers), default=0)
        best = [_in_words(one, answer_key["unit"]) for one in answers if _weight(one) == most]
        return [pgettext("or between spellings", " or ").join(best)]

    def guess(self, item: Item) -> Fraction:
        return NOTHING

    def widget(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> Any:
        return {
            "number": value.get("number", ""),
            "unit": value.get("unit", ""),
            "asks_unit": bool(shown.get("asks_unit")),
            "suffix": shown.get("unit", ""),
        }

    def feedback(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        found = max(_found(answer_key, value), key=lambda one: one[0], default=None)
        if found is None:
            return []
        _earned, answer, unit_fits = found
        said = [answer["feedback"]] if answer.get("feedback") else []
        return said if unit_fits else [*said, _("The number is right; its unit is missing or wrong.")]

    def problems(self, item: Item) -> list[str]:
        answers = item.body.get("answers", [])
        if not answers:
            return [_("Give at least one right answer.")]
        found = [sentence for one in answers for sentence in _answer_problems(one)]
        if not any(_weight(one) == 100 for one in answers):
            found.append(_("One of the answers has to be worth 100%."))
        return found + _unit_problems(item.body)


def _found(
    answer_key: Mapping[str, Any], value: Mapping[str, Any]
) -> Iterator[tuple[Fraction, Mapping[str, Any], bool]]:
    """Each accepted answer that fits, with what it earns and whether the unit fits too."""
    for typed in _typed(answer_key, value):
        kept = Fraction(1) if typed.unit_fits else share(Fraction(answer_key.get("without_unit", 0), 100))
        for answer in answer_key["answers"]:
            if _fits(answer, typed.number):
                yield share(Fraction(_weight(answer), 100)) * kept, answer, typed.unit_fits


def _typed(answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> list[Reading]:
    number, unit = value.get("number"), value.get("unit", "")
    if not isinstance(number, str) or not isinstance(unit, str):
        return []
    both = bool(normalise(unit)) and normalise(number).endswith(normalise(unit))
    amounts = readings(number if both else number + unit)
    if answer_key["unit"]:
        return _in_unit(answer_key, amounts)
    # Where no unit is asked for, a word behind the number (12户) does not matter; a sign that changes it does.
    return [Reading(one.number, True) for one in amounts[:1] if not CHANGES.search(one.unit)]


def _in_unit(answer_key: Mapping[str, Any], amounts: list[Amount]) -> list[Reading]:
    factors = _factors(answer_key)
    for one in amounts:
        if (factor := factors.get(normalise(one.unit))) is not None:
            return [Reading(one.number * factor, True)]
    bare = [Reading(one.number, not answer_key.get("unit_required")) for one in amounts if not normalise(one.unit)]
    # A unit nobody knows: 千瓦 may be thousands of 瓦, so that either number may be meant.
    return bare[:1] or [Reading(one.number, False) for one in amounts if not DIGIT.search(one.unit)]


def _factors(answer_key: Mapping[str, Any]) -> dict[str, Fraction]:
    """How many of the asked unit each known unit is, by its tidied name."""
    known = {name: Fraction(1) for name in _same(answer_key["unit"])}
    for one in answer_key.get("other_units", []):
        factor = number_of(str(one["factor"]))
        if factor:
            known = dict.fromkeys(_same(one["unit"]), factor) | known
    return known


def _same(unit: str) -> set[str]:
    tidy = normalise(unit)
    return next((names for names in NAMES if tidy in names), {tidy})


def _fits(answer: Mapping[str, Any], number: Fraction) -> bool:
    span = span_of(str(answer.get("value") or ""))
    if span is None:
        return False
    below, above = (tolerance_of(str(answer.get("tolerance") or ""), end) for end in span)
    return below is not None and above is not None and span[0] - below <= number <= span[1] + above


def _weight(answer: Mapping[str, Any]) -> int:
    return 100 if answer.get("weight") is None else answer["weight"]


def _in_words(answer: Mapping[str, Any], unit: str) -> str:
    value, tolerance = (
        str(answer.get("value") or "").strip(),
        str(answer.get("tolerance") or "").strip().removeprefix("±"),
    )
    span = span_of(value)
    if span and span[0] != span[1]:
        value = pgettext("from … to …", "%(low)s to %(high)s") % {"low": _plain(span[0]), "high": _plain(span[1])}
    off = f" ± {tolerance}" if tolerance and number_of(tolerance.removesuffix("%")) else ""
    if off.endswith("%"):
        return f"{' '.join(filter(None, (value, unit)))} ({off.strip()})"
    return " ".join(filter(None, (value + off, unit)))


def _plain(number: Fraction) -> str:
    """A number that was written with digits, written with digits again."""
    whole, places = number, 0
    while whole.denominator != 1:
        whole, places = whole * 10, places + 1
    digits = str(abs(int(whole))).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if number < 0 else text


def _answer_problems(answer: Mapping[str, Any]) -> Iterator[str]:
    value, tolerance = str(answer.get("value") or ""), str(answer.get("tolerance") or "")
    if span_of(value) is None:
        yield _("“%(value)s” is not a number. Write 120, or a range as 118..125.") % {"value": value}
    elif tolerance_of(tolerance, Fraction(1)) is None:
        yield _("“%(value)s” is not a tolerance. Write 2, or 5%%.") % {"value": tolerance}


def _unit_problems(body: Mapping[str, Any]) -> list[str]:
    unit, others = str(body.get("unit") or "").strip(), body.get("other_units", [])
    if not unit:
        return (
            [_("Write the unit, or leave out what is said about units.")] if body.get("unit_required") or others else []
        )
    found = []
    if number_of(unit) is not None:
        found.append(_("“%(unit)s” is a number, not a unit.") % {"unit": unit})
    for one in others:
        factor = number_of(str(one.get("factor", "")))
        if factor is None or factor <= 0:
            found.append(_("Say how many %(unit)s one %(other)s is.") % {"unit": unit, "other": one.get("unit", "")})
        elif factor != 1 and normalise(str(one.get("unit", ""))) in _same(unit):
            found.append(_("%(other)s is the same as %(unit)s.") % {"unit": unit, "other": one["unit"]})
    return found
