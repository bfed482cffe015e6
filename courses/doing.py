"""Things done inside a lesson."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from .models import BlockDone, Enrolment, LessonPage

logger = logging.getLogger(__name__)


@transaction.atomic
def do_block(
    *, enrolment: Enrolment, page: LessonPage, block_id: str, kind: str, detail: dict[str, Any], now: datetime
) -> BlockDone:
    """Remember that a block of a lesson is done. Done twice is done once, as it was the first time."""
    done, made = BlockDone.objects.get_or_create(
        enrolment=enrolment, page_id=page.pk, block=block_id, defaults={"kind": kind, "detail": detail, "done_at": now}
    )
    if made:
        logger.info("block done enrolment=%s page=%s block=%s kind=%s", enrolment.pk, page.pk, block_id, kind)
    return done
