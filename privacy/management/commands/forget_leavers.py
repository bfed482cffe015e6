from django.core.management.base import BaseCommand
from django.utils import timezone

from privacy.services import forget_leavers


class Command(BaseCommand):
    help = (
        "Removes personal data of people who left longer ago than RETENTION_MONTHS, but nothing certificates rest on."
    )

    def handle(self, *args, **options):
        rows = forget_leavers(now=timezone.now())
        self.stdout.write(f"Personal data of {len(rows)} people removed.")
