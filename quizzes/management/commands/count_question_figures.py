from django.core.management.base import BaseCommand

from quizzes.tasks import count_figures


class Command(BaseCommand):
    help = "Count the figures of all questions anew: facility, discrimination, time and flags. Run it every night."

    def handle(self, *args, **options):
        self.stdout.write(f"{count_figures.func()} questions counted.")
