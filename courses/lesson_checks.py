"""What a lesson still lacks before it should be published: said to its author beside the preview, never to readers."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import clip_checks
from core.models import with_small_versions
from phrasebook.models import Entry

from .models import LessonPage

# A reader on a phone between two customers: three screens of text, then something to look at or to do.
LONGEST_TEXT = 400
LONGEST_LESSON = 10


class Rule(TextChoices):
    """The kinds of fault; the labels are what Wagtail's checker calls them."""

    ENTRY = "lesson-entry", gettext_lazy("An entry is not published")
    CLIP = "lesson-clip", gettext_lazy("A clip is not ready")
    PICTURE = "lesson-picture", gettext_lazy("A picture says nothing to those who cannot see it")
    READING = "lesson-reading", gettext_lazy("There is much to read at once")
    LENGTH = "lesson-length", gettext_lazy("The lesson is long")
    EMPTY = "lesson-empty", gettext_lazy("Something has not been chosen")


@dataclass(frozen=True)
class Fault:
    """One thing to see to, in the block of this id; empty when it is about the whole lesson."""

    rule: Rule
    block: str
    sentence: str


def faults_of(page: LessonPage) -> list[Fault]:
    """What to see to before the lesson is published, in the order of its blocks; then what concerns all of it."""
    blocks = list(page.body)
    with_small_versions(clip for block in blocks if block.block_type == "clip" for clip in _clips(block.value))
    found = [
        Fault(rule, str(block.id), text) for block in blocks for rule, text in _CHECKS[block.block_type](block.value)
    ]
    if page.minutes > LONGEST_LESSON:
        sentence = _("It takes %(minutes)d minutes. Make two lessons of it: people learn in five-minute pieces.")
        found.append(Fault(Rule.LENGTH, "", sentence % {"minutes": page.minutes}))
    return found


def _clips(value):
    return [value["clip"], value["second_clip"]]


def _entries(*names):
    def check(value):
        for name in names:
            yield from _entry(value[name])

    return check


def _entry(entry: Entry | None) -> Iterator[tuple[Rule, str]]:
    if entry is None:
        yield Rule.EMPTY, _("No entry is chosen: readers see nothing here.")
    elif not entry.live:
        sentence = _("“%(entry)s” is not published: readers do not see it until it is.")
        yield Rule.ENTRY, sentence % {"entry": entry}


def _drill(value):
    for entry in value["phrases"]:
        yield from _entry(entry)


def _clip(value):
    if value["clip"] is None:
        yield Rule.EMPTY, _("No clip is chosen: readers see an empty place.")
    for clip in filter(None, _clips(value)):
        for sentence in clip_checks.faults_of(clip):
            yield Rule.CLIP, f"{clip.title}: {sentence}"


def _picture(value):
    picture = value["picture"]
    if picture is not None and not picture.decorative and not (picture.contextual_alt_text or "").strip():
        yield Rule.PICTURE, _("Write what the picture shows, or say that it is decoration.")


def _text(value):
    length = len("".join(strip_tags(str(value)).split()))
    if length > LONGEST_TEXT:
        yield (
            Rule.READING,
            ngettext(
                "%(count)d character in one piece: cut it, or put a phrase, a clip or a check in between.",
                "%(count)d characters in one piece: cut it, or put a phrase, a clip or a check in between.",
                length,
            )
            % {"count": length},
        )


def _nothing(value):
    return ()


_CHECKS = {
    "text": _text,
    "image": _picture,
    "phrase": _entries("phrase"),
    "sign": _entries("sign"),
    "dialogue": _entries("dialogue"),
    "term": _entries("term"),
    "drill": _drill,
    "clip": _clip,
    "check": _nothing,
    "do_dont": _nothing,
    "callout": _nothing,
}
