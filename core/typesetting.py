"""What printing needs wherever it is done: fonts that are brought along, codes to scan, words of a date."""

import io
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pylopdf_fonts_jp
import pylopdf_fonts_zh_cn
import segno
import segno.consts
import typst
from PIL import ImageFont

# Not in the language of the machine: the paper carries English beside Chinese wherever it is printed.
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
BROUGHT = (pylopdf_fonts_zh_cn.serif_path(), pylopdf_fonts_jp.serif_path())
# What a compositor sets where the type is missing.
NO_TYPE = "〓"


def qr_svg(address: str) -> str:
    """The address as a QR code in SVG, sized by whoever shows it."""
    return _svg(segno.make(address, error="m", micro=False), "#1c2b25")


def _svg(code, colour):
    picture = io.BytesIO()
    code.save(picture, kind="svg", border=0, dark=colour, xmldecl=False, omitsize=True)
    return picture.getvalue().decode()


@dataclass(frozen=True)
class Code:
    """A QR code to print: SVG without a quiet zone, and how many modules it has on a side."""

    svg: str
    modules: int


def code_of(text: str, letters: str, *, most_modules: int, wanted_modules: int) -> Code | None:
    """A code of a text and of letters of the small alphabet of QR codes (capitals, digits, `$%*+-./:` and space).

    Of the four levels of repair it has the second while that stays within `wanted_modules`, else the first; None when
    it would have more than `most_modules`. Pure black: other colours are printed as dots that blur its edges.
    """
    for repair, limit in (("m", wanted_modules), ("l", most_modules)):
        code = _segments(text, letters, repair)
        modules = code and code.symbol_size(border=0)[0]
        if code and modules <= limit:
            return Code(_svg(code, "#000"), modules)
    return None


def _segments(text, letters, repair):
    # Its hints know of one text only.
    content: Any = [(text, segno.consts.MODE_BYTE), (letters, segno.consts.MODE_ALPHANUMERIC)]
    try:
        return segno.make(content, error=repair, micro=False)
    except segno.DataOverflowError:
        return None


def day_zh(day: date) -> str:
    """2026年3月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_en(day: date) -> str:
    """1 March 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@cache
def fonts(*folders: str, machine_too: bool = False) -> typst.Fonts:
    """Noto Serif and Noto Sans of SC and JP, what the folders hold, and the fonts of the machine where wanted.

    Japanese only for letters the Chinese faces lack (𠮷): a sheet names the Chinese ones first.
    """
    brought = [str(path.parent) for path in BROUGHT]
    paths = [*brought, *folders]
    return typst.Fonts(include_system_fonts=machine_too, include_embedded_fonts=False, font_paths=paths)


@cache
def _face(path):
    # Letter by letter: shaping puts a dotted circle under a mark the face lacks, and that is no empty box.
    return ImageFont.truetype(path, 16, layout_engine=ImageFont.Layout.BASIC)


def lacking(text: str, *further: str) -> set[str]:
    """The characters that neither a serif face we bring nor one of the further font files holds."""
    missing = {letter for letter in text if not letter.isspace()}
    for path in (*map(str, BROUGHT), *further):
        missing = {letter for letter in missing if _is_boxed(_face(path), letter)}
    return missing


def _is_boxed(face, letter):
    """Whether the face draws the letter as its empty box: as a code point that nobody may assign."""
    return bytes(face.getmask(letter)) == bytes(face.getmask("\U0010fffe"))


def printable(text: str) -> str:
    """The text without characters that are no letters: controls are left out, unassigned and private ones marked."""
    return "".join(_as_printed(letter) for letter in text)


def _as_printed(letter):
    match unicodedata.category(letter):
        case "Cc" | "Cf":
            return " " if letter in "\t\n\r" else ""
        case "Cn" | "Co" | "Cs":
            return NO_TYPE
        case _:
            return letter
