"""Searching short Chinese and English texts the way people type: 电费, dianfei, dian4fei4, df, "pay bill".

The database's own search does not segment Chinese, and SQLite and PostgreSQL would each do it differently. So a row
keeps a *key* of its own making beside its text, and looking up is plain `LIKE` on that key followed by a score in
Python: the same answer on both databases.

A key is one string. Every word is entered with a mark before it, so that `LIKE` can only match at the start of a word:

    " bill"      a word in Latin letters or digits        found by  b, bill
    "电费"       Chinese, as it stands                    found by  any part of it
    "|dianfei"   the pinyin from each character onwards   found by  dian, dianfei, diànfèi, dian4fei4
    "#dfye"      the initials from each character onwards found by  df, dfye

What is typed with a slip is found by core.typing_slips. phrasebook/static/phrasebook/search.js says all of this again
for a browser without a network; tests/e2e/test_search_twins.py holds the two together.
"""

import re
import unicodedata

from django.db.models import Q
from pypinyin import Style, lazy_pinyin

# From each character so many more are spelt out: longer than anybody types in one go, short enough to store.
_WINDOW = 8
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PIECES = re.compile(rf"[{_HAN}]+|[a-z0-9]+")
_HAN_ONLY = re.compile(rf"[{_HAN}]+")
# Syllables with a tone behind each. The tone itself is not compared: many are unsure of it.
_TONES = re.compile(r"(?:[a-z]{1,6}[1-5])+")
# A reader of a query longer than this is a program, not a person.
LONGEST_QUERY = 60


def search_key(*texts, pinyin=""):
    """The key of a row made of these texts; empty ones are skipped.

    `pinyin` is the corrected reading an author stored beside the text (marks of tone allowed): pypinyin guesses some
    characters wrong, so both readings are entered.
    """
    entries = {}
    for piece in (piece for text in texts for piece in _pieces(text)):
        entries.update(dict.fromkeys(_entries(piece)))
    entries.update(dict.fromkeys(f"|{reading}" for reading in _windows(_pieces(pinyin))))
    return "\n".join(entries)


def readings(*texts):
    """The syllables of every run of Chinese in these texts, in their order: what a key cannot be made without."""
    return [syllables(piece) for text in texts for piece in _pieces(text) if _HAN_ONLY.fullmatch(piece)]


def candidates(query, field="search_key"):
    """A condition that every match of the query fulfils, and a few rows more: sort those out with `score`."""
    condition = Q()
    for word in words_of(query):
        one = Q()
        for needle in _needles(word):
            one |= Q(**{f"{field}__contains": needle})
        condition &= one
    return condition


def score(key, query):
    """How well a key answers a query: 0 not at all, 3 a word every word of the query stands in it as written.

    Every word of the query must be found. A Chinese word may be found by half of its neighbouring pairs, so that
    电费查询 finds 查询电费余额. An empty query matches everything with 1.
    """
    words = words_of(query)
    if not words:
        return 0 if query.strip() else 1
    return score_words(key, words)


def score_words(key, words):
    """The same for the words of a query that is asked of many keys."""
    total = 0
    for word in words:
        found = score_word(key, word)
        if not found:
            return 0
        total += found
    return total


def matches(key, query):
    """Whether the key answers the query."""
    return score(key, query) > 0


def ranked(rows, query, field="search_key"):
    """The rows of a list that answer the query, best first, otherwise in the order they came."""
    scored = [(score(getattr(row, field), query), row) for row in rows]
    return [row for points, row in sorted(scored, key=lambda pair: -pair[0]) if points]


def found(rows, query, field="search_key"):
    """The rows of a queryset that answer the query, as `ranked` has them; one query."""
    return ranked(rows.filter(candidates(query, field)), query, field)


def words_of(query):
    """The words of a query: runs of Chinese, and words in Latin letters and digits."""
    return _pieces(query[:LONGEST_QUERY])


def syllables(piece):
    """How a run of Chinese is read, as pypinyin guesses it."""
    return lazy_pinyin(piece, style=Style.NORMAL, v_to_u=False, errors="ignore")


def without_tones(word):
    """dian4fei4 → dianfei; any other word as it is."""
    return re.sub("[1-5]", "", word) if _TONES.fullmatch(word) else word


def _pieces(text):
    """Runs of Chinese and words of Latin letters, in lower case, without accents, tone marks and full-width forms."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("'", "").replace("’", "")
    folded = re.sub("[üǖǘǚǜ]", "v", folded)
    plain = "".join(char for char in unicodedata.normalize("NFD", folded) if not unicodedata.combining(char))
    return _PIECES.findall(unicodedata.normalize("NFC", plain))


def _entries(piece):
    if not _HAN_ONLY.fullmatch(piece):
        return [f" {piece}"]
    spelt = syllables(piece)
    initials = [syllable[0] for syllable in spelt]
    return [
        piece,
        *(f"|{reading}" for reading in _windows(spelt)),
        *(f"#{letters}" for letters in _windows(initials)),
    ]


def _windows(parts):
    return ["".join(parts[start : start + _WINDOW]) for start in range(len(parts))]


def _pairs(word):
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]


def _needles(word):
    if _HAN_ONLY.fullmatch(word):
        return _pairs(word)
    return [f" {_singular(word)}", f"|{without_tones(word)}", f"#{word}"]


def _singular(word):
    """bills → bill; a stem shorter than three letters would match too much."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def score_word(key, word):
    """How well a key answers one word: 3 as written, 2 by its pinyin, 1 by its initials, less by half of its pairs."""
    if word[0] > "z":  # Chinese; a word holds Latin letters and digits or Chinese, never both
        if word in key:
            return 3
        pairs = _pairs(word)
        share = sum(pair in key for pair in pairs) / len(pairs)
        return share if share >= 0.5 else 0
    if f" {_singular(word)}" in key:
        return 3
    if f"|{without_tones(word)}" in key:
        return 2
    return 1 if f"#{word}" in key else 0
