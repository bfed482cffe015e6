import json
import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from programmes.records import look_through


class Command(BaseCommand):
    help = (
        "Prove that every certificate has its evidence and no round of a certification is broken. "
        "Ends with 1 when something is found."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="what is found as JSON, for programs")

    def handle(self, *args, **options):
        checked = look_through(timezone.localdate())
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(checked), ensure_ascii=False, indent=1))
        else:
            for finding in checked.findings:
                self.stdout.write(f"{finding.code}  {finding.subject}  {finding.sentence}")
            self.stdout.write(
                f"{checked.people} people, {checked.certificates} certificates, {len(checked.findings)} findings."
            )
        if checked.findings:
            sys.exit(1)


def _as_json(checked):
    return {
        "people": checked.people,
        "certificates": checked.certificates,
        "findings": [finding.as_json() | finding.sentences | {"link": finding.link} for finding in checked.findings],
    }
