"""Our own layout of a table of questions: every kind, written and read back equal."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from people.importing import squeezed
from people.neutral import restore
from people.tables import Cell, write_book, write_csv

from ..items import Item
from .body_shapes import fits
from .found import Found
from .own_bodies import Cells, beyond, body_of_cells, cells_of, together
from .table import HEADING, QUESTION, Row
from .table_cells import Sheet, shown

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LEAST_OPTIONS = 6
# The columns beside the options, as they are called in Chinese and in English.
HEADINGS = {
    "key": ("编号", "Key"),
    "kind": ("题型", "Kind"),
    "topic": ("知识点", "Topic"),
    "stem": ("题目", "Question"),
    "options": ("选项", "Option "),
    "answer": ("答案", "Answer"),
    "explanation": ("解析", "Explanation"),
    "difficulty": ("难度", "Difficulty"),
    "tags": ("标签", "Tags"),
    "source": ("出处", "Source"),
    "points": ("小题分值", "Points of part"),
    "more": ("其他设置", "Other settings"),
}
KINDS = {
    "single": ("单选题", "single choice"),
    "multiple": ("多选题", "multiple choice"),
    "true_false": ("判断题", "true or false"),
    "fill_in": ("填空题", "fill in"),
    "numeric": ("计算题", "numeric"),
    "matching": ("连线题", "matching"),
    "ordering": ("排序题", "ordering"),
    "categorise": ("归类题", "categorise"),
    "cloze": ("选词填空", "cloze"),
    "hotspot": ("看图点选", "hotspot"),
    "listen": ("听音选择", "listen and choose"),
    "watch": ("看手语选择", "watch and choose"),
    "build": ("组句", "build the sentence"),
    "essay": ("简答题", "essay"),
    "case": ("案例题", "case"),
}
PART = ("小题：", "part: ")
_NAMES = {squeezed(word): name for name, words in HEADINGS.items() for word in words}
_KINDS = {squeezed(word): kind for kind, words in KINDS.items() for word in words}
_PARTS = tuple(squeezed(word) for word in PART)


# Out


def rows(questions: Iterable[Found]) -> Iterator[list[str]]:
    """Headings and rows, in the language that is active."""
    questions = [question for question in questions if question.item]
    widest = max((_options_of(question.item) for question in questions if question.item), default=0)
    count = min(max(widest, LEAST_OPTIONS), len(LETTERS))
    at = _language()
    yield [
        heading
        for name, words in HEADINGS.items()
        for heading in ([words[at] + letter for letter in LETTERS[:count]] if name == "options" else [words[at]])
    ]
    for question in questions:
        yield from _rows_of(question, count, at)


def _language() -> int:
    return 0 if (get_language() or "zh").startswith("zh") else 1


def _options_of(item: Item) -> int:
    inner = [len(cells_of(part["kind"], part["body"]).options) for part in item.body.get("parts", [])]
    return max([len(cells_of(item.kind, dict(item.body)).options), *inner])


def _rows_of(question: Found, count: int, at: int) -> Iterator[list[str]]:
    item = question.item
    assert item is not None
    body = _without_ids(dict(item.body))
    parts = body.pop("parts", []) if item.kind == "case" else []
    beside = {
        "key": question.key,
        "topic": question.topic,
        "difficulty": str(question.difficulty or ""),
        "tags": "，".join(question.tags),
        "source": question.source,
    }
    yield _row(KINDS[item.kind][at], item.kind, item.stem, item.explanation, body, beside, count)
    for part in parts:
        beside = {"points": str(part.get("points", 1))}
        kind, explanation = f"{PART[at]}{KINDS[part['kind']][at]}", part.get("explanation", "")
        yield _row(kind, part["kind"], part.get("stem", ""), explanation, part.get("body", {}), beside, count)


def _without_ids(value: Any) -> Any:
    """Without the editor's ids; what is empty stays, for the file to say exactly what the bank says."""
    if isinstance(value, dict):
        return {name: _without_ids(inner) for name, inner in value.items() if name != "id"}
    return [_without_ids(inner) for inner in value] if isinstance(value, list) else value


def _row(
    said: str, kind: str, stem: str, explanation: str, body: dict, beside: dict[str, str], count: int
) -> list[str]:
    cells = cells_of(kind, body)
    if len(cells.options) > count:
        cells = Cells((), cells.answer)
    try:
        more = beyond(body_of_cells(kind, _as_read(cells)), body)
    except ValueError:
        cells, more = Cells(), {"=": body}
    written = {
        "kind": said,
        "stem": stem,
        "answer": cells.answer,
        "explanation": explanation,
        "more": "" if more is None else json.dumps(more, ensure_ascii=False),
        **beside,
    }
    options = [*cells.options, *[""] * (count - len(cells.options))]
    return [cell for name in HEADINGS for cell in (options if name == "options" else [written.get(name, "")])]


def _as_read(cells: Cells) -> Cells:
    """What reading will see of the cells: an empty one at the end is none."""
    options = list(cells.options)
    while options and not options[-1].strip():
        options.pop()
    return Cells(
        tuple(option if option.strip() else "" for option in options), cells.answer if cells.answer.strip() else ""
    )


def write_xlsx(questions: Iterable[Found]) -> bytes:
    """A workbook of one sheet; no cell can be taken for a formula."""
    return write_book([("题库" if _language() == 0 else "Questions", rows(questions))])


def write_comma(questions: Iterable[Found]) -> bytes:
    """The same as CSV."""
    return write_csv(rows(questions))


# In


def is_own(sheet: Sheet) -> bool:
    """Whether a sheet begins with our headings."""
    return {"kind", "stem", "more"} <= set(_columns(sheet.rows[0][1] if sheet.rows else ()))


def _columns(cells: Sequence[Cell]) -> dict[str, list[int]]:
    """{name of a column: where it stands}; of the options, in their order."""
    found: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        word = squeezed(shown(cell))
        name = _NAMES.get(word) or ("options" if word[:-1] in {"选项", "option"} else "")
        if name:
            found.setdefault(name, []).append(place)
    return found


def read(sheet: Sheet) -> Iterator[Row]:
    """Every row of a sheet in our layout; the parts of a case belong to the row above them."""
    columns = _columns(sheet.rows[0][1])
    number, cells = sheet.rows[0]
    yield Row(sheet.name, number, tuple(map(shown, cells)), HEADING)
    case: list[tuple[int, tuple[Cell, ...]]] = []
    for number, cells in sheet.rows[1:]:
        if case and not _is_part(cells, columns):
            yield from _whole(sheet.name, case, columns)
            case = []
        case.append((number, cells))
    if case:
        yield from _whole(sheet.name, case, columns)


def _is_part(cells: Sequence[Cell], columns: dict[str, list[int]]) -> bool:
    return squeezed(_said(cells, columns, "kind")).startswith(_PARTS)


def _said(cells: Sequence[Cell], columns: dict[str, list[int]], name: str) -> str:
    """The text of a cell exactly as it was written."""
    place = columns.get(name, [len(cells)])[0]
    return _exact(cells[place]) if place < len(cells) else ""


def _exact(cell: Cell) -> str:
    return restore(str(cell.value)) if cell.kind == "text" else shown(cell)


def _whole(name: str, held: list[tuple[int, tuple[Cell, ...]]], columns: dict[str, list[int]]) -> Iterator[Row]:
    """The verdict on a question stands with its first row; the rows of its parts are part of it."""
    (number, cells), *parts = held
    where = _("Sheet %(sheet)s, row %(row)d") % {"sheet": name, "row": number} if name else _("Row %d") % number
    try:
        item = _item(cells, parts, columns)
        found = _found(where, item, cells, columns)
    except ValueError as fault:
        found = Found(place=where, refusal=str(fault))
    yield Row(name, number, tuple(map(shown, cells)), QUESTION, found)
    for number, below in parts:
        yield Row(name, number, tuple(map(shown, below)), HEADING, part_of=where)


def _item(cells: Sequence[Cell], parts: list[tuple[int, tuple[Cell, ...]]], columns: dict[str, list[int]]) -> Item:
    kind = _kind(_said(cells, columns, "kind"))
    body = _body(kind, cells, columns)
    if kind == "case":
        body["parts"] = [_part(below, columns) for _number, below in parts]
    elif parts:
        raise ValueError(_("Parts belong below a case, not below another kind of question."))
    stem = _said(cells, columns, "stem")
    if not stem:
        raise ValueError(_("There is no question text."))
    return Item(kind, stem, body, _said(cells, columns, "explanation"))


def _kind(said: str) -> str:
    if (word := squeezed(said)) not in _KINDS:
        raise ValueError(_("The kind “%(word)s” is unknown.") % {"word": said[:30]})
    return _KINDS[word]


def _part(cells: Sequence[Cell], columns: dict[str, list[int]]) -> dict[str, Any]:
    said = squeezed(_said(cells, columns, "kind"))
    kind = _kind(next(said.removeprefix(word) for word in _PARTS if said.startswith(word)))
    points = _said(cells, columns, "points") or "1"
    if not points.isascii() or not points.isdigit():
        raise ValueError(_("The points of a part are no whole number."))
    return {
        "kind": kind,
        "stem": _said(cells, columns, "stem"),
        "points": int(points),
        "body": _body(kind, cells, columns),
        "explanation": _said(cells, columns, "explanation"),
    }


def _body(kind: str, cells: Sequence[Cell], columns: dict[str, list[int]]) -> dict[str, Any]:
    options = [_exact(cells[place]) if place < len(cells) else "" for place in columns.get("options", [])]
    plain = _as_read(Cells(tuple(options), _said(cells, columns, "answer")))
    more = _said(cells, columns, "more")
    try:
        added = json.loads(more) if more else None
        # The whole body stands beside the cells when they cannot say it at all.
        said = {} if isinstance(added, dict) and set(added) == {"="} else body_of_cells(kind, plain)
        body = together(said, added)
    except (ValueError, TypeError, RecursionError) as fault:
        raise ValueError(_("The options and the answer do not make a question of this kind.")) from fault
    if kind != "case" and not fits(kind, body):
        raise ValueError(_("The options and the answer do not make a question of this kind."))
    return body


def _found(where: str, item: Item, cells: Sequence[Cell], columns: dict[str, list[int]]) -> Found:
    difficulty = _said(cells, columns, "difficulty")
    return Found(
        place=where,
        item=item,
        key=_said(cells, columns, "key"),
        topic=_said(cells, columns, "topic"),
        tags=tuple(tag.strip() for tag in _said(cells, columns, "tags").split("，") if tag.strip()),
        difficulty=int(difficulty) if difficulty in {"1", "2", "3"} else None,
        source=_said(cells, columns, "source"),
    )
