"""A demand that cannot be met is told in one true sentence, and what is proposed mends it."""

import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from people.roles import Role
from programmes.models import TrainingAssignment
from rotations import why_views
from rotations.clash_words import sentence_of
from rotations.deeds import proposal
from rotations.fix_keys import fix_of, key_of
from rotations.looking import look
from rotations.mending_plans import assign_routes
from rotations.models import Pair, PlanChange
from rotations.planner.clashes import Kind
from rotations.planner.explain import explain
from rotations.planner.fixes import Step
from rotations.planner.mending import fixes
from rotations.plans import Placed, change_cells, make_plan
from rotations.trying import tried
from tests.skills.factories import SkillFactory, give

from .factories import LeaveFactory, PostFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def boss(person, hall):
    return person(Role.MANAGER, hall=hall)


@pytest.fixture
def skill():
    return SkillFactory(name="收费业务", name_en="Tolls")


@pytest.fixture
def plan(hall, boss, today):
    """Four weeks from the next Monday on."""
    first = today + (7 - today.weekday()) * DAY
    facts = {"hall": hall, "name": "春季", "kind": "week", "first_day": first, "count": 4}
    return make_plan(by=boss, now=timezone.now(), **facts)


@pytest.fixture
def short(hall, person, skill, today):
    """Two seats, one clerk who can stand there, and one who could learn it."""
    post = PostFactory(hall=hall, name="收费", seats=2, needs=[(skill, 3)])
    able, learner = person(full_name="张能"), person(full_name="李学")
    give(able, skill, on=today - 30 * DAY)
    return post, able, learner


def looked_at(plan, boss, today):
    return look(plan, boss, today=today)


def found(plan, boss, today):
    looked = looked_at(plan, boss, today)
    return looked, explain(looked.problem)


def page(client, boss, name, plan, **asked):
    client.force_login(boss)
    return client.get(reverse(f"rotations:{name}", args=[plan.pk]), asked)


def do(client, plan, key):
    return client.post(reverse("rotations:do_fix", args=[plan.pk]), key, follow=True)


def test_an_impossible_demand_is_one_true_sentence_and_the_proposed_training_makes_the_plan_possible(
    client, plan, boss, short, skill, course, today
):
    _post, _able, learner = short
    taught = course([(skill, 3)], minutes=[40], title="收费入门")
    looked, (clash,) = found(plan, boss, today)
    with translation.override("zh-hans"):
        said = sentence_of(clash, looked.problem, looked.names)
        assert re.fullmatch(r"第1–4周（.+ – .+）“收费”需 2 人，能上的只有 1 人（张能）。", said), said
    answer = page(client, boss, "why", plan)
    with translation.override("zh-hans"):
        assert escape(said) in answer.content.decode()
    best = proposal(fixes(looked.problem, clash, looked.ways.means)[0], looked)
    assert (best.fix.step, best.fix.mends, best.button != "") == (Step.TRAIN, True, True)
    do(client, plan, best.key)
    (row,) = TrainingAssignment.objects.filter(user=learner)
    assert (row.course_id, row.due_on) == (taught.pk, today + DAY)
    # What the course brings when it is done.
    give(learner, skill, on=today + DAY)
    looked, clashes = found(plan, boss, today)
    assert not clashes
    assert tried(looked, []).after.seats == 0
    assert "存在一份坐满所有席位" in page(client, boss, "why", plan).content.decode()


def test_training_proposed_is_assigned_once_however_often_the_button_is_pressed(
    client, plan, boss, short, skill, course, today
):
    course([(skill, 3)], minutes=[40])
    looked, (clash,) = found(plan, boss, today)
    key = proposal(fixes(looked.problem, clash, looked.ways.means)[0], looked).key
    client.force_login(boss)
    for _n in range(2):
        assert do(client, plan, key).status_code == 200
    assert TrainingAssignment.objects.count() == 1


def test_somebody_on_leave_is_proposed_to_move_it_and_why_is_said_nowhere(client, plan, boss, short, skill, today):
    _post, _able, learner = short
    give(learner, skill, on=today - 30 * DAY)
    weeks = list(plan.periods.all())
    LeaveFactory(user=learner, first_day=weeks[1].first_day, last_day=weeks[1].last_day)
    looked, (clash,) = found(plan, boss, today)
    steps = {fix.step: fix for fix in fixes(looked.problem, clash, looked.ways.means)}
    shown = proposal(steps[Step.MOVE_LEAVE], looked)
    assert (shown.button, shown.url.startswith(reverse("rotations:leaves"))) == ("", True)
    text = page(client, boss, "why", plan).content.decode()
    assert "李学" in text
    assert not re.search("病|sick|ill\\b", text)


def test_a_lock_in_the_way_is_lifted_by_its_button_and_the_change_can_be_undone(
    client, plan, boss, short, skill, today
):
    _post, _able, learner = short
    give(learner, skill, on=today - 30 * DAY)
    cells = [Placed(2, learner.pk, None, locked=True)]
    change_cells(plan=plan, cells=cells, by=boss, now=timezone.now())
    plan.refresh_from_db()
    looked, (clash,) = found(plan, boss, today)
    fix = next(fix for fix in fixes(looked.problem, clash, looked.ways.means) if fix.step == Step.UNLOCK)
    client.force_login(boss)
    for _n in range(2):
        do(client, plan, key_of(fix, looked))
    plan.refresh_from_db()
    assert not found(plan, boss, today)[1]
    assert PlanChange.objects.filter(plan=plan, kind="unlock").count() == 1


def test_a_published_plan_is_not_unlocked(client, plan, boss, short, skill, today):
    _post, _able, learner = short
    change_cells(plan=plan, cells=[Placed(2, learner.pk, None, locked=True)], by=boss, now=timezone.now())
    plan.state = "published"
    plan.save()
    client.force_login(boss)
    key = {"step": "unlock", "who": learner.pk, "periods": "2"}
    assert do(client, plan, key).status_code == 200
    assert not PlanChange.objects.filter(kind="unlock").exists()


def test_every_fix_can_be_named_in_an_address_and_comes_back_the_same(plan, boss, short, skill, course, person, today):
    _post, able, _learner = short
    course([(skill, 3)], minutes=[40])
    LeaveFactory(user=able, first_day=plan.periods.first().first_day, last_day=plan.periods.first().first_day)
    looked, clashes = found(plan, boss, today)
    seen = set()
    for clash in clashes:
        for fix in fixes(looked.problem, clash, looked.ways.means):
            back = fix_of(key_of(fix, looked), looked)
            assert back is not None
            assert (back.step, back.clerk, back.post, back.cells, back.to) == (
                fix.step,
                fix.clerk,
                fix.post,
                fix.cells,
                fix.to,
            )
            assert back.price == fix.price
            seen.add(fix.step)
    assert {Step.TRAIN, Step.MOVE_LEAVE, Step.FEWER_SEATS} <= seen


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"step": "nonsense"},
        {"step": "train"},
        {"step": "train", "who": "1" * 40, "post": "x"},
        {"step": "train-holder", "who": "1", "rule": "nothing"},
        {"step": "move-leave", "periods": "1.2.99"},
        {"step": "unlock", "periods": "1"},
        {"step": "fewer-seats", "to": "-1"},
        {"step": "fewer-holders"},
        {"step": "longer-run", "to": "9" * 15},
        {"step": "no-rest"},
        {"step": "no-pair", "pair": "0"},
    ],
)
def test_nonsense_in_an_address_is_no_fix(client, plan, boss, short, said, today):
    assert fix_of(said, looked_at(plan, boss, today)) is None
    assert page(client, boss, "try_fix", plan, **said).status_code == 404
    assert do(client, plan, said).status_code == 200


def test_trying_a_fix_shows_the_plan_without_and_with_it_and_writes_nothing(
    client, plan, boss, short, skill, course, today
):
    course([(skill, 3)], minutes=[40])
    looked, (clash,) = found(plan, boss, today)
    fix = fixes(looked.problem, clash, looked.ways.means)[0]
    sides = tried(looked, [fix])
    assert (sides.before.seats, sides.after.seats) == (4, 0)
    assert {(move.clerk, move.after) for move in sides.moves} == {(fix.clerk, fix.post)}
    answer = page(client, boss, "try_fix", plan, **key_of(fix, looked))
    assert answer.status_code == 200
    assert not PlanChange.objects.exists()
    assert not TrainingAssignment.objects.exists()


def test_a_fix_tried_moves_nobody_it_need_not_move(plan, boss, short, skill, course, hall, person, today):
    post, able, learner = short
    course([(skill, 3)], minutes=[40])
    other = PostFactory(hall=hall, name="咨询", seats=1)
    friend = person()
    cells = [Placed(n, able.pk, post.pk) for n in range(1, 5)] + [Placed(n, friend.pk, other.pk) for n in range(1, 5)]
    change_cells(plan=plan, cells=cells, by=boss, now=timezone.now())
    plan.refresh_from_db()
    looked, (clash,) = found(plan, boss, today)
    proposed = fixes(looked.problem, clash, looked.ways.means)
    sides = tried(looked, [next(fix for fix in proposed if looked.out.people[fix.clerk] == learner)])
    assert {looked.out.people[move.clerk].pk for move in sides.moves} == {learner.pk}


def test_what_only_a_solver_sees_is_found_by_looking_deeper_and_said_to_be_proven(
    client, plan, boss, hall, person, today, monkeypatch
):
    for limit in ("CORES", "RELAXATION", "JUDGED"):
        # A loaded machine is slow, and what is asked here is small.
        monkeypatch.setattr(why_views, limit, 20)
    PostFactory(hall=hall, name="收费", seats=2)
    one, two = person(full_name="张一"), person(full_name="李二")
    days = {"first_day": plan.periods.first().first_day}
    Pair.objects.create(hall=hall, bond=Pair.Bond.APART, first=one, second=two, **days)
    assert not found(plan, boss, today)[1]
    shallow = page(client, boss, "why", plan).content.decode()
    assert "深入检查" in shallow
    deep = page(client, boss, "why", plan, deep="1").content.decode()
    assert "不排在同一岗位" in deep
    assert "已证明" in deep
    opened = page(client, boss, "why", plan, deep="1", open="0").content.decode()
    assert "允许" in opened


def test_a_link_of_a_fix_fills_in_the_seats_it_speaks_of(client, plan, boss, short, today):
    looked, (clash,) = found(plan, boss, today)
    fix = next(fix for fix in fixes(looked.problem, clash, looked.ways.means) if fix.step == Step.FEWER_SEATS)
    url = proposal(fix, looked).url
    assert dict(parse_qsl(urlsplit(url).query))["seats"] == "1"
    client.force_login(boss)
    form = client.get(url).context["form"]
    assert int(form["seats"].value()) == 1


def test_a_plan_without_obstacles_a_hall_without_posts_and_an_empty_hall_are_told_kindly(client, plan, boss):
    assert "本厅还没有岗位" in page(client, boss, "why", plan).content.decode()
    assert page(client, boss, "foresight", plan).status_code == 200


def test_what_can_be_renewed_only_later_is_told_and_not_assigned(hall, person, boss, skill, course, plan, today):
    from rotations.means import Route
    from rotations.routes import Offer, Target

    taught = course([(skill, 3)], minutes=[40])
    learner = person()
    later = Route((Offer(Target(taught), 40, {}),), 40, today + 9 * DAY, today + 8 * DAY)
    answer = assign_routes([(learner, later)], by=boss, now=timezone.now())
    assert (answer.made, len(answer.said)) == (0, 1)
    assert not TrainingAssignment.objects.exists()


def test_clashes_of_the_page_are_those_of_the_planner(plan, boss, hall, person, today):
    PostFactory(hall=hall, name="空", seats=3)
    person()
    looked, clashes = found(plan, boss, today)
    assert [clash.kind for clash in clashes] == [Kind.SEATS]
    assert np.asarray(looked.problem.seats).max() == 3


def test_the_way_to_a_post_is_assigned_from_the_list_of_who_can_stand_there(client, boss, short, skill, course, today):
    post, _able, learner = short
    course([(skill, 3)], minutes=[40])
    client.force_login(boss)
    asked = {"from": today.isoformat(), "to": (today + 6 * DAY).isoformat()}
    text = client.get(post.get_absolute_url(), asked).content.decode()
    assert reverse("rotations:assign_way", args=[post.pk]) in text
    shown = client.get(reverse("rotations:assign_way", args=[post.pk]), asked | {"user": learner.pk})
    assert shown.context["verdict"].minutes == 40
    for _n in range(2):
        answer = client.post(reverse("rotations:assign_way", args=[post.pk]), asked | {"user": learner.pk})
        assert answer.status_code == 302
    assert TrainingAssignment.objects.filter(user=learner).count() == 1


def test_the_way_of_a_stranger_or_of_nobody_is_not_assigned(client, boss, short, person, today):
    post, _able, _learner = short
    from tests.factories import UserFactory

    client.force_login(boss)
    asked = {"from": today.isoformat(), "to": today.isoformat()}
    for user in (UserFactory().pk, "x", ""):
        answer = client.post(reverse("rotations:assign_way", args=[post.pk]), asked | {"user": user})
        assert answer.status_code == 404
