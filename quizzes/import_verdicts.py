"""What would become of each question of a file, held against the bank and against the rows above it. Pure."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .exchange.found import Found
from .exchange.shapes import tidy
from .items import Item, without_ids

NEW, DUPLICATE, SAME, REFUSED = "new", "duplicate", "same", "refused"
MOST_KEY = 40
# Marks that say nothing, but for those within a number: 1.5 is not 15.
_UNSAID = re.compile(r"[\s_，。、；：？！“”‘’（）()【】《》…;?!\"'\[\]]+|(?<!\d)[.,:]|[.,:](?!\d)")


@dataclass(frozen=True)
class Known:
    """A question of the bank, as far as a file can say the same."""

    pk: int
    item: Item
    topic: str = ""
    difficulty: int = 1
    tags: frozenset[str] = frozenset()
    source: str = ""


@dataclass
class Bank:
    """The questions there are, by what they are found again."""

    by_key: dict[str, Known] = field(default_factory=dict)
    by_print: dict[str, Known] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """A question of the file and the verdict on it. `key` is one the bank takes, "" where one is to be made up."""

    found: Found
    verdict: str
    key: str = ""
    known: Known | None = None
    same_as: str = ""


def bank_of(known: Iterable[tuple[str, Known]]) -> Bank:
    """Pairs of key and question, so that both can be looked up."""
    bank = Bank()
    for key, question in known:
        bank.by_key[key.lower()] = question
        bank.by_print.setdefault(fingerprint(question.item), question)
    return bank


def judge(found: Iterable[Found], bank: Bank) -> Iterable[Judged]:
    """The verdict on each, in order. The first of equal ones in the file counts, the others repeat it."""
    keys: dict[str, str] = {}
    prints: dict[str, str] = {}
    for each in found:
        if each.item is None:
            yield Judged(each, REFUSED)
            continue
        key, mark = fitting_key(each.key), fingerprint(each.item)
        above = keys.get(key.lower(), "") if key else ""
        above = above or prints.get(mark, "")
        known = bank.by_key.get(key.lower()) if key else None
        known = known or bank.by_print.get(mark)
        if above:
            yield Judged(each, DUPLICATE, key, known, above)
        elif known is None:
            yield Judged(each, NEW, key)
        else:
            yield Judged(each, SAME if _says_the_same(each, known) else DUPLICATE, key, known)
        if not above:
            keys.update({key.lower(): each.place} if key else {})
            prints[mark] = each.place


def fitting_key(text: str) -> str:
    """The key as the bank takes it; "" when it cannot be one."""
    key = re.sub(r"[\s./#]+", "-", text.strip())
    return key if len(key) <= MOST_KEY and re.fullmatch(r"[-a-zA-Z0-9_]+", key) else ""


def _says_the_same(found: Found, known: Known) -> bool:
    assert found.item is not None
    beside = [
        (found.topic, known.topic),
        (found.source, known.source),
        (frozenset(found.tags), known.tags),
        (found.difficulty, known.difficulty),
    ]
    # What the file does not say it does not contradict.
    return comparable(found.item) == comparable(known.item) and all(not one or one == other for one, other in beside)


def comparable(item: Item) -> tuple[Any, ...]:
    """Equal for items that ask, mark and explain the same, whatever an editor or a file leaves out."""
    one = without_ids(tidy(item))
    return one.kind, one.stem, json.dumps(one.body, sort_keys=True), one.explanation


def fingerprint(item: Item) -> str:
    """Equal for questions with the same words and the same options in any order, whatever is said to be right."""
    said = sorted(_squeezed(text) for text in _choices(item))
    return hashlib.sha256("\0".join([_squeezed(item.stem), *said]).encode(errors="replace")).hexdigest()


def _squeezed(text: str) -> str:
    return _UNSAID.sub("", unicodedata.normalize("NFKC", text)).lower()


def _choices(item: Item) -> list[str]:
    """What tells questions of the same words apart: their options, or whatever takes their place."""
    options = item.body.get("options")
    if isinstance(options, list):
        return [str(option.get("text", "")) for option in options]
    if item.kind in {"true_false", "fill_in", "numeric", "essay"}:
        return []
    return [json.dumps(without_ids(dict(item.body)), sort_keys=True, ensure_ascii=False)]
