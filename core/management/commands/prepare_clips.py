from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core import ffmpeg
from core.models import Clip
from core.preparing import prepare

NOT_YET = (Clip.Preparation.NONE, Clip.Preparation.WAITING, Clip.Preparation.NO_TOOL)


class Command(BaseCommand):
    """For clips uploaded before ffmpeg was installed, and for those whose worker was switched off half way."""

    help = "Makes the small versions of clips that have none yet; one after another, and safe to run again."

    def add_arguments(self, parser):
        parser.add_argument("--again", action="store_true", help="also those that could not be read before")

    def handle(self, *args, again, **options):
        if ffmpeg.tools() is None:
            raise CommandError("ffmpeg is not installed. On Debian, as root: apt-get install ffmpeg")
        states = [*NOT_YET, *([Clip.Preparation.FAILED] if again else [])]
        waiting = list(Clip.objects.filter(preparation__in=states).order_by("pk").values_list("pk", flat=True))
        for number, pk in enumerate(waiting, start=1):
            Clip.objects.filter(pk=pk, preparation__in=states).update(preparation=Clip.Preparation.WAITING)
            state = prepare(clip_pk=pk, clock=timezone.now)
            self.stdout.write(f"{number}/{len(waiting)} clip {pk}: {state or 'done by somebody else'}")
        self.stdout.write(f"{len(waiting)} clips prepared.")
