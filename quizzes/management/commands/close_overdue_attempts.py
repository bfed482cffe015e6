from django.core.management.base import BaseCommand

from quizzes.tasks import close_overdue_attempts


class Command(BaseCommand):
    help = "Close the quiz attempts whose time is over. Run it every few minutes (cron, systemd timer)."

    def handle(self, *args, **options):
        closed = close_overdue_attempts.func()
        self.stdout.write(f"{closed} attempts closed.")
