"""Every room's Chinese catalogue is complete, and up to date with the words of its source.

Extracted with Babel and Django's own `templatize`, so it needs no gettext tools and is never skipped.
"""

import io
import re
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import templatize

from .rooms import ROOMS

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def root(room):
    return Path(settings.BASE_DIR) / room


def words_of_source(room):
    """{(context, msgid)} of every translatable string in the room's Python files and templates."""
    found = set()
    for path in sorted(root(room).rglob("*.py")):
        found |= _extracted(path.read_bytes())
    for path in sorted([*root(room).rglob("templates/**/*.html"), *root(room).rglob("templates/**/*.txt")]):
        # Turns the tags of a template into Python-like calls on the same lines, and all else into padding.
        found |= _extracted(templatize(path.read_text(), origin=str(path)).encode())
    return found


def _extracted(source):
    found = set()
    for _line, messages, _comments, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
        message = messages[0] if isinstance(messages, tuple) else messages
        if message:
            found.add((context, message))
    return found


def catalogue(room):
    path = root(room) / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    assert path.exists(), f"{room} has translatable words and no catalogue"
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans", abort_invalid=True)


def translations(room):
    """The messages of a catalogue without its header: {(context, msgid): message}."""
    return {
        (message.context, message.id[0] if isinstance(message.id, tuple) else message.id): message
        for message in catalogue(room)
        if message.id
    }


@pytest.mark.parametrize("room", ROOMS)
def test_a_catalogue_holds_exactly_the_words_of_its_room(room):
    wanted = words_of_source(room)
    if not wanted:
        return
    kept = set(translations(room))
    assert sorted(map(str, wanted - kept)) == [], "not in the catalogue: run makemessages and translate"
    assert sorted(map(str, kept - wanted)) == [], "no longer in the source: run makemessages"


@pytest.mark.parametrize("room", ROOMS)
def test_every_word_is_translated_and_none_is_a_guess(room):
    for key, message in translations(room).items() if words_of_source(room) else ():
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), f"{key} is not translated"
        assert not message.fuzzy, f"{key} is a guess of gettext"
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        allowed = {holder for original in originals for holder in PLACEHOLDER.findall(original)}
        for string in strings:
            assert set(PLACEHOLDER.findall(string)) <= allowed, f"{key} → {string}"
            if len(originals) == 1:
                assert set(PLACEHOLDER.findall(string)) == allowed, f"{key} → {string}"


def test_no_room_talks_another_down():
    """All catalogues become one, and the upper room wins: what means something else here needs a context of its own."""
    said = defaultdict(dict)
    for room in ROOMS:
        for key, message in translations(room).items():
            said[key][room] = message.string
    assert {key: rooms for key, rooms in said.items() if len(set(rooms.values())) > 1} == {}


def test_the_words_of_templates_and_of_python_are_both_found():
    assert (None, "Sign in") in words_of_source("training")
    assert (None, "Hall") in words_of_source("people") or (None, "hall") in words_of_source("people")
