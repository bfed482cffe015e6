"""What people send as an answer: checked against the question as it was shown, and brought into one form."""

from collections.abc import Mapping
from typing import Any

MAX_TEXT = 200  # characters in one blank


class Malformed(ValueError):
    """The value does not fit the question shown. Our own pages never send one."""


def canonical(shown: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """The one stored form of an answer, so that the same answer sent twice is recognised as the same.

    Raises Malformed when the value does not fit: an unknown option, two options of a single choice, a wrong number
    of blanks, text longer than MAX_TEXT.
    """
    if not isinstance(value, Mapping):
        raise Malformed("An answer is an object.")
    if shown["kind"] in ("single", "multiple"):
        return {"options": _options(shown, value.get("options"))}
    if shown["kind"] == "true_false":
        if not isinstance(value.get("value"), bool):
            raise Malformed("The answer to a statement is true or false.")
        return {"value": value["value"]}
    return {"blanks": _blanks(shown, value.get("blanks"))}


def _options(shown: Mapping[str, Any], given: Any) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(option, str) for option in given):
        raise Malformed("Options are a list of ids.")
    known = [option["id"] for option in shown["options"]]
    if not set(given) <= set(known):
        raise Malformed("This option was not shown.")
    chosen = [option for option in known if option in given]
    if shown["kind"] == "single" and len(chosen) > 1:
        raise Malformed("Only one option can be chosen.")
    return chosen


def _blanks(shown: Mapping[str, Any], given: Any) -> list[str]:
    if not isinstance(given, list) or len(given) != shown["blanks"]:
        raise Malformed("Every blank has a text, if only an empty one.")
    if not all(isinstance(text, str) and len(text) <= MAX_TEXT for text in given):
        raise Malformed("A text is too long.")
    if not _storable("".join(given)):
        raise Malformed("A text holds characters that cannot be stored.")
    return [text.strip() for text in given]


def _storable(text: str) -> bool:
    """PostgreSQL cannot store NUL; half a surrogate pair cannot be stored anywhere."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def is_answered(value: Any) -> bool:
    """Whether there is anything in it: no option chosen or only empty blanks is unanswered."""
    if not value:
        return False
    if "options" in value:
        return bool(value["options"])
    if "blanks" in value:
        return any(value["blanks"])
    return True


def from_form(shown: Mapping[str, Any], sent: list[str]) -> dict[str, Any] | None:
    """The value of a posted form field `q3` (all its entries), for pages without JavaScript; None when nothing came.

    An untouched radio button sends nothing, exactly like a cleared check box: only the latter means "none of them".
    """
    if shown["kind"] == "fill_in":
        return {"blanks": sent} if sent else None
    if shown["kind"] == "true_false":
        return {"value": sent[0] == "true"} if sent and sent[0] in ("true", "false") else None
    if shown["kind"] == "single" and not sent:
        return None
    return {"options": sent}
