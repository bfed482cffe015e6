"""A rotation plan in a browser: made, planned by the planner with a worker of its own, approved and published."""

import contextlib
import subprocess
import sys

from django.urls import reverse

from .hall_server import ROOT

# How long a run may take until it is seen to end: it looks for ten seconds, on a machine that may be busy.
PATIENCE = 120_000


@contextlib.contextmanager
def worker_of(folder):
    """A worker on the hall of a folder, as the service of the system; stopped in any case."""
    with (folder.place / "worker.log").open("w") as log:
        worker = subprocess.Popen(
            [
                sys.executable,
                "manage.py",
                "db_worker",
                "--queue-name",
                "planner",
                "--interval",
                "0.2",
                "--no-startup-delay",
            ],
            cwd=ROOT,
            env=folder.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield worker
        finally:
            worker.terminate()
            worker.wait(60)


def make_plan(page, name, count=4):
    """Make a plan of so many periods from next week on; answers its number."""
    page.goto(reverse("rotations:plans"))
    page.fill("#id_name", name)
    page.fill("#id_count", str(count))
    page.locator("form:has(#id_name) button").click()
    page.wait_for_selector("#board-live")
    return int(page.url.rstrip("/").rsplit("/", 1)[1])


def start_planner(page, plan, seconds=10):
    """Let the planner look for so many seconds (runs.SECONDS); a small plan may be proven best before one looks."""
    page.goto(reverse("rotations:run", args=[plan]))
    page.locator(f"input[name=seconds][value='{seconds}']").check()
    page.locator("button[name=do][value=start]").click()
    page.wait_for_selector("#working, button[name=do][value=take]")


def take_over(page):
    """Once the run has ended, take what was found into the plan; the board shows it."""
    page.locator("button[name=do][value=take]").click(timeout=PATIENCE)
    page.wait_for_selector("#board-live .cell[data-post]:not([data-post='0'])")


def approve(page, plan):
    """Hand the plan in, or approve of what somebody handed in."""
    page.goto(reverse("rotations:remarks", args=[plan]))
    page.locator("form[action$='/hand-in/'] button, form[action$='/approve/'] button").first.click()
    page.locator(".messages").wait_for()
