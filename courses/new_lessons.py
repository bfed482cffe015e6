"""A new lesson that does not begin with an empty page: a pattern to fill, or another lesson to start from."""

import json
import logging
import uuid
from copy import deepcopy
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import User

from .models import CoursePage, LessonPage, QuizPage
from .services import Refused

logger = logging.getLogger(__name__)


class Pattern(models.TextChoices):
    """How lessons that people like are built."""

    PHRASES = "phrases", gettext_lazy("Phrases: why, three phrases, do and don't, a check")
    SIGN = "sign", gettext_lazy("Signs: what to know, the clip, two signs, a check")
    SCENE = "scene", gettext_lazy("A scene: the situation, a dialogue to play, a note, a check")
    EMPTY = "empty", gettext_lazy("Empty")


_CHECK = {
    "question": "读完这一课，客户走到窗口时您先做什么？",
    "options": [{"text": "在这里写对的做法", "correct": True}, {"text": "在这里写常见的错法", "correct": False}],
    "explanation": "一句话说明为什么。",
}
_DO_DONT = {"do": ["写一件该做的事"], "dont": ["写一件不该做的事"]}
# What stands in the blocks is there to be written over: it says in Chinese, which authors write in, what belongs there.
_TEXT = {
    Pattern.PHRASES: "<h2>为什么要学这几句</h2><p>用两三句话写客户会遇到什么、这几句解决什么。</p>",
    Pattern.SIGN: "<h2>先知道这些</h2><p>写清什么时候用、面对谁用、光线和视线要注意什么。</p>",
    Pattern.SCENE: "<h2>什么情形</h2><p>写清客户是谁、为什么来、着急什么。</p>",
}
_BLOCKS = {
    Pattern.PHRASES: ["phrase", "phrase", "phrase", "do_dont", "check"],
    Pattern.SIGN: ["clip", "sign", "sign", "check"],
    Pattern.SCENE: ["dialogue", "callout", "check"],
    Pattern.EMPTY: [],
}
_VALUES = {
    "phrase": {"phrase": None},
    "sign": {"sign": None},
    "dialogue": {"dialogue": None, "play": True},
    "clip": {"clip": None, "second_clip": None, "title": "", "title_en": ""},
    "callout": {"tone": "tip", "title": "记住一件事", "text": "写一句最要紧的提醒。"},
    "check": _CHECK,
    "do_dont": _DO_DONT,
}


def blocks_of(pattern: str) -> list[dict]:
    """The blocks of a pattern as a lesson stores them, each with an id of its own."""
    wanted = Pattern(pattern)
    texts = [("text", _TEXT[wanted])] if wanted in _TEXT else []
    blocks = [*texts, *((kind, deepcopy(_VALUES[kind])) for kind in _BLOCKS[wanted])]
    return [{"type": kind, "value": _stored(value), "id": str(uuid.uuid4())} for kind, value in blocks]


def _stored(value):
    """Lists as the editor stores them: items with ids."""
    if not isinstance(value, dict):
        return value
    return {
        name: [{"type": "item", "value": item, "id": str(uuid.uuid4())} for item in inner]
        if isinstance(inner, list)
        else inner
        for name, inner in value.items()
    }


def copied(page: LessonPage, chosen: set[str] | None = None) -> list[dict]:
    """The blocks of a lesson, or those chosen by their ids, as another lesson stores them: with ids of their own."""
    wanted = [block for block in page.body.raw_data if chosen is None or block.get("id") in chosen]
    return [{**deepcopy(dict(block)), "id": str(uuid.uuid4())} for block in wanted]


@transaction.atomic
def begin_lesson(*, course: CoursePage, title: str, blocks: list[dict], by: User, now: datetime) -> LessonPage:
    """A draft lesson with these blocks, after the last lesson and before the quiz; its author goes on in the CMS.

    The caller has asked whether `by` may add pages to the course.
    """
    page = LessonPage(title=title, live=False, owner=by, body=json.dumps(blocks))
    course = CoursePage.objects.select_for_update().get(pk=course.pk)
    quiz = QuizPage.objects.child_of(course).order_by("path").first()
    behind = LessonPage.objects.child_of(course).order_by("path").last()
    if quiz and (behind is None or behind.path < quiz.path):
        quiz.add_sibling(pos="left", instance=page)
    else:
        course.add_child(instance=page)
    page.save_revision(user=by)
    logger.info("lesson begun page=%s course=%s by=%s", page.pk, course.pk, by.pk)
    return page


@transaction.atomic
def add_blocks(*, page: LessonPage, blocks: list[dict], by: User) -> None:
    """Append blocks to the draft of a lesson: a new revision, nothing published.

    Raises `Refused` for a lesson that is locked, for instance because it is being reviewed.
    """
    page = LessonPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    lock = page.get_lock()
    if lock and lock.for_user(by):
        raise Refused(_("“%(page)s” is locked just now; copy into it when it is open again.") % {"page": page.title})
    draft = page.get_latest_revision_as_object()
    draft.body = json.dumps([*(dict(block) for block in draft.body.raw_data), *blocks])
    draft.save_revision(user=by, log_action=True)
    logger.info("blocks copied page=%s blocks=%s by=%s", page.pk, len(blocks), by.pk)
