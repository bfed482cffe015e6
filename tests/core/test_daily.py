"""Work once a day: at its hour, in order, each on its own, tried again when it fails, and started by the worker."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from core import daily, tasks
from core.models import DailyRun
from people.roles import Role

# Six in the morning on the hall's clock.
SIX = datetime(2027, 1, 3, 22, tzinfo=UTC)
DONE: list[str] = []
FAIL: set[str] = set()

pytestmark = pytest.mark.django_db


def _work(name):
    DONE.append(name)
    if name in FAIL:
        raise OSError("the network is away")
    return f"{name} done"


def first(*, now):
    return _work("first")


def second(*, now):
    return _work("second")


NAMES = ["tests.core.test_daily.first", "tests.core.test_daily.second"]


@pytest.fixture(autouse=True)
def _work_of_the_day(settings):
    settings.DAILY, settings.DAILY_HOUR = NAMES, 6
    DONE.clear()
    FAIL.clear()


def outcomes():
    return {row.name.rpartition(".")[2]: row.state for row in DailyRun.objects.all()}


def test_nothing_happens_before_the_hour_and_everything_after_it_once():
    assert daily.run(now=SIX - timedelta(minutes=1)) == []
    assert len(daily.run(now=SIX)) == 2
    assert daily.run(now=SIX + timedelta(hours=5)) == []
    assert DONE == ["first", "second"]
    assert {row.said for row in DailyRun.objects.all()} == {"first done", "second done"}


def test_the_next_day_is_another_day():
    daily.run(now=SIX)
    daily.run(now=SIX + timedelta(days=1))
    assert DONE == ["first", "second"] * 2


def test_a_late_worker_catches_up_in_the_afternoon():
    assert len(daily.run(now=SIX + timedelta(hours=9))) == 2


def test_one_that_fails_keeps_none_of_the_others_and_is_tried_again_later():
    FAIL.add("first")
    daily.run(now=SIX)
    assert outcomes() == {"first": "failed", "second": "done"}
    failed = DailyRun.objects.get(state="failed")
    assert failed.said == "OSError: the network is away"
    again = daily.next_try(failed)
    assert daily.run(now=again - timedelta(seconds=1)) == []
    FAIL.clear()
    daily.run(now=again)
    assert outcomes() == {"first": "done", "second": "done"}
    assert DONE == ["first", "second", "first"]


def test_a_name_that_leads_nowhere_is_a_failure_like_any_other(settings):
    settings.DAILY = ["nowhere.at.all", NAMES[1]]
    daily.run(now=SIX)
    assert outcomes() == {"all": "failed", "second": "done"}


def test_it_is_not_tried_for_ever():
    FAIL.add("first")
    DailyRun.objects.create(
        name=NAMES[0], day="2027-01-04", state="failed", tries=daily.MOST_TRIES, started_at=SIX, ended_at=SIX
    )
    daily.run(now=SIX + timedelta(hours=15))
    assert DONE == ["second"]


def test_what_a_killed_worker_left_lying_is_taken_over_after_two_hours():
    daily.claim(name=NAMES[0], now=SIX)
    daily.run(now=SIX + timedelta(hours=1))
    assert DONE == ["second"]
    daily.run(now=SIX + timedelta(hours=3))
    assert DONE == ["second", "first"]


def test_the_command_does_it_at_any_hour_when_told_and_names_what_failed(capsys):
    call_command("daily", again=True)
    call_command("daily", again=True)
    assert DONE == ["first", "second"] * 2
    FAIL.add("second")
    with pytest.raises(CommandError):
        call_command("daily", NAMES[1], again=True)


def test_the_next_look_is_the_coming_hour_or_the_next_try():
    assert daily.next_look(SIX - timedelta(hours=1)) == SIX
    daily.run(now=SIX)
    assert daily.next_look(SIX + timedelta(minutes=1)) == SIX + timedelta(days=1)
    FAIL.add("first")
    tomorrow = SIX + timedelta(days=1)
    daily.run(now=tomorrow)
    failed = DailyRun.objects.get(state="failed")
    assert daily.next_look(failed.ended_at) == failed.ended_at + daily.FIRST_WAIT


@pytest.fixture
def time_machine_at():
    """`time_machine_at(moment)` stops the clock there."""
    with ExitStack() as stack:
        yield lambda moment: stack.enter_context(time_machine.travel(moment, tick=False))


@pytest.fixture
def queue(settings, monkeypatch):
    """Tasks wait in the database, as in a real hall; the worker leaves our connection and our Ctrl-C alone."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(db_worker.Worker, "configure_signals", lambda worker: None)
    settings.TASKS = {"default": settings.TASKS["default"] | {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return DBTaskResult.objects.filter(task_path=tasks.daily_work.module_path)


def test_a_worker_that_starts_also_starts_the_daily_work_and_it_keeps_itself_going(queue, time_machine_at):
    time_machine_at(SIX + timedelta(hours=3))
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0, reload=False)
    assert DONE == ["first", "second"]
    assert [row.run_after for row in queue.filter(status="READY")] == [SIX + timedelta(hours=3) + tasks.HEARTBEAT]
    # Another start finds it done; another look is due anyway.
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0, reload=False)
    assert DONE == ["first", "second"]
    assert queue.filter(status="READY").count() == 1
    time_machine_at(SIX + timedelta(days=1, minutes=1))
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0, reload=False)
    assert DONE == ["first", "second"] * 2
    assert queue.filter(status="READY").count() == 1


def test_over_a_week_of_looks_the_work_is_done_daily_and_old_looks_are_forgotten(queue, time_machine_at):
    begin = SIX - timedelta(hours=3)
    for hours in range(0, 24 * 10, 1):
        time_machine_at(begin + timedelta(hours=hours))
        call_command("db_worker", batch=True, startup_delay=False, verbosity=0, reload=False)
    assert DONE == ["first", "second"] * 10
    assert queue.filter(status="READY").count() <= 2
    assert not queue.filter(finished_at__lt=begin + timedelta(days=2)).exists()


def test_a_page_people_open_starts_it_when_every_worker_forgot(queue, client_as, time_machine_at):
    time_machine_at(SIX + timedelta(hours=1))
    client_as(Role.CLERK).get("/inbox/")
    assert queue.filter(status="READY").count() == 1


def test_nothing_is_queued_where_tasks_run_at_once():
    assert tasks.look_at(SIX) is False


def test_administrators_see_how_it_went(client_as):
    FAIL.add("first")
    daily.run(now=SIX)
    html = client_as(Role.ADMINISTRATOR).get("/cms/daily/").content.decode()
    assert "OSError: the network is away" in html
    assert "second done" in html
