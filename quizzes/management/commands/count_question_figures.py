from django.core.management.base import BaseCommand
from django.utils import timezone

from quizzes.counting import count_all


class Command(BaseCommand):
    help = "Counts the figures of all questions: facility, discrimination, time and flags. Run it every night."

    def handle(self, *args, **options):
        self.stdout.write(f"{count_all(now=timezone.now())} questions counted")
