"""Every write about clips that means something."""

import logging
from functools import partial

from django.db import transaction

from .models import Clip
from .tasks import prepare_clip

logger = logging.getLogger(__name__)


@transaction.atomic
def ask_to_prepare(*, clip: Clip) -> Clip:
    """Have the small versions of a clip made in the background; those of a former file go.

    Asked twice, the second piece of work finds the clip prepared and does nothing.
    """
    clip.encodings.all().delete()
    clip.preparation = Clip.Preparation.WAITING
    clip.save(update_fields=["preparation"])
    transaction.on_commit(partial(prepare_clip.enqueue, clip.pk))
    logger.info("clip %s waits for its small versions", clip.pk)
    return clip
