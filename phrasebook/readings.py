"""Drafts of how an entry is read aloud: pinyin for its Chinese, the phonetic alphabet for its English.

Drafts of a machine: a character with two readings is guessed by the phrase it stands in, and an English word that is in
no dictionary is marked with a star. Somebody reads them aloud and corrects them. Pure.
"""

import re
from collections.abc import Iterable, Iterator

import eng_to_ipa
from pypinyin import Style, lazy_pinyin
from pypinyin.seg import mmseg

UNKNOWN = "*"  # behind a word the dictionary does not know

_HAN = r"〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_PIECES = re.compile(rf"[{_HAN}]+|[^{_HAN}]+")
# Between readings the punctuation is that of Latin letters; quotation marks are the same in both.
_MARKS = str.maketrans({
    "，": ", ", "、": ", ", "。": ". ", "．": ". ", "？": "? ", "！": "! ", "：": ": ", "；": "; ", "（": " (",
    "）": ") ", "“": " “", "”": "” ", "‘": " ‘", "’": "’ ", "《": " “", "》": "” ", "「": " “", "」": "” ",
    "…": "… ", "—": " — ",
})  # fmt: skip
_CLOSING, _OPENING = ",.?!:;)”’…", "(“‘"
# A syllable that begins with a vowel is set off from the one before it: fáng'àn, not fángàn.
_VOWEL_FIRST = re.compile("^[aāáǎàoōóǒòeēéěè]")

_WORD = re.compile(r"[A-Za-z]+(?:['.][A-Za-z]+)*|\d[\d,.]*\d|\d")
# Of several entries the dictionary gives any; these are the ones a sentence needs, unstressed where they usually are.
_COMMON = {
    "a": "ə", "an": "ən", "and": "ənd", "at": "ət", "but": "bət", "can": "kən", "come": "kʌm", "done": "dʌn",
    "for": "fər", "from": "frəm", "here": "hɪr", "hello": "həˈloʊ", "i'm": "aɪm", "just": "dʒʌst", "of": "əv",
    "on": "ɑn", "one": "wʌn", "or": "ər", "our": "aʊr", "some": "sʌm", "that": "ðæt", "the": "ðə", "to": "tə",
    "up": "ʌp", "us": "ʌs", "was": "wəz", "we'll": "wil", "what": "wɑt", "what's": "wɑts", "when": "wɛn", "with": "wɪð",
    "you": "ju", "you'd": "jud", "your": "jʊr",
}  # fmt: skip
# What the dictionary said of words that were asked for before.
_heard: dict[str, str] = {}
MOST_HEARD, AT_ONCE = 20_000, 500
_VOWELS = "aeiouæɑɔəɛɜɪʊʌ"


def pinyin_of(text: str) -> str:
    """The pinyin of a sentence with marks of tone, words held together where the phrase dictionary knows them."""
    pieces = _PIECES.findall(text)
    return _spaced(" ".join(_read(piece) if re.match(f"[{_HAN}]", piece) else _latin(piece) for piece in pieces))


def _read(run: str) -> str:
    return " ".join(_joined(lazy_pinyin(word, style=Style.TONE)) for word in mmseg.seg.cut(run))


def _joined(syllables: list[str]) -> str:
    first, *others = syllables
    return first + "".join(f"'{each}" if _VOWEL_FIRST.match(each) else each for each in others)


def _latin(piece: str) -> str:
    return piece.translate(_MARKS)


def _spaced(text: str) -> str:
    """With one blank between words, none before what closes and none after what opens."""
    text = re.sub(r"\s+", " ", text)
    text = re.sub(rf" (?=[{re.escape(_CLOSING)}])", "", text)
    return re.sub(rf"(?<=[{re.escape(_OPENING)}]) ", "", text).strip()


def ipa_of(english: str) -> str:
    """The sounds of an English sentence between slashes, American as the dictionary has them; "" for no words.

    Numbers and words the dictionary does not know stand as they are written, with a star.
    """
    look_up([english])
    english = _straight(english)
    sounds = "".join(_sounds(english))
    return f"/{' '.join(sounds.split())}/" if _WORD.search(english) else ""


def look_up(sentences: Iterable[str]) -> None:
    """Look up the words of many sentences at once: the dictionary is read from end to end for every question."""
    words = {word.lower() for text in sentences for word in _WORD.findall(_straight(text)) if word[0].isalpha()}
    if len(_heard) > MOST_HEARD:
        _heard.clear()
    new = sorted(words - _COMMON.keys() - _heard.keys())
    for start in range(0, len(new), AT_ONCE):
        some = new[start : start + AT_ONCE]
        found = eng_to_ipa.ipa_list(some, keep_punct=False)
        _heard.update({word: readings[-1] for word, readings in zip(some, found, strict=True)})


def _straight(english: str) -> str:
    return english.replace("’", "'").replace("‘", "'")


def _sounds(english: str) -> Iterator[str]:
    end = 0
    for word in _WORD.finditer(english):
        yield _between(english[end : word.start()])
        yield _sound(word[0])
        end = word.end()
    yield _between(english[end:])


def _between(text: str) -> str:
    """What stands between two words, without slashes and stars, which mean something here."""
    return re.sub(r"[/*\\]", " ", text)


def _sound(word: str) -> str:
    if word.lower() in _COMMON:
        return _COMMON[word.lower()]
    # Letters that are spelt out (EV, QR) stand in the dictionary as something else.
    spelt = len(word) > 1 and word.isupper()
    sound = "" if spelt else _heard.get(word.lower(), "")
    return word + UNKNOWN if not sound or UNKNOWN in sound else _modern(sound)


def _modern(sound: str) -> str:
    """As today's dictionaries write it: two letters for an affricate, the vowels of cup and bird under stress."""
    sound = sound.replace("ʧ", "tʃ").replace("ʤ", "dʒ")
    sound = re.sub(rf"([ˈˌ][^{_VOWELS}ˈˌ]*)ər", r"\1ɜr", sound)
    return re.sub(rf"([ˈˌ][^{_VOWELS}ˈˌ]*)ə", r"\1ʌ", sound)


def fitting(draft: str, most: int) -> str:
    """The draft when it fits into `most` characters, else none at all: half a reading would look like a whole one."""
    return draft if len(draft) <= most else ""


def is_whole(*readings: str) -> bool:
    """Whether all readings are there and none of their words waits to be written by hand."""
    return all(reading.strip() and UNKNOWN not in reading for reading in readings)
