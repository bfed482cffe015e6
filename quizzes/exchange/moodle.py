"""Moodle XML: reading. After docs.moodle.org/en/Moodle_XML_format.

Every `question` of a `quiz` becomes an item or a refusal; a question of the type `category` says where the following
ones belong.
"""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from ..items import Item
from .categories import topic_of
from .decoding import MOST_QUESTIONS, Unreadable, too_many
from .found import Found
from .moodle_cloze import read_cloze
from .moodle_kinds import BODIES
from .moodle_texts import Refusal, Texts
from .safe_xml import every, parse, words
from .shapes import tidy, tidy_line

# What Moodle writes into every question by itself; anything else there is an author's words.
_USUAL = {
    *("your answer is correct.", "your answer is partially correct.", "your answer is incorrect."),
    *("回答正确。", "部分正确。", "回答错误。", "你的回答正确", "部分正确", "回答错误", "您的回答是正确的。"),
}
_AS_A_WHOLE = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def read(content: bytes) -> list[Found]:
    """Every question of a file, or why not. Never raises on whatever bytes."""
    try:
        root = parse(content)
    except Unreadable as why:
        return [Found(place=_("The file"), refusal=str(why))]
    if root.tag != "quiz":
        return [Found(place=_("The file"), refusal=_("This is no Moodle XML: it does not begin with “quiz”."))]
    found, topic = [], ""
    for question in (one for one in root if one.tag == "question"):
        if question.get("type") == "category":
            topic = topic_of(words(question, "category", "text"))
            continue
        place = _place(len(found) + 1, question)
        if len(found) >= MOST_QUESTIONS:
            return [*found, Found(place=place, refusal=too_many())]
        found.append(_question(question, place, topic))
    return found


def _place(number: int, question: Element) -> str:
    name = tidy_line(words(question, "name", "text"))[:60]
    if name:
        return _("question %(number)d (%(title)s)") % {"number": number, "title": name}
    return _("question %(number)d") % {"number": number}


def _question(question: Element, place: str, topic: str) -> Found:
    tags = dict.fromkeys(tidy_line(words(tag, "text")) for tag in every(question, "tag"))
    about: dict[str, Any] = {
        "place": place,
        "key": tidy_line(words(question, "idnumber")),
        "topic": topic,
        "tags": tuple(tag for tag in tags if tag),
    }
    texts = Texts()
    try:
        item = _item(question, texts)
    except Refusal as why:
        return Found(refusal=str(why), **about)
    return Found(item=item, notes=tuple(texts.notes), attached=tuple(texts.attached.values()), **about)


def _item(question: Element, texts: Texts) -> Item:
    kind = question.get("type", "")
    if kind == "description":
        raise Refusal(_("This is a description: it asks nothing, so there is nothing to take over."))
    explanation = texts.without_pictures(question, "generalfeedback")
    _note_what_stays(question, texts)
    if kind in ("cloze", "multianswer"):
        item = read_cloze(question, texts)
    elif kind in BODIES:
        item = BODIES[kind](question, texts)
    else:
        raise Refusal(_("Questions of Moodle's type “%(type)s” have no counterpart here.") % {"type": kind[:40]})
    if not item.stem.strip("_ \n"):
        raise Refusal(_("The question has no text."))
    return tidy(Item(item.kind, item.stem, item.body, explanation))


def _note_what_stays(question: Element, texts: Texts) -> None:
    if any(words(hint, "text") for hint in question if hint.tag == "hint"):
        texts.note(_("The hints for further tries were left behind."))
    whole: Mapping[str, str] = {name: texts.plain(question, name) for name in _AS_A_WHOLE}
    if any(text and text.lower() not in _USUAL for text in whole.values()):
        texts.note(_("What is said to right and wrong answers as a whole was left behind."))
