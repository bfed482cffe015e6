"""Starts the whole hall on this machine: environment, database, demonstration, web server and background workers.

    make run            on http://127.0.0.1:8000
    make run PORT=8001  on another port

Uses the standard library alone: it runs before anything is installed.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from environment import PYTHON, ROOT, prepare, say

HOST = "127.0.0.1"
START_PATIENCE = 60  # seconds until the web server must have answered
STOP_PATIENCE = 10  # seconds between asking to stop and killing


class Stopped(Exception):
    """Somebody pressed Ctrl-C, or the machine asks us to end."""


def main():
    began = time.monotonic()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    port = chosen_port(os.environ.get("PORT", "").strip() or "8000")
    children = []
    try:
        prepare(["requirements.txt"])
        environment = hall_environment(port)
        logins = prepare_hall(environment)
        children.append(start(web_server(port), environment))
        wait_until_it_answers(port, children)
        # Not before: all load the whole program, and the door matters more to whoever waits.
        children += [start(command, environment) for command in workers()]
        say(f"\n星窗 Xingchuang is open at http://{HOST}:{port}/ ({time.monotonic() - began:.0f} s). Ctrl-C closes it.")
        say(logins)
        watch(children)
    except Stopped:
        say("\nClosing …")
    finally:
        stop(children)


def _stop(number, frame):
    # A second signal must not interrupt the closing.
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise Stopped


def chosen_port(text):
    """The port as a number; ends the program with one sentence when it is senseless or taken."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        sys.exit(f"PORT is {text!r}; it must be a whole number from 1 to 65535, for instance: make run PORT=8001")
    port = int(text)
    other = port + 1 if port < 65535 else port - 1
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            sys.exit(f"Port {port} may be used by root only; choose another one: make run PORT=8000")
        except OSError:
            sys.exit(f"Port {port} is taken by another program; choose another one: make run PORT={other}")
    return port


def hall_environment(port):
    """Development settings with production's manners; what the caller set already wins."""
    return {
        "DJANGO_SETTINGS_MODULE": "training.settings.dev",
        "DEBUG": "0",
        "LOG_LEVEL": "WARNING",
        "PUBLIC_ORIGIN": f"http://{HOST}:{port}",
        **os.environ,
    }


def prepare_hall(environment):
    """Catalogues, migrations, demonstration and static files; answers the lines that say who can sign in."""
    # Its progress goes to the terminal by stderr; stdout carries the answer.
    done = subprocess.run(
        [PYTHON, "manage.py", "prepare_hall"], cwd=ROOT, env=environment, check=False, stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        sys.exit("The hall could not be prepared; the lines above say why.")
    return done.stdout.strip()


def web_server(port):
    """The command that serves pages."""
    command = [PYTHON, "-m", "gunicorn", "training.wsgi", "--bind", f"{HOST}:{port}", "--log-level", "warning"]
    # The socket gunicorn would open for remote control lies in the home folder, and closing it takes seconds.
    return [
        *command,
        "--no-control-socket",
        "--preload",
        "--workers",
        "2",
        "--worker-class",
        "gthread",
        "--threads",
        "4",
    ]


def workers():
    """The commands that do what nobody waits for: one for all that is short, one for the planner, who takes minutes."""
    return [[PYTHON, "manage.py", "db_worker", "--queue-name", queue] for queue in ("default", "planner")]


def start(command, environment):
    """A process at the head of a process group of its own, so that Ctrl-C reaches it through us alone."""
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)


def wait_until_it_answers(port, children):
    """Return when the hall answers; end the program when it died or took too long."""
    deadline = time.monotonic() + START_PATIENCE
    while time.monotonic() < deadline:
        if any(child.poll() is not None for child in children):
            break
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as refusal:
            sys.exit(f"The hall started but is not well: it answers {refusal.code} at /healthz.")
        except OSError:
            time.sleep(0.1)
    sys.exit("The hall did not start; the lines above say why.")


def watch(children):
    """Wait until one of them ends by itself, which none should."""
    while all(child.poll() is None for child in children):
        time.sleep(0.5)
    sys.exit("A part of the hall stopped by itself; the lines above say why. Start it again with: make run")


def stop(children):
    """Ask every process group to end, then kill what is left."""
    _signal(children, signal.SIGTERM)
    deadline = time.monotonic() + STOP_PATIENCE
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
    _signal(children, signal.SIGKILL)


def _signal(children, number):
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, number)


if __name__ == "__main__":
    main()
