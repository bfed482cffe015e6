from dataclasses import asdict

from django.core.management.base import BaseCommand
from django.utils import timezone

from programmes.daily import daily


class Command(BaseCommand):
    help = "Keep the rounds of certification programmes true to their dates. Run it once a day; twice does no harm."

    def handle(self, *args, **options):
        for name, count in asdict(daily(timezone.now())).items():
            self.stdout.write(f"{name}: {count}")
