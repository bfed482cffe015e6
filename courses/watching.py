"""Where somebody stopped in a clip of a lesson, how much of it they have seen, and when it counts as seen.

Seconds come from browsers: whatever makes no sense is left out, nothing is refused.
"""

import logging
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Exists, ExpressionWrapper, F, FloatField, OuterRef, QuerySet, Subquery, Value

from core.models import Clip, Encoding
from people.models import User

from .doing import do_block
from .models import BlockDone, CoursePage, Enrolment, LessonPage, Playback
from .models.pages import restrictions_above

logger = logging.getLogger(__name__)

# From this share on a clip is seen: hardly anybody watches the fade at the end.
SEEN = 0.95
# Browsers tell of their time some four times a second: parts that lie closer together are one.
GAP = 0.5
# So many parts are kept; somebody who jumps about more often than that is told a smaller share, never a larger one.
MOST_PARTS = 200
# A clip that claims to be longer than a day is no clip of a lesson.
LONGEST = 24 * 3600.0


def merged(parts: Iterable, duration: float) -> list[list[float]]:
    """Pairs of seconds in order that neither overlap nor touch, within the clip; senseless pairs are left out."""
    found: list[list[float]] = []
    for start, end in sorted(filter(None, (_part(part, duration) for part in parts))):
        if found and start - found[-1][1] < GAP:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    if len(found) > MOST_PARTS:
        found = sorted(sorted(found, key=lambda part: part[0] - part[1])[:MOST_PARTS])
    return found


def _part(part, duration):
    if not isinstance(part, (list, tuple)) or len(part) != 2 or not all(map(_is_moment, part)):
        return None
    start, end = (round(min(max(float(moment), 0.0), duration), 2) for moment in part)
    return (start, end) if start < end else None


def _is_moment(value):
    """A number a browser may mean; True is none, and neither is what JSON calls 1e999."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < LONGEST and value == value


def share(parts: Iterable, duration: float) -> float:
    """How much of the clip the parts are, from 0 to 1. Nothing is known of a clip without a length."""
    if duration <= 0:
        return 0.0
    return min(1.0, math.fsum(end - start for start, end in merged(parts, duration)) / duration)


def length(clip_seconds: float | None, told: object) -> float:
    """The length of the clip: as uploaded, or where that was not measured, as the browser tells it; 0 if unknown."""
    if clip_seconds:
        return min(clip_seconds, LONGEST)
    return float(told) if _is_moment(told) and told > 0 else 0.0  # type: ignore[arg-type, operator]


def watchable(*, user: User, clip_id: int) -> QuerySet[LessonPage]:
    """Published lessons, each with what remembering a place needs to know, so that it costs one query.

    `course_live`; `restricted` when the reader must be asked about; `clip_seconds`, None when there is no such clip;
    `open_enrolment`, the key of the enrolment in which what is seen counts.
    """
    here = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    courses = CoursePage.objects.live().annotate(here=here).filter(here__startswith=F("path"))
    open_ones = Enrolment.objects.annotate(here=here).filter(
        here__startswith=F("course__path"), user=user, completed_at__isnull=True
    )
    return LessonPage.objects.live().annotate(
        course_live=Exists(courses),
        restricted=restrictions_above(),
        clip_seconds=Subquery(Clip.objects.filter(pk=clip_id).values("duration")[:1]),
        open_enrolment=Subquery(open_ones.values("pk")[:1]),
    )


def blocks_of(page: LessonPage, clip_id: int) -> list[str]:
    """The ids of the blocks of a lesson that show the clip; no query."""
    return [
        block["id"]
        for block in page.body.raw_data
        if block["type"] == "clip" and str(block["value"].get("clip")) == str(clip_id)
    ]


def films_at_hand(*, clips: Iterable[Clip | None], page: LessonPage, user: User | None) -> dict[int, float | None]:
    """Where the person stopped in each of the clips; their small versions are fetched too. One query for all of it."""
    shown = [clip for clip in clips if clip]
    rows = Clip.objects.filter(pk__in={clip.pk for clip in shown}).annotate(stopped_at=_stopped_at(page, user))
    small, stopped = defaultdict(list), {}
    encodings = ("encodings__kind", "encodings__file", "encodings__bytes")
    for pk, seconds, kind, file, size in rows.values_list("pk", "stopped_at", *encodings).order_by(*encodings[::-1]):
        stopped[pk] = seconds
        if kind:
            small[pk].append(Encoding(clip_id=pk, kind=kind, file=file, bytes=size))
    for clip in shown:
        clip.small_versions = small[clip.pk]
    return stopped


def _stopped_at(page, user):
    if user is None:
        return Value(None, output_field=FloatField())
    return Subquery(Playback.objects.filter(user=user, page=page.pk, clip=OuterRef("pk")).values("seconds")[:1])


@dataclass(frozen=True)
class Watched:
    """Where somebody is now, and the blocks of the lesson that are done by it."""

    place: Playback
    done: list[BlockDone]


@transaction.atomic
def remember_place(
    *,
    user: User,
    page: LessonPage,
    clip_id: int,
    seconds: object,
    parts: Iterable,
    duration: float,
    now: datetime,
    enrolment: Enrolment | None = None,
) -> Watched:
    """Keep the second at which somebody is, and add the parts just seen; two queries, until the clip is seen.

    What was seen once stays seen, whichever device tells it and however often. A second that makes no sense leaves the
    place as it was. Seen to the end, the blocks that show the clip are done in the enrolment.
    """
    place = Playback.objects.select_for_update(no_key=True).filter(user=user, page=page.pk, clip=clip_id).first()
    place = place or Playback(user=user, page_id=page.pk, clip_id=clip_id)
    if _is_moment(seconds):
        place.seconds = round(min(max(float(seconds), 0.0), duration or LONGEST), 2)  # type: ignore[arg-type]
    place.parts = merged([*place.parts, *parts], duration)
    place.seen = max(place.seen, share(place.parts, duration))
    place.updated_at = now
    if place.pk:
        place.save(update_fields=["seconds", "parts", "seen", "updated_at"])
    else:
        _first(place)
    seen = place.seen >= SEEN and enrolment is not None
    return Watched(place, _do_blocks(enrolment, page, place, now) if seen else [])


def _first(place):
    """Two devices may begin at the same moment: the later one writes over the earlier one, neither fails."""
    fields = ["seconds", "parts", "seen", "updated_at"]
    keys = ["user", "page", "clip"]
    Playback.objects.bulk_create([place], update_conflicts=True, unique_fields=keys, update_fields=fields)
    logger.info("first place user=%s page=%s clip=%s", place.user_id, place.page_id, place.clip_id)


def _do_blocks(enrolment, page, place, now):
    detail = {"seen": round(place.seen, 3)}
    return [
        do_block(enrolment=enrolment, page=page, block_id=block, kind=BlockDone.Kind.WATCH, detail=detail, now=now)
        for block in blocks_of(page, place.clip_id)
    ]
