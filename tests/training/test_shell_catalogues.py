"""The Chinese of the shell is complete, and no room takes a word out of its mouth."""

from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

CATALOGUES = sorted(Path(settings.BASE_DIR).glob("*/locale/zh_Hans/LC_MESSAGES/django.po"))


def entries(path):
    with path.open("rb") as file:
        return [entry for entry in read_po(file) if entry.id]


@pytest.mark.parametrize("room", ["core", "training"])
def test_the_chinese_of_the_shell_is_complete(room):
    path = next(path for path in CATALOGUES if path.parts[-5] == room)
    missing = [entry.id for entry in entries(path) if entry.fuzzy or not entry.string or "" in tuple(entry.string)]
    assert not missing


def test_no_room_words_a_sentence_of_the_shell_differently():
    """Django merges all catalogues into one: without a context the upper room's wording would win everywhere."""
    wordings = defaultdict(dict)
    for path in CATALOGUES:
        for entry in entries(path):
            word = entry.string[0] if isinstance(entry.string, tuple) else entry.string
            if word:
                wordings[entry.context, str(entry.id)][path.parts[-5]] = word
    ours = {key: rooms for key, rooms in wordings.items() if {"core", "training"} & set(rooms)}
    assert not {key: rooms for key, rooms in ours.items() if len(set(rooms.values())) > 1}
