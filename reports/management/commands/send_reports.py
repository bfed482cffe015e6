from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.tasks import send_scheduled


class Command(BaseCommand):
    help = (
        "Send the reports that are due today by e-mail. Run it every morning (cron, systemd timer); twice is no harm."
    )

    def handle(self, *args, **options):
        self.stdout.write(f"{send_scheduled(timezone.now())} letters sent.")
