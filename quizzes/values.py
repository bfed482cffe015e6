"""What people send as an answer: checked against the question as it was shown, and brought into one form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .kinds import Fields, Malformed, Value, kind_of


def canonical(shown: Mapping[str, Any], value: Any) -> Value:
    """The one stored form of an answer, so that the same answer sent twice is recognised as the same.

    Raises Malformed when the value does not fit: an unknown option, two options of a single choice, a wrong number
    of blanks, a text that is too long.
    """
    if not isinstance(value, Mapping):
        raise Malformed("An answer is an object.")
    return kind_of(shown["kind"]).canonical(shown, value)


def is_answered(kind: str, value: Any) -> bool:
    """Whether there is anything in it: no option chosen or only empty blanks is unanswered."""
    return bool(value) and kind_of(kind).is_answered(value)


@dataclass(frozen=True)
class Posted:
    """The fields of a form, in which those of the third question are called `q3` or begin with `q3.`."""

    fields: Fields

    def read(self, shown: Mapping[str, Any], position: int) -> Value | None:
        """The answer to the question shown at this position; None when nothing of it came."""
        return kind_of(shown["kind"]).read(shown, self.fields, f"q{position}")
