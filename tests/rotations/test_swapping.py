"""Exchanges of posts: who may ask, answer and decide, what lapses, and that both stand at each other's post."""

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from notices.models import Notice
from rotations.daily import daily
from rotations.models import Assignment, Post, Requirement, Swap, SwapStep
from rotations.placing import place_at_post
from rotations.publishing import publish
from rotations.services import add_leave
from rotations.swapping import answer_swap, ask_swap, choices, decide_swap, stay_over, take_back_swap

from ..factories import UserFactory
from ..skills.factories import SkillFactory
from .planned import DAY, MONDAY, NOW, TODAY, WEEK, Planned

pytestmark = pytest.mark.django_db
SUNDAY = MONDAY + WEEK - DAY


@pytest.fixture
def world():
    with time_machine.travel(NOW, tick=False):
        found = Planned()
        publish(plan=found.plan([[0, 0, 0], [1, 1, 1], [2, 2, 2]]), by=found.boss, now=NOW)
        yield found


def ask(world, first=MONDAY, last=SUNDAY, who=0, whom=1, now=NOW):
    return ask_swap(user=world.clerks[who], colleague=world.clerks[whom], first_day=first, last_day=last, now=now)


def agreed(world, **days):
    return answer_swap(swap=ask(world, **days), agrees=True, by=world.clerks[1], now=NOW)


def stays_of(user):
    rows = Assignment.objects.filter(user=user).order_by("first_day")
    return [(row.post_id, row.first_day, row.last_day) for row in rows]


def kinds(user):
    rows = Notice.objects.filter(recipient=user, kind__startswith="post.swap").order_by("pk")
    return [row.kind.partition("_")[2] for row in rows]


def test_agreed_and_approved_both_stand_at_each_others_post_on_those_days_alone(world):
    (a, b, _c), (asker, colleague, _third) = world.posts, world.clerks
    second = (MONDAY + WEEK, SUNDAY + WEEK)
    swap = decide_swap(swap=agreed(world, first=second[0], last=second[1]), approves=True, by=world.boss, now=NOW)
    assert swap.state == Swap.State.DONE
    assert stays_of(asker) == [
        (a.pk, MONDAY, SUNDAY),
        (b.pk, *second),
        (a.pk, MONDAY + 2 * WEEK, SUNDAY + 2 * WEEK),
    ]
    assert [row[0] for row in stays_of(colleague)] == [b.pk, a.pk, b.pk]
    assert set(Assignment.objects.values_list("plan__name", flat=True)) == {"计划1"}
    assert [step.state for step in swap.steps.all()] == ["asked", "agreed", "done"]


def test_everybody_hears_what_concerns_them_and_once(world):
    asker, colleague, _third = world.clerks
    swap = agreed(world)
    for _click in range(2):
        decide_swap(swap=swap, approves=True, by=world.boss, now=NOW)
    assert (kinds(asker), kinds(colleague)) == (["done"], ["asked", "done"])
    assert kinds(world.boss) == kinds(world.other) == ["agreed"]
    done = Notice.objects.get(recipient=colleague, kind="post.swap_done")
    assert (done.params["what"], done.params["before"]) == (world.posts[0].name, world.posts[1].name)
    waiting = Notice.objects.unread().filter(kind__in=["post.swap_asked", "post.swap_agreed"])
    assert not waiting.exists()


def test_asked_twice_it_is_one_question_and_answered_twice_one_answer(world):
    swap = ask(world)
    assert ask(world) == swap
    for agrees in (True, False):
        assert answer_swap(swap=swap, agrees=agrees, by=world.clerks[1], now=NOW).state == Swap.State.AGREED
    assert SwapStep.objects.count() == 2


def test_two_managers_at_once_exchange_once(racing_db):
    with time_machine.travel(NOW, tick=False):
        world = Planned()
        publish(plan=world.plan([[0], [1]]), by=world.boss, now=NOW)
        swap = agreed(world)
    deciding = [lambda by=by: decide_swap(swap=swap, approves=True, by=by, now=NOW) for by in (world.boss, world.other)]
    racing_db.together(deciding)
    assert SwapStep.objects.filter(state="done").count() == 1
    assert [row[0] for row in stays_of(world.clerks[0])] == [world.posts[1].pk]


def test_a_stay_until_further_notice_goes_on_after_the_exchange(world):
    open_end = UserFactory(hall=world.hall)
    Requirement.objects.filter(post__in=world.posts[:2]).delete()
    place_at_post(user=open_end, post=world.posts[0], first_day=TODAY, by=world.boss, now=NOW)
    swap = ask_swap(user=open_end, colleague=world.clerks[1], first_day=MONDAY, last_day=SUNDAY, now=NOW)
    answer_swap(swap=swap, agrees=True, by=world.clerks[1], now=NOW)
    decide_swap(swap=swap, approves=True, by=world.boss, now=NOW)
    a, b, _c = world.posts
    assert stays_of(open_end) == [
        (a.pk, TODAY, MONDAY - DAY),
        (b.pk, MONDAY, SUNDAY),
        (a.pk, SUNDAY + DAY, None),
    ]


@pytest.mark.parametrize("case", ["today", "order", "own post", "nobody there", "not mine"])
def test_what_cannot_be_exchanged_is_refused_with_the_reason(world, case):
    days = {
        "today": (TODAY, TODAY),
        "order": (SUNDAY, MONDAY),
        "own post": (MONDAY, SUNDAY),
        "nobody there": (MONDAY, SUNDAY),
        "not mine": (SUNDAY + 2 * WEEK, SUNDAY + 3 * WEEK),
    }[case]
    colleague = world.clerks[1]
    if case == "own post":
        Assignment.objects.filter(user=colleague).update(post=world.posts[0])
    if case == "nobody there":
        colleague = UserFactory(hall=world.hall)
    with pytest.raises(ValidationError):
        ask_swap(user=world.clerks[0], colleague=colleague, first_day=days[0], last_day=days[1], now=NOW)
    assert not Swap.objects.exists()


def test_both_sides_are_judged_when_it_is_asked_and_again_when_it_is_decided(world):
    swap = agreed(world)
    add_leave(user=world.clerks[1], first_day=MONDAY, last_day=MONDAY, by=world.boss)
    with pytest.raises(ValidationError):
        decide_swap(swap=swap, approves=True, by=world.boss, now=NOW)
    with pytest.raises(ValidationError):
        ask(world, who=2)
    assert [row[0] for row in stays_of(world.clerks[0])] == [world.posts[0].pk]


def test_only_who_was_asked_answers_only_who_asked_takes_back_and_nobody_decides_their_own(world):
    swap = ask(world)
    for who in (world.clerks[0], world.clerks[2], world.boss):
        with pytest.raises(ValidationError):
            answer_swap(swap=swap, agrees=True, by=who, now=NOW)
    with pytest.raises(ValidationError):
        take_back_swap(swap=swap, by=world.clerks[1], now=NOW)
    answer_swap(swap=swap, agrees=True, by=world.clerks[1], now=NOW)
    with pytest.raises(ValidationError):
        decide_swap(swap=swap, approves=True, by=world.clerks[0], now=NOW)


def test_a_refusal_says_why_and_changes_nothing(world):
    swap = agreed(world)
    with pytest.raises(ValidationError):
        decide_swap(swap=swap, approves=False, by=world.boss, now=NOW, reason="  ")
    decide_swap(swap=swap, approves=False, by=world.boss, now=NOW, reason="那几天有外宾接待")
    said = Notice.objects.get(recipient=world.clerks[0], kind="post.swap_refused")
    assert said.params["reason"] == "那几天有外宾接待"
    assert [row[0] for row in stays_of(world.clerks[0])] == [world.posts[0].pk]


def test_declined_and_taken_back_it_is_over_and_can_be_asked_anew(world):
    first = ask(world)
    assert answer_swap(swap=first, agrees=False, by=world.clerks[1], now=NOW).state == Swap.State.DECLINED
    assert kinds(world.clerks[0]) == ["declined"]
    again = ask(world)
    assert again != first
    assert take_back_swap(swap=again, by=world.clerks[0], now=NOW).state == Swap.State.TAKEN_BACK
    assert decide_swap(swap=again, approves=True, by=world.boss, now=NOW).state == Swap.State.TAKEN_BACK


def test_what_nobody_answered_in_time_lapses_and_both_are_told(world):
    swap = ask(world)
    assert "0 exchanges" in daily(now=NOW)
    assert "1 exchanges" in daily(now=NOW + 4 * DAY)
    swap.refresh_from_db()
    assert swap.state == Swap.State.LAPSED
    assert SwapStep.objects.get(state="lapsed").by is None
    assert kinds(world.clerks[0]) == ["lapsed"]


def test_what_another_plan_has_overtaken_is_not_exchanged(world):
    swap = agreed(world)
    publish(plan=world.plan([[2], [1], [0]]), by=world.boss, now=NOW)
    assert decide_swap(swap=swap, approves=True, by=world.boss, now=NOW).state == Swap.State.LAPSED
    assert stays_of(world.clerks[0])[0][0] == world.posts[2].pk


# The pages


@pytest.fixture
def enter(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def test_colleagues_are_shown_with_whether_both_could_and_none_of_their_reasons(world, enter):
    asker, colleague, third = world.clerks
    hard = SkillFactory(name="消防证")
    Requirement.objects.create(post=world.posts[0], skill=hard, level=2)
    add_leave(user=third, first_day=MONDAY, last_day=MONDAY, by=world.boss)
    stay = stay_over(third, MONDAY, SUNDAY)
    found = choices(stay_over(asker, MONDAY, SUNDAY), MONDAY, SUNDAY)
    assert {one.stay.user: one.sides.both_can for one in found} == {colleague: False, third: False}
    page = enter(asker).get(reverse("rotations:ask_swap", args=[stay_over(asker, MONDAY, SUNDAY).pk]))
    text = page.content.decode()
    assert f"{colleague.full_name}这些天不能上" in text
    assert "消防证" not in text
    assert "休假" not in text
    assert enter(asker).get(reverse("rotations:ask_swap", args=[stay.pk])).status_code == 404


def test_a_clerk_asks_a_colleague_agrees_and_the_manager_approves_on_the_pages(world, enter):
    asker, colleague, _third = world.clerks
    address = reverse("rotations:ask_swap", args=[stay_over(asker, MONDAY, SUNDAY).pk])
    days = {"first_day": MONDAY.isoformat(), "last_day": SUNDAY.isoformat()}
    assert enter(asker).post(address, days).status_code == 422
    assert enter(asker).post(address, {**days, "colleague": colleague.pk}).status_code == 302
    swap = Swap.objects.get()
    assert "撤回" in enter(asker).get(reverse("rotations:swaps")).content.decode()
    assert "同意" in enter(colleague).get(reverse("rotations:swaps")).content.decode()
    enter(colleague).post(reverse("rotations:answer_swap", args=[swap.pk]), {"agrees": "yes"})
    assert asker.full_name in enter(world.boss).get(reverse("rotations:swaps")).content.decode()
    decide = reverse("rotations:decide_swap", args=[swap.pk])
    answer = enter(world.boss).post(decide, {"approves": "no"}, follow=True)
    assert "请写明原因" in answer.content.decode()
    enter(world.boss).post(decide, {"approves": "yes"})
    swap.refresh_from_db()
    assert swap.state == Swap.State.DONE


def test_days_outside_the_stay_are_named_and_nobody_is_shown(world, enter):
    address = reverse("rotations:ask_swap", args=[stay_over(world.clerks[0], MONDAY, SUNDAY).pk])
    answer = enter(world.clerks[0]).get(address, {"first_day": "2027-05-01", "last_day": "2027-05-02"})
    assert answer.status_code == 422
    assert "请在这段在岗日期内选择" in answer.content.decode()
    assert Post.objects.count() == 3
