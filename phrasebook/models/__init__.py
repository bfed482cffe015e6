"""The reusable entries that lessons, questions and cards show: phrases, signs, dialogues and terms by scenario."""

from .dialogues import Choice, Dialogue, Turn
from .entries import Entry, EntryQuerySet, Scenario
from .marks import EntryImport, Favourite
from .phrases import Phrase
from .signs import Sign
from .terms import Term

__all__ = [
    "Choice",
    "Dialogue",
    "Entry",
    "EntryImport",
    "EntryQuerySet",
    "Favourite",
    "Phrase",
    "Scenario",
    "Sign",
    "Term",
    "Turn",
]
