"""Work that nobody waits for."""

from django.utils import timezone
from django_tasks import task

from .preparing import prepare


@task(priority=-50)  # letters and the clocks of attempts go first
def prepare_clip(clip_pk: int) -> str | None:
    """Make the small versions of a clip, unless that has been done or the clip is gone; answers its state."""
    return prepare(clip_pk=clip_pk, clock=timezone.now)
