"""Makes .venv and installs the named requirement files into it, once for each content of them.

    bin/with_python bin/environment.py requirements.txt requirements-dev.txt

Uses the standard library alone: it runs before anything is installed.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def say(sentence):
    print(sentence, flush=True)


def prepare(requirements):
    """Bring .venv up to the requirement files; a second call with the same files does nothing.

    Ends the program with a sentence when that cannot be done.
    """
    if not _is_ours():
        _make_venv()
    for name in requirements:
        _install(name)


def _is_ours():
    """A copied or moved folder carries an environment that still points at its old place."""
    question = f"import sys, os; sys.exit(os.path.realpath(sys.prefix) != {str(VENV.resolve())!r})"
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", question], check=False).returncode == 0


def _make_venv():
    if importlib.util.find_spec("ensurepip") is None:
        _install_venv_package()
    say("Creating the Python environment in .venv …")
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], check=False, capture_output=True, text=True)
    if made.returncode:
        sys.exit(f"The Python environment could not be made: {(made.stdout + made.stderr).strip()}")


def _install_venv_package():
    """Debian packs the venv module apart from Python."""
    if os.geteuid() or not shutil.which("apt-get"):
        sys.exit("Python's venv module is missing. On Debian or Ubuntu, as root: apt-get install python3-venv")
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if subprocess.run(["sh", ROOT / "bin" / "system_packages", package], check=False).returncode:
        sys.exit(f"Python's venv module is missing, and the package {package} could not be installed.")


def _install(name):
    stamp = VENV / f".{name}.installed"
    wanted = hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say(f"Installing {name} (this happens once) …")
    pip = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "-r",
        ROOT / name,
    ]
    if subprocess.run(pip, check=False).returncode:
        sys.exit(f"{name} could not be installed; the lines above say why. Is the package index reachable?")
    stamp.write_text(wanted)


if __name__ == "__main__":
    prepare(sys.argv[1:])
