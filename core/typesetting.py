"""What printing needs wherever it is done: fonts that are brought along, codes to scan, words of a date."""

import io
import unicodedata
from datetime import date
from functools import cache

import pylopdf_fonts_zh_cn
import segno
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
# What a compositor sets where the type is missing.
NO_TYPE = "〓"


def qr_svg(address: str) -> str:
    """The address as a QR code in SVG, sized by whoever shows it."""
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        picture, kind="svg", border=0, dark="#1c2b25", xmldecl=False, omitsize=True
    )
    return picture.getvalue().decode()


def day_zh(day: date) -> str:
    """2026年3月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_en(day: date) -> str:
    """1 March 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@cache
def fonts(*folders: str, machine_too: bool = False) -> typst.Fonts:
    """Noto Serif SC and Noto Sans SC, what the folders hold, and the fonts of the machine where they are wanted."""
    brought = str(pylopdf_fonts_zh_cn.serif_path().parent)
    return typst.Fonts(include_system_fonts=machine_too, include_embedded_fonts=False, font_paths=[brought, *folders])


@cache
def _face(path):
    return ImageFont.truetype(path, 16)


def lacking(text: str, *further: str) -> set[str]:
    """The characters that neither Noto Serif SC nor one of the further font files holds."""
    missing = {letter for letter in text if not letter.isspace()}
    for path in (str(pylopdf_fonts_zh_cn.serif_path()), *further):
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
