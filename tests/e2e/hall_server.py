"""A hall of its own for browser tests: a copy of the demonstration, served by a real server process."""

import contextlib
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60  # seconds until the server must answer


@dataclass(frozen=True)
class Folder:
    """A database and its uploads; `in_background`: work waits for a worker, as in a real hall."""

    place: Path
    in_background: bool = False

    @property
    def environment(self):
        """What a process must be told to work on this folder."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "training.settings.test",
            "DATABASE_URL": f"sqlite:///{self.place}/hall.sqlite3",
            "MEDIA_ROOT": f"{self.place}/media",
            "WORK_IN_BACKGROUND": str(int(self.in_background)),
            "LOG_LEVEL": "WARNING",
            "PYTHONUNBUFFERED": "1",
        }

    def manage(self, *arguments):
        """Run a management command on this hall; answers what it printed; fails with that when the command does."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout


def demonstration(place):
    """The loaded demonstration in `place`, made by whoever of the test workers comes first; the others wait for it."""
    place.mkdir(parents=True, exist_ok=True)
    folder = Folder(place)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "loaded").exists():
            folder.manage("migrate", "--verbosity", "0")
            folder.manage("load_demo")
            (place / "loaded").touch()
    return folder


def copied(folder, place, *, in_background=False):
    """A copy whose changes nobody else sees."""
    shutil.copytree(folder.place, place, ignore=shutil.ignore_patterns("lock"))
    return Folder(place, in_background)


@contextlib.contextmanager
def served(folder):
    """Serve the folder by gunicorn on a free port; yields its origin and stops it in any case."""
    with socket.create_server(("127.0.0.1", 0)) as listener, (folder.place / "server.log").open("w") as log:
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
        # The listening socket is handed over: no moment in which somebody else could take the port.
        bind = ["--bind", f"fd://{listener.fileno()}", "--threads", "4", "--worker-class", "gthread"]
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "training.wsgi", *bind, "--no-control-socket", "--log-level", "warning"],
            cwd=ROOT,
            env={**folder.environment, "PUBLIC_ORIGIN": origin},
            pass_fds=[listener.fileno()],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(server, origin, Path(log.name))
            yield origin
        finally:
            server.terminate()
            server.wait(20)


def _wait(server, origin, log):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{origin}/healthz", timeout=PATIENCE):
                return
        except urllib.error.HTTPError:
            break
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"The server did not start:\n{log.read_text()}")
