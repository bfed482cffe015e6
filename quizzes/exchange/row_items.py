"""One question out of what a row says: its kind, its options and its answer brought together."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..items import Item
from .answers import blanks, chosen, letters_of, number, without_prefix
from .options import LETTERS
from .stems import BLANK, has_blanks, with_blanks, without_last_brackets
from .table_words import plain, truth

CHOICES = {"single", "multiple", "choice", "any"}
MOST_STEM = 4000


class NoItem(ValueError):
    """The row holds no question that could be asked; says why in a sentence."""


@dataclass(frozen=True)
class Raw:
    """A row before it is understood. `options` are in order and without their letters."""

    kind: str
    stem: str
    options: tuple[str, ...]
    answer: str
    explanation: str
    points: str = ""


def item_of_row(raw: Raw) -> tuple[Item, tuple[str, ...]]:
    """The item, and notes on what was understood more freely than it was written. Raises NoItem."""
    if not raw.stem:
        raise NoItem(_("There is no question text."))
    if len(raw.stem) > MOST_STEM:
        raise NoItem(_("The question text is longer than %(most)d characters.") % {"most": MOST_STEM})
    if not raw.answer:
        raise NoItem(_("There is no answer."))
    kind = _settled(raw)
    makers = {"true_false": _statement, "fill_in": _fill_in, "numeric": _numeric, "essay": _essay}
    if kind in makers:
        return makers[kind](raw)
    if kind in CHOICES:
        return _choice(raw, kind)
    raise NoItem(_("Questions of this kind cannot be read from a table of this layout."))


def _settled(raw: Raw) -> str:
    """The kind a row has, told by its answer where no word says so."""
    if raw.kind:
        return raw.kind
    if raw.options:
        # Two options that say true and false are a statement in the clothes of a choice.
        return "true_false" if [truth(option) for option in raw.options] == [True, False] else "choice"
    if truth(raw.answer) is not None and plain(raw.answer) not in {"1", "0"}:
        return "true_false"
    if has_blanks(raw.stem):
        return "fill_in"
    raise NoItem(_("Nothing says what kind of question this is. Add a column for it, or choose the kind here."))


def _choice(raw: Raw, kind: str) -> tuple[Item, tuple[str, ...]]:
    if len(raw.options) < 2:
        raise NoItem(_("There are fewer than two options."))
    if len(raw.options) > len(LETTERS):
        raise NoItem(_("There are more than %(most)d options.") % {"most": len(LETTERS)})
    if "" in raw.options:
        raise NoItem(
            _("Option %(letter)s is empty, though a later one is not.") % {"letter": LETTERS[raw.options.index("")]}
        )
    places = chosen(raw.answer, raw.options)
    if not places:
        raise NoItem(_("The answer “%(answer)s” is none of the options.") % {"answer": raw.answer[:60]})
    if places[-1] >= len(raw.options):
        raise NoItem(_too_far(places[-1], len(raw.options)))
    return _of_places(raw, kind, places)


def _too_far(place: int, count: int) -> str:
    sentence = ngettext(
        "The answer names %(letter)s, but there is %(count)d option.",
        "The answer names %(letter)s, but there are %(count)d options.",
        count,
    )
    return sentence % {"letter": LETTERS[place], "count": count}


def _of_places(raw: Raw, kind: str, places: list[int]) -> tuple[Item, tuple[str, ...]]:
    notes: tuple[str, ...] = ()
    if kind == "single" and len(places) > 1:
        raise NoItem(_("It is a single choice, but the answer names several: %s.") % letters_of(places))
    if kind == "multiple" and len(places) == 1:
        raise NoItem(_("It is a multiple choice, but the answer names only %s.") % letters_of(places))
    if kind == "any" and len(places) == 1:
        notes = (_("One option is right: taken as a single choice."),)
    options = [{"text": text, "right": place in places} for place, text in enumerate(raw.options)]
    body = {"options": options, "shuffle": not _refer_to_each_other(raw.options)}
    if len(places) == 1:
        return Item("single", raw.stem, body, raw.explanation), notes
    return Item("multiple", raw.stem, {**body, "marking": "all"}, raw.explanation), notes


# 以上都对 and “A和B” make no sense among shuffled options.
_REFERRING = re.compile(
    r"^(?:以上|上述|前述)(?:各?[项条]|全部|所有|选项|答案|说法|三[项者]|两[项者])?.{0,6}(?:都|均|皆|全|不)?.{0,4}$"
    r"|all of the above|none of the above|"
    r"^[A-J](?:\s*[、,，和与及&]\s*[A-J])+(?:都|均|皆)?(?:对|正确|是)?$|^both [A-J] and [A-J]",
    re.IGNORECASE,
)


def _refer_to_each_other(options: tuple[str, ...]) -> bool:
    return any(_REFERRING.search(option.strip()) for option in options)


def _statement(raw: Raw) -> tuple[Item, tuple[str, ...]]:
    answer = without_prefix(raw.answer)
    notes: tuple[str, ...] = ()
    is_true = truth(answer)
    letter = plain(answer)
    if letter in {"a", "b"}:
        words = [truth(option) for option in raw.options] or [True, False]
        is_true = words["ab".index(letter)] if len(words) == 2 else None
        if not raw.options:
            notes = (_("The answer %(letter)s was read as: A is true, B is false.") % {"letter": letter.upper()},)
    if is_true is None:
        raise NoItem(_("The answer “%(answer)s” says neither true nor false.") % {"answer": raw.answer[:60]})
    return Item("true_false", without_last_brackets(raw.stem), {"is_true": is_true}, raw.explanation), notes


def _fill_in(raw: Raw) -> tuple[Item, tuple[str, ...]]:
    stem, count = with_blanks(raw.stem)
    notes: tuple[str, ...] = ()
    if not count:
        # Some banks leave the blank to the reader's eye: the answer follows the words.
        stem, count = f"{stem.rstrip('。. ')}{BLANK}", 1
        notes = (_("No blank is marked in the text: it was put at the end."),)
    found = blanks(raw.answer, count)
    if found is None:
        raise NoItem(_blanks_differ(count, raw.answer))
    body = {"blanks": [{"accepted": "\n".join(each)} for each in found]}
    return Item("fill_in", stem, body, raw.explanation), notes


def _blanks_differ(count: int, answer: str) -> str:
    sentence = ngettext(
        "The text has %(count)d blank, but the answer “%(answer)s” does not fill exactly so many.",
        "The text has %(count)d blanks, but the answer “%(answer)s” does not fill exactly so many.",
        count,
    )
    return sentence % {"count": count, "answer": answer[:60]}


def _numeric(raw: Raw) -> tuple[Item, tuple[str, ...]]:
    found = number(raw.answer)
    if found is None:
        item, _notes = _essay(raw)
        return item, (_("The answer is no single number: taken as a short essay that a trainer marks."),)
    value, tolerance, unit = found
    answer = {"value": value, "tolerance": tolerance, "weight": 100}
    stem = without_last_brackets(raw.stem)
    return Item("numeric", stem, {"answers": [answer], "unit": unit, "unit_required": False}, raw.explanation), ()


def _essay(raw: Raw) -> tuple[Item, tuple[str, ...]]:
    points = int(raw.points) if re.fullmatch(r"[1-9]\d?", raw.points) else 10
    criteria = [{"text": _("Holds the points of the model answer"), "points": points}]
    body = {"criteria": criteria, "model_answer": without_prefix(raw.answer)}
    return Item("essay", raw.stem, body, raw.explanation), ()
