"""Clips for tests: what stands in the files is never looked at."""

import datetime

from django.core.files.base import ContentFile
from wagtail.models import Collection

from core.models import Clip, Encoding

MADE = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)


def make_clip(name="film", **fields):
    """A film of a minute and a half with two small versions, the WebM the smaller of them."""
    root = Collection.get_first_root_node()
    fields = {"title": name, "type": "video", "duration": 90, "collection": root, **fields}
    clip = Clip.objects.create(file=ContentFile(b"camera", f"{name}.mp4"), **fields)
    for kind, size in (("mp4", 300), ("webm", 200)):
        file = ContentFile(b"small", f"{name}-small.{kind}")
        Encoding.objects.create(clip=clip, kind=kind, file=file, bytes=size, made_at=MADE)
    return clip
