"""What the phrases of the demonstration sound like: synthetic voices made once by tools/voices, marked as such."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from wagtail.models import Collection

from core.models import Clip

from . import source

COLLECTION = "合成语音"
# The recordings of a phrase by the field that holds each: language and pace as the files are called.
FILES = {"audio": "zh", "audio_slow": "zh.slow", "audio_en": "en", "audio_en_slow": "en.slow"}
_SPOKEN = {"audio": "中文", "audio_slow": "中文慢速", "audio_en": "英文", "audio_en_slow": "英文慢速"}


def make_sounds(phrases, author):
    """`{key: {field: clip}}` for the phrases of a course that have been spoken; one statement writes all clips."""
    made, lines = source.voices()
    places = [(written, field) for written in phrases for field in FILES if _line(lines, written, field)]
    if not places:
        return {}
    collection = Collection.objects.filter(name=COLLECTION).first()
    collection = collection or Collection.get_first_root_node().add_child(name=COLLECTION)
    credit = f"{made['by']} · {made['licence']}"
    clips = Clip.objects.bulk_create(
        Clip(
            title=f"{written['text'][:60]}（{_SPOKEN[field]}）",
            type="audio",
            file=_stored(f"{written['key']}.{FILES[field]}.mp3"),
            duration=_line(lines, written, field)["slow_seconds" if field.endswith("slow") else "seconds"],
            synthetic=True,
            credit=credit,
            collection=collection,
            uploaded_by_user=author,
        )
        for written, field in places
    )
    sounds = {}
    for (written, field), clip in zip(places, clips, strict=True):
        sounds.setdefault(written["key"], {})[field] = clip
    return sounds


def _line(lines, written, field):
    """What is known of a phrase spoken in the language of the field, at both paces; None when it was not spoken."""
    return lines.get(written["key"], {}).get(FILES[field].partition(".")[0])


def _stored(name):
    """The file as an upload, put where Wagtail puts clips; answers the name it got there."""
    upload = Clip._meta.get_field("file")
    wanted = upload.generate_filename(Clip(), name)
    return default_storage.save(wanted, ContentFile((source.AUDIO / name).read_bytes()))
