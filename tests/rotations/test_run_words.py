"""What is said of a run of the planner promises nothing that is not proven."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.roles import Role
from rotations.models import DayPart, PlanRun
from rotations.plans import make_plan
from rotations.run_words import aim_lines, curve_of, distance_in_words, missing_lines, percent, words_of
from tests.skills.factories import SkillFactory

from .factories import PostFactory

NOW = timezone.make_aware(datetime(2026, 3, 1, 9))
State = PlanRun.State


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def run_of(**facts):
    return PlanRun(asked_at=NOW, seconds=60, **facts)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0.00001, 0.99))
def test_a_distance_is_never_said_smaller_than_it_is(gap):
    assert float(percent(gap)) >= gap * 100 - 1e-9
    assert percent(gap) in distance_in_words(gap)


def test_proven_unknown_and_far_are_told_apart():
    said = [distance_in_words(gap) for gap in (0, None, 0.03, 5.0)]
    assert len(set(said)) == 4
    assert "3 %" in said[2]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"state": State.WAITING}, "waits for its turn"),
        ({"state": State.RUNNING}, "reads the hall"),
        ({"state": State.RUNNING, "stop_asked": True}, "stopping"),
        ({"state": State.RUNNING, "scores": {"cover": 1}, "gap": 0.02}, "2 %"),
        ({"state": State.STOPPED}, "before a plan"),
        ({"state": State.FAILED, "method": "no plan"}, "Locked cells"),
        ({"state": State.FAILED, "method": "lost", "best": [[1]]}, "go on from there"),
        ({"state": State.FAILED, "method": "lost"}, "plan again"),
        ({"state": State.DONE, "scores": {"cover": 0}, "gap": 0}, "Proven"),
    ],
)
def test_each_state_has_its_sentence(facts, said):
    assert said in words_of(run_of(**facts), NOW)


def waits(after):
    return words_of(run_of(state=State.WAITING), NOW + after)


@pytest.mark.django_db
def test_whoever_waits_long_is_told_whether_another_plan_goes_first_or_whom_to_ask(hall, person):
    boss = person(Role.MANAGER)
    assert "administrator" in waits(timedelta(minutes=1))
    plan = make_plan(hall=hall, name="三月", kind="week", first_day=date(2026, 3, 2), count=2, by=boss, now=NOW)
    seen = NOW + timedelta(seconds=50)
    facts = {"plan": plan, "by": boss, "asked_at": NOW, "began_at": NOW, "based_on": 0}
    PlanRun.objects.create(state=State.RUNNING, seen_at=seen, **facts)
    assert "on another plan" in waits(timedelta(minutes=1))
    # That one has lost its worker: nobody is there who would take this one.
    assert "administrator" in waits(timedelta(minutes=3))
    assert "its turn" in waits(timedelta(seconds=15))


def test_a_line_goes_down_to_the_right_and_is_said():
    track = [[0.1, 40, 0], [2.0, 40, 30], [5.0, 33, 30], [60.0, 30, 30]]
    curve = curve_of(run_of(track=track))
    assert curve.path.startswith("M")
    assert curve.path.count("H") == 3
    assert "0 %" in curve.said
    assert curve_of(run_of(track=track[:1])) is None


@pytest.mark.django_db
def test_aims_and_what_is_missing_are_told_in_order(hall, person):
    boss = person(Role.MANAGER)
    plan = make_plan(hall=hall, name="三月", kind="week", first_day=date(2026, 3, 2), count=4, by=boss, now=NOW)
    part = DayPart.objects.create(hall=hall, name="上午", begins_at="08:00", ends_at="12:00")
    post, skill = PostFactory(hall=hall, name="收费", name_en=""), SkillFactory(name="手语", name_en="")
    plan.aims = "fairness,cover"
    run = run_of(
        plan=plan,
        scores={"cover": 3, "changes": 0, "fairness": 22, "mastery": 4, "wishes": 0},
        bounds={"cover": 3, "changes": 0, "fairness": 20, "mastery": 0, "wishes": 0},
        missing=[["seats", 2, post.pk, part.pk, 2], ["seats", 3, post.pk, part.pk, 1], ["skill", 1, skill.pk, 2, 1]],
    )
    aims = aim_lines(run)
    assert [aim.is_best for aim in aims] == [False, True, True, False, True]
    assert "within 10 %" in aims[0].proven
    assert "not proven" in aims[3].proven
    lines, more = missing_lines(plan, run)
    assert more == 0
    assert "收费" in lines[0]
    assert "上午" in lines[0]
    assert "up to 2 in 2 periods" in lines[0]
    assert "手语" in lines[1]
