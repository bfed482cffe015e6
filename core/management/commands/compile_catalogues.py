import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Needs no gettext tools: Babel reads and writes, so a hall's machine installs nothing by hand."""

    help = "Compiles the message catalogues of our rooms that changed since they were last compiled."
    requires_system_checks = []

    def handle(self, *args, **options):
        for source in sorted(Path(settings.BASE_DIR).glob("*/locale/*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            compile_catalogue(source, target)
            if options["verbosity"]:
                self.stdout.write(f"compiled {source.relative_to(settings.BASE_DIR)}")


def compile_catalogue(source, target):
    """Write the .mo of one .po; a translation whose placeholders differ from the original's is a CommandError."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parts[-3])
    for message in catalogue:
        for problem in message.check(catalogue) if message.string else ():
            raise CommandError(f"{source}:{message.lineno}: {problem}")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    # Replaced in one step: a server reading at this moment sees the old catalogue or the new one, never half of one.
    unfinished = target.with_suffix(".mo.unfinished")
    unfinished.write_bytes(compiled.getvalue())
    unfinished.replace(target)
