from django.core.management.base import BaseCommand
from django.utils import timezone

from notices.digests import send_digests
from notices.reminding import remind


class Command(BaseCommand):
    """Needs no care: whoever was told hears nothing twice, and who got today's letter gets no other."""

    help = "Tells people now what is due and sends the letters of today. The daily work does the same by itself."

    def handle(self, *args, **options):
        self.stdout.write(remind(now=timezone.now()))
        self.stdout.write(send_digests(now=timezone.now()))
