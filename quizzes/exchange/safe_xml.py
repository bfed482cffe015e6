"""XML from anywhere to a tree: no entities, no document type, nothing fetched, bounded in depth and number."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from .decoding import Unreadable, decoded_xml

MOST_DEEP = 100
MOST_ELEMENTS = 500_000


class _Bounded(TreeBuilder):
    """Builds the tree and stops at what no honest file holds; names lose their namespace."""

    def __init__(self) -> None:
        super().__init__()
        self.deep = self.elements = 0

    def start(self, tag, attrs):
        self.deep += 1
        self.elements += 1
        if self.deep > MOST_DEEP or self.elements > MOST_ELEMENTS:
            raise Unreadable(_("The file is nested too deeply or holds too many parts."))
        return super().start(local(tag), {local(name): value for name, value in attrs.items()})

    def end(self, tag):
        self.deep -= 1
        return super().end(local(tag))


def local(tag: str) -> str:
    return tag.rpartition("}")[2]


def parse(content: bytes) -> Element:
    """The root of a document. Raises Unreadable with a sentence."""
    text = decoded_xml(content).lstrip()
    if not text.startswith("<"):
        raise Unreadable(_("The file is no XML."))
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(text)
        root = parser.close()
    except DefusedXmlException as trap:
        raise Unreadable(
            _("The file defines entities or a document type of its own, which is not read for safety.")
        ) from trap
    except (ParseError, ValueError) as fault:
        line = fault.position[0] if isinstance(fault, ParseError) else 0
        raise Unreadable(_("The file is no well-formed XML: look at line %(line)d.") % {"line": line}) from fault
    return root


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of names."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if one.tag == name), None)
    return element


def words(element: Element | None, *path: str) -> str:
    """All text inside, blanks at both ends taken off; nothing where there is no such element."""
    found = child(element, *path)
    return "" if found is None else "".join(found.itertext()).strip(" \t\r\n")


def every(element: Element, *names: str) -> Iterator[Element]:
    """All descendants of these names, in the order of the document."""
    return (one for one in element.iter() if one.tag in names)
