from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core import daily
from core.models import DailyRun


class Command(BaseCommand):
    """For halls that would rather have cron look, and for administrators who want to see it now."""

    help = "Does what of the daily work has not been done today. The background worker does the same by itself."

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="*", help="Dotted paths of single pieces of work (default: all).")
        parser.add_argument("--again", action="store_true", help="Also what is done already, and before the hour.")

    def handle(self, *args, names, again, **options):
        tried = daily.run(now=timezone.now(), names=names or None, again=again)
        for found in tried:
            self.stdout.write(f"{found.name}: {found.get_state_display()} {found.said}")
        if not tried:
            self.stdout.write("Nothing to do.")
        if any(found.state == DailyRun.State.FAILED for found in tried):
            raise CommandError("Some of the daily work failed; the lines above say what.")
