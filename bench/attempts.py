"""What a whole attempt costs the server, and whether 500 people can start at the same moment.

    python bench/attempts.py [cycles] [starts]

Makes a throw-away PostgreSQL, fills it from a fixed seed, serves the hall by gunicorn with production settings (two
workers), and drives it over HTTP with real sessions. A cycle is: start, the page, 20 answers saved singly, hand in,
the result. Prints the processor time (user and system) of the gunicorn workers, as the kernel counts it, and its ratio
to a Django view of the same run that does nothing. Everything is thrown away afterwards.
"""

import asyncio
import contextlib
import http.client
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bin")]

CYCLES, STARTS, QUESTIONS, BANK, WORKERS, THREADS = 60, 500, 20, 60, 2, 4
PATIENCE = 20  # seconds for one answer
TICK = os.sysconf("SC_CLK_TCK")
TOKEN = "b" * 32  # the secret of the CSRF cookie: any 32 letters, as long as cookie and header agree
FIELDS = re.compile(r'<fieldset class="quiz-question" id="q(\d+)"(.*?)</fieldset>', re.S)


def environment(address):
    return {
        **os.environ,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "training.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "PUBLIC_ORIGIN": "https://bench.hall.example",
        "ALLOWED_HOSTS": "127.0.0.1",
        "EMAIL_BACKEND": "file",
        "SECURE_SSL_REDIRECT": "0",
        "REQUIRE_SECOND_FACTOR": "1",
        "LOG_LEVEL": "WARNING",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'bench'}",
    }


def fill(people):
    """A course whose only step is a quiz of 20 questions drawn from 60, and signed-in clerks who have joined it.

    Prints {"start": address, "sessions": [keys]}.
    """
    import random

    import django

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from courses.models import Enrolment
    from people.models import Hall, User
    from people.roles import Role
    from tests.courses.factories import make_course, make_quiz_page
    from tests.quizzes.factories import make_question, make_quiz, make_topic

    rng, topic = random.Random(4), make_topic()
    for number in range(BANK):
        options = [(f"说法{number}之{n}：先问清楚，再办理，最后请客户核对。", n == 0) for n in range(4)]
        stem = f"第{number}题：客户在窗口说看不懂电费单，您先怎么做？"
        make_question(f"b{number}", ["single", "multiple"][0], topic=topic, stem=stem, options=options)
    course = make_course(lessons=0)
    page = make_quiz_page(course, quiz=make_quiz(draw=QUESTIONS, topic=topic, time_limit_minutes=60))
    hall = Hall.objects.create(code="bench", name="试验厅")
    from django.contrib.auth.models import Group

    clerks = Group.objects.get(name=Role.CLERK)
    sessions = []
    for number in range(people):
        user = User(staff_number=f"B{number:05d}", full_name=f"人{number}", name_pinyin=f"ren{number}", hall=hall)
        user.set_unusable_password()
        user.save()
        user.groups.add(clerks)
        Enrolment.objects.create(user=user, course=course, started_at=timezone.now())
        session = SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = "people.backends.StaffNumberOrEmailBackend"
        session.create()
        sessions.append(session.session_key)
    rng.shuffle(sessions)
    print("FILLED" + json.dumps({"start": f"/courses/steps/{page.pk}/start/", "sessions": sessions}))  # noqa: T201


def count():
    """What is in the database: prints [attempts, their questions, answers]."""
    import django

    django.setup()
    from quizzes.models import Answer, Attempt, AttemptQuestion

    counted = [Attempt.objects.count(), AttemptQuestion.objects.count(), Answer.objects.count()]
    print("FILLED" + json.dumps(counted))  # noqa: T201


def inside(what, env):
    """Run a function of this file in a process with the environment of the hall; answers what it printed."""
    command = [sys.executable, __file__, "inside", *map(str, what)]
    done = subprocess.run(command, cwd=ROOT, env=env, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit("The hall could not be filled or counted.")
    return json.loads(done.stdout.rpartition("FILLED")[2])


@contextlib.contextmanager
def served(env):
    """gunicorn on a free port of this machine; yields the port and the process ids of the workers."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        command = [sys.executable, "-m", "gunicorn", "attempts_server:application", "--no-control-socket"]
        command += ["--bind", f"fd://{listener.fileno()}", "--workers", str(WORKERS), "--threads", str(THREADS)]
        command += ["--worker-class", "gthread", "--log-level", "warning", "--timeout", "120", "--keep-alive", "75"]
        server = subprocess.Popen(command, cwd=ROOT, env=env, pass_fds=[listener.fileno()])
        try:
            port = listener.getsockname()[1]
            # As many at once as there are threads, so that every worker has read its code and met its first request.
            with ThreadPoolExecutor(16) as pool:
                list(pool.map(lambda _n: Visitor(port, "").get("/bench/nothing/"), range(64)))
            children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
            yield port, children
        finally:
            server.terminate()
            server.wait(20)


def cpu(pids):
    """Seconds of processor time of these processes, user and system."""
    ticks = 0
    for pid in pids:
        ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]))
    return ticks / TICK


class Visitor:
    """A signed-in browser with one connection."""

    def __init__(self, port, session):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.cookies = f"xingchuang={session}; csrftoken={TOKEN}"

    def _ask(self, method, url, body=None, **headers):
        everything = {"Cookie": self.cookies, "X-CSRFToken": TOKEN, "Accept-Encoding": "gzip", **headers}
        self.connection.request(method, url, body, everything)
        answer = self.connection.getresponse()
        return answer, answer.read().decode()

    def get(self, url):
        answer, text = self._ask("GET", url)
        assert answer.status == 200, (url, answer.status, answer.headers.get("Location"))
        return text

    def post(self, url, body="", kind="application/x-www-form-urlencoded", expected=200):
        answer, text = self._ask("POST", url, body, **{"Content-Type": kind, "Accept": "application/json"})
        assert answer.status == expected, (url, answer.status, text[:300])
        return answer.headers.get("Location") or json.loads(text)


def cycle(visitor, start, spent, pids):
    """One whole attempt; adds the seconds of each step to `spent`."""

    def step(name, work):
        begin = cpu(pids)
        result = work()
        spent[name] = spent.get(name, 0) + cpu(pids) - begin
        return result

    attempt = step("start", lambda: visitor.post(start, expected=302))
    page = step("page", lambda: visitor.get(attempt))
    lease = re.search(r'data-lease="([^"]*)"', page)
    lease = lease[1] if lease else ""
    bodies = [
        {"position": int(n), "fields": {f"q{n}": [re.search(r'value="(\w+)"', options)[1]]}, "lease": lease}
        for n, options in FIELDS.findall(page)
    ]
    assert len(bodies) == QUESTIONS
    texts = [json.dumps(body) for body in bodies]
    step("20 saves", lambda: [visitor.post(f"{attempt}save/", text, "application/json") for text in texts])
    onward = step("hand in", lambda: visitor.post(f"{attempt}submit/", f"confirmed=1&lease={lease}"))["next"]
    step("result", lambda: visitor.get(onward))


def least_and_mean(visitor, url, pids, times=300):
    """Milliseconds a request for a page that is asked many times."""
    for _time in range(20):
        visitor.get(url)
    begin = cpu(pids)
    for _time in range(times):
        visitor.get(url)
    return (cpu(pids) - begin) / times * 1000


async def start_together(port, start, sessions):
    """Everybody starts at one moment on a connection of their own; answers the addresses, and the failures."""
    gate = asyncio.Event()

    async def one(session):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await gate.wait()
        head = f"POST {start} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 0\r\n"
        head += f"Cookie: xingchuang={session}; csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\n\r\n"
        writer.write(head.encode())
        answer = (await asyncio.wait_for(reader.read(), 110)).decode(errors="replace")
        writer.close()
        return re.search(r"^HTTP/1.1 302 .*?^Location: (\S+/attempts/\S+)", answer, re.S | re.M | re.I)

    waiting = [asyncio.create_task(one(session)) for session in sessions]
    await asyncio.sleep(2)
    gate.set()
    begin = time.monotonic()
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    good = [answer[1] for answer in answers if isinstance(answer, re.Match)]
    return good, len(answers) - len(good), time.monotonic() - begin


def main(cycles=CYCLES, starts=STARTS):
    from test_postgres import USER, find_binaries, throw_away_cluster

    say = print
    with throw_away_cluster(find_binaries() or sys.exit("PostgreSQL is needed for this bench.")) as sockets:
        env = environment(f"postgres://{USER}@{sockets.replace('/', '%2F')}/postgres")
        for command in (["collectstatic", "--noinput"], ["migrate", "--verbosity", "0"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        filled = inside(["fill", cycles + starts + 5], env)
        sessions, start = filled["sessions"], filled["start"]
        with served(env) as (port, pids):
            for session in sessions[:5]:
                cycle(Visitor(port, session), start, {}, pids)
            nothing = least_and_mean(Visitor(port, ""), "/bench/nothing/", pids)
            signed_in = least_and_mean(Visitor(port, sessions[0]), "/bench/signed-in/", pids)
            spent, begin = {}, cpu(pids)
            for session in sessions[5 : 5 + cycles]:
                cycle(Visitor(port, session), start, spent, pids)
            whole = (cpu(pids) - begin) / cycles * 1000
            say(f"a view that does nothing {nothing:8.2f} ms   1.0")
            say(f"the same, signed in      {signed_in:8.2f} ms {signed_in / nothing:5.1f}")
            for name, seconds in spent.items():
                say(f"  {name:<22} {seconds / cycles * 1000:8.2f} ms {seconds / cycles * 1000 / nothing:5.1f}")
            say(f"a whole cycle            {whole:8.2f} ms {whole / nothing:5.1f}   (goal: 120 ms)")
            if starts:
                before = inside(["count"], env)
                good, failed, seconds = asyncio.run(start_together(port, start, sessions[5 + cycles :]))
                after = inside(["count"], env)
                made = [now - then for now, then in zip(after, before, strict=True)]
                say(f"{starts} starts at once: {len(set(good))} attempts answered, {failed} failed, {seconds:.1f} s; "
                    f"in the database {made[0]} attempts of {made[1]} questions")
                if failed or made[:2] != [starts, starts * QUESTIONS]:
                    sys.exit("Something was lost.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["inside"]:
        {"fill": fill, "count": count}[sys.argv[2]](*map(int, sys.argv[3:]))
    else:
        main(*map(int, sys.argv[1:]))
