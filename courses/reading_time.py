"""How long a lesson takes, from what is in it.

An estimate, and a cautious one for people who read to remember. Brysbaert (2019, Journal of Memory and Language 109,
104047) puts the silent reading of English non-fiction at 238 words a minute, averaged over 190 studies, and finds that
readers of other languages take about as long for the same content. For Chinese we count 300 characters a minute, and
for what is done rather than read so many seconds a piece: these are rules of thumb of ours, not measurements.
"""

import math
import re

CHARACTERS_A_MINUTE = 300
WORDS_A_MINUTE = 238
CLIP = 1.5  # of its length: most look at a part of it again
CHECK = 30
EXERCISE = 25
TURN = 15
PICTURE = 10
# Seconds of a clip whose length nobody has measured.
UNKNOWN_CLIP = 60

_TAGS = re.compile(r"<[^>]+>|&\w+;")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_WORDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’\-]*")


def reading_seconds(*texts: str) -> float:
    """Seconds for texts in Chinese, English or both; marks of HTML do not count."""
    seconds = 0.0
    for text in texts:
        plain = _TAGS.sub(" ", text or "")
        seconds += len(_HAN.findall(plain)) / CHARACTERS_A_MINUTE * 60
        seconds += len(_WORDS.findall(plain)) / WORDS_A_MINUTE * 60
    return seconds


def estimated_minutes(body) -> int:
    """Whole minutes for the body of a lesson, one at least."""
    return max(1, math.ceil(sum(_seconds(block) for block in body) / 60))


def _seconds(block) -> float:
    estimate = _OF.get(block.block_type)
    return estimate(block.value) if estimate and block.value else 0.0


def _picture(value):
    return PICTURE + reading_seconds(value["caption"])


def _phrase(value):
    phrase = value["phrase"]
    return reading_seconds(phrase.text, phrase.english, phrase.when, phrase.avoid) if phrase else 0.0


def _sign(value):
    sign = value["sign"]
    if sign is None:
        return 0.0
    return reading_seconds(sign.meaning, sign.usage) + (_clip_seconds(sign.shown_clip) if sign.shown_clip else 0.0)


def _term(value):
    term = value["term"]
    return reading_seconds(term.name, term.explanation) if term else 0.0


def _dialogue(value):
    dialogue = value["dialogue"]
    if dialogue is None:
        return 0.0
    turns = dialogue.turns.all()
    if value.get("play"):
        return TURN * len(turns)
    return reading_seconds(*(text for turn in turns for text in (turn.text, turn.english)))


def _clip(value):
    return _clip_seconds(value["clip"]) if value["clip"] else 0.0


def _clip_seconds(clip):
    return CLIP * (clip.duration or UNKNOWN_CLIP)


def _drill(value):
    exercises = sum(bool(value.get(name)) for name in ("listen", "order", "courtesy"))
    return EXERCISE * exercises * sum(phrase is not None for phrase in value["phrases"])


_OF = {
    "text": lambda value: reading_seconds(value.source),
    "image": _picture,
    "phrase": _phrase,
    "sign": _sign,
    "term": _term,
    "dialogue": _dialogue,
    "do_dont": lambda value: reading_seconds(*value["do"], *value["dont"]),
    "callout": lambda value: reading_seconds(value["title"], value["text"]),
    "clip": _clip,
    "check": lambda value: CHECK,
    "drill": _drill,
}
