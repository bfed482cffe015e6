"""What is in a PDF somebody brings: read by a program of its own, within bounds (skills.papers_reader)."""

import base64
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from core.ffmpeg import CouldNot, run

READER = Path(__file__).with_name("papers_reader.py")
# Seconds. A busy machine makes people wait, and must not call their file unreadable.
PATIENCE, WORK = 60, 10


class Unreadable(Exception):
    """No PDF that can be read: broken, protected by a password, or beyond every bound."""


@dataclass(frozen=True)
class Paper:
    """What a PDF holds. `drawing` is the same for two files exactly when they draw the same with the same means."""

    pages: int
    text: str
    attachments: tuple[bytes, ...]
    drawing: str

    @property
    def words(self) -> str:
        """The text without white space: letters are spaced out on paper, and the words are what counts."""
        return squeezed(self.text)


def squeezed(text: str) -> str:
    """Without white space."""
    return "".join(text.split())


def is_pdf(data: bytes) -> bool:
    """Whether it begins as a PDF does; readers allow some rubbish before that."""
    return b"%PDF-" in data[:1024]


def read_paper(data: bytes) -> Paper:
    """What is in the file. Raises Unreadable."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sheet.pdf").write_bytes(data)
        try:
            # -I: neither the folder nor the environment of whoever started us has a say in what is imported.
            printed = run([sys.executable, "-I", str(READER), "sheet.pdf"], folder, patience=PATIENCE, work=WORK)
            found = json.loads(printed.read_bytes())
        except (CouldNot, ValueError) as wrong:
            raise Unreadable(str(wrong)) from wrong
    if "refused" in found:
        raise Unreadable(found["refused"])
    return Paper(
        pages=found["pages"],
        text=found["text"],
        attachments=tuple(base64.b64decode(row) for row in found["attachments"]),
        drawing=found["drawing"],
    )
