"""The index at the end of a textbook: what stands under which letter, in the order of pinyin. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin

# Where no letter of the alphabet begins the word.
OTHER = "#"


@dataclass(frozen=True)
class IndexLine:
    """What an entry is looked up by; `pinyin` is the reading its author corrected, if there is one."""

    text: str
    pinyin: str = ""
    english: str = ""


Found = Iterable[tuple[int, IndexLine]]


def pinyin_index(entries: Found) -> list[dict]:
    """`[{"letter": "A", "rows": [{"text", "to"}]}]` of pairs (anchor, line), each group and row in order."""
    return _grouped((pinyin_key(line), line.text, anchor) for anchor, line in entries)


def english_index(entries: Found) -> list[dict]:
    """The same by the English words; entries without any are left out."""
    return _grouped((english_key(line.english), line.english, anchor) for anchor, line in entries if line.english)


def pinyin_key(line: IndexLine) -> str:
    """The letters to sort by; the stored reading goes before that of the machine, which reads 长 and 得 wrong."""
    return _letters(line.pinyin) or _letters(
        "".join(lazy_pinyin(line.text, style=Style.NORMAL, v_to_u=True, errors=lambda rest: rest))
    )


def english_key(text: str) -> str:
    """Small letters without accents; quotation marks and the like do not count."""
    return " ".join(_plain(word) for word in re.findall(r"[\w']+", text)).strip()


def _letters(text):
    return _plain("".join(re.findall(r"\w", text)))


def _plain(text):
    # ü is sorted behind u, as dictionaries do; NFD would make it a u.
    folded = re.sub("[üǖǘǚǜ]", "u~", unicodedata.normalize("NFC", text.casefold()))
    parts = unicodedata.normalize("NFD", folded)
    return "".join(letter for letter in parts if letter.isascii() or not unicodedata.combining(letter))


def _grouped(rows):
    groups: dict[str, list] = {}
    for key, text, anchor in sorted(rows):
        letter = key[:1].upper()
        groups.setdefault(letter if letter.isascii() and letter.isalpha() else OTHER, []).append(
            {"text": text, "to": anchor}
        )
    # What begins with a digit or a sign stands behind the letters.
    return [{"letter": letter, "rows": groups[letter]} for letter in sorted(groups, key=lambda it: (it == OTHER, it))]
