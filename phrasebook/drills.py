"""The exercises with a phrase: its words to be put in order, and its wording beside one to avoid. Pure computing.

There is no dictionary of words here, nor need of one: the pinyin an author stored beside the sentence is written word
by word, so it says where the words of the sentence begin.
"""

import itertools
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pypinyin import Style, pinyin

FEWEST, MOST = 3, 8
LONGEST_ENGLISH = 12  # words; a longer sentence is no exercise on a phone
_PIECES = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fffA-Za-z0-9]+(?:[.,:'’\-][A-Za-z0-9]+)*")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z0-9]+(?:[.,:'’\-][A-Za-z0-9]+)*")
_PIECES_OF_READING = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_QUOTED = re.compile(r"“([^”]+)”")
_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvvnnnm")


def bare(text: str) -> str:
    """A sentence without its marks and spaces, as it is compared."""
    return "".join(_PIECES.findall(text)).casefold()


def chips(text: str, reading: str = "") -> list[str]:
    """A Chinese sentence in three to eight pieces; empty when it is too short to be put in order.

    Joined they are the sentence without its marks. No piece runs over a mark, unless there are more than eight clauses.
    """
    clauses = _PIECES.findall(text)
    readings = _PIECES_OF_READING.findall(reading)
    words = _by_reading("".join(clauses), readings)
    if words is None:
        by_clause = [piece.split() for piece in re.split(r"[^\w\s'’]+", reading) if piece.strip()]
        if len(by_clause) != len(clauses):
            by_clause = [[] for _clause in clauses]
        cut = [_by_reading(clause, read) or _halves(clause) for clause, read in zip(clauses, by_clause, strict=True)]
    else:
        cut = _at_marks(words, clauses)
    return _few_enough(cut)


def english_chips(text: str) -> list[str]:
    """A short English sentence in pieces of a word or a few; empty for a long or a very short one."""
    clauses = [clause.split() for clause in re.split(r"[^\w\s'’\-]+", text) if clause.strip()]
    words = sum(map(len, clauses))
    return _few_enough(clauses, " ") if FEWEST <= words <= LONGEST_ENGLISH else []


def _at_marks(words, clauses):
    """Words of the whole sentence, sorted into its clauses; one that runs over a mark is cut there."""
    found, waiting = [], list(reversed(words))
    for clause in clauses:
        mine, left = [], clause
        while left:
            word = waiting.pop()
            if len(word) > len(left):
                waiting.append(word[len(left) :])
                word = word[: len(left)]
            mine.append(word)
            left = left[len(word) :]
        found.append(mine)
    return found


def _by_reading(text: str, readings: Sequence[str]) -> list[str] | None:
    """The words of a text as its reading separates them; None when the reading is not that of this text."""
    parts = list(_parts(text))
    cut, place = [], 0
    for reading in readings:
        end = _end_of(parts, place, _plain(reading))
        if end is None:
            return None
        cut.append("".join(parts[place:end]))
        place = end
    return cut if cut and place == len(parts) else None


def _parts(text):
    """Characters, and runs of Latin letters or digits as one."""
    place = 0
    while place < len(text):
        latin = _LATIN.match(text, place)
        part = latin.group() if latin else text[place]
        yield part
        place += len(part)


def _end_of(parts, start, reading):
    """After which part a word ends that is read so; every reading of a character counts. The longest fit wins."""
    ends = {(start, reading)}
    found = None
    while ends:
        place, left = ends.pop()
        if not left:
            found = max(found or 0, place)
        elif place < len(parts):
            ends |= {(place + 1, left[len(sound) :]) for sound in _sounds(parts[place]) if left.startswith(sound)}
    return found


def _sounds(part):
    if not _HAN.match(part):
        return {part.casefold()}
    sounds = {sound.replace("ü", "v") for sound in pinyin(part, style=Style.NORMAL, heteronym=True)[0]}
    return sounds | ({"r"} if part == "儿" else set())


def _plain(reading):
    return reading.casefold().translate(_TONES).replace("'", "").replace("’", "")


def _halves(clause):
    """A clause whose reading is not known, cut into pieces of two to four characters."""
    parts = list(_parts(clause))
    size = 2 if len(parts) <= 6 else 3 if len(parts) <= 12 else 4
    return ["".join(parts[start : start + size]) for start in range(0, len(parts), size)]


def _few_enough(clauses: Iterable[Sequence[str]], between: str = "") -> list[str]:
    """Joins the shortest neighbours until there are eight pieces at most, within a clause first."""
    pieces = [(number, word) for number, clause in enumerate(clauses) for word in clause]
    while len(pieces) > MOST:
        pairs = list(itertools.pairwise(pieces))
        inside = [place for place, (one, other) in enumerate(pairs) if one[0] == other[0]]
        place = min(inside or range(len(pairs)), key=lambda at: len(pairs[at][0][1]) + len(pairs[at][1][1]))
        (number, one), (_number, other) = pairs[place]
        pieces[place : place + 2] = [(number, f"{one}{between}{other}")]
    return [word for _number, word in pieces] if len(pieces) >= FEWEST else []


def shuffled(pieces: Sequence[str], seed: str) -> list[str]:
    """The pieces in another order, the same each time for the same seed; never the right one where there is another."""
    rng = random.Random(seed)
    mixed = list(pieces)
    for _try in range(20):
        rng.shuffle(mixed)
        if mixed != list(pieces):
            return mixed
    return mixed[1:] + mixed[:1]


@dataclass(frozen=True)
class Wordings:
    """What was said well, and what not to say instead, in one language."""

    good: str
    poor: tuple[str, ...]

    def mixed(self, seed: str) -> list[str]:
        """All of them in an order that gives nothing away and stays."""
        mixed = [self.good, *self.poor]
        random.Random(seed).shuffle(mixed)
        return mixed


def wordings(phrase, others: Iterable = ()) -> Wordings | None:
    """The phrase beside what its author quotes to avoid; else beside what others of its scenario avoid; else None."""
    quoted = _quoted(phrase.avoid)
    if not quoted:
        others = [other for other in others if other.scenario_id == phrase.scenario_id and other.text != phrase.text]
        quoted = [quote for other in others for quote in _quoted(other.avoid)]
    if not quoted:
        return None
    chinese = bool(_HAN.search(quoted[0]))
    good = phrase.text if chinese else phrase.english
    poor = [
        quote for quote in dict.fromkeys(quoted) if bool(_HAN.search(quote)) == chinese and bare(quote) != bare(good)
    ]
    return Wordings(good, tuple(poor[:2])) if poor else None


def _quoted(avoid):
    """The sentences quoted; a single English word or term is about a word, not about how one speaks."""
    return [quote for quote in _QUOTED.findall(avoid) if _HAN.search(quote) or quote[:1].isupper()]


LISTEN, ORDER, ORDER_EN, COURTESY = "listen", "order", "order_en", "courtesy"


@dataclass(frozen=True)
class Exercises:
    """Everything one phrase is practised with; what is empty is no exercise."""

    phrase: Any
    listen: bool
    chips: list[str]
    chips_en: list[str]
    wordings: Wordings | None

    @property
    def names(self) -> list[str]:
        """The exercises there are, in the order in which they are done."""
        there = {LISTEN: self.listen, ORDER: self.chips, ORDER_EN: self.chips_en, COURTESY: self.wordings}
        return [name for name, exercise in there.items() if exercise]

    def is_right(self, name: str, answer: Any) -> bool:
        """Whether an answer as the browser sends it is right; of listening nobody but the person is the judge."""
        if name not in self.names:
            return False
        if name == LISTEN:
            return answer in ("like", "again")
        if name == COURTESY:
            return self.wordings is not None and answer == self.wordings.good
        if not (isinstance(answer, list) and all(isinstance(piece, str) for piece in answer)):
            return False
        pieces = self.chips if name == ORDER else self.chips_en
        return sorted(answer) == sorted(pieces) and bare(" ".join(answer)) == bare(" ".join(pieces))


def exercises(phrases: Sequence, *, listen: bool, order: bool, courtesy: bool) -> list[Exercises]:
    """The exercises of a drill, phrase by phrase; a phrase with nothing to practise is left out."""
    found = [
        Exercises(
            phrase=phrase,
            listen=listen,
            chips=chips(phrase.text, phrase.pinyin) if order else [],
            chips_en=english_chips(phrase.english) if order else [],
            wordings=wordings(phrase, phrases) if courtesy else None,
        )
        for phrase in phrases
    ]
    return [one for one in found if one.names]
