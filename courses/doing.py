"""What a lesson asks its readers to do, what of it they have done, and doing it."""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import transaction
from django.utils.translation import get_language, gettext, ngettext, pgettext

from .models import BlockDone, Enrolment, LessonPage
from .refused import Refused

logger = logging.getLogger(__name__)

Kind = BlockDone.Kind
LONGEST_LABEL = 24


class Rules(Protocol):
    """What of a lesson counts, as its author has it; a LessonPage is one."""

    must_watch: bool
    must_answer: bool
    must_practise: bool


@dataclass(frozen=True)
class Asked:
    """Something to do in a lesson, by the id of its block; the label says which it is."""

    block_id: str
    kind: str
    label: str


class NotDone(Refused):
    """The lesson asks for more; `left` holds what, in the order of the lesson."""

    def __init__(self, left: list[Asked]):
        super().__init__(sentence(left))
        self.left = left


def what_can_be_done(body) -> list[Asked]:
    """Everything in the body of a lesson that can be done. An entry that is not published, or is gone, offers nothing.

    Only blocks of these kinds are looked at, so that nothing else is fetched from the database.
    """
    places = [place for place, raw in enumerate(body.raw_data) if raw["type"] in _OFFERS]
    offers = ((block := body[place], _OFFERS[block.block_type](block.value)) for place in places)
    return [Asked(str(block.id), *offer) for block, offer in offers if offer and block.id]


def what_is_asked(body, rules: Rules) -> list[Asked]:
    """What of it counts under the rules of the lesson: the step is done when all this is."""
    counts = {
        Kind.WATCH: rules.must_watch,
        Kind.CHECK: rules.must_answer,
        Kind.DRILL: rules.must_practise,
        Kind.DIALOGUE: rules.must_practise,
    }
    return [asked for asked in what_can_be_done(body) if counts[Kind(asked.kind)]]


def _clip(value):
    return (Kind.WATCH, _twin(value, "title")) if value["clip"] else None


def _check(value):
    return Kind.CHECK, _short(value["question"])


def _drill(value):
    return (Kind.DRILL, _short(value.exercises[0].phrase.text)) if value.exercises else None


def _dialogue(value):
    dialogue = value["dialogue"]
    if not value.get("play") or dialogue is None or not dialogue.live:
        return None
    has_part = any(turn.role == "clerk" for turn in dialogue.turns.all())
    return (Kind.DIALOGUE, dialogue.local_title) if has_part else None


_OFFERS = {"clip": _clip, "check": _check, "drill": _drill, "dialogue": _dialogue}


def _twin(value, name):
    english = (get_language() or "").startswith("en")
    return (english and value.get(f"{name}_en")) or value[name]


def _short(text):
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"


def sentence(left: Iterable[Asked]) -> str:
    """What is left in one sentence: films and dialogues by name, checks and drills counted."""
    left = list(left)
    count = Counter(asked.kind for asked in left)
    named = {
        Kind.WATCH: gettext("watch “%(name)s” to the end"),
        Kind.DIALOGUE: gettext("play “%(name)s”"),
    }
    parts = [named[Kind(asked.kind)] % {"name": asked.label} for asked in left if asked.kind in named]
    if checks := count[Kind.CHECK]:
        parts.append(ngettext("answer %(count)d check", "answer %(count)d checks", checks) % {"count": checks})
    if drills := count[Kind.DRILL]:
        parts.append(ngettext("do %(count)d drill", "do %(count)d drills", drills) % {"count": drills})
    return gettext("Still to do in this lesson: %(parts)s.") % {"parts": pgettext("between parts", "; ").join(parts)}


def things_done(enrolment: Enrolment | None, page: LessonPage) -> dict[str, BlockDone]:
    """What was done of a lesson in this enrolment, by the id of the block; one query."""
    if enrolment is None:
        return {}
    return {row.block: row for row in BlockDone.objects.filter(enrolment=enrolment, page_id=page.pk)}


def left_to_do(enrolment: Enrolment, page: LessonPage) -> list[Asked]:
    """What the lesson asks for and is not done in this enrolment."""
    asked = what_is_asked(page.body, page)
    done = things_done(enrolment, page) if asked else {}
    return [one for one in asked if one.block_id not in done]


@transaction.atomic
def do_block(
    *, enrolment: Enrolment, page: LessonPage, block_id: str, kind: str, detail: dict, now: datetime
) -> BlockDone:
    """Write down that something in a lesson was done; doing it again changes nothing and answers the first time.

    Raises `Refused` for a lesson that is no published step of the course, and for a block that is not in it, is of
    another kind, or shows an entry that is not published.
    """
    if not page.live or page.path[: -page.steplen] != enrolment.course.path:
        raise Refused(gettext("This step is no longer part of the course."))
    if not any((one.block_id, one.kind) == (str(block_id), kind) for one in what_can_be_done(page.body)):
        raise Refused(gettext("This part is no longer in the lesson. Load the page again, please."))
    row, made = BlockDone.objects.get_or_create(
        enrolment=enrolment,
        page_id=page.pk,
        block=str(block_id),
        defaults={"kind": kind, "detail": detail, "done_at": now},
    )
    if made:
        logger.info("block done enrolment=%s page=%s block=%s kind=%s", enrolment.pk, page.pk, block_id, kind)
    return row
