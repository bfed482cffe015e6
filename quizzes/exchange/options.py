"""Options: in columns or all in one cell, with or without their letters."""

import re

LETTERS = "ABCDEFGHIJ"
# What may part options that share a cell, in the order in which they are tried; "letters" are A. B. C. themselves.
PARTINGS = ("**", "##", "||", "|", "｜", "\n", "；", ";", "\t", "letters")
_LABEL = r"[（(]?\s*([A-Ja-jＡ-Ｊ])\s*(?:[)）]\s*[.．、:：]?|[.．、:：])"
_AT_START = re.compile(rf"\s*{_LABEL}\s*")
_WEAK_AT_START = re.compile(r"\s*([A-JＡ-Ｊ])[\s,，]+(?=\S)")
_ANYWHERE = re.compile(rf"(?:^|(?<=[\s;；,，。|*#\n])){_LABEL}\s*")


def letter(sign: str) -> str:
    """The small or full-width letter as the one it means."""
    return chr(ord(sign) - 0xFEE0).upper() if ord(sign) > 0xFF00 else sign.upper()


def without_letters(options: list[str]) -> list[str]:
    """The options without A. B. C. before them, when each carries the letter of its place; else as they are."""
    for pattern in (_AT_START, _WEAK_AT_START):
        found = [pattern.match(option) for option in options]
        if options and all(each and letter(each[1]) == LETTERS[place] for place, each in _filled(options, found)):
            return [
                option[each.end() :].strip() if each else option for option, each in zip(options, found, strict=True)
            ]
    return [option.strip() for option in options]


def _filled(options: list[str], found: list[re.Match | None]) -> list[tuple[int, re.Match | None]]:
    return [(place, found[place]) for place in range(min(len(options), len(LETTERS))) if options[place].strip()]


def split(cell: str, parting: str = "") -> list[str]:
    """The options of one cell, without their letters. `parting` is one of PARTINGS; "" finds out."""
    if parting:
        return without_letters(_pieces(cell, parting))
    ways = [_pieces(cell, way) for way in PARTINGS]
    ways = [pieces for pieces in ways if len(pieces) > 1]
    lettered = next((pieces for pieces in ways if _has_letters(pieces)), None)
    if lettered:
        return without_letters(lettered)
    return ways[0] if ways else without_letters([cell.strip()] if cell.strip() else [])


def _has_letters(pieces: list[str]) -> bool:
    return without_letters(pieces) != [piece.strip() for piece in pieces]


def _pieces(cell: str, parting: str) -> list[str]:
    if parting == "letters":
        return _by_letters(cell)
    pieces = [piece.strip() for piece in cell.split(parting)]
    while pieces and not pieces[-1]:
        pieces.pop()
    while pieces and not pieces[0]:
        pieces.pop(0)
    # Empty lines between lines are air; an empty piece between two marks is an option somebody forgot.
    return [piece for piece in pieces if piece] if parting == "\n" else pieces


def _by_letters(cell: str) -> list[str]:
    """Cut before A., B., C. … as far as they follow each other; with their letters, so that they can be checked."""
    cuts = []
    for found in _ANYWHERE.finditer(cell):
        if len(cuts) < len(LETTERS) and letter(found[1]) == LETTERS[len(cuts)]:
            cuts.append(found.start())
    if not cuts or cell[: cuts[0]].strip():
        return []
    return [cell[begin:end].strip(" \t\n;；,，|") for begin, end in zip(cuts, [*cuts[1:], len(cell)], strict=True)]
