import hashlib
import io
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """One process for all steps, each skipped when there is nothing to do: starting Django anew costs seconds."""

    help = "Brings catalogues, database, demonstration hall and static files up to date; prints who can sign in."
    requires_system_checks = []

    def handle(self, *args, **options):
        # First of all: a catalogue read before it is compiled would stay unread in this process.
        call_command("compile_catalogues", stdout=sys.stderr, verbosity=0)
        self.migrate()
        # Named, not imported: the room lies above this one.
        call_command("signing_keys", "ensure", stdout=io.StringIO())
        call_command("load_demo", if_empty=True, stdout=sys.stderr)
        call_command("sign_certificates", stdout=sys.stderr, verbosity=0)
        self.collect_static()
        call_command("demo_logins", stdout=self.stdout)

    def say(self, sentence):
        print(sentence, file=sys.stderr, flush=True)  # noqa: T201

    def migrate(self):
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say("Bringing the database up to date …")
            call_command("migrate", interactive=False, verbosity=0)

    def collect_static(self):
        stamp = Path(settings.BASE_DIR) / "var" / "static.fingerprint"
        wanted = fingerprint_of_static_files()
        collected = Path(settings.STATIC_ROOT) / "staticfiles.json"
        if collected.exists() and stamp.exists() and stamp.read_text() == wanted:
            return
        self.say("Collecting static files …")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(wanted)


def fingerprint_of_static_files():
    """A digest of name, size and time of every file the finders see; reading 2,000 files would take too long."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=[]):
            about = Path(storage.path(path)).stat()
            digest.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()
