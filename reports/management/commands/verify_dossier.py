import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reports.dossier.verify import verify


class Command(BaseCommand):
    help = "Check a dossier (JSON): its hashes, the hall's signature, and whether the database still says the same."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file, **options):
        try:
            written = json.loads(file.read_bytes())
        except (OSError, ValueError) as fault:
            raise CommandError(f"{file} cannot be read as JSON: {fault}") from None
        found = verify(written)
        for remark in found:
            self.stdout.write(f"{'FAULT' if remark.is_fault else 'note '} {remark.sentence}")
        faults = sum(remark.is_fault for remark in found)
        if faults:
            raise CommandError(f"{faults} faults: this dossier is not proven.")
        self.stdout.write(f"Proven. SHA-256 over all: {written['hashes']['all']}")
