"""The key of a corrected question for what an attempt was shown. Pure: no database, no clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .items import Item, item_of
from .kinds import KINDS
from .kinds.base import author_id

# What an entry of a list is called by its author, the first of these that it has.
NAMES = ("text", "left", "name", "stem")
# No author's id: what stands under it counts as wrong.
GONE = ""
# Parts of a key that do not decide about marks.
BESIDE = {"of", "feedback", "explanation"}
# Lists of a key in which the order says nothing.
SETS = {"options", "areas"}


class CannotCorrect(ValueError):
    """This attempt cannot be marked by the corrected question; `str()` says why."""


@dataclass(frozen=True)
class Entry:
    """An entry of a list of a body: the list it stands in, what it is called, and whether its id is the editor's own.

    Questions that came from a file have no ids; their entries go by their place, which says nothing about another
    revision.
    """

    author: str
    where: str
    called: tuple[Any, ...]
    lasting: bool


def corrected_key(
    corrected: Item, original: Item, shown: Mapping[str, Any], answer_key: Mapping[str, Any]
) -> dict[str, Any]:
    """How an answer to `shown` is marked by the corrected item.

    `original` is the item the attempt was drawn from. An option the author took away counts as wrong. Raises
    CannotCorrect where the two cannot be brought together: another kind, another number of blanks, options that cannot
    be told apart any more, or a right answer that was not among those shown.
    """
    of = _prepared(corrected, original, shown, _of(shown, answer_key, original))
    return KINDS[corrected.kind].key(corrected, of)


def _prepared(corrected: Item, original: Item, shown: Mapping[str, Any], of: Mapping[str, str]) -> dict[str, str]:
    """The ids shown with the author's ids of the corrected item, once it is clear that it can be marked by them."""
    if corrected.kind != shown["kind"] or corrected.kind not in KINDS:
        raise CannotCorrect(_("The question is of another kind now."))
    kind = KINDS[corrected.kind]
    if kind.marked_by_hand:
        raise CannotCorrect(_("The question is marked by a person."))
    if _blanks(original) != _blanks(corrected):
        raise CannotCorrect(_("The question has another number of blanks now."))
    if corrected.kind == "case":
        return _prepared_parts(corrected, original, shown, of)
    found = _followed(of, original, corrected)
    # A right option that was added later could not be chosen by anybody.
    if found and kind.right_ids(corrected) - set(found.values()):
        raise CannotCorrect(_("What is right now was not among what this person was shown."))
    return found


def _prepared_parts(corrected: Item, original: Item, shown: Mapping[str, Any], of: Mapping[str, str]) -> dict[str, str]:
    """Of a case each part by itself: its ids stand behind the name of the part, `p2.xK3f`."""
    names = [name for name in of if "." not in name]
    found = _followed({name: of[name] for name in names}, _only_parts(original), _only_parts(corrected))
    parts = {name: (_part(original, of[name]), _part(corrected, found[name])) for name in names}
    for place, name in enumerate(sorted(parts, key=lambda name: int(name[1:]))):
        before, now = parts[name]
        if before is None or now is None:
            continue
        mine = {one.partition(".")[2]: author for one, author in of.items() if one.startswith(f"{name}.")}
        inside = _prepared(now, before, shown["parts"][place], mine)
        found |= {f"{name}.{one}": author for one, author in inside.items()}
    return found


def _only_parts(item: Item) -> Item:
    parts = [{name: part[name] for name in ("id", "stem") if part.get(name)} for part in item.body.get("parts", ())]
    return Item(item.kind, item.stem, {"parts": parts})


def _part(case: Item, author: str) -> Item | None:
    for place, part in enumerate(case.body.get("parts", ())):
        if author_id(part, place) == author:
            return Item(part["kind"], part.get("stem", ""), part.get("body", {}))
    return None


def marks_alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two keys give the same marks to every answer."""
    return _deciding(one) == _deciding(other)


def key_in_effect(asked: Any) -> Mapping[str, Any]:
    """The key a question of an attempt is marked by: its own, or that of the corrected revision it was given."""
    if asked.marked_by_id is None:
        return asked.answer_key
    return corrected_key(
        item_of(asked.marked_by.content), item_of(asked.revision.content), asked.shown, asked.answer_key
    )


def _deciding(key: Any) -> Any:
    if isinstance(key, Mapping):
        return {name: _in_any_order(name, inner) for name, inner in key.items() if name not in BESIDE}
    return [_deciding(inner) for inner in key] if isinstance(key, (list, tuple)) else key


def _in_any_order(name: str, value: Any) -> Any:
    # A database need not keep the order of the ids shown, from which these lists are made.
    return sorted(value) if name in SETS and isinstance(value, list) else _deciding(value)


def _blanks(item: Item) -> tuple[int, int]:
    return len(item.body.get("blanks", ())), len(item.body.get("gaps", ()))


def _of(shown: Mapping[str, Any], answer_key: Mapping[str, Any], original: Item) -> dict[str, str]:
    """The author's id of each id shown; attempts from before these were kept are matched by what they showed."""
    if "of" in answer_key or not shown.get("options"):
        return dict(answer_key.get("of", {}))
    by_words = _by(lambda entry: entry.called, (entry for entry in entries(original.body) if entry.where == "options"))
    found = {option["id"]: by_words.get(_called(option)) for option in shown["options"]}
    if None in found.values():
        raise CannotCorrect(_("It cannot be told any more which option is which."))
    return {one: entry.author for one, entry in found.items() if entry}


def _followed(of: Mapping[str, str], original: Item, corrected: Item) -> dict[str, str]:
    """The same ids shown with the author's ids of the corrected item."""
    before = _by(lambda entry: entry.author, entries(original.body))
    now = list(entries(corrected.body))
    lasting = {entry.author for entry in now if entry.lasting}
    by_words = _by(lambda entry: (entry.where, entry.called), now)
    found: dict[str, str] = {}
    lost: list[tuple[str, Entry]] = []
    for one, author in of.items():
        entry = before.get(author)
        if entry is None or (entry.lasting and author in lasting):
            found[one] = author
        elif same := by_words.get((entry.where, entry.called)):
            found[one] = same.author
        else:
            lost.append((one, entry))
    taken = set(found.values())
    return found | _by_elimination(lost, [entry for entry in now if entry.author not in taken])


def _by_elimination(lost: list[tuple[str, Entry]], free: list[Entry]) -> dict[str, str]:
    """What neither id nor words find: the one that is left in its list, if one is left of both; else it is gone.

    Raises CannotCorrect where several without ids of their own were reworded at once.
    """
    found = {}
    for one, entry in lost:
        rivals = [other for _one, other in lost if other.where == entry.where]
        there = [other for other in free if other.where == entry.where]
        if entry.lasting or not there:
            found[one] = GONE
        elif len(rivals) == len(there) == 1:
            found[one] = there[0].author
        else:
            raise CannotCorrect(_("It cannot be told any more which option is which."))
    return found


def entries(value: Any, where: str = "") -> Iterator[Entry]:
    """Every entry of every list of a body that an answer could name."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from entries(inner, f"{where}.{name}" if where else name)
    elif isinstance(value, (list, tuple)):
        for place, entry in enumerate(value):
            if isinstance(entry, Mapping):
                yield Entry(author_id(entry, place), where, _called(entry), bool(entry.get("id")))
                inside = {name: inner for name, inner in entry.items() if isinstance(inner, (list, tuple, Mapping))}
                yield from entries(inside, f"{where}.{place}")


def _called(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    said = next((str(entry[name]).strip() for name in NAMES if entry.get(name)), "")
    return said, entry.get("picture") or None


def _by(name: Any, found: Any) -> dict[Any, Entry]:
    """By a name that only one has; of those called the same none can be told."""
    kept: dict[Any, Entry] = {}
    twice = set()
    for entry in found:
        key = name(entry)
        if key in kept:
            twice.add(key)
        kept[key] = entry
    return {key: entry for key, entry in kept.items() if key not in twice}
