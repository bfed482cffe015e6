import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from training.demo import load


class Command(BaseCommand):
    help = "Loads the demonstration hall 嘉兴营业厅（示例） into a database without people."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are people already")

    def handle(self, *args, if_empty, **options):
        if not load.is_empty():
            if if_empty:
                return
            raise CommandError(
                "There are people in this database already, so the demonstration hall was not loaded. "
                "It needs a database of its own."
            )
        self.stdout.write("Loading the demonstration hall 嘉兴营业厅（示例） …")
        self.stdout.flush()
        began = time.monotonic()
        made = load.load(today=timezone.localdate())
        self.stdout.write(
            f"{made['people']} people, {made['courses']} courses, {made['entries']} phrasebook entries, "
            f"{made['questions']} questions and a year of history are loaded ({time.monotonic() - began:.0f} s)."
        )
