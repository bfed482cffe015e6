"""GIFT, Moodle's format for questions as plain text: reading.

After docs.moodle.org/en/GIFT_format. Questions stand between blank lines: `::title:: text { answers } rest`, where the
first sign of the answers says the kind. What Moodle's import passes over (comments) may carry `[id:…]` and `[tag:…]`;
ours adds `[difficulty:…]`, `[source:…]` and `[more:…]`, the fields GIFT has no signs for.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from ..items import Item
from . import gift_text
from .categories import topic_of
from .decoding import MOST_QUESTIONS, Unreadable, decoded, too_many
from .found import Found
from .gift_answers import BODIES, Answers, Refusal, kind_of
from .shapes import GAP, UNSTORABLE, tidy, tidy_line, with_rest

_CATEGORY = re.compile(r"^\$CATEGORY:(.*)$", re.IGNORECASE)
# The fields of a body that answers themselves say; all others stand in a `more` remark.
NATIVE: Mapping[str, tuple[str, ...]] = {
    "single": ("options",),
    "multiple": ("options",),
    "true_false": ("is_true", "feedback_true", "feedback_false"),
    "fill_in": ("blanks",),
    "numeric": ("answers",),
    "matching": ("pairs", "extra"),
    "essay": (),
}


@dataclass
class _Said:
    """What the remarks above a question say."""

    key: str = ""
    tags: list[str] = field(default_factory=list)
    difficulty: int | None = None
    source: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


def read(content: bytes) -> list[Found]:
    """Every question of a file, or why not. Never raises on whatever bytes."""
    try:
        text = UNSTORABLE.sub("", decoded(content))
    except Unreadable as why:
        return [Found(place=_("The file"), refusal=str(why))]
    found, topic = [], ""
    for block in gift_text.blocks(text):
        while block.lines and (category := _CATEGORY.match(block.lines[0])):
            topic = topic_of(category[1])
            block.lines.pop(0)
            block.line += 1
        if block.lines:
            found.append(_question(block, topic))
        if len(found) >= MOST_QUESTIONS:
            found.append(Found(place=_place(block), refusal=too_many()))
            break
    return found


def _place(block: gift_text.Block, title: str = "") -> str:
    if title:
        return _("line %(line)d (%(title)s)") % {"line": block.line, "title": title}
    return _("line %(line)d") % {"line": block.line}


def _question(block: gift_text.Block, topic: str) -> Found:
    title, text = _title(gift_text.asleep(block.text))
    said = _remarks(block.remarks)
    about: dict[str, Any] = {
        "place": _place(block, title),
        "key": said.key,
        "topic": topic,
        "tags": tuple(said.tags),
        "difficulty": said.difficulty,
        "source": said.source,
    }
    try:
        item, notes = _item(text, said.more)
    except Refusal as why:
        return Found(refusal=str(why), **about)
    return Found(item=item, notes=tuple(dict.fromkeys(notes)), **about)


def _title(text: str) -> tuple[str, str]:
    if text.startswith("::") and (end := text.find("::", 2)) > 0:
        return tidy_line(gift_text.awake(text[2:end]))[:60], text[end + 2 :]
    return "", text


def _remarks(remarks: list[tuple[str, str]]) -> _Said:
    said = _Said()
    for name, value in remarks:
        if name == "id":
            said.key = tidy_line(value)
        elif name == "tag" and (tag := tidy_line(value)) and tag not in said.tags:
            said.tags.append(tag)
        elif name == "difficulty" and value in ("1", "2", "3"):
            said.difficulty = int(value)
        elif name == "source":
            said.source = tidy_line(value)
        elif name == "more":
            said.more = _loaded(value)
    return said


def _loaded(value: str) -> Mapping[str, Any]:
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _item(text: str, more: Mapping[str, Any]) -> tuple[Item, list[str]]:
    head, answers, tail = _parted(text)
    answers, _mark, explanation = _general(answers)
    stem, form = gift_text.said(head)
    kind = kind_of(answers)
    notes = list(stem.notes)
    remark, _form = gift_text.said(explanation, form)
    read_body: Callable[[Answers], dict[str, Any]] = BODIES[kind]
    told = Answers(answers, form, more)
    body = read_body(told)
    kind = told.kind or kind
    whole = _stem(head, stem.text, tail, form, kind)
    if not whole.strip("_ \n"):
        raise Refusal(_("There is no question text before the braces."))
    if stem.pictures or remark.pictures:
        notes.append(_("A picture was left behind: this format carries none."))
    body = with_rest(kind, body, more, NATIVE[kind])
    item = Item(kind=kind, stem=whole, body=body, explanation=remark.text)
    return tidy(item), [*notes, *remark.notes, *told.notes]


def _parted(text: str) -> tuple[str, str, str]:
    start = text.find("{")
    if start < 0:
        if "}" in text:
            raise Refusal(_("A brace is closed that was never opened. Write \\} for the sign itself."))
        raise Refusal(_("This is a description: it asks nothing, so there is nothing to take over."))
    end = text.find("}", start)
    if end < 0:
        raise Refusal(_("The brace of the answers is never closed."))
    tail = text[end + 1 :]
    if "{" in tail or "}" in tail:
        raise Refusal(_("Two groups of answers stand here: one may be enough, or an empty line is missing."))
    return text[:start], text[start + 1 : end].strip(gift_text.BLANKS), tail


def _general(answers: str) -> tuple[str, str, str]:
    """Answers and what is said after every answer (`####`)."""
    front, mark, back = answers.rpartition("####")
    return (front.strip(gift_text.BLANKS), mark, back) if mark else (answers, "", "")


def _stem(head: str, text: str, tail: str, form: str, kind: str) -> str:
    """The question with its gap: where the answers stood inside it, and always for what is filled in."""
    if not tail.strip(gift_text.BLANKS):
        if kind != "fill_in" or GAP in text:
            return text
        return text + _blanks_before(head) + GAP
    if kind == "fill_in" and GAP in text:
        raise Refusal(_("The text has a gap of its own beside the one of the answers."))
    behind, _form = gift_text.said(tail, form)
    return text + _blanks_before(head) + GAP + _blanks_before(tail[::-1], turned=True) + behind.text


def _blanks_before(head: str, turned: bool = False) -> str:
    """The blanks and breaks that end a text, which reading the text itself takes off."""
    head = gift_text.awake(head)
    blanks = head[len(head.rstrip(gift_text.BLANKS)) :]
    return blanks[::-1] if turned else blanks
