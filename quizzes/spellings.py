"""Whether typed text is what was asked for. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from pypinyin import lazy_pinyin

# A point, stroke or colon between digits and a minus before a number change the meaning (3.5, 1/2, 8:30, -5); "%" is a
# unit. All other punctuation is manners.
MEANINGFUL = re.compile(r"(?<=\d)[./:](?=\d)|(?<!\w)-(?=\d)|%")
HAN = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]")


def variants(accepted: str) -> tuple[str, ...]:
    """The accepted spellings of a blank, one a line, empty lines ignored."""
    return tuple(line.strip() for line in accepted.splitlines() if line.strip())


def fits(accepted: Iterable[str], text: str, *, exact: bool = False, homophones: bool = False) -> bool:
    """Whether a text is one of the accepted ones.

    `exact`: signs for sign but for white space around it. `homophones`: Chinese that sounds the same is a slip of the
    input method and counts as right (电费 typed as 电废); it must have as many characters.
    """
    if exact:
        return bool(text.strip()) and text.strip() in {one.strip() for one in accepted}
    written = normalise(text)
    known = {normalise(one) for one in accepted}
    if written and written in known:
        return True
    return homophones and any(_sounds_alike(written, one) for one in known)


def _sounds_alike(one: str, other: str) -> bool:
    same_length = len(one) == len(other)
    return bool(same_length and HAN.search(one) and HAN.search(other) and _sound(one) == _sound(other))


@lru_cache(maxsize=4096)
def _sound(text: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(text))


def normalise(text: str) -> str:
    """What is left of typed text once width, case, white space and punctuation no longer count.

    "２，７６０ 度。" and "2760度" are the same answer; "3.5" and "35", "-5" and "5" are not. Applying it twice changes
    nothing: taking a sign away can let its neighbours combine, so it runs until the text stands still.
    """
    while True:
        folded = _fold(text)
        if folded == text:
            return folded
        text = folded


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).replace("\N{MINUS SIGN}", "-")
    kept = {match.start() for match in MEANINGFUL.finditer(text)}
    return "".join(sign for place, sign in enumerate(text) if place in kept or not _is_manners(sign))


def _is_manners(sign: str) -> bool:
    """White space, punctuation, and invisible control and format characters."""
    return sign.isspace() or unicodedata.category(sign)[0] == "P" or unicodedata.category(sign) in ("Cc", "Cf")
