"""Runs the tests that ask a database, all but those in the browser, against a PostgreSQL made for the purpose.

    make test-postgres                       everything
    make test-postgres TESTS=tests/quizzes   a part

PostgreSQL refuses to run as root: root starts it as the user postgres, whom Debian's package brings along.
"""

import contextlib
import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
USER = "hall"
# Speed instead of safety: nothing in this cluster outlives the run.
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' -c max_connections=200"


def main():
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit("Stopped."))
    binaries = find_binaries() or install_binaries()
    with throw_away_cluster(binaries) as sockets:
        # The address of a socket folder instead of a host, as libpq spells it.
        address = f"postgres://{USER}@{sockets.replace('/', '%2F')}/postgres"
        tests = os.environ.get("TESTS", "").split() or [
            "tests",
            "--ignore=tests/e2e",
            "--ignore=tests/test_queries.py",  # as many questions are asked of either database
            "--ignore-glob=*browser*.py",
        ]
        command = [
            sys.executable,
            "-m",
            "pytest",
            "--create-db",
            "-n",
            "2",
            "--dist",
            "loadfile",
            "--no-loadscope-reorder",
            *tests,
        ]
        return subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": address}, check=False).returncode


def find_binaries():
    """The folder that holds initdb and pg_ctl, of the newest version installed; None when there is none."""
    places = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda place: float(place.split("/")[4]), reverse=True)
    if shutil.which("pg_config"):
        places.append(subprocess.check_output(["pg_config", "--bindir"], text=True).strip())
    places += os.environ.get("PATH", "").split(os.pathsep)
    return next((Path(place) for place in places if (Path(place) / "initdb").exists()), None)


def install_binaries():
    if subprocess.run(["sh", ROOT / "bin" / "system_packages", "postgresql"], check=False).returncode:
        sys.exit("PostgreSQL is needed for these tests.")
    return find_binaries() or sys.exit("PostgreSQL was installed, but its initdb is nowhere to be found.")


@contextlib.contextmanager
def throw_away_cluster(binaries):
    """Start a cluster that listens on a socket only; yields the socket's folder; stops and deletes it in any case."""
    folder = tempfile.mkdtemp(prefix="hall-pg-")
    data = f"{folder}/data"
    as_user = []
    if os.geteuid() == 0:
        as_user = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres", "postgres")
    try:
        initdb = [
            *as_user,
            binaries / "initdb",
            "-D",
            data,
            "-U",
            USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        run(initdb, folder)
        run([*as_user, binaries / "pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", *start_options(folder)], folder)
        try:
            yield folder
        finally:
            run([*as_user, binaries / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start_options(folder):
    return ["-o", f"{OPTIONS} -k {folder}", "start"]


def run(command, folder):
    """Run a step quietly; when it fails, show what it and the server said and end the program."""
    done = subprocess.run(command, cwd=folder, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        log = Path(folder, "log")
        sys.exit(
            f"{done.stdout}\n{log.read_text() if log.exists() else ''}\nPostgreSQL could not be started or stopped."
        )


if __name__ == "__main__":
    sys.exit(main())
