"""The clock closes what people forgot to hand in."""

import time_machine
from django.core.management import call_command
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from quizzes.models import Attempt
from quizzes.services import start_attempt
from quizzes.tasks import close_overdue_attempts, close_when_time_is_up

from .factories import NOW, make_question, make_quiz, minutes

told = []


def remember(attempt, now):
    told.append((attempt.pk, now))


def overdue(person):
    return start_attempt(user=person(), quiz=make_quiz([make_question("q1")], time_limit_minutes=5), now=NOW)


def test_the_task_closes_at_the_deadline_and_tells_the_room_above(person, settings):
    settings.AFTER_ATTEMPT = "tests.quizzes.test_tasks.remember"
    attempt = overdue(person)
    told.clear()
    with time_machine.travel(NOW + minutes(60), tick=False):
        assert close_overdue_attempts.enqueue().return_value == 1
        assert close_overdue_attempts.enqueue().return_value == 0
    attempt.refresh_from_db()
    assert attempt.ended_at == NOW + minutes(5)
    assert told == [(attempt.pk, NOW + minutes(60))]


def test_the_command_does_the_same_for_cron(person, settings, capsys):
    settings.AFTER_ATTEMPT = ""
    overdue(person)
    with time_machine.travel(NOW + minutes(60), tick=False):
        call_command("close_overdue_attempts")
    assert "1 attempt" in capsys.readouterr().out
    assert Attempt.objects.get().ending == Attempt.Ending.TIME_UP


def test_the_installation_names_somebody_to_tell(settings):
    assert callable(import_string(settings.AFTER_ATTEMPT))


def looks():
    """What waits for the worker, without the tasks Wagtail gives it."""
    return DBTaskResult.objects.filter(task_path="quizzes.tasks.close_overdue_attempts")


def test_the_worker_looks_when_the_time_is_up(person, settings, django_capture_on_commit_callbacks):
    settings.TASKS = {"default": settings.TASKS["default"] | {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    attempt = overdue(person)
    with django_capture_on_commit_callbacks(execute=True):
        close_when_time_is_up(attempt)
    assert NOW + minutes(6) < looks().get().run_after < NOW + minutes(7)  # the deadline, and a minute of grace


def test_without_a_deadline_nobody_looks(person, settings, django_capture_on_commit_callbacks):
    settings.TASKS = {"default": settings.TASKS["default"] | {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    attempt = start_attempt(user=person(), quiz=make_quiz([make_question("q1")]), now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        close_when_time_is_up(attempt)
    assert not looks().exists()
