"""One QTI question on its way to an item: what is around it, and what it must have."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from .qti_declarations import Declaration
from .qti_media import Media
from .qti_section import Section


class Refusal(Exception):
    """Why there is no item; the argument is a translated sentence."""


@dataclass
class Asked:
    """One question being read: its section, the declarations of its item, the media around it.

    `ours`: the kind is known, because we wrote the file; `more` is what stood beside it then.
    """

    section: Section
    declared: Mapping[str, Declaration]
    media: Media
    ours: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)
    points: float = 1

    def of(self, interaction: Element) -> Declaration:
        found = self.declared.get(interaction.get("responseIdentifier", ""))
        if found is None:
            raise Refusal(_("The right answer is not declared."))
        return found

    def block(self, *tags: str) -> Element:
        if len(self.section.block) != 1 or self.section.block[0].tag not in tags:
            raise Refusal(_("The interaction this kind of question needs is not there."))
        return self.section.block[0]

    def inline(self, tag: str) -> list[Element]:
        found = [one for one in self.section.inline if one.tag == tag]
        if not found or len(found) != len(self.section.inline):
            raise Refusal(_("The interaction this kind of question needs is not there."))
        return found


def loaded(source: str) -> Mapping[str, Any]:
    """What stands beside a question; whatever is no object of JSON is nothing."""
    try:
        found = json.loads(source or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
