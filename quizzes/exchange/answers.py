"""Answers as people write them in a cell: letters, words, several blanks, a number with its unit."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from .options import LETTERS
from .table_words import plain

_PREFIX = re.compile(
    r"\s*(?:【?(?:正确|标准|参考)?答案】?\s*(?:是|为)?\s*[:：]|【(?:正确|标准|参考)?答案】|正确答案[是为]|答\s*[:：]"
    r"|选(?=[A-Ja-j]+\s*$))\s*"
)
_LETTERS = re.compile(r"[A-J](?:[\s,，、;；|/.。和及#*]*[A-J])*[.。]?", re.IGNORECASE)
_TEXTS_PARTED_BY = ("**", "##", "||", "|", "\n", "；", ";", "、")
_BLANKS_PARTED_BY = ("##", "**", "||", "|", "｜", "；", ";", "\n", "$$", "、", "，", ",", "  ", " ")
# 元/kWh and 1/2 are one answer, 220/二百二十 are two spellings.
_ONE_SLASH = re.compile(
    r"(?<=\d)/(?=\d)|/(?=(?:kwh|kw|kvar|kva|km|min|h|s|m|a|d|v|千瓦时|小时|分钟|公里|年|月|日|天|时|分|秒|户|次|人|度|台|件|吨|元)(?![a-z\u4e00-\u9fff]))",
    re.IGNORECASE,
)
_NUMERIC = re.compile(
    r"\s*(?P<value>[-+−]?\d[\d,，\s]*(?:\.\d+)?)\s*(?:(?:±|\+/-|\+-)\s*(?P<tolerance>\d+(?:\.\d+)?))?\s*"
    r"(?P<unit>[^\d\s±=（(][^\d=]{0,15})?\s*[。.]?\s*"
)


def without_prefix(text: str) -> str:
    """The answer without 正确答案： before it."""
    return _PREFIX.sub("", text, count=1).strip()


def chosen(answer: str, options: Sequence[str]) -> list[int] | None:
    """The places of the right options, in order; None when the answer cannot be understood.

    Letters first, then the words of the options themselves, then their numbers. A letter beyond the options is a
    place beyond them: the caller says which.
    """
    answer = without_prefix(answer)
    letters = unicodedata.normalize("NFKC", answer).strip("()[]【】“”\"' \n")
    if _LETTERS.fullmatch(letters):
        return sorted({LETTERS.index(sign) for sign in letters.upper() if sign in LETTERS})
    return _by_words(answer, options) or _by_numbers(letters, options)


def _by_words(answer: str, options: Sequence[str]) -> list[int] | None:
    words = [plain(option) for option in options]
    if plain(answer) in words:
        return [words.index(plain(answer))]
    labelled = re.match(r"\s*[（(]?([A-Ja-j])[)）.．、:：]\s*(.+)", answer, re.DOTALL)
    if labelled and (place := LETTERS.index(labelled[1].upper())) < len(words) and plain(labelled[2]) == words[place]:
        return [place]
    for mark in _TEXTS_PARTED_BY:
        pieces = [plain(_unlabelled(piece)) for piece in answer.split(mark) if piece.strip()]
        if len(pieces) > 1 and all(piece in words for piece in pieces):
            return sorted({words.index(piece) for piece in pieces})
    return None


def _unlabelled(piece: str) -> str:
    return re.sub(r"^\s*[（(]?[A-Ja-j][)）.．、:：]\s*", "", piece)


def _by_numbers(answer: str, options: Sequence[str]) -> list[int] | None:
    numbers = re.findall(r"\d", answer) if re.fullmatch(r"[1-9](?:[\s,，、;；|/]*[1-9])*", answer) else []
    places = sorted({int(number) - 1 for number in numbers})
    return places if places and len(places) == len(numbers) and places[-1] < len(options) else None


def blanks(answer: str, count: int) -> list[list[str]] | None:
    """The accepted spellings of `count` blanks; None when the answer has no such number of parts."""
    answer = without_prefix(answer)
    if count == 1:
        return [spellings(answer)] if spellings(answer) else None
    numbered = [piece.strip(" ；;，,。\n") for piece in re.split(r"[（(]\d{1,2}[)）]|[①②③④⑤⑥⑦⑧⑨⑩]", answer)]
    for pieces in ([piece for piece in numbered if piece], *_parted(answer)):
        found = [spellings(piece) for piece in pieces]
        if len(found) == count and all(found):
            return found
    return None


def _parted(answer: str) -> list[list[str]]:
    return [[piece.strip() for piece in answer.strip(mark).split(mark)] for mark in _BLANKS_PARTED_BY]


def spellings(text: str) -> list[str]:
    """Other spellings of one answer stand behind a slash, 或 between blanks, or on lines of their own."""
    guarded = _ONE_SLASH.sub("\0", text)
    pieces = re.split(r"\s*/\s*|\s+或\s*|\n", guarded)
    return [piece.replace("\0", "/").strip() for piece in pieces if piece.strip()]


def number(answer: str) -> tuple[str, str, str] | None:
    """Value, tolerance and unit of an answer such as 276.5±0.5元; None when it is no single number."""
    found = _NUMERIC.fullmatch(unicodedata.normalize("NFKC", without_prefix(answer)))
    if not found:
        return None
    value = re.sub(r"[,，\s]", "", found["value"]).replace("−", "-").removeprefix("+")
    try:
        Decimal(value)
    except InvalidOperation:
        return None
    return value, found["tolerance"] or "0", (found["unit"] or "").strip(" 。.")


def letters_of(places: Sequence[int]) -> str:
    return "".join(LETTERS[place] for place in places)
