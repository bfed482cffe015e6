"""Finding what is typed with a slip: dinafei, dianfie, diangfei, zangdan, electrcity.

A word is near another when a few slips lead from it to the other or to its beginning, for people look while they type.
A slip is one letter wrong, missing, too many, or two neighbours exchanged. Pinyin is compared by its sound as well:
where z and zh, c and ch, s and sh, n and l, or -n and -ng are one sound to the ear they are one here, and cost nothing.

phrasebook/static/phrasebook/search.js says the same for a browser without a network.
"""

from functools import cache, cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .search_text import score_word, without_tones

# A word shorter than this sounds like half the dictionary.
_LEAST = 3
# What is one sound to many ears in the south; the order matters.
_SAME_SOUND = (("ng", "l"), ("n", "l"), ("zh", "z"), ("ch", "c"), ("sh", "s"))
# Words are first compared by beginnings of one of these lengths, which many of them share.
_SIZES = (10, 8, 6, 4, 3, 2, 1)


def sound(reading):
    """Pinyin as it sounds to an ear that hears no difference between z and zh, n and l, -n and -ng."""
    for letters, letter in _SAME_SOUND:
        reading = reading.replace(letters, letter)
    return reading


def slips_allowed(word):
    """How many slips a word of this length may hold and still be meant."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def distance(word, other, most):
    """How many slips lead from the word to the other or to its beginning; more than `most` when more than that."""
    lengths = range(max(0, len(word) - most), len(word) + most + 1)
    return min(OSA.distance(word, other[:length], score_cutoff=most) for length in lengths)


class Words:
    """The different words of many keys, and in which of the keys each stands."""

    def __init__(self, pairs):
        places = {}
        for word, place in pairs:
            places.setdefault(word, []).append(place)
        # Tuples, because the garbage collector looks into every list again and again, and into a tuple of numbers once.
        self._places = {word: tuple(found) for word, found in places.items()}
        self._beginnings = cache(self._cut)

    def near(self, word, most):
        """{place: slips} for every key that holds a word at most so many slips from this one."""
        found = {}
        for other in self._worth_measuring(word, most):
            slips = distance(word, other, most)
            if slips <= most:
                for place in self._places[other]:
                    found[place] = min(slips, found.get(place, slips))
        return found

    def _worth_measuring(self, word, most):
        """Cut to one length, a word and one that is near it are at most twice as many slips apart."""
        size = next(size for size in _SIZES if size <= len(word))
        beginnings = self._beginnings(size)
        for beginning, _slips, _at in process.extract(
            word[:size], beginnings.keys(), scorer=OSA.distance, score_cutoff=2 * most, limit=None
        ):
            yield from beginnings[beginning]

    def _cut(self, size):
        """{beginning: words}."""
        beginnings = {}
        for word in self._places:
            beginnings.setdefault(word[:size], []).append(word)
        return {beginning: tuple(words) for beginning, words in beginnings.items()}


class Slips:
    """A list of keys, made ready for asking what nearly answers a query. A key is named by its place in the list."""

    def __init__(self, keys):
        self.keys = keys

    @cached_property
    def _vocabulary(self):
        # The sound of a whole key at once: it has a hundred readings.
        spoken = _entered((sound(key) for key in self.keys), "|")
        return Words(_entered(self.keys, " ")), Words(spoken)

    def near(self, words):
        """{place: cost} of every key in which each of the words is found or nearly found; 0 is found as typed."""
        costs = None
        for word in words:
            one = self._near_word(word)
            if costs is not None:  # a key must hold every word
                one = {place: costs[place] + cost for place, cost in one.items() if place in costs}
            costs = one
        return costs or {}

    def _near_word(self, word):
        as_typed = {place: 0 for place, key in enumerate(self.keys) if score_word(key, word)}
        return {**self._slipped(without_tones(word)), **as_typed}

    def _slipped(self, word):
        """{place: 1 + slips}; words with digits, and Chinese, are taken as they stand."""
        if len(word) < _LEAST or not (word.isascii() and word.isalpha()):
            return {}
        written, spoken = self._vocabulary
        heard = sound(word)
        found = {place: 1 + slips for place, slips in spoken.near(heard, slips_allowed(heard)).items()}
        if most := slips_allowed(word):
            for place, slips in written.near(word, most).items():
                found[place] = min(1 + slips, found.get(place, 1 + slips))
        return found


def _entered(keys, mark):
    """(word, place) of every line of the keys that bears the mark."""
    for place, key in enumerate(keys):
        for line in key.split("\n"):
            if line.startswith(mark):
                yield line[1:], place
