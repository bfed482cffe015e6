"""The catalogue and its courses as Wagtail pages, published, with covers."""

import json
import uuid

from django.core.files.images import ImageFile

from core.models import Picture
from courses.models import Category, CourseGrant, CoursePage, LessonPage, QuizPage

from . import source

CHOSEN = ("phrase", "sign", "term")
# The blocks' ids must be the same each time, or no two loads would be the same.
BLOCKS = uuid.UUID("6f0c3a52-2007-4308-8000-6a696178696e")


def make_categories():
    """The shelves of the catalogue, by code."""
    rows = [Category(order=order, **written) for order, written in enumerate(source.hall()["categories"], start=1)]
    return {row.slug: row for row in Category.objects.bulk_create(rows)}


def make_course(catalogue, course, *, category, certification, skill, entries, quiz, hands):
    """A course with its lessons and, last, its quiz."""
    page = CoursePage(
        **titles_of(course),
        slug=course["slug"],
        cover=_cover(course, hands.author),
        category=category,
        certification=certification,
        grants=[CourseGrant(sort_order=0, skill=skill, level=course["level"])],
    )
    add(catalogue, page, hands)
    for lesson in course["lessons"]:
        body = blocks_of(lesson, entries)
        add(page, LessonPage(**titles_of(lesson), slug=lesson["slug"], body=body), hands)
    written = course["quiz"]
    add(
        page,
        QuizPage(
            title=written["title"],
            title_en=written["title_en"],
            summary=written["intro"],
            summary_en=written["intro_en"],
            slug=f"{course['slug']}-quiz",
            minutes=written["time_limit_minutes"],
            quiz=quiz,
        ),
        hands,
    )
    return page


def titles_of(written):
    """Title and summary in both languages."""
    return {name: written[name] for name in ("title", "title_en", "summary", "summary_en")}


def add(parent, page, hands):
    """Put a page below another and publish it, as author and publisher would."""
    page.live = False
    page.owner = hands.author
    parent.add_child(instance=page)
    page.save_revision(user=hands.author).publish(user=hands.publisher)


def blocks_of(lesson, entries):
    """The body of a lesson as the StreamField stores it; entries are chosen by key."""
    return json.dumps([_block(lesson["slug"], place, block, entries) for place, block in enumerate(lesson["blocks"])])


def _block(slug, place, block, entries):
    kind = block["type"]
    if kind == "text":
        value = block["html"]
    elif kind in CHOSEN:
        value = {kind: entries[block["key"]].pk}
    elif kind == "dialogue":
        value = {kind: entries[block["key"]].pk, "play": block.get("play", False)}
    elif kind == "check":
        value = {name: block[name] for name in ("question", "explanation")}
        value["options"] = [_item(slug, place, "options", option) for option in block["options"]]
    elif kind == "drill":
        value = {name: block.get(name, True) for name in ("listen", "order", "courtesy")}
        value["phrases"] = [_item(slug, place, "phrases", entries[key].pk) for key in block["keys"]]
    elif kind == "do_dont":
        value = {side: [_item(slug, place, side, text) for text in block[side]] for side in ("do", "dont")}
    else:
        value = {name: block[name] for name in ("tone", "title", "text")}
    return {"type": kind, "value": value, "id": _block_id(slug, place)}


def _item(slug, place, side, value):
    return {"type": "item", "value": value, "id": _block_id(slug, place, side, value)}


def _block_id(*parts):
    return str(uuid.uuid5(BLOCKS, "/".join(str(part) for part in parts)))


def _cover(course, author):
    """The drawn cover, with the sentence a screen reader says; nothing when it has not been drawn."""
    path = source.COVERS / f"{course['cover']}.png"
    if not path.exists():
        return None
    with path.open("rb") as file:
        picture = Picture(
            title=course["title"],
            alt_text=course["cover_alt"],
            credit="星窗",
            file=ImageFile(file, name=path.name),
            uploaded_by_user=author,
        )
        picture.save()
    return picture
