"""What a textbook is made of, as plain data in the order in which it is read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from .book_index import IndexLine
from .rich_text import Piece


@dataclass(frozen=True)
class Phrase:
    """A sentence to say; `address` leads to its recordings and is empty while there are none."""

    key: str
    text: str
    english: str
    pinyin: str = ""
    ipa: str = ""
    register: str = "standard"
    when: str = ""
    avoid: str = ""
    address: str = ""
    draft: bool = False
    synthetic: bool = False
    kind: str = "phrase"

    @property
    def entry(self):
        return IndexLine(self.text, self.pinyin, self.english)


@dataclass(frozen=True)
class Sign:
    """A sign: `state` is that of its film, "to_film", "in_review", "placeholder" or "reviewed"."""

    key: str
    meaning: str
    address: str
    meaning_en: str = ""
    usage: str = ""
    how_made: str = ""
    origin: str = ""
    source: str = ""
    signer: str = ""
    reviewer: str = ""
    state: str = "to_film"
    still: bytes | None = None
    kind: str = "sign"

    @property
    def entry(self):
        return IndexLine(self.meaning, "", self.meaning_en)


@dataclass(frozen=True)
class Turn:
    role: str
    text: str
    english: str = ""


@dataclass(frozen=True)
class Choice:
    """Something else the clerk might say instead of the turn of that number (from 1)."""

    at_turn: int
    quality: str
    text: str
    feedback: str
    english: str = ""
    reply: str = ""
    reply_en: str = ""
    feedback_en: str = ""


@dataclass(frozen=True)
class Dialogue:
    key: str
    title: str
    address: str
    title_en: str = ""
    situation: str = ""
    situation_en: str = ""
    turns: tuple[Turn, ...] = ()
    choices: tuple[Choice, ...] = ()
    kind: str = "dialogue"

    @property
    def entry(self):
        return IndexLine(self.title, "", self.title_en)


@dataclass(frozen=True)
class Term:
    key: str
    name: str
    explanation: str
    name_en: str = ""
    pinyin: str = ""
    explanation_en: str = ""
    kind: str = "term"

    @property
    def entry(self):
        return IndexLine(self.name, self.pinyin, self.name_en)


@dataclass(frozen=True)
class Advice:
    do: tuple[str, ...]
    dont: tuple[str, ...]
    kind: str = "advice"


@dataclass(frozen=True)
class Note:
    tone: str
    title: str
    text: str
    kind: str = "note"


@dataclass(frozen=True)
class Check:
    """A question; `right` are the places of the right answers, counted from 0."""

    question: str
    options: tuple[str, ...]
    right: tuple[int, ...]
    explanation: str
    kind: str = "check"


@dataclass(frozen=True)
class Drill:
    """The words over the phrases to practise, which follow it."""

    ways: tuple[str, ...]
    address: str
    kind: str = "drill"


@dataclass(frozen=True)
class Film:
    title: str
    address: str
    title_en: str = ""
    still: bytes | None = None
    placeholder: bool = False
    kind: str = "film"


@dataclass(frozen=True)
class Figure:
    picture: bytes | None
    alt: str = ""
    caption: str = ""
    kind: str = "figure"


Entry = Phrase | Sign | Dialogue | Term
Part = Piece | Entry | Advice | Note | Check | Drill | Film | Figure
ENTRIES = (Phrase, Sign, Dialogue, Term)


@dataclass(frozen=True)
class Chapter:
    title: str
    parts: tuple[Part, ...]
    title_en: str = ""
    summary: str = ""
    summary_en: str = ""


@dataclass(frozen=True)
class Textbook:
    """Everything a book shows, in the order in which it is read."""

    title: str
    title_en: str
    organisation: str
    organisation_en: str
    edition: int
    printed_on: date
    # What the chapters are called: "lesson" or "chapter".
    division: str
    chapters: tuple[Chapter, ...]
    paper: str = "a5"
    cover: bytes | None = None
    # The published revisions it shows: {"phrase:12": 345}.
    revisions: Mapping[str, int] = field(default_factory=dict)
    demonstration: bool = False
    terms: tuple[Term, ...] = field(default=())

    def entries(self) -> Iterator[Entry]:
        """Every entry once, where it stands first."""
        seen = set()
        for part in (*(part for chapter in self.chapters for part in chapter.parts), *self.terms):
            if isinstance(part, ENTRIES) and (part.kind, part.key) not in seen:
                seen.add((part.kind, part.key))
                yield part
