"""Exchanges of posts: who may ask, answer and decide, what lapses, and that both stand at each other's post."""

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notices.models import Notice
from rotations.daily import daily
from rotations.models import Assignment, Pair, Post, Requirement, Swap, SwapStep
from rotations.placing import place_at_post
from rotations.planner.checking import Rule
from rotations.publishing import publish
from rotations.services import add_leave
from rotations.swap_limits import Asked, against_each
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


@pytest.fixture
def enter(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


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


# What plans are held to


def bonded(world, first, second, bond="apart", **facts):
    two = {"first": world.clerks[first], "second": world.clerks[second]}
    return Pair.objects.create(hall=world.hall, bond=bond, first_day=MONDAY, **two, **facts)


def three(world):
    """A fourth clerk who stands beside the second, at the second post."""
    fourth = UserFactory(hall=world.hall)
    Requirement.objects.filter(post=world.posts[1]).delete()
    place_at_post(user=fourth, post=world.posts[1], first_day=MONDAY, by=world.boss, now=NOW)
    world.clerks.append(fourth)


def test_who_is_kept_apart_is_not_exchanged_beside_each_other_and_no_name_is_said(world):
    three(world)
    bonded(world, 3, 0)
    with pytest.raises(ValidationError) as refused:
        ask(world)
    (said,) = refused.value.messages
    assert "不安排与您同岗" in said
    assert world.clerks[3].full_name not in said
    # Of the colleague it is said that it is arranged otherwise, and not with whom.
    Assignment.objects.filter(user=world.clerks[3]).update(post=world.posts[0])
    Pair.objects.all().delete()
    bonded(world, 1, 3)
    with pytest.raises(ValidationError) as refused:
        ask(world)
    assert refused.value.messages == [f"这些天营业厅对{world.clerks[1].full_name}另有安排。"]


def test_the_rest_of_a_post_and_the_most_periods_hold_for_exchanges_of_a_period_and_not_of_a_day(world):
    Post.objects.filter(pk=world.posts[0].pk).update(rest=2)
    with pytest.raises(ValidationError) as refused:
        ask(world, first=MONDAY + WEEK, last=SUNDAY + WEEK)
    assert "再上“" in refused.value.messages[0]
    assert ask(world, first=MONDAY + WEEK, last=MONDAY + WEEK).state == Swap.State.ASKED
    Post.objects.filter(pk=world.posts[0].pk).update(rest=0)
    Post.objects.filter(pk=world.posts[1].pk).update(most_running=1)
    Assignment.objects.filter(user=world.clerks[1]).update(last_day=SUNDAY)
    place_at_post(
        user=world.clerks[0], post=world.posts[1], first_day=TODAY, last_day=MONDAY - DAY, by=world.boss, now=NOW
    )
    with pytest.raises(ValidationError) as refused:
        ask(world)
    assert "连续超过 1 个周期" in refused.value.messages[0]


def test_it_is_looked_at_again_when_the_colleague_agrees_and_when_the_manager_decides(world):
    three(world)
    swap = ask(world)
    pair = bonded(world, 0, 3)
    with pytest.raises(ValidationError) as refused:
        answer_swap(swap=swap, agrees=True, by=world.clerks[1], now=NOW)
    assert refused.value.messages == [f"这些天营业厅对{world.clerks[0].full_name}另有安排。"]
    pair.delete()
    answer_swap(swap=swap, agrees=True, by=world.clerks[1], now=NOW)
    pair = bonded(world, 3, 0)
    with pytest.raises(ValidationError) as refused:
        decide_swap(swap=swap, approves=True, by=world.boss, now=NOW)
    assert {world.clerks[number].full_name in refused.value.messages[0] for number in (0, 3)} == {True}
    pair.delete()
    assert decide_swap(swap=swap, approves=True, by=world.boss, now=NOW).state == Swap.State.DONE


def test_what_is_not_possible_any_more_can_still_be_declined(world):
    three(world)
    swap = ask(world)
    bonded(world, 0, 3)
    assert answer_swap(swap=swap, agrees=False, by=world.clerks[1], now=NOW).state == Swap.State.DECLINED


def test_a_learner_left_alone_is_for_the_manager_to_weigh(world, enter):
    three(world)
    bonded(world, 3, 1, "together")
    swap = agreed(world)
    page = enter(world.boss).get(reverse("rotations:swaps")).content.decode()
    assert f"{world.clerks[3].full_name}要跟{world.clerks[1].full_name}同岗" in page
    assert 'name="approves" value="yes"' in page
    assert decide_swap(swap=swap, approves=True, by=world.boss, now=NOW).state == Swap.State.DONE


def test_the_reasons_are_read_before_asking_before_answering_and_before_deciding(world, enter):
    three(world)
    asker, colleague, _third, fourth = world.clerks
    address = reverse("rotations:ask_swap", args=[stay_over(asker, MONDAY, SUNDAY).pk])
    week = {"first_day": MONDAY.isoformat(), "last_day": SUNDAY.isoformat()}
    pair = bonded(world, 0, 3, "together")
    page = enter(asker).get(address, week).content.decode()
    assert "带您的同事不在身边" not in page  # they do not stand beside each other as it is
    pair.delete()
    swap = ask(world)
    bonded(world, 0, 3)
    assert "不安排与您同岗" in enter(asker).get(address, week).content.decode()
    page = enter(colleague).get(reverse("rotations:swaps")).content.decode()
    assert f"这些天营业厅对{asker.full_name}另有安排" in page
    assert 'value="no"' in page
    assert 'value="yes"' not in page
    Swap.objects.filter(pk=swap.pk).update(state="agreed")
    page = enter(world.boss).get(reverse("rotations:swaps")).content.decode()
    assert f"{asker.full_name}与{fourth.full_name}不排在同一岗位" in page
    assert 'name="approves" value="yes"' not in page


def test_many_exchanges_are_looked_at_with_as_many_questions_as_one(world):
    three(world)
    bonded(world, 0, 3)
    asked = Asked(world.clerks[0], world.posts[0], world.clerks[1], world.posts[1], MONDAY, SUNDAY)
    counts = []
    for many in (1, 20):
        with CaptureQueriesContext(connection) as queries:
            found = against_each([asked] * many)
        counts.append(len(queries))
        assert [one.rule for one in found[-1]] == [Rule.NOT_APART]
    assert counts[0] == counts[1] <= 4


# The pages


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
    assert answer.status_code == 400
    assert "请在这段在岗日期内选择" in answer.content.decode()
    assert Post.objects.count() == 3
