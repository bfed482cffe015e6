"""Questions of the bank on their way into a file, in their newest words."""

from collections.abc import Iterable

from .exchange.found import Found
from .items import Item, item_of
from .models import Question, QuestionTag, Topic


def leaving(questions: Iterable[Question]) -> list[Found]:
    """The questions as a file says them, drafts included; three queries. Whatever has no kind yet is left out."""
    rows = list(questions)
    names = dict(Topic.objects.values_list("pk", "name"))
    tags: dict[int, list[str]] = {}
    for pk, name in QuestionTag.objects.order_by("pk").values_list("content_object_id", "tag__name"):
        tags.setdefault(pk, []).append(name)
    return [found for row in rows if (found := _found(row, names, tags)).item and found.item.kind]


def _found(question: Question, names: dict[int, str], tags: dict[int, list[str]]) -> Found:
    content = question.latest_revision.content if question.latest_revision else {}
    item: Item = item_of(content) if content else question.item
    return Found(
        place="",
        item=item,
        key=question.key,
        topic=names.get(content.get("topic", question.topic_id), ""),
        tags=tuple(tags.get(question.pk, ())),
        difficulty=content.get("difficulty", question.difficulty),
        source=content.get("source", question.source),
    )
