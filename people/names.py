"""Names as people write and sort them."""

import re

from pypinyin import Style, lazy_pinyin

# Separators seen between the parts of minority names; all mean U+00B7.
_SEPARATORS = "\u30fb\u2022\u2027\u2219\u22c5\u25cf\uff0e\uff65\u16eb\u00b7"
_BETWEEN = re.compile(rf"\s*[{re.escape(_SEPARATORS)}]\s*")


def tidy_name(name):
    """The name with its separators as · (U+00B7), surrounding and double blanks gone, every other code point kept.

    An ASCII full stop between two Chinese characters is a separator too (阿卜杜热西提.买买提), elsewhere it stays.
    """
    name = re.sub(r"(?<=[\u3400-\u9fff])\s*\.\s*(?=[\u3400-\u9fff])", "·", name.strip())
    return re.sub(r"\s+", " ", _BETWEEN.sub("·", name))


def pinyin_key(name):
    """A key that sorts names as a Chinese telephone list does; surnames with several readings are a draft to correct."""
    return " ".join(lazy_pinyin(name, style=Style.TONE3, neutral_tone_with_five=True)).lower()[:300]
