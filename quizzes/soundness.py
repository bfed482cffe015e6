"""Whether a question can be asked and marked at all. Sentences for its author; pure."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .drawing import BLANK, Content
from .marking import normalise

LEAST_OPTIONS = 2
MOST_OPTIONS = 8


def problems(content: Content) -> list[tuple[str, str]]:
    """What stands in the way of publishing: pairs of the field concerned and a sentence. Empty when sound."""
    checks = {"single": _single, "multiple": _multiple, "true_false": _statement, "fill_in": _fill_in}
    return [*_parts(content), *checks[content.kind](content)] if content.kind in checks else []


def _parts(content: Content) -> list[tuple[str, str]]:
    found = []
    if content.options and content.kind in ("true_false", "fill_in"):
        found.append(("options", _("This kind of question has no options: remove them.")))
    if content.blanks and content.kind != "fill_in":
        found.append(("blanks", _("Only a fill-in question has blanks: remove them.")))
    if content.statement_is_true is not None and content.kind != "true_false":
        found.append(("statement_is_true", _("Only a true-or-false question says this: set it to unknown.")))
    return found


def _options(content: Content) -> list[tuple[str, str]]:
    if not LEAST_OPTIONS <= len(content.options) <= MOST_OPTIONS:
        return [("options", _("Give 2 to 8 options; there are %(count)d now.") % {"count": len(content.options)})]
    texts = [text.strip() for text, _correct in content.options]
    if len(set(texts)) < len(texts):
        return [("options", _("Two options say the same."))]
    return []


def _single(content: Content) -> list[tuple[str, str]]:
    right = sum(correct for _text, correct in content.options)
    if right != 1:
        return [
            *_options(content),
            ("options", _("Mark exactly one option as correct; %(count)d are marked now.") % {"count": right}),
        ]
    return _options(content)


def _multiple(content: Content) -> list[tuple[str, str]]:
    right = sum(correct for _text, correct in content.options)
    found = _options(content)
    if right < 2:
        found.append(("options", _("Mark at least two options as correct, or make it a single choice.")))
    elif right == len(content.options):
        found.append(("options", _("Not every option can be correct: add one that is wrong.")))
    return found


def _statement(content: Content) -> list[tuple[str, str]]:
    if content.statement_is_true is None:
        return [("statement_is_true", _("Say whether the statement is true."))]
    return []


def _fill_in(content: Content) -> list[tuple[str, str]]:
    in_stem = len(BLANK.findall(content.stem))
    if not in_stem:
        return [("stem", _("Write ____ (four underscores) where something is to be filled in."))]
    if in_stem != len(content.blanks):
        sentence = ngettext(
            "The question has %(count)d ____; list the accepted answers of exactly as many blanks (now %(listed)d).",
            "The question has %(count)d ____; list the accepted answers of exactly as many blanks (now %(listed)d).",
            in_stem,
        )
        return [("blanks", sentence % {"count": in_stem, "listed": len(content.blanks)})]
    if any(not any(normalise(text) for text in spellings) for spellings in content.blanks):
        return [("blanks", _("Every blank needs at least one accepted answer with a letter or a digit in it."))]
    return []
