"""Runs ffmpeg and ffprobe on files nobody has looked at: briefly, alone, and within bounds."""

import functools
import os
import resource
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

MEMORY = 1536 * 1024**2
LARGEST_RESULT = 300 * 1024**2
PROBE_PATIENCE = 30  # seconds
ENCODE_PATIENCE = 30 * 60


class CouldNot(Exception):
    """The program refused the file, took too long, or went beyond its bounds; says the end of what it complained of."""


@dataclass(frozen=True)
class Tools:
    """Where the two programs are, and what this build of ffmpeg can write."""

    ffmpeg: str
    ffprobe: str
    encoders: frozenset[str]


def tools() -> Tools | None:
    """The programs of this machine; None when one of them is not installed."""
    ffmpeg, ffprobe = shutil.which("ffmpeg"), shutil.which("ffprobe")
    return Tools(ffmpeg, ffprobe, _encoders(ffmpeg)) if ffmpeg and ffprobe else None


@functools.lru_cache
def _encoders(ffmpeg: str) -> frozenset[str]:
    asked = [ffmpeg, "-hide_banner", "-encoders"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=PROBE_PATIENCE).stdout
    lines = [line.split() for line in said.splitlines()]
    return frozenset(words[1] for words in lines if len(words) > 2 and len(words[0]) == 6)


def run(command: list[str], folder: Path, patience: float = ENCODE_PATIENCE, work: float | None = None) -> Path:
    """Run the command in a folder of its own; answers the file that holds what it printed. Raises CouldNot.

    It is ended after `patience` seconds, and after `work` seconds of processor time (as many, where nothing is said).

    What it says goes into files, not through pipes: the bound on the size of files then holds for that too.
    """
    printed, complaints = folder / "printed", folder / "complaints"
    with printed.open("wb") as out, complaints.open("wb") as err:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
        )
        _bound(process.pid, work or patience)
        try:
            status = process.wait(patience)
        except subprocess.TimeoutExpired:
            status = None
        finally:
            _end(process)
    if status != 0:
        raise CouldNot(f"status {status}: {_tail(complaints)}")
    return printed


def _bound(pid: int, work: float) -> None:
    """After the start rather than before it: code between fork and exec may hang in a program with threads."""
    if not hasattr(resource, "prlimit"):
        return  # not Linux: the patience still holds
    seconds = int(work) + 1
    try:
        resource.prlimit(pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (LARGEST_RESULT, LARGEST_RESULT))
        os.setpriority(os.PRIO_PROCESS, pid, 10)
    except ProcessLookupError:
        return  # it has ended already


def _end(process: subprocess.Popen) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _tail(file: Path) -> str:
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - 400))
        return " ".join(opened.read().decode(errors="replace").split())
