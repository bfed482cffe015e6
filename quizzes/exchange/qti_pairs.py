"""What QTI matches and orders: pairs, categories, steps and sentences."""

from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from .qti_asked import Asked, Refusal
from .qti_declarations import Declaration
from .qti_section import plain_of
from .safe_xml import every
from .shapes import parted_line, tidy_line


def _sides(asked: Asked) -> tuple[list[tuple[str, str]], list[tuple[str, str]], list[list[str]]]:
    interaction = asked.block("matchInteraction")
    sets = [one for one in interaction if one.tag == "simpleMatchSet"]
    if len(sets) != 2:
        raise Refusal(_("A match needs two sets of choices."))
    left, right = (
        [(one.get("identifier", ""), plain_of(one).text) for one in every(holder, "simpleAssociableChoice")]
        for holder in sets
    )
    declared = asked.of(interaction)
    pairs = [pair.split() for pair in declared.correct or [key for key, worth in declared.mapping.items() if worth > 0]]
    if any(len(pair) != 2 for pair in pairs) or len({pair[0] for pair in pairs}) < len(pairs):
        raise Refusal(_("Something belongs to several others at once; here everything has one place."))
    return left, right, pairs


def matching_body(asked: Asked) -> dict[str, Any]:
    left, right, pairs = _sides(asked)
    place, texts = dict(pairs), dict(right)
    if not set(place) >= {name for name, _text in left} or not set(place.values()) <= set(texts):
        raise Refusal(_("Something on the left has no counterpart."))
    used = set(place.values())
    return {
        "pairs": [{"left": text, "right": texts[place[name]]} for name, text in left],
        "extra": "\n".join(tidy_line(text) for name, text in right if name not in used),
    }


def categorise_body(asked: Asked) -> dict[str, Any]:
    left, right, pairs = _sides(asked)
    place, members = dict(pairs), {name: [] for name, _text in right}
    for name, text in left:
        if place.get(name) not in members:
            raise Refusal(_("Something on the left has no counterpart."))
        members[place[name]].append({"text": text})
    return {"categories": [{"name": text, "members": members[name]} for name, text in right]}


def is_categorise(interaction: Element, declared: Declaration) -> bool:
    """Whether a match sorts things into boxes: several of the first set belong to one of the second."""
    targets = [pair.split()[-1] for pair in declared.correct if pair.split()]
    sets = [len(list(every(one, "simpleAssociableChoice"))) for one in interaction if one.tag == "simpleMatchSet"]
    return len(set(targets)) < len(targets) and len(sets) == 2 and sets[0] > sets[1]


def _ordered(asked: Asked) -> tuple[list[str], list[str]]:
    interaction = asked.block("orderInteraction")
    texts = {one.get("identifier", ""): plain_of(one).text for one in every(interaction, "simpleChoice")}
    order = asked.of(interaction).correct
    if not order or not set(order) <= set(texts) or len(set(order)) < len(order):
        raise Refusal(_("The right order is not declared."))
    return [texts[name] for name in order], [text for name, text in texts.items() if name not in set(order)]


def ordering_body(asked: Asked) -> dict[str, Any]:
    steps, extra = _ordered(asked)
    if extra:
        raise Refusal(_("Not all of the steps have a place in the right order."))
    return {"steps": [{"text": text} for text in steps]}


def build_body(asked: Asked) -> dict[str, Any]:
    tiles, extra = _ordered(asked)
    others = asked.more.get("others")
    lines = [parted_line(tiles), *([others] if isinstance(others, str) else [])]
    return {"sentences": "\n".join(lines), "extra": "\n".join(tidy_line(text) for text in extra)}
