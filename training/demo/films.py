"""The placeholder clips of finger letters and numbers: drawn by tools/hands, marked as such, kept in one collection."""

from django.core.files import File
from wagtail.models import Collection

from core.models import Clip

from . import source

COLLECTION = "手语示意"


def make_clips(signs, author):
    """The clips that the signs of a course name, by name, with poster and warning."""
    wanted = [written for written in signs if "clip" in written]
    if not wanted:
        return {}
    drawn, credit = source.clips()
    collection = Collection.get_first_root_node().add_child(name=COLLECTION)
    return {written["clip"]: _make(written, drawn[written["clip"]], credit, collection, author) for written in wanted}


def _make(written, drawn, credit, collection, author):
    clip = Clip(
        title=f"{written['meaning']}（示意占位）",
        type="video",
        placeholder=True,
        credit=credit,
        collection=collection,
        width=drawn["width"],
        height=drawn["height"],
        duration=drawn["seconds"],
        uploaded_by_user=author,
    )
    with (source.CLIPS / drawn["file"]).open("rb") as film, (source.CLIPS / drawn["poster"]).open("rb") as poster:
        clip.file.save(drawn["file"], File(film), save=False)
        clip.thumbnail.save(drawn["poster"], File(poster), save=False)
        clip.save()
    return clip
