"""The phrasebook as a device keeps it for the time without a network: one file of all that is published."""

import gzip
import hashlib
import json
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import Length

from core.models import Clip
from core.search_text import readings

from .index import KINDS, stamp
from .models import Scenario, Sign

# A clip whose file was replaced under the same name shows here after this many seconds at the latest.
_KEPT = 3600


@dataclass(frozen=True)
class Packed:
    """The file, compressed, and the version by which a device knows that it has it already."""

    content: bytes
    etag: str


def pack():
    """All published entries, packed once after each change: reading Chinese aloud takes a moment for thousands."""
    known = f"phrasebook-{_version()}"
    packed = cache.get(known)
    if packed is None:
        content = json.dumps(_everything(), ensure_ascii=False, separators=(",", ":")).encode()
        packed = Packed(gzip.compress(content, 6, mtime=0), f'"{hashlib.sha256(content).hexdigest()[:32]}"')
        cache.set(known, packed, _KEPT)
    return packed


def _version():
    clips = Clip.objects.aggregate(
        count=Count("pk"),
        last=Max("pk"),
        names=Sum(Length("file")),
        synthetic=Count("pk", filter=Q(synthetic=True)),
        placeholder=Count("pk", filter=Q(placeholder=True)),
    )
    names = list(Scenario.objects.values_list("slug", "name", "name_en", "order"))
    return hashlib.sha256(repr((stamp(), clips, names)).encode()).hexdigest()[:32]


def _everything():
    scenarios = Scenario.objects.values_list("pk", "slug", "name", "name_en")
    slugs = {pk: slug for pk, slug, _name, _name_en in scenarios}
    entries = [
        {
            "kind": kind,
            "key": entry.key,
            "scenario": slugs[entry.scenario_id],
            "read": "/".join(" ".join(spelt) for spelt in readings(*entry.searched_texts())),
            **{name: value for name, value in WRITTEN[kind](entry).items() if value},
        }
        for kind, model in KINDS.items()
        for entry in _published(model)
    ]
    return {"scenarios": [list(row[1:]) for row in scenarios], "entries": entries}


def _published(model):
    entries = model.objects.live().to_show().order_by("scenario__order", "scenario__slug", "key")
    return entries.prefetch_related("clip__encodings") if model is Sign else entries


def _sign(sign):
    clip = sign.shown_clip
    return {
        "text": sign.meaning,
        "english": sign.meaning_en,
        "usage": sign.usage,
        "source": sign.source,
        "in_review": sign.status == sign.Status.IN_REVIEW,
        # Any of them will do: the small versions, of which a phone was given one, and the camera's own file.
        "clips": [*(each.file.url for each in clip.encodings.all()), clip.url] if clip else [],
        "placeholder": bool(clip and clip.placeholder),
    }


def _phrase(phrase):
    return {
        "text": phrase.text,
        "english": phrase.english,
        "pinyin": phrase.pinyin,
        "when": phrase.when,
        "avoid": phrase.avoid,
        "sounds": {name: clip.url for name, clip in phrase.recordings()},
        "synthetic": [name for name, clip in phrase.recordings() if clip.synthetic],
    }


def _term(term):
    return {
        "text": term.name,
        "english": term.name_en,
        "pinyin": term.pinyin,
        "explanation": term.explanation,
        "explanation_en": term.explanation_en,
    }


def _dialogue(dialogue):
    return {
        "text": dialogue.title,
        "english": dialogue.title_en,
        "situation": dialogue.situation,
        "situation_en": dialogue.situation_en,
        "turns": [[turn.role, turn.text, turn.english] for turn in dialogue.turns.all()],
    }


WRITTEN = {"sign": _sign, "phrase": _phrase, "term": _term, "dialogue": _dialogue}
