from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from skills import keys


class Command(BaseCommand):
    """docs/trust.md says when to use which."""

    help = "The keys that sign certificates: list them, make the first one, rotate, or mark one as compromised."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="all keys with their public halves and the days on which they signed")
        actions.add_parser("ensure", help="make the first key where there is none; safe to run again")
        actions.add_parser("rotate", help="make a new key; the old one goes on verifying and can never sign again")
        compromised = actions.add_parser("compromised", help="believe nothing this key signed from a day on")
        compromised.add_argument("key")
        compromised.add_argument("--since", type=date.fromisoformat, help="2026-11-26; without it: everything")
        restore = actions.add_parser("restore", help="know the public half of a lost key again")
        restore.add_argument("public", help="z6Mk…")
        restore.add_argument("--since", type=_moment, required=True, help="2026-01-01T00:00+08:00")
        restore.add_argument("--until", type=_moment, required=True, help="2026-11-26T09:00+08:00")

    def handle(self, *args, action, **options):
        try:
            getattr(self, action)(options)
        except keys.KeyProblem as problem:
            raise CommandError(str(problem)) from problem

    def list(self, options):
        for key in keys.public_keys().values():
            self.tell(key)

    def ensure(self, options):
        self.tell(keys.current_key())

    def rotate(self, options):
        self.tell(keys.rotate(now=timezone.now()))

    def compromised(self, options):
        since = options["since"] or date.min
        self.tell(keys.mark_compromised(key_id=options["key"], since=since, now=timezone.now()))
        self.stdout.write("Now run: manage.py sign_certificates")

    def restore(self, options):
        restored = keys.restore_public(multibase=options["public"], since=options["since"], until=options["until"])
        self.tell(restored)

    def tell(self, key):
        days = f"since {_day(key.since)}" + (f" until {_day(key.until)}" if key.until else ", signs at present")
        distrusted = f", compromised from {key.compromised_from}" if key.compromised_from else ""
        self.stdout.write(f"{key.id}  {key.multibase}  {days}{distrusted}")


def _day(moment):
    return timezone.localtime(moment).isoformat(timespec="minutes")


def _moment(text):
    found = parse_datetime(text)
    if found is None or found.tzinfo is None:
        raise ValueError(text)
    return found
