"""The pictures and clips a question shows, and the addresses at which its person finds them.

An address names the attempt, the place of the question and a neutral word, never a file: the name of a film or the number
of a sign would tell the answer.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.models import Clip, Picture, with_small_versions
from phrasebook.models import Sign

# Wide enough for a phone held across and for a desk; what the camera wrote into the original stays behind.
SPEC = "max-1200x1200|format-webp"
NAMED = {"picture": "picture", "clip": "clip", "map": "picture", "sound": "clip", "sign": "sign"}

Address = Callable[[str], str]


@dataclass(frozen=True)
class Ref:
    """A picture, clip or sign by its number."""

    what: str
    pk: int


@dataclass(frozen=True)
class ShownFile:
    """A file as the player asks for it: `name` only says of which type it is."""

    url: str
    name: str


@dataclass(frozen=True)
class ShownVersion:
    """A small version of a clip."""

    file: ShownFile


@dataclass(frozen=True)
class ShownPicture:
    """A picture on the page, in the size it has there."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class ShownClip:
    """A clip on the page, with what `{% player %}` asks of one. Captions tell what a sign or a recording says."""

    pk: int
    type: str
    file: ShownFile
    small_versions: tuple[ShownVersion, ...]
    thumbnail: ShownFile | None
    width: int | None
    height: int | None
    duration: float
    placeholder: bool
    synthetic: bool
    captions: str = ""
    captions_en: str = ""


Shown = ShownPicture | ShownClip


def named(shown: Mapping[str, Any], prefix: str = "") -> dict[str, Ref]:
    """What a question as shown names, by the word for it in addresses: `picture`, `oXk3f` for an option, `p2.clip`."""
    found = {prefix + word: Ref(what, shown[word]) for word, what in NAMED.items() if _is_number(shown.get(word))}
    for option in _entries(shown, "options"):
        if _is_number(option.get("picture")):
            found[f"{prefix}o{option.get('id')}"] = Ref("picture", option["picture"])
    for number, part in enumerate(_entries(shown, "parts"), 1):
        found |= named(part, f"{prefix}p{number}.")
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _entries(shown: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    listed = shown.get(name)
    return (one for one in (listed if isinstance(listed, list) else ()) if isinstance(one, Mapping))


def fetch(refs: Iterable[Ref]) -> dict[Ref, Picture | Clip]:
    """What is there of them, a sign as its clip: one query for each sort that is asked for, one for small versions."""
    wanted: dict[str, set[int]] = {"picture": set(), "clip": set(), "sign": set()}
    for ref in refs:
        wanted[ref.what].add(ref.pk)
    found: dict[Ref, Picture | Clip] = {}
    if wanted["picture"]:
        found |= {Ref("picture", pk): one for pk, one in Picture.objects.in_bulk(wanted["picture"]).items()}
    if wanted["clip"]:
        found |= {Ref("clip", pk): one for pk, one in Clip.objects.in_bulk(wanted["clip"]).items()}
    if wanted["sign"]:
        signs = Sign.objects.shown_in_bulk(wanted["sign"])
        # Only what a clerk may see: a reviewed film, or a placeholder, which says so.
        found |= {Ref("sign", pk): sign.shown_clip for pk, sign in signs.items() if sign.shown_clip}
    with_small_versions([one for one in found.values() if isinstance(one, Clip)])
    return found


def shown(ref: Ref, thing: Picture | Clip, word: str, address: Address | None) -> Shown:
    """A picture or clip for the page; without an address at its own, for authors and trainers."""
    if isinstance(thing, Picture):
        return _picture(thing, word, address)
    return _clip(ref, thing, word, address)


def _picture(picture: Picture, word: str, address: Address | None) -> ShownPicture:
    if address is None:
        rendition = picture.get_rendition(SPEC)
        return ShownPicture(rendition.url, rendition.width, rendition.height, picture.default_alt_text)
    # The size is reckoned, not asked for: the page would make every rendition before anybody looks at one.
    scale = min(1.0, 1200 / picture.width, 1200 / picture.height)
    width, height = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return ShownPicture(address(word), width, height, picture.default_alt_text)


def _clip(ref: Ref, clip: Clip, word: str, address: Address | None) -> ShownClip:
    def file(field, variant: str = "") -> ShownFile:
        return ShownFile(address(word + variant) if address else field.url, field.name)

    # A clip that belongs to the stem may be read along; what a sign means or a recording says is the question itself.
    tells = ref.what == "sign" or word.rpartition(".")[2] == "sound"
    return ShownClip(
        pk=clip.pk,
        type=clip.type,
        file=file(clip.file),
        small_versions=tuple(ShownVersion(file(one.file, f"-{one.kind}")) for one in clip.small_versions),
        thumbnail=file(clip.thumbnail, "-poster") if clip.thumbnail else None,
        width=clip.width,
        height=clip.height,
        duration=clip.duration,
        placeholder=clip.placeholder,
        synthetic=clip.synthetic,
        captions="" if tells else clip.captions,
        captions_en="" if tells else clip.captions_en,
    )


def path_of(question: Mapping[str, Any], word: str) -> str | None:
    """Where the storage keeps what an address of this question names; None when it names nothing there is."""
    name, _dash, variant = word.partition("-")
    ref = named(question).get(name)
    thing = ref and fetch([ref]).get(ref)
    if isinstance(thing, Picture):
        return thing.get_rendition(SPEC).file.name if not variant else None
    if isinstance(thing, Clip):
        return _file_of(thing, variant)
    return None


def _file_of(clip: Clip, variant: str) -> str | None:
    if variant == "poster":
        return clip.thumbnail.name or None
    if variant:
        return next((one.file.name for one in clip.small_versions if one.kind == variant), None)
    return clip.file.name
