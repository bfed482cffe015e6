"""Every lint, each named; goes on after a failure so that one run shows all there is to mend."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
# What a real hall must set, with values that mean nothing.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "training.settings.production",
    "SECRET_KEY": "a-key-for-the-check-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
    "PUBLIC_ORIGIN": "https://hall.example",
    "EMAIL_BACKEND": "smtp",
    "DATABASE_URL": "sqlite:///" + str(ROOT / "var" / "check.sqlite3"),
}


def tracked(*patterns):
    listed = subprocess.check_output(["git", "ls-files", "--cached", "--", *patterns], cwd=ROOT, text=True)
    return [name for name in listed.split("\n") if name and (ROOT / name).exists()]


def lints():
    """Name, command and further environment of every lint."""
    return [
        ("ruff check", [BIN / "ruff", "check", "."], {}),
        ("ruff format", [BIN / "ruff", "format", "--check", "."], {}),
        ("djade (templates)", [BIN / "djade", "--check", "--target-version", "5.2", *tracked("*.html")], {}),
        ("import-linter (rooms)", [BIN / "lint-imports", "--no-logo"], {}),
        ("mypy (services and pure modules)", [BIN / "mypy"], {}),
        ("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], {}),
        ("deployment", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ]


def main():
    failed = []
    for name, command, environment in lints():
        print(f"── {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode:
            failed.append(name)
    print("Lints failed: " + ", ".join(failed) if failed else "All lints pass.")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
