"""GIFT: writing. Every question is read again before it is let out, so that a file says what the bank says."""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from ..items import Item
from .categories import path_of
from .gift import NATIVE, read
from .gift_text import escaped, names_a_format, remark
from .numbers import NUMBER
from .outgoing import CannotCarry, Outgoing, Refused, Written
from .shapes import GAP, rest_of, tidy, tidy_line
from .weights import percent, written_worths


def write(items: Sequence[Outgoing]) -> Written:
    """A file of the questions GIFT can carry: single, multiple, true_false, fill_in with one blank, numeric, matching
    and essay, without pictures. All others are refused by name.
    """
    parts, refused, topic = [], [], ""
    for place, going in enumerate(items):
        try:
            text = _checked(going)
        except CannotCarry as why:
            refused.append(Refused(place, going.key, str(why)))
            continue
        if (now := path_of(going.topic)) != topic:
            parts.append(f"$CATEGORY: {now or '$course$/top'}")
            topic = now
        parts.append(text)
    return Written("\n\n".join([*parts, ""]).encode(), refused)


def _checked(going: Outgoing) -> str:
    item = tidy(going.item)
    text = _remarks(going, item) + _question(item)
    found = read(text.encode())
    if len(found) != 1 or found[0].item != item:
        raise CannotCarry(_("GIFT has no way to write this question without changing it."))
    return text


def _remarks(going: Outgoing, item: Item) -> str:
    found = [remark("id", tidy_line(going.key))] if going.key else []
    found += [remark("tag", tidy_line(tag)) for tag in going.tags]
    if going.difficulty is not None:
        found.append(remark("difficulty", str(going.difficulty)))
    if going.source:
        found.append(remark("source", tidy_line(going.source)))
    if more := _more(item):
        found.append(remark("more", json.dumps(more, ensure_ascii=False, separators=(",", ":"))))
    return f"// {' '.join(found)}\n" if found else ""


def _more(item: Item) -> dict[str, Any]:
    if item.kind not in NATIVE:
        raise CannotCarry(_("GIFT has no questions of this kind."))
    more = rest_of(item.kind, item.body, NATIVE[item.kind])
    if item.kind == "multiple":
        more["marking"] = item.body["marking"]
        options = item.body["options"]
        right = [place for place, option in enumerate(options) if option["right"]]
        worths = written_worths(options, item.body["marking"])
        if right != [place for place, worth in enumerate(worths) if worth > 0]:
            more["right"] = right
    return more


def _question(item: Item) -> str:
    answers = _ANSWERS[item.kind](item.body)
    general = f"####{_text(item.explanation)}" if item.explanation else ""
    if item.kind == "fill_in":
        if item.stem.count(GAP) != 1 or len(item.body["blanks"]) != 1:
            raise CannotCarry(_("GIFT has one blank a question, no more."))
        head, _gap, tail = item.stem.partition(GAP)
        return f"[plain]{escaped(head)}{{{answers}{general}}}{escaped(tail)}"
    return f"[plain]{escaped(item.stem)}{{{answers}{general}}}"


def _text(text: str) -> str:
    return f"[plain]{escaped(text)}" if names_a_format(text) else escaped(text)


def _remark(text: str) -> str:
    return f"#{_text(text)}" if text else ""


def _single(body: dict[str, Any]) -> str:
    _without_pictures(body)
    lines = []
    for option in body["options"]:
        sign, usual = ("=", 100) if option["right"] else ("~", 0)
        weight = option.get("weight")
        if weight is None and option["text"].startswith("%"):
            weight = usual
        worth = "" if weight is None else f"%{percent(weight)}%"
        lines.append(f"{sign}{worth}{_text(option['text'])}{_remark(option.get('feedback', ''))}")
    return "\n".join(["", *lines, ""])


def _multiple(body: dict[str, Any]) -> str:
    _without_pictures(body)
    lines = [
        f"~%{percent(worth)}%{_text(option['text'])}{_remark(option.get('feedback', ''))}"
        for option, worth in zip(body["options"], written_worths(body["options"], body["marking"]), strict=True)
    ]
    return "\n".join(["", *lines, ""])


def _without_pictures(body: dict[str, Any]) -> None:
    if any("picture" in option for option in body["options"]):
        raise CannotCarry(_("Options have pictures, and GIFT carries none."))


def _truth(body: dict[str, Any]) -> str:
    remarks = [body.get("feedback_false", ""), body.get("feedback_true", "")]
    wrong, right = remarks if body["is_true"] else remarks[::-1]
    both = f"#{_text(wrong)}#{_text(right)}" if wrong or right else ""
    return ("TRUE" if body["is_true"] else "FALSE") + both


def _blank(body: dict[str, Any]) -> str:
    lines = []
    for blank in body["blanks"][:1]:
        special = {one["text"]: one for one in blank["special"]}
        for text in blank["accepted"].split("\n") if blank["accepted"] else []:
            said = _remark(special.pop(text, {}).get("feedback", ""))
            lines.append(f"={'%100%' if text.startswith('%') else ''}{_text(text)}{said}")
        for one in special.values():
            lines.append(f"=%{percent(one['weight'])}%{_text(one['text'])}{_remark(one.get('feedback', ''))}")
    if any("->" in line for line in lines):
        raise CannotCarry(_("-> in an answer makes a pair of it in GIFT."))
    return "\n".join(["", *lines, ""])


def _numeric(body: dict[str, Any]) -> str:
    lines = []
    for answer in body["answers"]:
        if not NUMBER.fullmatch(answer["value"]) or not NUMBER.fullmatch(answer["tolerance"]):
            raise CannotCarry(_("“%(text)s” is no number GIFT knows.") % {"text": answer["value"][:40]})
        weight = "" if answer["weight"] == 100 else f"%{percent(answer['weight'])}%"
        value = f"{answer['value']}:{answer['tolerance']}"
        lines.append(f"={weight}{value}{_remark(answer.get('feedback', ''))}")
    return "\n".join(["#", *lines, ""])


def _matching(body: dict[str, Any]) -> str:
    lines = [f"={_text(pair['left'])} -> {_text(pair['right'])}" for pair in body["pairs"]]
    lines += [f"= -> {_text(text)}" for text in body["extra"].split("\n") if text]
    return "\n".join(["", *lines, ""])


_ANSWERS = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _truth,
    "fill_in": _blank,
    "numeric": _numeric,
    "matching": _matching,
    "essay": lambda body: "",
}
