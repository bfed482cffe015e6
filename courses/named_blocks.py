"""What to call a block of a lesson where people speak about it: its kind and its first words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from phrasebook.models import Dialogue, Phrase, Sign, Term

from .models import LessonPage

_LONGEST = 24
_ENTRIES = {"phrase": Phrase, "sign": Sign, "dialogue": Dialogue, "term": Term, "drill": Phrase}


@dataclass(frozen=True)
class NamedBlock:
    """A block by its place in the lesson (from 1), its id and a name of a few words."""

    number: int
    id: str
    name: str


def named_blocks(pages: Iterable[LessonPage]) -> dict[int, list[NamedBlock]]:
    """The blocks of lessons in order by page id; an entry that is gone leaves the name of its kind.

    Read from what is stored, so that a hundred lessons cost one query for each kind of entry they show.
    """
    stored = {page.pk: list(page.body.raw_data) for page in pages}
    wanted = defaultdict(set)
    for block in (block for blocks in stored.values() for block in blocks):
        wanted[_ENTRIES.get(block["type"])].add(_entry_id(block))
    entries = {model: model.objects.in_bulk(ids - {None}) for model, ids in wanted.items() if model}
    return {
        pk: [
            NamedBlock(number, block.get("id") or "", _name(block, entries))
            for number, block in enumerate(blocks, start=1)
        ]
        for pk, blocks in stored.items()
    }


def _entry_id(block):
    value, kind = block["value"], block["type"]
    if kind == "drill":
        first = next(iter(value.get("phrases") or []), None)
        return first.get("value") if isinstance(first, dict) else first
    return value.get(kind) if kind in _ENTRIES else None


def _name(block, entries):
    child = LessonPage.body.field.stream_block.child_blocks.get(block["type"])
    kind = child.label if child else block["type"]
    entry = entries.get(_ENTRIES.get(block["type"]), {}).get(_entry_id(block))
    words = _short(str(entry) if entry else _words(block["value"]))
    return _("%(kind)s: %(words)s") % {"kind": kind, "words": words} if words else str(kind)


def _words(value):
    """The words by which a person finds the block again: its text, title, question or first item."""
    if isinstance(value, dict):
        fields = ("title", "question", "caption", "do")
        value = next((value[name] for name in fields if value.get(name)), "")
    if isinstance(value, list):
        value = value[0] if value else ""
        value = value.get("value", "") if isinstance(value, dict) else value
    return value if isinstance(value, str) else ""


def _short(text):
    text = " ".join(strip_tags(text.replace("<", " <")).split())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
