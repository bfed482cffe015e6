"""The PDF that Typst sets from a textbook. Pure: no database, no clock.

What authors wrote goes to Typst as JSON and is shown as text, never as markup, so no lesson can change the page.
"""

import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import typst
from PIL import Image, ImageOps, UnidentifiedImageError

from core.typesetting import MONTHS, NO_TYPE, day_en, day_zh, fonts, lacking, printable, qr_svg

from .book_index import english_index, pinyin_index
from .rich_text import Heading
from .textbook_parts import ENTRIES, Check, Drill, Figure, Film, Phrase, Sign, Textbook

HERE = Path(__file__).parent
TEMPLATE = HERE / "typst" / "textbook.typ"
# The phonetic alphabet and the marks of tone, which the Chinese fonts lack.
PHONETIC = HERE / "fonts" / "NotoSans-Phonetic.ttf"
# For a title of which no letter can be printed: a document without one is not readable to all.
NO_TITLE = "教材"
# Pixels on the longer edge: sharp at the size in which a picture is printed, and no heavier.
COVER_EDGE, PICTURE_EDGE, STILL_EDGE = 1400, 1100, 640


def print_textbook(book: Textbook, progress: Callable[[int], None] = lambda done: None) -> bytes:
    """The book as PDF/A-2a and PDF/UA-1; `progress` is told how many entries are laid out.

    Characters that our fonts lack are taken from the fonts of the machine; where it lacks them too, the mark 〓 stands
    in their place, as printers set it when a type is missing.
    """
    with TemporaryDirectory() as folder:
        place = Path(folder)
        shutil.copy(TEMPLATE, place / "textbook.typ")
        data = _Layout(book, place, progress).data()
        written = json.dumps(data, ensure_ascii=False)
        rare = lacking(written, str(PHONETIC))
        try:
            return _typeset(place, written, machine_too=bool(rare))
        except typst.TypstError as refused:
            if not rare or "could not be displayed" not in refused.message:
                raise
            return _typeset(place, written.translate({ord(letter): NO_TYPE for letter in rare}), machine_too=False)


def _typeset(place, written, *, machine_too):
    (place / "book.json").write_text(written, encoding="utf-8")
    compiler = typst.Compiler(root=str(place), font_paths=fonts(str(PHONETIC.parent), machine_too=machine_too))
    # An archive may keep it, and a screen reader can read it. Lists of pages are for pictures; a PDF is one piece.
    return cast(bytes, compiler.compile(input=str(place / "textbook.typ"), pdf_standards=["a-2a", "ua-1"]))


class _Layout:
    """Numbers the entries, writes pictures beside the template, and says where else in the book a thing stands."""

    def __init__(self, book, place, progress):
        self.book, self.place, self.progress = book, place, progress
        self.anchors: dict[tuple[str, str], int] = {}
        self.numbers: dict[str, int] = {}
        self.answers: list[dict[str, Any]] = []
        self.pictures = 0

    def data(self):
        """What the template reads, without a character that is no letter."""
        book = self.book
        chapters = [self.chapter(number, chapter) for number, chapter in enumerate(book.chapters, start=1)]
        terms = [self.part(term, always=True) for term in book.terms]
        found = [(self.anchors[entry.kind, entry.key], entry.entry) for entry in book.entries()]
        return _clean(
            {
                "title": book.title if printable(book.title).strip() else NO_TITLE,
                "title_en": book.title_en,
                "organisation": book.organisation,
                "organisation_en": book.organisation_en,
                "edition": book.edition,
                "edition_en": ordinal(book.edition),
                "printed": [book.printed_on.year, book.printed_on.month, book.printed_on.day],
                "day_zh": day_zh(book.printed_on),
                "day_en": day_en(book.printed_on),
                "month_en": f"{MONTHS[book.printed_on.month - 1]} {book.printed_on.year}",
                "paper": book.paper,
                "division": book.division,
                "cover": self.picture(book.cover, COVER_EDGE),
                "origin": origin_of(book.revisions),
                "notes": notes_of(book),
                "counts": counts_of(book),
                "contents_depth": contents_depth(book),
                "chapters": chapters,
                "terms": terms,
                "answers": self.answers,
                "index": pinyin_index(found),
                "index_en": english_index(found),
            }
        )

    def chapter(self, number, chapter):
        level, parts = 1, []
        for part in chapter.parts:
            if isinstance(part, Heading):
                # A heading two levels below the last would be a gap in the bookmarks.
                level = min(part.level, level + 1)
                part = replace(part, level=level)
            parts.append(self.part(part))
        return {**asdict(replace(chapter, parts=())), "number": number, "parts": parts}

    def part(self, part, *, always=False):
        """One part as the template reads it; an entry that stood before is only pointed at, unless `always`."""
        if not isinstance(part, ENTRIES):
            return self.other(part)
        anchor = self.anchors.get((part.kind, part.key))
        if anchor is not None and not always:
            return {"kind": "again", "to": anchor, "text": part.entry.text}
        made = asdict(part)
        if anchor is None:
            anchor = self.anchors[part.kind, part.key] = len(self.anchors) + 1
            self.numbers[part.kind] = self.numbers.get(part.kind, 0) + 1
            made |= {"anchor": anchor, "number": self.numbers[part.kind]}
            self.progress(anchor)
        if address := getattr(part, "address", ""):
            made["qr"] = qr_svg(address)
        if isinstance(part, Sign):
            made["still"] = self.picture(part.still, STILL_EDGE)
        return made

    def other(self, part):
        made = asdict(part)
        if isinstance(part, (Film, Drill)) and part.address:
            made["qr"] = qr_svg(part.address)
        if isinstance(part, Film):
            made["still"] = self.picture(part.still, PICTURE_EDGE)
        if isinstance(part, Figure):
            made["picture"] = self.picture(part.picture, PICTURE_EDGE)
        if isinstance(part, Check):
            made["number"] = len(self.answers) + 1
            letters = "、".join(chr(ord("A") + place) for place in part.right)
            self.answers.append({"number": made["number"], "right": letters, "why": part.explanation})
        return made

    def picture(self, data, edge):
        """The name of the file in which a picture was written small; nothing when it is none."""
        small = smaller(data, edge) if data else None
        if small is None:
            return None
        self.pictures += 1
        name = f"picture-{self.pictures}.jpg"
        (self.place / name).write_bytes(small)
        return name


def smaller(data: bytes, edge: int) -> bytes | None:
    """A picture as JPEG no longer than `edge`, without what the camera wrote into it; None when it cannot be read."""
    try:
        with Image.open(io.BytesIO(data)) as opened:
            turned = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    paper = Image.new("RGB", turned.size, "white")
    paper.paste(turned, mask=turned)
    paper.thumbnail((edge, edge))
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def notes_of(book: Textbook) -> dict[str, bool]:
    """Which honest sentences the imprint owes its reader."""
    entries = list(book.entries())
    films = [part for chapter in book.chapters for part in chapter.parts if isinstance(part, Film)]
    signs = [entry for entry in entries if isinstance(entry, Sign)]
    phrases = [entry for entry in entries if isinstance(entry, Phrase)]
    return {
        "demonstration": book.demonstration,
        "placeholder": any(sign.state == "placeholder" for sign in signs) or any(film.placeholder for film in films),
        "slots": any(sign.state in {"to_film", "in_review"} for sign in signs),
        "synthetic": any(phrase.synthetic for phrase in phrases),
        "drafts": any(phrase.draft for phrase in phrases),
    }


def counts_of(book: Textbook) -> dict[str, int]:
    """How many entries of each kind the book holds."""
    counts = dict.fromkeys(("phrase", "sign", "dialogue", "term"), 0)
    for entry in book.entries():
        counts[entry.kind] += 1
    return counts


def contents_depth(book: Textbook) -> int:
    """2 when the sections fit on one page of contents with their chapters, or fill a good part of a second; else 1."""
    sections = sum(isinstance(part, Heading) and part.level == 2 for chapter in book.chapters for part in chapter.parts)
    pages = (2.6 * len(book.chapters) + sections + 5) / (62 if book.paper == "a4" else 43)
    return 2 if pages <= 1 or pages % 1 >= 0.3 else 1


def page_count(pdf: bytes) -> int:
    """How many pages a PDF of ours has: Typst writes one object in the clear for each."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def origin_of(revisions: Mapping[str, int]) -> dict[str, Any]:
    """The revisions in short: how many, the newest, and a sum that is another as soon as one of them is."""
    written = json.dumps(sorted(revisions.items()))
    total = hashlib.sha256(written.encode()).hexdigest()[:8].upper()
    return {"count": len(revisions), "newest": max(revisions.values(), default=0), "sum": f"{total[:4]}-{total[4:]}"}


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _clean(value):
    """The same with every text printable."""
    if isinstance(value, str):
        return printable_lines(value)
    if isinstance(value, dict):
        # A code is drawn, not read.
        return {key: each if key == "qr" else _clean(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(each) for each in value]
    return value


def printable_lines(text: str) -> str:
    """As `printable`, keeping the breaks between lines."""
    return "\n".join(printable(line) for line in text.split("\n"))
