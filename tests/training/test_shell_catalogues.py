"""Catalogues are merged into one, so no room takes a word out of another's mouth, or out of Wagtail's."""

from collections import defaultdict
from pathlib import Path

import pytest
import wagtail
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings

from training import cms_wording, wording

CATALOGUES = sorted(Path(settings.BASE_DIR).glob("*/locale/zh_Hans/LC_MESSAGES/django.po"))
# Words that mean the same in Wagtail and here, and are worded better here.
BETTER = {"All", "Dashboard", "Filter", "description", "name", "started at"}


def entries(path):
    with path.open("rb") as file:
        return [entry for entry in read_po(file) if entry.id]


def wordings():
    """{(context, msgid): {room: Chinese}}."""
    found = defaultdict(dict)
    for path in CATALOGUES:
        for entry in entries(path):
            word = entry.string[0] if isinstance(entry.string, tuple) else entry.string
            found[entry.context, str(entry.id)][path.parts[-5]] = word
    return found


@pytest.mark.parametrize("room", ["core", "training"])
def test_the_chinese_of_the_shell_is_complete(room):
    path = next(path for path in CATALOGUES if path.parts[-5] == room)
    missing = [entry.id for entry in entries(path) if entry.fuzzy or not entry.string or "" in tuple(entry.string)]
    assert not missing


def test_no_two_rooms_word_the_same_sentence_differently():
    """Without a context the upper room's wording would win everywhere."""
    assert not {key: rooms for key, rooms in wordings().items() if len(set(rooms.values())) > 1}


def test_no_room_rewords_a_sentence_of_wagtail_by_accident():
    """“Name” of a person is 姓名; a group of the CMS has a 名称. Those reworded on purpose are kept in two modules."""
    meant = {str(word) for module in (wording, cms_wording) for words in _tuples(module) for word in words}
    ours = {msgid: set(rooms.values()) for (context, msgid), rooms in wordings().items() if context is None}
    clashes = {}
    for path in Path(wagtail.__file__).parent.glob("**/locale/zh_Hans/LC_MESSAGES/django.mo"):
        if "contrib" in path.parts:
            continue
        with path.open("rb") as file:
            for entry in read_mo(file):
                theirs = entry.string if isinstance(entry.string, str) else None
                if theirs is None or entry.context or entry.id in meant | BETTER:
                    continue
                if {theirs.strip()} != ours.get(entry.id, {theirs.strip()}):
                    clashes[entry.id] = (theirs, ours[entry.id])
    assert not clashes


def _tuples(module):
    return [value for value in vars(module).values() if isinstance(value, tuple)]
