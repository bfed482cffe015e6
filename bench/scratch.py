"""A scratch database for a measurement: made, handed over and thrown away."""

import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "training.settings.test"


def in_scratch_database(measure: Callable[..., None], *arguments: int) -> None:
    """Run a measurement on the test database of DATABASE_URL, or on SQLite beside the temporary files."""
    with TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ["TEST_DATABASE"] = f"{folder}/bench-test.sqlite3"
        import django

        django.setup()
        logging.disable(logging.INFO)
        from django.test.runner import DiscoverRunner

        runner = DiscoverRunner(verbosity=0, interactive=False)
        made = runner.setup_databases()
        try:
            measure(*arguments)
        finally:
            runner.teardown_databases(made)
