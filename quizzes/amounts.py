"""Amounts as people write them: "１，２００ 度", "一百二十", "1.2万元". Pure; exact fractions, never floating point."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

LONGEST = 40  # characters of a number; nobody means a longer one
SIZES = (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10))
DIGITS = {
    **dict.fromkeys("零〇○", "0"),
    **{sign: str(number) for number, signs in enumerate(("一壹", "二两贰貳", "三叁參", "四肆"), 1) for sign in signs},
    **{
        sign: str(number)
        for number, signs in enumerate(("五伍", "六陆陸", "七柒", "八捌", "九玖"), 5)
        for sign in signs
    },
    **dict(zip("拾佰仟萬億", "十百千万亿", strict=True)),
    # Signs the input method puts between digits where a point or a comma was meant.
    **dict.fromkeys("点點。·", "."),
    **dict.fromkeys("、'’", ","),
}
MAPPED = str.maketrans(DIGITS)
LEADING = re.compile(r"^(?:大约|约|共计|合计|共|≈|=)+")
# In China a comma parts thousands (or, seldom, 万) and a point decimals.
IN_GROUPS = re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,3}(?:,\d{4})+)(?:\.\d+)?")
# The other way round, as a foreign keyboard gives it.
IN_FOREIGN_GROUPS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+,\d+|[1-9]\d{0,2}(?:\.\d{3}){2,}")
PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+")
DECIMAL_COMMA = re.compile(r"\d*,\d+")
RANGE = re.compile(r"\.{2,}|~|–|—|至|到")
# Behind the cut the number goes on: what stands there is no unit.
GOES_ON = re.compile(r"[十百千万亿]*[.,]*\d")
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Amount:
    """A number and what is written behind it."""

    number: Fraction
    unit: str = ""


def readings(text: str) -> list[Amount]:
    """Every way of reading a text as a number and a unit, the longest number first; empty where there is none.

    千 is a thousand in 3千 and part of the unit in 3千瓦时; which one is meant shows when the unit is one we know.
    """
    text = LEADING.sub("", _tidy(text))[: 2 * LONGEST]
    percent, money = text.startswith("百分之"), text.startswith("¥")
    text = (text[3:] if percent else text[1:] if money else text).removesuffix("整")  # 120元整
    sign, text = _sign(text)
    found = [Amount(sign * one.number, one.unit) for one in _cuts(text)]
    implied = "%" if percent else "元" if money else ""
    return [Amount(one.number, one.unit or implied) for one in found]


def number_of(text: str) -> Fraction | None:
    """A text that is a number and nothing else; None otherwise."""
    sign, text = _sign(_tidy(text))
    number = _number(text.translate(MAPPED))
    return None if number is None else sign * number


def span_of(text: str) -> tuple[Fraction, Fraction] | None:
    """Lowest and highest of "118..125" or "118 至 125", or a number twice; None where a text is neither."""
    ends = [number_of(one) for one in RANGE.split(_tidy(text))]
    low, high = ends[0], ends[-1]
    return None if len(ends) > 2 or low is None or high is None or low > high else (low, high)


def tolerance_of(text: str, value: Fraction) -> Fraction | None:
    """How far an answer may be off: "2" as it is, "5%" of the value, empty nothing. None where a text is neither."""
    text = _tidy(text).removeprefix("±")
    if not text:
        return Fraction(0)
    number = number_of(text.removesuffix("%"))
    if number is None or number < 0:
        return None
    return abs(value) * number / 100 if text.endswith("%") else number


def _tidy(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _sign(text: str) -> tuple[int, str]:
    if text[:1] in ("-", "\N{MINUS SIGN}", "负"):
        return -1, text[1:]
    return 1, text.removeprefix("+")


def _cuts(text: str) -> Iterator[Amount]:
    mapped = text.translate(MAPPED)
    for cut in range(min(len(text), LONGEST), 0, -1):
        if GOES_ON.match(mapped, cut) or (number := _number(mapped[:cut])) is None:
            continue
        yield _with_half(number, text[cut:])
    if text.startswith("半"):
        yield Amount(HALF, text[1:])


def _with_half(number: Fraction, unit: str) -> Amount:
    """三度半 and 三个半小时 are three and a half."""
    if unit.startswith("个半"):
        return Amount(number + HALF, unit[2:])
    return Amount(number + HALF, unit[:-1]) if len(unit) > 1 and unit.endswith("半") else Amount(number, unit)


def _number(text: str) -> Fraction | None:
    """The number of digits, points, commas and sizes (十百千万亿)."""
    if not text or len(text) > LONGEST:
        return None
    for sign, size in SIZES:
        head, found, tail = text.partition(sign)
        if found:
            return _sized(head, size, tail)
    return _literal(text)


def _sized(head: str, size: int, tail: str) -> Fraction | None:
    if not head:
        many: Fraction | None = Fraction(1) if size == 10 else None  # 十五, but never 百五
    else:
        many = _number(head) if size >= 10**4 else _literal(head)
    rest = _rest(tail, size)
    return None if many is None or rest is None or rest >= size else many * size + rest


def _rest(tail: str, size: int) -> Fraction | None:
    if not tail:
        return Fraction(0)
    if len(tail) == 1 and tail.isdecimal() and size >= 100:
        return Fraction(int(tail) * size, 10)  # 一百二 is short for 一百二十
    return _number(tail)


def _literal(text: str) -> Fraction | None:
    text = text.rstrip(".,")
    if not text.isascii():
        return None
    if PLAIN.fullmatch(text):
        return Fraction(text)
    if IN_GROUPS.fullmatch(text):
        return Fraction(text.replace(",", ""))
    if IN_FOREIGN_GROUPS.fullmatch(text):
        return Fraction(text.replace(".", "").replace(",", "."))
    if DECIMAL_COMMA.fullmatch(text):
        return Fraction(text.replace(",", "."))  # 3,5: a comma can part nothing else here
    return None
