"""A worker process that is killed, between requests and in the middle of one, takes nothing acknowledged with it."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from quizzes.models import Answer
from quizzes.services import start_attempt

from .factories import fields_of, make_quiz, one_of_each, wrong_value

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS, PATIENCE = 2, 30  # seconds
TOKEN = "k" * 32


@pytest.fixture
def attempt(racing_db, person):
    return start_attempt(user=person(), quiz=make_quiz(one_of_each()), now=timezone.now())


def database_url():
    """The database copy of this test, as the environment names it."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    host = (settings["HOST"] or "localhost").replace("/", "%2F")
    return f"postgres://{settings['USER']}@{host}/{settings['NAME']}"


@contextlib.contextmanager
def gunicorn():
    """One worker; its master raises another as soon as it is killed."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        command = [sys.executable, "-m", "gunicorn", "training.wsgi", "--no-control-socket", "--log-level", "critical"]
        server = subprocess.Popen(
            [*command, "--bind", f"fd://{listener.fileno()}", "--workers", "1", "--preload"],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "training.settings.test", "DATABASE_URL": database_url()},
            pass_fds=[listener.fileno()],
        )
        try:
            yield server.pid, listener.getsockname()[1]
        finally:
            server.terminate()
            server.wait(PATIENCE)


def workers(master):
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


class Device:
    """Sends one answer after the other, each until it is acknowledged, as the page does."""

    def __init__(self, port, session, attempt):
        self.port, self.attempt, self.acknowledged, self.broken = port, attempt, {}, 0
        self.headers = {
            "Cookie": f"xingchuang={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/json",
        }

    def send(self, position, value):
        given = time.time() * 1000
        body = json.dumps({"position": position, "fields": fields_of(position, value), "given": given, "lease": ""})
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                visit = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                visit.request("POST", f"/courses/attempts/{self.attempt.public_id}/save/", body, self.headers)
                answer = visit.getresponse()
                said = json.loads(answer.read())
            except (OSError, http.client.HTTPException):
                self.broken += 1  # the worker died under it: the answer waits and is sent again
                time.sleep(0.02)
                continue
            assert answer.status == 200, said
            self.acknowledged[said["sequence"]] = (position, value)
            return
        raise AssertionError("the server never answered")


def kill_until(done, master):
    """Kill whatever worker there is, at moments that fall between requests and into them."""
    pause = 0.01
    while not done.is_set():
        for pid in workers(master):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        done.wait(0.4 + pause)
        pause = (pause * 7) % 0.15


def test_nothing_acknowledged_is_missing_after_workers_were_killed(racing_db, attempt, client):
    client.force_login(attempt.user)
    session = client.cookies["xingchuang"].value
    values = {asked.position: [wrong_value(asked)] for asked in attempt.questions.all()}
    for asked in attempt.questions.filter(shown__kind="single"):
        values[asked.position] = [{"options": [option["id"]]} for option in asked.shown["options"]]
    with gunicorn() as (master, port):
        device, done = Device(port, session, attempt), threading.Event()
        device.send(1, values[1][0])  # the worker is up
        os.kill(workers(master)[0], signal.SIGKILL)  # between two requests
        device.send(1, values[1][-1])
        killer = threading.Thread(target=kill_until, args=(done, master))
        killer.start()
        try:
            end = time.monotonic() + ROUNDS
            number = 0
            while time.monotonic() < end:
                position = number % 4 + 1
                device.send(position, values[position][number // 4 % len(values[position])])
                number += 1
        finally:
            done.set()
            killer.join()
    stored = {row.sequence: (row.position, row.value) for row in Answer.objects.filter(attempt=attempt)}
    assert device.broken, "no request met a dying worker: this proves nothing"
    assert len(device.acknowledged) > 4
    assert not [number for number, sent in device.acknowledged.items() if stored.get(number) != sent]
