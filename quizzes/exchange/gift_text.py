"""The signs of GIFT: escapes, the blocks between blank lines, and the remarks that carry ids and tags."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .plain_text import BY_FORMAT, Plain

BLANKS = " \t\n"  # others, such as the wide blank of Chinese, are part of a text
# What a stroke protects: a sign of the grammar stands for itself, n for a line break, a stroke for a stroke.
_ESCAPED = re.compile(r"\\([~=#{}:n\\])")
_SPECIAL = re.compile(r"[~=#{}:\\\n]")
# While the grammar is looked for, protected signs sleep as control characters; a file's own are taken out before.
_SLEEPING = {sign: chr(1 + place) for place, sign in enumerate("~=#{}:n\\")}
_AWAKE = str.maketrans({asleep: "\n" if sign == "n" else sign for sign, asleep in _SLEEPING.items()})
_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
# The first alternative steps over protected brackets, so that no start is tried inside another one's text.
_REMARK = re.compile(r"\\.|\[([a-z]{2,12}):((?:[^\[\]\\]|\\.)*)\]")


@dataclass
class Block:
    """The lines between two blank ones: the question's text, the line it begins at, and what its comments say."""

    line: int
    lines: list[str] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def asleep(text: str) -> str:
    """The text with escaped signs put out of the way of the grammar."""
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda found: _SLEEPING[found[1]], text)


def awake(text: str) -> str:
    return text.translate(_AWAKE)


def escaped(text: str) -> str:
    return _SPECIAL.sub(lambda sign: "\\n" if sign[0] == "\n" else "\\" + sign[0], text)


def said(text: str, form: str = "") -> tuple[Plain, str]:
    """A text of the file in plain form, and its format: the one it names, else `form`, else Moodle's own."""
    text = text.strip(BLANKS)
    if found := _FORMAT.match(text):
        form, text = found[1].lower(), text[found.end() :].strip(BLANKS)
    return BY_FORMAT[form or "moodle"](awake(text)), form


def names_a_format(text: str) -> bool:
    return _FORMAT.match(text) is not None


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a file. A blank line inside braces does not end one when what follows only closes them."""
    waiting: Block | None = None
    for block in _between_blank_lines(text):
        if waiting is None:
            waiting = block
        elif _is_open(waiting) and "{" not in asleep(block.text) and not block.text.startswith(("$", "::")):
            waiting.lines += block.lines
            waiting.remarks += block.remarks
        else:
            yield waiting
            waiting = block
    if waiting is not None:
        yield waiting


def _is_open(block: Block) -> bool:
    text = asleep(block.text)
    return "{" in text and "}" not in text


def _between_blank_lines(text: str) -> Iterator[Block]:
    block, remarks = Block(0), []
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.strip(BLANKS) if line.strip() else ""
        if line.startswith("//"):
            # A comment above a question belongs to it, one inside it too.
            remarks += _remarks(line)
        elif line:
            if not block.lines:
                block.line = number
            block.lines.append(line)
        elif block.lines:
            block.remarks, remarks = remarks, []
            yield block
            block = Block(0)
    if block.lines:
        block.remarks = remarks
        yield block


def _remarks(line: str) -> list[tuple[str, str]]:
    return [(name, _unmarked(value)) for name, value in _REMARK.findall(line) if name]


def _unmarked(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)


def remark(name: str, value: str) -> str:
    """`[name:value]` as it stands in a comment; other programs read id and tag and pass over the rest."""
    value = value.replace("\\", "\\\\").replace("]", "\\]").replace("[", "\\[").replace("\n", "\\n")
    return f"[{name}:{value}]"
