"""Reads what people wrote down about the demonstration hall: one TOML file for the hall, one for each course.

Beside them lie the drawn covers and the placeholder clips with their list.
"""

import tomllib
from functools import cache
from pathlib import Path

CONTENT = Path(__file__).parent / "content"
COVERS = Path(__file__).parent / "covers"
CLIPS = Path(__file__).parent / "clips"
AUDIO = Path(__file__).parent / "audio"
PICTURES = Path(__file__).parent / "drawings"
# In the order of the catalogue.
COURSES = ("service-phrases", "sign-language-basics", "hall-english", "customer-communication")


@cache
def hall():
    """The hall, its people, posts, skills, and how the year went for them."""
    return _read("hall")


@cache
def courses():
    """The four courses as written, in the order of the catalogue."""
    return tuple(_read(slug) for slug in COURSES)


@cache
def terms():
    """The terms of the trade, in the order in which people meet them."""
    return tuple(_read("terms")["terms"])


@cache
def practicals():
    """Rubrics, the short courses they belong to, and how people fared in them."""
    return _read("practicals")


@cache
def programmes():
    """Certification programmes, and how far people have come with them."""
    return _read("programmes")


@cache
def clips():
    """The placeholder clips by key, and the credit they all carry."""
    written = _read_file(CLIPS / "clips.toml")
    return {clip["key"]: clip for clip in written["clips"]}, written["credit"]


@cache
def voices():
    """Who spoke the phrases, and the recordings there are, by the key of the phrase and then by language."""
    written = _read_file(AUDIO / "voices.toml")
    return written["made"], written["lines"]


def _read(name):
    return _read_file(CONTENT / f"{name}.toml")


def _read_file(path):
    with path.open("rb") as file:
        return tomllib.load(file)
