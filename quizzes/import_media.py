"""Pictures, sounds and signs that questions of a file name: found in this house, or brought along inside the file."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from wagtail.models import Collection

from core.models import Clip, Picture
from core.services import keep_recording
from people.models import User
from phrasebook.models import Sign

from .exchange.found import Found
from .exchange.media import picture_facts, sound_type
from .exchange.references import references, replaced
from .items import Item

logger = logging.getLogger(__name__)
MODELS: dict[str, Any] = {"picture": Picture, "sound": Clip, "sign": Sign}


@dataclass
class House:
    """What of the media a file names there is here: ids by field, and signs by what they mean."""

    there: dict[str, set[int]] = field(default_factory=dict)
    signs: dict[str, int] = field(default_factory=dict)


def house_of(found: Iterable[Found]) -> House:
    """Look up all that a file names; a query for each field that is named at all."""
    named: dict[str, set[Any]] = {}
    for each in found:
        for name, reference in references(each.item) if each.item else ():
            if isinstance(reference, int | str):
                named.setdefault(name, set()).add(reference)
    house = House()
    for name, given in named.items():
        ids = [one for one in given if isinstance(one, int)]
        house.there[name] = set(MODELS[name].objects.filter(pk__in=ids).values_list("pk", flat=True))
    meanings = [one for one in named.get("sign", ()) if isinstance(one, str)]
    if meanings:
        rows = Sign.objects.filter(meaning__in=meanings).order_by("-live", "pk").values_list("meaning", "pk")
        for meaning, pk in rows:
            house.signs.setdefault(meaning, pk)
    return house


def settled(found: Found, house: House) -> Found:
    """The question with its signs looked up; refused where something it names is neither here nor in the file."""
    if found.item is None:
        return found
    attached = {one.name for one in found.attached}
    missing: list[str] = []

    def settle(name: str, reference: Any) -> Any:
        if name == "sign" and isinstance(reference, str) and reference in house.signs:
            return house.signs[reference]
        known = reference in house.there.get(name, ()) if isinstance(reference, int) else reference in attached
        if not known:
            missing.append(str(reference)[:40])
        return reference

    item = replaced(found.item, settle)
    if missing:
        sentence = _("It shows something that is neither in the file nor in this house: %(names)s.")
        return Found(place=found.place, refusal=sentence % {"names": "、".join(dict.fromkeys(missing))})
    return replace(found, item=item)


def brings_media(item: Item) -> bool:
    """Whether the question names something that came inside its file."""
    return any(isinstance(reference, str) for _name, reference in references(item))


def keep_media(attached: Mapping[str, bytes], item: Item, by: User, kept: dict[bytes, int]) -> Item:
    """The item with its pictures and sounds kept in the house, the same bytes once; `kept` remembers which.

    Raises ValueError for what is no picture and no sound.
    """

    def keep(name: str, reference: Any) -> Any:
        if not isinstance(reference, str):
            return reference
        content = attached[reference]
        if content not in kept:
            kept[content] = _picture(reference, content, by) if name == "picture" else _sound(reference, content, by)
        return kept[content]

    return replaced(item, keep)


def _picture(name: str, content: bytes, by: User) -> int:
    facts = picture_facts(content)
    if facts is None:
        raise ValueError(name)
    file = ContentFile(content, f"question.{facts[0]}")
    root = Collection.get_first_root_node()
    picture = Picture.objects.create(title=name[:200], file=file, collection=root, uploaded_by_user=by)
    logger.info("picture %s came with a file of questions", picture.pk)
    return picture.pk


def _sound(name: str, content: bytes, by: User) -> int:
    facts = sound_type(content)
    if facts is None:
        raise ValueError(name)
    upload = SimpleUploadedFile(f"question.{facts[0]}", content)
    root = Collection.get_first_root_node()
    return keep_recording(recording=upload, title=name, seconds=0, by=by, collection=root).pk
