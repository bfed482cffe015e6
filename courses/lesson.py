"""A lesson as one reader has it before them: its parts, which of them are asked for, and how far they are done."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from phrasebook.blocks import each_fetched_once
from phrasebook.models import Phrase

from .checks import Answered, answered, chosen_texts
from .doing import Asked, Kind, things_done, what_can_be_done, what_is_asked
from .models import BlockDone, LessonPage
from .pages import StepView


@dataclass(frozen=True)
class Part:
    """A block of the lesson: `can` is what one can do with it, `is_asked` whether the step waits for it."""

    block: Any
    can: Asked | None
    is_asked: bool
    done: BlockDone | None
    answered: Answered | None
    # Where a drill or a dialogue is reported as done, and what its progress is kept under; empty for who only reads.
    done_url: str
    try_url: str
    key: str

    @property
    def is_left(self):
        """Still to be done."""
        return self.is_asked and not self.done


@dataclass(frozen=True)
class Lesson:
    """All parts in order."""

    parts: list[Part]
    seed: str

    @property
    def left(self):
        """The parts that are still to be done, in order."""
        return [part for part in self.parts if part.is_left]

    @property
    def kinds(self):
        """What can be done in the lesson; the page brings the scripts for these alone."""
        return {part.can.kind for part in self.parts if part.can}


def lesson(*, page: LessonPage, view: StepView, user, sent: QueryDict) -> Lesson:
    """The lesson for a person (or for nobody in particular); `sent` is what the address asks, as `?again=` a check.

    A step that is done asks for nothing more, even when it was done before its author asked.
    """
    enrolment = view.outline.enrolment if user else None
    with each_fetched_once({Phrase: _phrases(page.body.raw_data)}):
        blocks = list(page.body)
        can = {one.block_id: one for one in what_can_be_done(page.body)}
    done = things_done(enrolment, page) if can else {}
    waiting = enrolment and not enrolment.completed_at and view.step and not view.step.done
    asked = {one.block_id for one in what_is_asked(page.body, page)} if waiting else set()
    parts = [
        Part(
            block=block,
            can=can.get(block.id),
            is_asked=block.id in asked,
            done=done.get(block.id),
            answered=_answered(block, done.get(block.id), sent),
            **_doors(page, block, can.get(block.id), enrolment),
        )
        for block in blocks
    ]
    return Lesson(parts, seed=f"{user.pk if user else 0}/{page.pk}")


def _phrases(stored):
    """The ids of the phrases that the phrase blocks and drills of a body show."""
    ids = {block["value"].get("phrase") for block in stored if block["type"] == "phrase"}
    for drill in (block["value"] for block in stored if block["type"] == "drill"):
        ids |= {item["value"] if isinstance(item, dict) else item for item in drill.get("phrases") or ()}
    return ids - {None}


def _doors(page, block, can, enrolment):
    if not (can and enrolment and can.kind in (Kind.DRILL, Kind.DIALOGUE)):
        return {"done_url": "", "try_url": "", "key": ""}
    arguments = [page.pk, block.id]
    return {
        "done_url": reverse("courses:practised", args=arguments),
        "try_url": reverse("courses:try_exercise", args=arguments),
        "key": f"{enrolment.pk}:{block.id}",
    }


def _answered(block, done, sent):
    """A check that was answered, as it was the first time or, without the script, as it was tried again just now."""
    if block.block_type != "check" or not done or sent.get("again") == block.id:
        return None
    if sent.get("tried") == block.id:
        return answered(block.value, chosen_texts(block.value, sent.getlist("chosen")))
    return answered(block.value, done.detail.get("chosen", []))
