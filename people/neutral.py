"""Cells that a spreadsheet could take for a formula: made harmless on the way out, restored on the way in."""

import re

# What makes Excel, WPS or LibreOffice run a cell, in both widths. Apostrophes in front are counted, so that a value
# that already begins with one comes back as it was.
_DANGEROUS = re.compile("'*[=+\\-@\t\r\n\0＝＋－＠]")
_NEUTRALISED = re.compile("''*[=+\\-@\t\r\n\0＝＋－＠]")
_LITERAL = re.compile(r'="([^"=]*)"')


def neutralise(value: str) -> str:
    """The value with an apostrophe in front when a spreadsheet could run it; `restore` takes it away again."""
    return f"'{value}" if _DANGEROUS.match(value) else value


def restore(value: str) -> str:
    """What `neutralise` was given (so '+86… is +86… again)."""
    return value[1:] if _NEUTRALISED.match(value) else value


def literal(value: str) -> str | None:
    """The text of the only formula that is none, ="00123"; else None."""
    found = _LITERAL.fullmatch(value)
    return found and found[1]
