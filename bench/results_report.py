"""What the results report of a quiz costs over 1,000 attempts of 20 questions, beside a view that does nothing.

    python bench/results_report.py [attempts] [questions]

Makes a scratch database (SQLite beside the temporary files, or the test database of DATABASE_URL), fills it from a
fixed seed, asks for each page of the report as a trainer would, prints queries and milliseconds of processor time (the
least of seven requests, the whole way through the middleware), and the ratio to a do-nothing view of the same run. With
SQLite the work of the database is in the figure; with PostgreSQL it is that of another process and is not.
"""

import sys
import time
from datetime import UTC, datetime

from scratch import in_scratch_database

ATTEMPTS, QUESTIONS, RUNS = 1_000, 20, 7
AT = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)


def nothing(request):
    """A view that does nothing."""
    from django.http import HttpResponse

    return HttpResponse("")


def fill(attempts, questions):
    """A hall of as many people as attempts, each with one attempt, and figures counted. Answers (trainer, quiz)."""
    from people.models import Hall, User
    from people.roles import Role
    from quizzes.counting import count_all
    from tests.factories import UserFactory
    from tests.quizzes.factories import make_question, make_quiz
    from tests.quizzes.sittings import sit

    hall = Hall.objects.create(code="bench", name="试验厅")
    User.objects.bulk_create(
        [User(staff_number=f"B{n:06d}", full_name=f"人{n}", name_pinyin=f"ren{n}", hall=hall) for n in range(attempts)],
        batch_size=1000,
    )
    asked = [
        make_question(f"b-{n}", stem=f"第 {n} 题：用户申请更名过户时，营业员应当先核对什么？") for n in range(questions)
    ]
    quiz = make_quiz(fixed=asked, title="营业厅业务知识考试")
    people = list(User.objects.filter(hall=hall))
    sit(quiz, asked, people, at=AT, chance=lambda strength, place: 0.2 + 0.6 * strength + 0.01 * place)
    started = time.process_time()
    count_all(now=AT)
    counted = time.process_time() - started
    print(f"counting the figures of all questions, once a night: {counted * 1000:.0f} ms")  # noqa: T201
    return UserFactory(hall=hall, roles=[Role.TRAINER]), quiz, asked[0]


def measure(client, address):
    """(queries, least milliseconds, kilobytes) of a GET; the first request fills the caches of the frame."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    asked = len(captured)  # now: the next request starts its list anew
    assert answer.status_code == 200, (address, answer.status_code)
    least = min(_timed(client, address) for _run in range(RUNS))
    return asked, least * 1000, len(answer.content) / 1024


def _timed(client, address):
    begin = time.process_time()
    client.get(address)
    return time.process_time() - begin


def main(attempts=ATTEMPTS, questions=QUESTIONS):
    from django.db import connection
    from django.test import Client
    from django.urls import path, reverse

    from training import urls

    urls.urlpatterns.append(path("nothing/", nothing))
    trainer, quiz, question = fill(attempts, questions)
    client = Client()
    client.force_login(trainer)
    _queries, base, _size = measure(client, "/nothing/")
    print(f"{connection.vendor}: {attempts} attempts of {questions} questions; a view that does nothing: {base:.1f} ms")  # noqa: T201
    pages = [
        ("results by person", reverse("quiz_reports:people", args=[quiz.pk])),
        ("results by question", reverse("quiz_reports:questions", args=[quiz.pk])),
        ("figures of one question", reverse("quiz_reports:question", args=[question.pk])),
        ("all quizzes", reverse("quiz_reports:list")),
    ]
    for label, address in pages:
        queries, milliseconds, size = measure(client, address)
        print(  # noqa: T201
            f"{label:<26} {queries:3d} queries {milliseconds:7.1f} ms  {size:6.0f} kB  "
            f"{milliseconds / base:6.1f} times a view that does nothing"
        )


if __name__ == "__main__":
    in_scratch_database(main, *map(int, sys.argv[1:]))
