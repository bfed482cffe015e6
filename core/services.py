"""Every write about clips that means something."""

import hashlib
import logging
from functools import partial

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Collection

from .clip_types import SOUND_ENDINGS, container_of, head_of
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


@transaction.atomic
def keep_recording(
    *, recording: UploadedFile, title: str, seconds: float, by: AbstractBaseUser, collection: Collection
) -> Clip:
    """Keep what somebody spoke as a clip of a real voice; the same recording sent again is the clip it was.

    The recording must have been checked: a sound of a container we know.
    """
    # Whoever records waits for themselves: a double click becomes one clip.
    get_user_model()._default_manager.select_for_update().get(pk=by.pk)
    digest = hashlib.sha256(recording.read()).hexdigest()[:24]
    title = title[:255]
    same = Clip.objects.filter(uploaded_by_user=by, title=title, file__contains=f"/recording-{digest}").first()
    if same:
        return same
    container = container_of(head_of(recording)) or ""
    clip = Clip(title=title, type="audio", duration=round(seconds, 2), collection=collection, uploaded_by_user=by)
    clip.credit = by.get_full_name()[:200]  # type: ignore[attr-defined]
    clip.file.save(f"recording-{digest}.{SOUND_ENDINGS[container]}", recording, save=False)
    clip.save()
    log(clip, "wagtail.create", user=by)
    logger.info("clip %s recorded by %s", clip.pk, by.get_username())
    return ask_to_prepare(clip=clip)
