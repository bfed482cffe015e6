from django.core.management.base import BaseCommand
from django.utils.translation import override

from core.models import HallSettings
from training.demo import cast


class Command(BaseCommand):
    help = "Prints who can sign in to the demonstration hall; nothing in a real one."

    def handle(self, *args, **options):
        if not HallSettings.load().demonstration:
            return
        with override("en"):
            rows = [(str(player.label), player.staff_number) for player in cast.players()]
        width = max((len(label) for label, _number in rows), default=0)
        self.stdout.write(f"Demonstration hall; everybody's password is {cast.PASSWORD}")
        for label, number in rows:
            self.stdout.write(f"  {label:<{width}}  {number}")
