"""The rich text of a lesson as plain pieces: headings, paragraphs, lists and rules. Pure, and tolerant of any HTML."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, NavigableString, Tag

HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 3, "h5": 3, "h6": 3}
STRONG, SLANTED = {"b", "strong"}, {"i", "em"}
LISTS = {"ul", "ol"}
LEFT_OUT = {"script", "style", "template", "head", "title", "noscript"}
# Elements that begin a line of their own; whatever else there is runs on in the line.
BLOCKS = {"address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figure", "footer", "form", "header"}
BLOCKS |= {"main", "nav", "p", "pre", "section", "table", "tbody", "td", "th", "thead", "tr", "li", "body", "html"}
BLOCKS |= LISTS | {"hr", *HEADINGS}


@dataclass(frozen=True)
class Span:
    """A run of letters of one kind; `href` is empty or an address that may be followed from paper or screen."""

    text: str
    strong: bool = False
    slanted: bool = False
    href: str = ""


@dataclass(frozen=True)
class Heading:
    level: int
    spans: tuple[Span, ...]
    kind: str = "heading"


@dataclass(frozen=True)
class Paragraph:
    spans: tuple[Span, ...]
    kind: str = "paragraph"


@dataclass(frozen=True)
class Item:
    """A line of a list, and the lists below it."""

    spans: tuple[Span, ...]
    lists: tuple["Items", ...] = ()


@dataclass(frozen=True)
class Items:
    ordered: bool
    items: tuple[Item, ...]
    kind: str = "list"


@dataclass(frozen=True)
class Rule:
    kind: str = "rule"


Piece = Heading | Paragraph | Items | Rule


def read(html: str, origin: str = "") -> tuple[Piece, ...]:
    """What a reader sees of the HTML, in order; addresses of this site are made absolute with `origin`."""
    reader = _Reader(origin)
    reader.walk(BeautifulSoup(html, "html.parser"), _Style())
    return tuple(reader.finished())


@dataclass(frozen=True)
class _Style:
    strong: bool = False
    slanted: bool = False
    href: str = ""

    def inside(self, tag, element, origin):
        return _Style(
            self.strong or tag in STRONG,
            self.slanted or tag in SLANTED,
            (tag == "a" and _address(element.get("href", ""), origin)) or self.href,
        )


def _address(href, origin):
    """Where a link leads; empty when it may not be followed."""
    href = href.strip()
    if href.startswith("/") and not href.startswith("//") and origin:
        href = origin + href
    try:
        scheme = urlsplit(href).scheme
    except ValueError:
        return ""
    return href if scheme in {"http", "https", "mailto"} and href.isprintable() and " " not in href else ""


class _Reader:
    """Walks the tree; letters gather in `spans` until a block begins or ends."""

    def __init__(self, origin):
        self.origin = origin
        self.pieces: list[Piece] = []
        self.spans: list[Span] = []

    def finished(self):
        self.close()
        return self.pieces

    def close(self, make=Paragraph):
        """End the line: what has gathered becomes a piece, if there is anything to read in it."""
        spans, self.spans = tidy(self.spans), []
        if spans:
            self.pieces.append(make(spans))

    def walk(self, element, style):
        for child in element.children:
            if isinstance(child, Tag):
                self.enter(child, style)
            else:
                self.text(child, style)

    def text(self, string, style):
        if type(string) is NavigableString:  # its subclasses are comments and the like
            self.letters(string, style)

    def letters(self, text, style):
        self.spans.append(Span(text.replace("\n", " "), style.strong, style.slanted, style.href))

    def enter(self, element, style):
        tag = element.name.lower()
        if tag in LEFT_OUT:
            return
        if tag == "br":
            self.spans.append(Span("\n"))
        elif tag == "hr":
            self.close()
            self.pieces.append(Rule())
        elif tag in LISTS:
            self.close()
            self.pieces.extend(self.list_of(element, style))
        elif tag in BLOCKS:
            self.close()
            self.walk(element, style)
            self.close(lambda spans: Heading(HEADINGS[tag], spans) if tag in HEADINGS else Paragraph(spans))
        else:
            self.walk(element, style.inside(tag, element, self.origin))

    def list_of(self, element, style):
        items = tuple(item for child in element.children for item in self.item_of(child, style))
        return [Items(element.name == "ol", items)] if items else []

    def item_of(self, element, style):
        """The line of one item: its paragraphs run together, its lists hang below it."""
        inner = _Reader(self.origin)
        if not isinstance(element, Tag):
            # Letters between the items, where none belong, are an item too.
            inner.text(element, style)
        elif element.name == "li":
            inner.walk(element, style)
        else:
            inner.enter(element, style)
        pieces = inner.finished()
        lines = [piece.spans for piece in pieces if isinstance(piece, (Paragraph, Heading))]
        lists = tuple(piece for piece in pieces if isinstance(piece, Items))
        spans = tuple(span for number, line in enumerate(lines) for span in (*((Span("\n"),) if number else ()), *line))
        return [Item(spans, lists)] if spans or lists else []


def tidy(spans) -> tuple[Span, ...]:
    """White space as it is read: runs of it are one blank, none stands at either end, a break stays a break."""
    tidied: list[Span] = []
    before = "\n"
    for span in spans:
        letters = []
        for letter in span.text:
            if letter.isspace() and letter != "\u3000":
                letter = "\n" if letter == "\n" else " "
                if before in " \n":
                    continue
            letters.append(letter)
            before = letter
        if letters:
            tidied.append(Span("".join(letters), span.strong, span.slanted, span.href))
    while tidied and not tidied[-1].text.rstrip(" \n"):
        tidied.pop()
    if tidied:
        last = tidied[-1]
        tidied[-1] = Span(last.text.rstrip(" \n"), last.strong, last.slanted, last.href)
    return tuple(tidied)
