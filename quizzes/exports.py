"""Questions of the bank on their way into a file, in their newest words."""

from collections.abc import Iterable
from typing import Any

from core.models import Clip, Picture
from phrasebook.models import Sign

from .exchange import gift_writing, qti_writing
from .exchange.found import Found
from .exchange.outgoing import Outgoing, Written
from .exchange.references import references
from .items import Item, item_of
from .models import Question, QuestionTag, Topic

WRITERS = {"gift": gift_writing.write, "qti": qti_writing.write}
ENDINGS = {"gift": "gift", "qti": "zip"}
TYPES = {"gift": "text/plain; charset=utf-8", "qti": "application/zip"}


def leaving(questions: Iterable[Question]) -> list[Found]:
    """The questions as a file says them, drafts included; two queries. Whatever has no kind yet is left out."""
    rows = list(questions)
    names = dict(Topic.objects.values_list("pk", "name"))
    tags: dict[int, list[str]] = {}
    for pk, name in QuestionTag.objects.order_by("pk").values_list("content_object_id", "tag__name"):
        tags.setdefault(pk, []).append(name)
    return [found for row in rows if (found := _found(row, names, tags)).item and found.item.kind]


def _found(question: Question, names: dict[int, str], tags: dict[int, list[str]]) -> Found:
    content: dict[str, Any] = question.latest_revision.content if question.latest_revision else {}
    item: Item = item_of(content) if content else question.item
    return Found(
        place="",
        item=item,
        key=question.key,
        topic=names.get(content.get("topic") or question.topic_id, ""),
        tags=tuple(tags.get(question.pk, ())),
        difficulty=content.get("difficulty", question.difficulty),
        source=content.get("source", question.source),
    )


def write(questions: Iterable[Question], form: str) -> Written:
    """A file of `form` ("gift" or "qti"), and the questions that format cannot carry."""
    found = leaving(questions)
    media = _media(found)
    return WRITERS[form]([_outgoing(each, media) for each in found])


def _outgoing(found: Found, media: dict[str, dict[Any, Any]]) -> Outgoing:
    assert found.item is not None
    return Outgoing(
        item=found.item,
        key=found.key,
        topic=found.topic,
        tags=found.tags,
        difficulty=found.difficulty,
        source=found.source,
        pictures=media["picture"],
        sounds=media["sound"],
        signs=media["sign"],
    )


def _media(found: Iterable[Found]) -> dict[str, dict[Any, Any]]:
    """The bytes of pictures and sounds and the meanings of signs the questions name, by field and id."""
    named: dict[str, set[Any]] = {"picture": set(), "sound": set(), "sign": set()}
    for each in found:
        for name, reference in references(each.item) if each.item else ():
            named[name].add(reference)
    return {
        "picture": {one.pk: _bytes(one.file) for one in Picture.objects.filter(pk__in=named["picture"])},
        "sound": {one.pk: _bytes(one.file) for one in Clip.objects.filter(pk__in=named["sound"])},
        "sign": dict(Sign.objects.filter(pk__in=named["sign"]).values_list("pk", "meaning")),
    }


def _bytes(file: Any) -> bytes:
    with file.open("rb") as opened:
        return opened.read()
