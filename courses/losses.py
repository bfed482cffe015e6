"""Which lesson loses people, and where: read off the steps that were opened and not done."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from people.models import User

from .models import BlockDone, CoursePage, Enrolment, LessonPage, Progress
from .named_blocks import NamedBlock, named_blocks


@transaction.atomic
def reach(*, enrolment: Enrolment, page: LessonPage, block: str, now: datetime) -> bool:
    """Remember how far down a lesson somebody has come; whether that is further than before.

    Only a step that is open and not done moves, and only downwards: reading it again from the top changes nothing.
    """
    order = {str(each.id): place for place, each in enumerate(page.body)}
    step = (
        Progress.objects.select_for_update(no_key=True)
        .filter(enrolment=enrolment, page_id=page.pk, completed_at__isnull=True)
        .first()
    )
    if step is None or block not in order or order[block] <= order.get(step.reached, -1):
        return False
    step.reached = block
    step.save(update_fields=["reached"])
    return True


@dataclass(frozen=True)
class Stop:
    """A block at which people stopped who did not finish the lesson; None for those who saw only its beginning."""

    block: NamedBlock | None
    people: int


@dataclass(frozen=True)
class LessonLosses:
    """How many opened a lesson, how many finished it, and where the others are."""

    page: LessonPage
    opened: int
    done: int
    stops: list[Stop]
    # Of those who answered its checks, the share (0-100) that was right at once; None when nobody has.
    right_at_first: int | None

    @property
    def lost(self) -> int:
        return self.opened - self.done


def losses(course: CoursePage, people: QuerySet[User]) -> list[LessonLosses]:
    """The lessons of a course in order, as these people went through them; a number of queries that does not grow."""
    lessons = list(LessonPage.objects.live().child_of(course).order_by("path"))
    steps = Progress.objects.filter(page__in=lessons, enrolment__user__in=people)
    by_page: dict[int, list[Progress]] = {lesson.pk: [] for lesson in lessons}
    for step in steps:
        by_page[step.page_id].append(step)
    checks = _checks(lessons, people)
    named = named_blocks(lessons)
    return [_lesson(lesson, by_page[lesson.pk], checks, named[lesson.pk]) for lesson in lessons]


def _lesson(lesson, steps, checks, blocks):
    left = Counter(step.reached for step in steps if step.completed_at is None)
    named = {block.id: block for block in blocks}
    stops = [Stop(named.get(block), count) for block, count in left.items()]
    asked, right = checks.get(lesson.pk, (0, 0))
    return LessonLosses(
        page=lesson,
        opened=len(steps),
        done=sum(step.completed_at is not None for step in steps),
        stops=sorted(stops, key=lambda stop: (-stop.people, stop.block.number if stop.block else 0)),
        right_at_first=round(100 * right / asked) if asked else None,
    )


def _checks(lessons, people):
    found: dict[int, tuple[int, int]] = {}
    rows = BlockDone.objects.filter(page__in=lessons, enrolment__user__in=people, kind=BlockDone.Kind.CHECK)
    for page, detail in rows.values_list("page", "detail"):
        asked, right = found.get(page, (0, 0))
        found[page] = (asked + 1, right + bool(detail.get("right_at_first")))
    return found
