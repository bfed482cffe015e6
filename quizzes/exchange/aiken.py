"""Aiken: single choice as plain text, strictly as docs.moodle.org/en/Aiken_format has it.

A question on one line, options `A. ` or `A) ` with capital letters in order, then `ANSWER: ` and one letter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ..items import Item
from .decoding import MOST_QUESTIONS, Unreadable, decoded, too_many
from .found import Found
from .shapes import UNSTORABLE, tidy

_OPTION = re.compile(r"([A-Z])[.)][ \t]*(.*)")
_ANSWER = re.compile(r"ANSWER:[ \t]*(.*)")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass
class _Group:
    """The lines of one question as far as they belong together."""

    line: int
    text: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    answer: str | None = None


def read(content: bytes) -> list[Found]:
    """Every question of a file, or why not. Never raises on whatever bytes."""
    try:
        text = UNSTORABLE.sub("", decoded(content))
    except Unreadable as why:
        return [Found(place=_("The file"), refusal=str(why))]
    found = []
    for group in _groups(text):
        place = _("line %(line)d") % {"line": group.line}
        if len(found) >= MOST_QUESTIONS:
            found.append(Found(place=place, refusal=too_many()))
            break
        refusal = _refusal(group)
        found.append(Found(place=place, refusal=refusal) if refusal else Found(place=place, item=_item(group)))
    return found


def _groups(text: str) -> Iterator[_Group]:
    group: _Group | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.strip(" \t\ufeff")
        if not line:
            continue
        answer, option = _ANSWER.match(line), _OPTION.match(line)
        if group is not None and group.options and not answer and not option:
            # A new question begins though the one before has no answer line.
            yield group
            group = None
        group = group or _Group(number)
        if answer:
            group.answer = answer[1].strip()
            yield group
            group = None
        elif option:
            group.options.append((option[1], option[2].strip()))
        else:
            group.text.append(line)
    if group is not None:
        yield group


def _refusal(group: _Group) -> str:
    """What is wrong with the lines, or nothing."""
    letters = "".join(letter for letter, _text in group.options)
    checks = [
        (not group.text, _("There is no question before the options.")),
        (len(group.text) > 1, _("The question takes more than one line; Aiken allows one.")),
        (
            len(letters) < 2,
            _("There are fewer than two options. Each begins like “A. ” or “A) ” with a capital letter."),
        ),
        (not _LETTERS.startswith(letters), _("The options do not go A, B, C … in order.")),
        (not all(text for _letter, text in group.options), _("An option has no text.")),
        (group.answer is None, _("The line “ANSWER: ” with the letter of the right option is missing.")),
        (group.answer is not None and len(group.answer) != 1, _("After “ANSWER:” stands one letter and nothing else.")),
        ((group.answer or "-") not in letters, _("The answer is not the letter of an option, in capitals.")),
    ]
    return next((sentence for wrong, sentence in checks if wrong), "")


def _item(group: _Group) -> Item:
    options = [{"text": text, "right": letter == group.answer} for letter, text in group.options]
    return tidy(Item(kind="single", stem=group.text[0], body={"options": options}))
