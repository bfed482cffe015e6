"""How a line is read: stored pinyin to syllables, syllables and English words to the phonemes of the model.

Chinese is read from the pinyin that an editor corrected, never guessed from the characters: 多长, 还, 得 and 重
come out as the phrasebook says. What a dictionary would have guessed is only compared, to find slips in the pinyin.
"""

import re
import unicodedata
from dataclasses import dataclass

TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
NEUTRAL = 5

PAUSES = {"，": ",", "、": ",", "。": ".", "！": "!", "？": "?", "：": ":", "；": ";", "…": "…"}
SILENT = '“”‘’"()（）《》「」'
HAN = re.compile(r"[\u4e00-\u9fff]")
CLAUSE = re.compile(r"[，、。！？：；…]+|(?<!\d)[:,.](?!\d)")

# One syllable of a pinyin word: a consonant before a vowel always opens the next one (fan-gan, not fang-an),
# since a syllable that opens with a vowel inside a word is written behind an apostrophe.
SYLLABLE = re.compile(r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?[aeiouü]+(?:ng|n|r)?(?![aeiouü])")
TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]")


class UnreadableError(ValueError):
    """A pinyin word that is no Mandarin."""


@dataclass(frozen=True)
class Syllable:
    """One Mandarin syllable: its plain letters and its tone, 1-4 or 5 for the neutral one."""

    letters: str
    tone: int

    def __str__(self):
        return f"{self.letters}{self.tone}"


def parts_of(pinyin):
    """The line in order: a list of syllables for a word, a string for a pause, ("latin", word) for a foreign word."""
    found = []
    for token in TOKEN.findall(unicodedata.normalize("NFC", pinyin)):
        if token in SILENT:
            continue
        if not token[0].isalpha():
            found.append(PAUSES.get(token, token))
        elif is_foreign(token):
            found.append(("latin", token))
        else:
            found.append(syllables_of(token))
    return found


def is_foreign(word):
    """App, VIP: letters that no tone stands on and that no Mandarin syllables make up."""
    try:
        syllables_of(word)
    except UnreadableError:
        return word.isascii()
    return False


def syllables_of(word):
    """The syllables of one pinyin word, with an r at the end (一会儿) as a syllable of its own."""
    found = []
    for piece in re.split(r"['’-]", word.lower()):
        letters, tones = _unmarked(piece)
        place = 0
        while place < len(letters):
            match = SYLLABLE.match(letters, place)
            if not match:
                raise UnreadableError(word)
            marks = [tone for tone in tones[place : match.end()] if tone]
            if len(marks) > 1:
                raise UnreadableError(word)
            found += _with_r(match[0], marks[0] if marks else NEUTRAL)
            place = match.end()
    return found


def _unmarked(piece):
    """`lǜ` to `lü` and the tone of each letter (0 for none)."""
    letters, tones = [], []
    for char in unicodedata.normalize("NFD", piece):
        if char == "\u0308":
            letters[-1] = "ü"
        elif char in TONES:
            tones[-1] = TONES[char]
        else:
            letters.append(char)
            tones.append(0)
    return "".join(letters), tones


def _with_r(letters, tone):
    if letters.endswith("r") and letters != "er":
        return [Syllable(letters[:-1], tone), Syllable("er", NEUTRAL)]
    return [Syllable(letters, tone)]


def spoken(parts, text):
    """The parts with the tones of 一 and 不 as they are said before the next syllable.

    Pinyin is written with the dictionary's tone (yīxià, bù shì); it is said yíxià, bú shì. Two third tones in a row
    are left to the model, which has learnt them from speech.
    """
    clauses, written = _clauses(parts), [clause for clause in CLAUSE.split(text) if clause]
    if len(clauses) != len(written):
        return parts
    changed = [list(part) if isinstance(part, list) else part for part in parts]
    for clause, characters in zip(clauses, map(HAN.findall, written), strict=True):
        if len(characters) == len(clause):  # otherwise figures: no character stands beside its syllable
            _change_tones(changed, clause, characters)
    return changed


def _clauses(parts):
    """The places (part, syllable) of each clause between two pauses."""
    found = [[]]
    for row, part in enumerate(parts):
        if isinstance(part, str) and found[-1]:
            found.append([])
        elif isinstance(part, list):
            found[-1] += [(row, column) for column in range(len(part))]
    return [clause for clause in found if clause]


def _change_tones(changed, clause, characters):
    for place, (row, column) in enumerate(clause[:-1]):
        here, following = changed[row][column], clause[place + 1]
        tone = changed[following[0]][following[1]].tone
        counted = place > 0 and characters[place - 1] in "第十"  # 第一, 十一: the tone stays
        if characters[place] == "不" and here.tone == 4 and tone == 4:
            changed[row][column] = Syllable(here.letters, 2)
        elif characters[place] == "一" and here.tone == 1 and not counted:
            changed[row][column] = Syllable(here.letters, 2 if tone in (4, NEUTRAL) else 4)


def count(pinyin):
    """How many syllables a line has."""
    return sum(len(part) for part in parts_of(pinyin) if isinstance(part, list))


def chinese_phonemes(pinyin, text, syllable_to_ipa, english):
    """What the model is given for a Chinese line."""
    out = []
    for part in spoken(parts_of(pinyin), text):
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, tuple):
            out.append(" " + english(part[1]).strip())
        else:
            out.append(" " + "".join(syllable_to_ipa(str(syllable)) for syllable in part))
    return "".join(out).strip()


def differences(pinyin, text, dictionary):
    """[(character, stored, guessed)] where a dictionary reads a character differently; tones of 一 and 不 aside."""
    characters = HAN.findall(text)
    stored = [syllable for part in parts_of(pinyin) if isinstance(part, list) for syllable in part]
    if len(stored) != len(characters):
        return [("(count)", str(len(stored)), str(len(characters)))]
    guessed = dictionary(text)
    return [
        (character, str(mine), theirs)
        for character, mine, theirs in zip(characters, stored, guessed, strict=True)
        if str(mine) != theirs and character not in "一不"
    ]
