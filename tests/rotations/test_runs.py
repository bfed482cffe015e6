"""The planner at work on a plan: asked, seen, stopped, gone on with, taken over and taken back."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import override
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.rotation_instances import instance
from people.roles import Role
from rotations import run_work
from rotations.models import PlanRun, RotationPlan
from rotations.planner.apart import End, solve_apart
from rotations.planner.checking import faults
from rotations.planner.problem import Aim, Found, Plan
from rotations.planner.score import score
from rotations.planner.solve import NoPlan, solve
from rotations.plans import Placed, PlanMoved, cells_of, change_cells, make_plan, undo
from rotations.run_work import take_run, work_on
from rotations.runs import aims_of_run, ask_for_run, last_run, stop_run, take_over
from rotations.setting_out import cells_array, set_out
from rotations.tasks import run_planner, run_soon
from tests.skills.factories import SkillFactory, give

from .factories import LeaveFactory, PostFactory
from .planner.problems import problems

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 3, 1, 9))
MONDAY = date(2026, 3, 2)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def here(problem, *, limit, seed, start, report, stop):
    """The planner in this process, for as many rounds as make a small plan good."""
    try:
        report(solve(problem, limit=20, seed=seed, start=start, report=report, stop=stop, rounds=2))
    except NoPlan:
        return End.NO_PLAN
    return End.STOPPED if stop() else End.DONE


@pytest.fixture
def boss(person):
    return person(Role.MANAGER)


@pytest.fixture
def clerks(person):
    return [person(full_name=name) for name in ("安一", "白二", "陈三", "丁四")]


@pytest.fixture
def posts(hall, clerks):
    """Three posts, one of which the first clerk alone can stand at."""
    skill = SkillFactory()
    give(clerks[0], skill, 3, on=MONDAY - timedelta(days=9))
    return [PostFactory(hall=hall, busy=3), PostFactory(hall=hall), PostFactory(hall=hall, needs=[(skill, 2)])]


@pytest.fixture
def plan(hall, boss, posts):
    return make_plan(hall=hall, name="三月", kind="week", first_day=MONDAY, count=4, by=boss, now=NOW)


def ask(plan, boss, **how):
    return ask_for_run(plan=plan, seconds=10, by=boss, now=NOW, **how)


def done(plan, boss, planner=here, **how):
    run = take_run(run_pk=ask(plan, boss, **how).pk, now=NOW)
    work_on(run=run, clock=lambda: NOW, planner=planner)
    run.refresh_from_db()
    return run


def test_the_planner_finds_a_plan_and_says_what_is_proven(plan, boss, posts):
    run = done(plan, boss)
    assert (run.state, run.missing, run.gap) == ("done", [], 0)
    assert run.scores["cover"] == 0
    assert {line[0] for line in run.best[:1]} <= {None, *(post.pk for post in posts)}
    assert [len(line) for line in run.best] == [4] * 4
    assert run.track[-1][1:] == [sum(run.scores.values()), sum(run.bounds.values())]
    assert "ortools" in run.method


def test_a_second_click_finds_the_run_that_is_under_way(plan, boss):
    first = ask(plan, boss)
    assert ask(plan, boss) == first
    assert take_run(run_pk=first.pk, now=NOW).state == "running"
    assert ask(plan, boss) == first
    assert take_run(run_pk=first.pk, now=NOW) is None


def test_a_plan_that_cannot_fill_everything_is_the_best_there_is_with_what_it_lacks(plan, boss, posts, clerks):
    LeaveFactory(user=clerks[0], first_day=MONDAY, last_day=MONDAY)
    run = done(plan, boss)
    assert run.missing == [["seats", 1, posts[2].pk, None, 1]]
    assert (run.scores["cover"], run.bounds["cover"]) == (1, 1)


def test_what_was_found_is_one_change_that_can_be_taken_back(plan, boss):
    run = done(plan, boss)
    change = take_over(run=run, by=boss, now=NOW, seen=0)
    assert (change.kind, change.revision) == ("planner", 1)
    out = set_out(plan, today=MONDAY)
    found = cells_array(out, cells_of(plan))
    assert faults(out.problem, found) == []
    assert score(out.problem, found).costs[Aim.COVER] == 0
    assert take_over(run=run, by=boss, now=NOW, seen=0) is None, "a second click"
    undo(plan=plan, by=boss, now=NOW)
    assert cells_of(plan) == {}
    run.refresh_from_db()
    assert run.taken_at == NOW


def test_locked_cells_stay_and_whoever_looked_at_an_older_plan_is_told(plan, boss, posts, clerks):
    run = done(plan, boss)
    locked = Placed(1, clerks[1].pk, None, True)
    change_cells(plan=plan, cells=[locked], by=boss, now=NOW)
    with pytest.raises(PlanMoved):
        take_over(run=run, by=boss, now=NOW, seen=0)
    take_over(run=run, by=boss, now=NOW, seen=1)
    assert cells_of(plan)[1, clerks[1].pk] == locked


def test_a_plan_that_does_not_fit_any_more_is_not_taken_over_but_mended(plan, boss, clerks, posts):
    run = done(plan, boss)
    week = next(number for number, post in enumerate(run.best[1]) if post)
    LeaveFactory(user=clerks[1], first_day=MONDAY + timedelta(7 * week), last_day=MONDAY + timedelta(7 * week))
    with pytest.raises(ValidationError, match="fit any more"):
        take_over(run=run, by=boss, now=NOW)
    again = done(plan, boss, go_on=True)
    assert again.best[1][week] is None
    take_over(run=again, by=boss, now=NOW)


def test_going_on_begins_from_the_best_so_far(plan, boss):
    first, begun = done(plan, boss), []

    def watch(problem, *, start, report, **how):
        begun.append(start)
        return here(problem, start=start, report=report, **how)

    again = done(plan, boss, planner=watch, go_on=True)
    cells = cells_array(set_out(plan, today=MONDAY), {})
    assert again.seed != first.seed
    assert begun[0].cells.shape == cells.cells.shape
    posts = [post.pk for post in set_out(plan, today=MONDAY).posts]
    assert [[posts[at] if at >= 0 else None for at in line] for line in begun[0].cells.tolist()] == first.best
    assert sum(again.scores.values()) <= sum(first.scores.values())


def test_stopping_before_the_worker_came_ends_the_run_at_once(plan, boss):
    run = ask(plan, boss)
    assert stop_run(run=run, by=boss, now=NOW).state == stop_run(run=run, by=boss, now=NOW).state == "stopped"
    assert take_run(run_pk=run.pk, now=NOW) is None


def test_a_run_told_to_stop_keeps_its_best(plan, boss):
    run = take_run(run_pk=ask(plan, boss).pk, now=NOW)

    def stopped(problem, *, limit, seed, start, report, stop):
        assert not stop()
        report(solve(problem, limit=9, rounds=1))
        stop_run(run=run, by=boss, now=NOW)
        assert stop()
        return End.STOPPED

    work_on(run=run, clock=lambda: NOW, planner=stopped)
    run.refresh_from_db()
    assert run.state == "stopped"
    assert run.best


def test_a_plan_that_breaks_a_rule_is_never_handed_out(plan, boss, caplog):
    def wrong(problem, *, report, **_how):
        clerks, _posts, periods = problem.size
        bad = Plan(np.full((clerks, periods), 2, dtype=np.int64))
        report(Found(bad, score(problem, bad)))
        return End.DONE

    run = done(plan, boss, planner=wrong)
    assert run.best == []
    assert "breaks rules" in caplog.text
    with pytest.raises(ValidationError, match="nothing to take over"):
        take_over(run=run, by=boss, now=NOW)


def test_locks_that_stand_against_the_rules_are_said_to(plan, boss, clerks, posts):
    change_cells(plan=plan, cells=[Placed(1, clerks[1].pk, posts[2].pk, True)], by=boss, now=NOW)
    run = done(plan, boss)
    assert (run.state, run.method, run.best) == ("failed", "no plan", [])


def test_a_run_whose_worker_died_is_taken_as_failed_by_the_next(plan, boss):
    run = take_run(run_pk=ask(plan, boss).pk, now=NOW)
    assert last_run(plan, NOW).state == "running"
    later = NOW + MINUTE
    other = ask_for_run(plan=plan, seconds=10, by=boss, now=later)
    run.refresh_from_db()
    assert (run.state, run.method) == ("failed", "lost")
    assert other != run
    # What the lost one might still say changes nothing.
    work_on(run=run, clock=lambda: later, planner=here)
    assert PlanRun.objects.get(pk=run.pk).best == []


def test_a_page_takes_a_lost_run_as_failed_and_one_that_is_seen_as_alive(plan, boss):
    run = take_run(run_pk=ask(plan, boss).pk, now=NOW)
    PlanRun.objects.filter(pk=run.pk).update(seen_at=NOW + MINUTE)
    assert last_run(plan, NOW + MINUTE).state == "running"
    assert last_run(plan, NOW + 2 * MINUTE).state == "failed"


def test_a_failure_is_written_and_does_not_keep_the_plan_busy(plan, boss, monkeypatch, caplog):
    monkeypatch.setattr(run_work, "set_out", lambda *_args, **_how: 1 / 0)
    assert done(plan, boss).state == "failed"
    assert "stopped" in caplog.text
    monkeypatch.undo()
    assert done(plan, boss).state == "done"


@pytest.mark.parametrize("state", ["published", "dropped"])
def test_a_plan_that_is_over_is_not_planned(plan, boss, state):
    RotationPlan.objects.filter(pk=plan.pk).update(state=state)
    with pytest.raises(ValidationError):
        ask(plan, boss)


def test_nobody_nowhere_and_other_times_are_refused(hall, boss, person):
    plan = make_plan(hall=hall, name="空", kind="week", first_day=MONDAY, count=1, by=boss, now=NOW)
    with pytest.raises(ValidationError, match="posts"):
        ask(plan, boss)
    PostFactory(hall=hall)
    with pytest.raises(ValidationError, match="clerks"):
        ask(plan, boss)
    person()
    with pytest.raises(ValidationError, match="seconds"):
        ask_for_run(plan=plan, seconds=11, by=boss, now=NOW)


def test_two_clicks_at_once_are_one_run(racing_db, hall, person):
    boss = person(Role.MANAGER)
    person()
    PostFactory(hall=hall)
    plan = make_plan(hall=hall, name="三月", kind="week", first_day=MONDAY, count=2, by=boss, now=NOW)
    racing_db.together(2 * [lambda: ask(plan, boss)])
    assert PlanRun.objects.count() == 1


def test_the_worker_plans_in_a_process_of_its_own(plan, boss, django_capture_on_commit_callbacks):
    run = ask_for_run(plan=plan, seconds=10, by=boss, now=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        run_soon(run)
    run.refresh_from_db()
    assert (run.state, run.scores["cover"], run.gap) == ("done", 0, 0)
    assert run_planner.func(run.pk) is False, "the same task once more"


def test_runs_have_a_queue_and_a_worker_of_their_own(
    plan, boss, settings, monkeypatch, django_capture_on_commit_callbacks
):
    settings.TASKS = {"default": settings.TASKS["default"] | {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.DAILY = []
    # The worker leaves our connection and our Ctrl-C alone.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(db_worker.Worker, "configure_signals", lambda worker: None)
    run = ask_for_run(plan=plan, seconds=10, by=boss, now=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        run_soon(run)
    waiting = DBTaskResult.objects.filter(task_path=run_planner.module_path, status="READY")
    worked = []
    monkeypatch.setattr(run_work, "work_on", lambda run, clock: worked.append(run.pk))
    how = {"batch": True, "startup_delay": False, "verbosity": 0, "reload": False}
    call_command("db_worker", **how)
    assert (worked, waiting.count()) == ([], 1)
    DBTaskResult.objects.filter(queue_name="default").delete()
    call_command("db_worker", queue_name="planner", **how)
    assert (worked, waiting.count()) == ([run.pk], 0)
    # It does not see to the daily work: whoever does everything else does.
    assert not DBTaskResult.objects.filter(queue_name="default").exists()


def test_a_planner_is_stopped_within_a_moment_whatever_it_does():
    problem, told, looks = instance((60, 12, 12), 1), [], []

    def stop():
        looks.append(timezone.now())
        return bool(told)

    end = solve_apart(problem, limit=60, seed=1, start=None, report=told.append, stop=stop)
    assert end == End.STOPPED
    assert told
    assert not faults(problem, told[-1].plan)
    assert timezone.now() - looks[-1] < timedelta(seconds=15)  # of sixty; a busy machine takes its time


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(clerks=(2, 6), posts=(1, 4), periods=(2, 5)), st.integers(0, 9))
def test_the_checker_finds_nothing_in_generated_plans(problem, seed):
    told = []
    try:
        found = solve(problem, limit=10, seed=seed, rounds=1, report=told.append)
    except NoPlan:
        return
    for each in (*told, found):
        assert faults(problem, each.plan) == []
        assert score(problem, each.plan) == each.score
        assert all(each.bounds[aim] <= each.score.costs[aim] for aim in each.bounds)


def test_mending_after_a_leave_moves_nobody_who_need_not_move(plan, boss, posts, clerks):
    # Whoever planned by hand was not fair at all: left to itself the planner would turn everything round.
    wanted = {1: posts[0], 2: posts[1]}
    by_hand = [Placed(week, clerks[i].pk, post.pk) for i, post in wanted.items() for week in range(1, 5)]
    by_hand += [Placed(week, clerks[0].pk, posts[2].pk, week == 3) for week in range(1, 5)]
    change_cells(plan=plan, cells=by_hand, by=boss, now=NOW)
    LeaveFactory(user=clerks[1], first_day=MONDAY + timedelta(days=8), last_day=MONDAY + timedelta(days=9))
    before = cells_of(plan)

    run = done(plan, boss, keeps=True)
    assert (run.scores["cover"], run.scores["changes"], run.gap is not None) == (0, 2, True)
    take_over(run=run, by=boss, now=NOW)
    after = cells_of(plan)
    moved = {key for key in {*before, *after} if _post(before, key) != _post(after, key)}
    assert {week for week, _who in moved} == {2}
    assert len(moved) == 2
    assert after[3, clerks[0].pk].locked

    free = done(plan, boss)
    assert "changes" not in {aim for aim, cost in free.scores.items() if cost}
    assert done(plan, boss, go_on=True).keeps is False


def _post(cells, key):
    return cells[key].post if key in cells else None


def test_going_on_after_mending_mends(plan, boss):
    done(plan, boss)
    mended = done(plan, boss, keeps=True)
    assert mended.keeps
    assert done(plan, boss, go_on=True).keeps


def test_mending_puts_few_changes_next_to_cover_and_leaves_the_order_of_the_rest(plan, boss):
    RotationPlan.objects.filter(pk=plan.pk).update(aims="wishes,mastery,cover,fairness,changes")
    run = ask(plan, boss, keeps=True)
    run.plan.refresh_from_db()
    assert aims_of_run(run) == [Aim.COVER, Aim.CHANGES, Aim.WISHES, Aim.MASTERY, Aim.FAIRNESS]
