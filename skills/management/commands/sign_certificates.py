from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from skills.keys import KeyProblem
from skills.signing import sign_missing


class Command(BaseCommand):
    help = (
        "Sign the certificates that have no credential, or only credentials by keys that are compromised or lost. "
        "Run it every night."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--again", action="store_true", help="all that the key in use has not signed, as after moving the hall"
        )

    def handle(self, *args, again, verbosity, **options):
        try:
            signed, failed = sign_missing(now=timezone.now(), again=again)
        except KeyProblem as problem:
            raise CommandError(str(problem)) from problem
        if signed or verbosity:
            self.stdout.write(f"{signed} certificates signed.")
        if failed:
            raise CommandError(f"{failed} certificates could not be signed; the log says why.")
