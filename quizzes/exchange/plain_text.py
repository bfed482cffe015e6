"""Formatted text to plain text a person can read: HTML, Markdown, and what Moodle makes of neither.

The tags are cut out by a reader of our own: `html.parser` takes minutes over half a megabyte of `<a <a <a` (its time
grows with the square), and these files come from anywhere. Ours looks at every character once.
"""

import html
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:]{0,20})([^<>]*)>|<!\[CDATA\[|<!--|<[!?][^<>]*>")
_ATTRIBUTE = re.compile(r"""([A-Za-z-]{1,20})\s?=\s?(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""")
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_LOOKS_LIKE_HTML = re.compile(r"</?[A-Za-z][^<>]*>|&(?:[A-Za-z]{2,8}|#[0-9]{1,6});")
_TEX = re.compile(r"\$\$|\\\(|\\\[|@@PLUGINFILE@@")

_SILENT = {"script", "style", "head", "title", "template", "noscript", "iframe", "object"}
_BLOCKS = {
    *("p", "div", "ul", "ol", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section"),
    *("article", "dl", "dt", "dd", "hr", "caption", "tbody", "thead", "figure", "figcaption", "prompt", "li"),
}
_UP = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_DOWN = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


@dataclass
class Plain:
    """A text, the pictures it showed (their addresses, in order), and sentences on what could not be taken.

    `bare` is the text without the words that stand for pictures.
    """

    text: str
    bare: str = ""
    pictures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class PlainWriter:
    """Takes tags and texts in turn and writes them down as plain text: breaks, lists and tables stay readable.

    `exact` keeps blanks inside a line as they are, for files whose blanks mean something.
    """

    def __init__(self, exact: bool = False) -> None:
        self.out: list[str] = []
        self.pictures: list[str] = []
        self.notes: dict[str, None] = {}
        self.exact = exact
        self._lists: list[int | None] = []
        self._silent: list[str] = []
        self._shift: dict[int, int] | None = None
        self._fresh_cell = True
        self._at_bullet = False
        self._alts: set[int] = set()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _SILENT:
            self._hide(tag, attributes)
        elif self._silent:
            return
        elif tag == "br":
            self.out.append("\n")
        elif tag in ("ul", "ol"):
            self._break()
            self._lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._bullet()
        elif tag in ("td", "th"):
            self._cell()
        elif tag in ("sup", "sub"):
            self._shift = _UP if tag == "sup" else _DOWN
        elif tag in ("img", "audio", "video", "embed", "math", "svg", "canvas"):
            self._medium(tag, attributes)
        elif tag in _BLOCKS:
            self._break()
            self._fresh_cell = True

    def _hide(self, tag: str, attributes: dict[str, str]) -> None:
        self._silent.append(tag)
        if tag in ("iframe", "object"):
            self._medium(tag, attributes)

    def _medium(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "math" or attributes.get("class", "").startswith(("Wirisformula", "equation")):
            self.notes[_("A formula was left behind.")] = None
        elif tag == "img":
            self.pictures.append(attributes.get("src", ""))
            before = len(self.out)
            self.data(attributes.get("alt", ""))
            self._alts.update(range(before, len(self.out)))
        else:
            self.notes[_("A sound, film or other embedded part was left behind.")] = None

    def _bullet(self) -> None:
        self._break()
        number = self._lists[-1] if self._lists else None
        self.out.append("• " if number is None else f"{number}. ")
        self._at_bullet = True
        if number is not None:
            self._lists[-1] = number + 1

    def _cell(self) -> None:
        if not self._fresh_cell:
            self.out.append(" | ")
        self._fresh_cell, self._at_bullet = False, True

    def _break(self) -> None:
        if self.out and not self._at_bullet and not self.out[-1].endswith("\n"):
            self.out.append("\n")

    def end(self, tag: str) -> None:
        if self._silent:
            if tag in self._silent:
                del self._silent[self._silent.index(tag) :]
        elif tag in ("sup", "sub"):
            self._shift = None
        elif tag in _BLOCKS:
            self._at_bullet = False
            if tag in ("ul", "ol") and self._lists:
                self._lists.pop()
            self._break()

    def data(self, text: str) -> None:
        """Text between tags, its entities already resolved."""
        if self._silent or not text:
            return
        text = _BLANKS.sub(_one_blank, text) if self.exact else _BLANKS.sub(" ", text.replace("\xa0", " "))
        if self._shift and all(ord(sign) in self._shift for sign in text.strip()):
            text = text.translate(self._shift)
        if not self.out or self.out[-1].endswith(("\n", " | ")):
            text = text.lstrip(" \t")
        if text:
            self.out.append(text)
            self._at_bullet = False

    def plain(self) -> Plain:
        text = "".join(self.out)
        if not self.exact and _TEX.search(text):
            self.notes[_("A formula is kept as its source text.")] = None
        bare = "".join(piece for place, piece in enumerate(self.out) if place not in self._alts)
        return Plain(trimmed(text), trimmed(bare), self.pictures, list(self.notes))


def _one_blank(run: re.Match[str]) -> str:
    return run[0] if not set(run[0]) & {"\n", "\r", "\f"} else " "


def trimmed(text: str) -> str:
    """No blanks around lines, at most one empty line in a row."""
    text = "\n".join(line.strip(" \t") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def from_html(source: str, breaks: bool = False) -> Plain:
    """Plain text of HTML. `breaks`: line breaks of the source are shown, as Moodle does with text that is half HTML."""
    writer = PlainWriter()

    def say(text: str) -> None:
        lines = html.unescape(text).split("\n") if breaks else [html.unescape(text)]
        for number, line in enumerate(lines):
            if number:
                writer.out.append("\n")
            writer.data(line)

    place, size = 0, len(source)
    while place < size:
        tag = TAG.search(source, place)
        if tag is None:
            say(source[place:])
            break
        say(source[place : tag.start()])
        place = _after(source, tag, writer)
    return writer.plain()


def _after(source: str, tag: re.Match[str], writer: PlainWriter) -> int:
    """Where reading goes on after a tag, which the writer has been told of."""
    if tag[0] == "<!--":
        return _behind(source, "-->", tag.end())
    if tag[0] == "<![CDATA[":
        end = source.find("]]>", tag.end())
        end = len(source) if end < 0 else end
        writer.data(source[tag.end() : end])
        return end + 3
    if not tag[1]:
        return tag.end()
    name = tag[1].lower()
    if tag[0].startswith("</"):
        writer.end(name)
        return tag.end()
    writer.start(name, _attributes(tag[2]) if name in ("img", "span", "math") else {})
    if name in ("script", "style"):
        writer.end(name)
        found = re.compile(rf"</{name}[^<>]*>", re.IGNORECASE).search(source, tag.end())
        return found.end() if found else len(source)
    if name in _SILENT and tag[2].endswith("/"):
        writer.end(name)
    return tag.end()


def _behind(source: str, mark: str, place: int) -> int:
    end = source.find(mark, place)
    return len(source) if end < 0 else end + len(mark)


def _attributes(source: str) -> dict[str, str]:
    return {
        found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(source[:4000])
    }


_MARKDOWN = (
    (re.compile(r"\*\*([^*\n]+)\*\*"), r"\1"),
    (re.compile(r"(?<!\w)__([^_\n]+)__(?!\w)"), r"\1"),
    (re.compile(r"(?<![*\w])\*([^*\n]+)\*(?![*\w])"), r"\1"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
    (re.compile(r"^#{1,6}[ \t]+", re.MULTILINE), ""),
    (re.compile(r"^[ \t]{0,12}[*+-][ \t]+", re.MULTILINE), "• "),
    (re.compile(r"^>[ \t]?", re.MULTILINE), ""),
    (re.compile(r"^\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+[ \t]*(?::?-{3,}:?)?[ \t]*\n", re.MULTILINE), ""),
)
_MARKDOWN_PICTURE = re.compile(r"!\[([^\[\]\n]*)\]\(([^()\s]*)\)")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]\n]*)\]\([^()\n]*\)")
_MARKDOWN_SIGN = re.compile(r"\\([\\`*_{}\[\]()#+.!|-])")


def from_markdown(source: str) -> Plain:
    pictures = [found[2] for found in _MARKDOWN_PICTURE.finditer(source)]
    text = _MARKDOWN_LINK.sub(r"\1", _MARKDOWN_PICTURE.sub(r"\1", source))
    for pattern, instead in _MARKDOWN:
        text = pattern.sub(instead, text)
    text = _MARKDOWN_SIGN.sub(r"\1", text)
    plain = from_html(text, breaks=True) if looks_like_html(text) else Plain(trimmed(text))
    return Plain(plain.text, plain.text, [*pictures, *plain.pictures], plain.notes)


def from_moodle(source: str) -> Plain:
    """Moodle's own way: lines as they stand, and HTML where there is some."""
    return from_html(source, breaks=True) if looks_like_html(source) else Plain(trimmed(source))


def looks_like_html(source: str) -> bool:
    return _LOOKS_LIKE_HTML.search(source) is not None


BY_FORMAT = {
    "html": from_html,
    "markdown": from_markdown,
    "plain": lambda source: Plain(trimmed(source)),
    "plain_text": lambda source: Plain(trimmed(source)),
    "moodle": from_moodle,
    "moodle_auto_format": from_moodle,
}
