"""The list beside the recordings: what each was made from, by which voice, and how long it lasts. Plain Python."""

import tomllib
from pathlib import Path

from .content import AUDIO, LANGUAGES

FILE = AUDIO / "voices.toml"
RECIPE = 1  # raise it when the same line would come out differently: everything is made again

HEAD = f"""\
# Made by tools/voices: run it again instead of editing this. Which text each recording was made from (a fingerprint
# of the text, and for Chinese of its pinyin), who speaks, and the seconds of the normal and the slow reading.

[made]
synthetic = true
by = "Kokoro-82M v1.0 (Chinese), hibari 0.2.1 (English)"
licence = "Apache-2.0"
listened_to = false
recipe = {RECIPE}

[lines]
"""


def load(path=FILE):
    """The manifest as `{key: {language: entry}}`; empty before the first run or after another recipe."""
    if not Path(path).exists():
        return {}
    written = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    return written["lines"] if written["made"]["recipe"] == RECIPE else {}


def entry(line, seconds, slow_seconds):
    """What the list says about one line."""
    return {
        "from": line.fingerprint,
        "voice": line.voice,
        "seconds": round(seconds, 2),
        "slow_seconds": round(slow_seconds, 2),
    }


def is_current(line, listed, folder=AUDIO):
    """Whether both recordings are there and were made from this very text by this voice."""
    stated = listed.get(line.key, {}).get(line.language)
    return (
        stated is not None
        and (stated["from"], stated["voice"]) == (line.fingerprint, line.voice)
        and all(line.path(slow, folder).exists() for slow in (False, True))
    )


def write(listed, path=FILE):
    """The list in the order of the keys."""
    rows = [_row(key, language, listed[key]) for key in sorted(listed) for language in LANGUAGES]
    Path(path).write_text(HEAD + "\n".join(filter(None, rows)) + "\n", encoding="utf-8")


def _row(key, language, languages):
    if language not in languages:
        return ""
    stated = languages[language]
    return (
        f'{key}.{language} = {{ from = "{stated["from"]}", voice = "{stated["voice"]}", '
        f"seconds = {stated['seconds']:.2f}, slow_seconds = {stated['slow_seconds']:.2f} }}"
    )
