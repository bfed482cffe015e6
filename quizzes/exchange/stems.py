"""The wording of a question as banks write it: its own number, its kind in brackets, its blanks."""

import re
from dataclasses import dataclass

from .table_words import kind_of

BLANK = "____"
_NUMBER = re.compile(
    r"\s*(?:第\s*\d{1,4}\s*题\s*[:：、.．]?|[（(]\s*\d{1,4}\s*[)）]|\d{1,4}\s*(?:、|[.．](?!\d)|[)）]))\s*(?=\S)"
)
_KIND = re.compile(r"\s*[（(【\[]\s*([^）)】\]\d]{2,8}?)\s*[)）】\]]\s*")
_EMPTY = r"[（(]\s*[)）]|【\s*】|\[\s*\]|［\s*］|[_＿﹍]{2,}"
_BLANKS = re.compile(_EMPTY)
_LAST_BRACKETS = re.compile(r"\s*(?:[（(]\s*[)）]|【\s*】)\s*([。.]?)\s*$")
_ANSWER_WITHIN = re.compile(r"([（(【])\s*([A-Ja-jＡ-Ｊ](?:[、,，\s]*[A-Ja-jＡ-Ｊ]){0,7}|[√×✓✗对错])\s*([)）】])")


@dataclass(frozen=True)
class Stem:
    """A stem without its number; `kind` is what brackets at its beginning said."""

    text: str
    kind: str = ""


def without_number(text: str) -> Stem:
    """Take "2、" or "(2)" and "【单选题】" from the beginning of a stem, in either order."""
    kind = ""
    for _again in range(2):
        text = _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text
        found = _KIND.match(text)
        if found and not kind and (kind := kind_of(found[1])) and found.end() < len(text):
            text = text[found.end() :]
    return Stem(text.strip(), kind)


def with_blanks(text: str) -> tuple[str, int]:
    """The stem with every blank, however it is drawn, as four underscores; and how many there are."""
    return _BLANKS.subn(BLANK, text)


def has_blanks(text: str) -> bool:
    return bool(_BLANKS.search(text))


def without_last_brackets(text: str) -> str:
    """A statement without the brackets in which √ or × would be written."""
    return _LAST_BRACKETS.sub(r"\1", text).strip()


def answer_within(text: str) -> tuple[str, str]:
    """The answer a stem gives away in its own brackets, such as （ B ）, and the stem without it; "" for no answer."""
    found = list(_ANSWER_WITHIN.finditer(text))
    if len(found) != 1:
        return "", text
    only = found[0]
    return only[2], f"{text[: only.start()]}{only[1]} {only[3]}{text[only.end() :]}"
