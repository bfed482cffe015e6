"""Somebody is out at 8:20: who could step in and why, one tap that writes it, and the way back."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from notices.models import Notice
from people.roles import Role
from rotations.models import Assignment, CalendarDay, HallMinimum, Leave, Post, Replacement, RotationPlan
from rotations.plans import make_plan
from rotations.sick_calls import Stepped, replace_somebody, take_back_replacement
from rotations.standing_in import gaps_of, who_could, window_of
from tests.skills.factories import SkillFactory, give

from .factories import LeaveFactory, PostFactory

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 3, 4, 8, 20))  # a Wednesday
TODAY, SUNDAY = date(2026, 3, 4), date(2026, 3, 8)
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def boss(person):
    return person(Role.MANAGER)


@pytest.fixture
def clerks(person):
    return [person(full_name=name) for name in ("安一", "白二", "陈三", "丁四", "冯五")]


def stay(clerk, post, boss, first=TODAY - 9 * DAY, last=None):
    return Assignment.objects.create(user=clerk, post=post, first_day=first, last_day=last, made_by=boss, made_at=NOW)


def ask(boss, clerk, post, first=TODAY, last=SUNDAY):
    return who_could(viewer=boss, user=clerk, post=post, first=first, last=last)


def names(answer):
    return [[(step.user.full_name, step.post.name) for step in option.steps] for option in answer.options]


def stand(clerk):
    return list(
        Assignment.objects.filter(user=clerk).order_by("first_day").values_list("post", "first_day", "last_day")
    )


def replaced(boss, user, steps, first=TODAY, last=SUNDAY, **how):
    days = (first, last)
    how = {"away": days, "days": days, "now": NOW} | how
    return replace_somebody(user=user, steps=[Stepped(*step) for step in steps], by=boss, **how)


def test_whoever_is_free_and_carries_least_comes_first(hall, boss, clerks):
    counter, desk = PostFactory(hall=hall, busy=3), PostFactory(hall=hall, seats=2, busy=1)
    stay(clerks[0], counter, boss)
    stay(clerks[1], desk, boss)
    stay(clerks[2], desk, boss, last=TODAY - DAY)
    stay(clerks[3], counter, boss, first=TODAY - 40 * DAY, last=TODAY - 20 * DAY)
    answer = ask(boss, clerks[0], counter)
    assert answer.is_short
    # Free ones first, who carried least before the others; then who would leave a post short.
    assert [one[0][0] for one in names(answer)][:4] == ["冯五", "陈三", "丁四", "白二"]
    by_name = {option.steps[0].user.full_name: option for option in answer.options}
    assert by_name["丁四"].last_stood == TODAY - 20 * DAY
    assert by_name["冯五"].last_stood is None
    assert by_name["丁四"].load > by_name["冯五"].load > 0


def test_who_cannot_stand_there_or_is_away_is_not_asked(hall, boss, clerks):
    skill = SkillFactory()
    post = PostFactory(hall=hall, needs=[(skill, 2)])
    for clerk in clerks[:4]:
        give(clerk, skill, 3, on=TODAY - WEEK)
    stay(clerks[0], post, boss)
    LeaveFactory(user=clerks[1], first_day=SUNDAY, last_day=SUNDAY)
    assert [one[0][0] for one in names(ask(boss, clerks[0], post))] == ["陈三", "丁四"]


def test_somebody_free_follows_whoever_leaves_a_post(hall, boss, clerks):
    skill = SkillFactory()
    hard, easy = PostFactory(hall=hall, needs=[(skill, 2)]), PostFactory(hall=hall)
    for clerk in clerks[:2]:
        give(clerk, skill, 3, on=TODAY - WEEK)
    stay(clerks[0], hard, boss)
    stay(clerks[1], easy, boss)
    best = ask(boss, clerks[0], hard).options[0]
    first, follower = best.steps
    assert (first.user, first.leaves, first.post) == (clerks[1], easy, hard)
    assert (follower.leaves, follower.post) == (None, easy)
    assert best.lacking == ()


def test_a_chain_of_three_is_found_where_nothing_shorter_fills_every_post(hall, boss, clerks):
    one, two = SkillFactory(), SkillFactory()
    hard, middle, easy = (
        PostFactory(hall=hall, needs=[(one, 2)]),
        PostFactory(hall=hall, needs=[(two, 2)]),
        PostFactory(hall=hall),
    )
    for clerk, skill in ((clerks[0], one), (clerks[1], one), (clerks[1], two), (clerks[2], two)):
        give(clerk, skill, 3, on=TODAY - WEEK)
    stay(clerks[0], hard, boss)
    stay(clerks[1], middle, boss)
    stay(clerks[2], easy, boss)
    for clerk in clerks[4:]:
        LeaveFactory(user=clerk, first_day=TODAY, last_day=SUNDAY)
    best = ask(boss, clerks[0], hard).options[0]
    assert [(step.user, step.post) for step in best.steps] == [
        (clerks[1], hard),
        (clerks[2], middle),
        (clerks[3], easy),
    ]
    assert best.lacking == ()


def test_a_post_with_people_to_spare_gives_one_and_needs_nobody(hall, boss, clerks):
    full, short = PostFactory(hall=hall), PostFactory(hall=hall)
    stay(clerks[0], short, boss)
    for clerk in clerks[1:]:
        stay(clerk, full, boss)
    answer = ask(boss, clerks[0], short)
    assert answer.options
    assert all(len(option.steps) == 1 and option.lacking == () for option in answer.options)
    assert not ask(boss, clerks[1], full).is_short


def test_a_learner_with_a_note_stays_and_whoever_moves_that_week_is_left_alone(hall, boss, clerks):
    closed, post = PostFactory(hall=hall, needs=[(SkillFactory(), 1)]), PostFactory(hall=hall)
    stay(clerks[0], post, boss)
    stay(clerks[1], closed, boss)
    stay(clerks[2], closed, boss, last=TODAY)
    stay(clerks[3], post, boss, first=TODAY + DAY)
    found = [one[0][0] for one in names(ask(boss, clerks[0], post))]
    assert found[0] == "冯五"
    assert "陈三" not in found
    assert "丁四" not in found


def test_a_minimum_that_is_lost_is_told(hall, boss, clerks):
    skill, post = SkillFactory(), PostFactory(hall=hall)
    give(clerks[0], skill, 3, on=TODAY - WEEK)
    give(clerks[4], skill, 3, on=TODAY - WEEK)
    minimum = HallMinimum.objects.create(hall=hall, skill=skill, level=2, people=1)
    stay(clerks[0], post, boss)
    answer = ask(boss, clerks[0], post)
    assert answer.options[0].steps[0].user == clerks[4]
    assert answer.options[0].lost_minimums == ()
    assert answer.options[1].lost_minimums == (minimum,)


def test_a_closed_hall_needs_nobody(hall, boss, clerks):
    post = PostFactory(hall=hall)
    stay(clerks[0], post, boss)
    CalendarDay.objects.create(hall=hall, day=TODAY, is_open=False)
    assert not ask(boss, clerks[0], post, TODAY, TODAY).is_open


def test_a_published_plan_says_how_long_and_over_which_days_loads_are_compared(hall, boss, clerks):
    plan = make_plan(hall=hall, name="三月", kind="month", first_day=date(2026, 3, 1), count=3, by=boss, now=NOW)
    assert window_of(hall, TODAY)[:2] == (date(2026, 3, 2), SUNDAY)
    RotationPlan.objects.filter(pk=plan.pk).update(state="published", published_at=NOW)
    assert window_of(hall, TODAY) == (date(2026, 3, 1), date(2026, 3, 31), date(2026, 3, 1), date(2026, 5, 31))


def test_one_tap_writes_days_off_and_stays_and_they_go_on_afterwards(hall, boss, clerks):
    counter, desk = PostFactory(hall=hall), PostFactory(hall=hall)
    stay(clerks[0], counter, boss)
    stay(clerks[1], desk, boss, last=TODAY + 20 * DAY)
    replaced(boss, clerks[0], [(clerks[1].pk, desk.pk, counter.pk), (clerks[2].pk, None, desk.pk)])
    assert stand(clerks[0]) == [(counter.pk, TODAY - 9 * DAY, TODAY - DAY), (counter.pk, SUNDAY + DAY, None)]
    assert stand(clerks[1]) == [
        (desk.pk, TODAY - 9 * DAY, TODAY - DAY),
        (counter.pk, TODAY, SUNDAY),
        (desk.pk, SUNDAY + DAY, TODAY + 20 * DAY),
    ]
    assert stand(clerks[2]) == [(desk.pk, TODAY, SUNDAY)]
    assert list(Leave.objects.values_list("user", "first_day", "last_day")) == [(clerks[0].pk, TODAY, SUNDAY)]
    assert not ask(boss, clerks[0], counter).is_short
    told = set(Notice.objects.values_list("recipient", "kind"))
    assert told == {(clerks[1].pk, "post.steps_in"), (clerks[2].pk, "post.steps_in")}


def test_a_second_click_finds_it_done(hall, boss, clerks):
    post = PostFactory(hall=hall)
    stay(clerks[0], post, boss, first=TODAY, last=SUNDAY)
    steps = [(clerks[1].pk, None, post.pk)]
    assert replaced(boss, clerks[0], steps) == replaced(boss, clerks[0], steps)
    assert (stand(clerks[0]), stand(clerks[1])) == ([], [(post.pk, TODAY, SUNDAY)])
    assert Leave.objects.count() == Replacement.objects.count() == 1


def test_two_managers_at_once_replace_once(racing_db, hall, person):
    boss, clerk, other = person(Role.MANAGER), person(), person()
    post = PostFactory(hall=hall)
    stay(clerk, post, boss)
    racing_db.together(2 * [lambda: replaced(boss, clerk, [(other.pk, None, post.pk)])])
    assert stand(other) == [(post.pk, TODAY, SUNDAY)]
    assert Replacement.objects.count() == 1


def test_it_is_taken_back_the_same_day_to_the_last_stay(hall, boss, clerks):
    counter, desk = PostFactory(hall=hall), PostFactory(hall=hall)
    stay(clerks[0], counter, boss)
    stay(clerks[1], desk, boss, last=TODAY + 20 * DAY)
    before = [stand(clerk) for clerk in clerks]
    done = replaced(boss, clerks[0], [(clerks[1].pk, desk.pk, counter.pk), (clerks[2].pk, None, desk.pk)])
    for _click in range(2):
        assert take_back_replacement(replacement=done, by=boss, now=NOW).taken_back_at == NOW
        assert [stand(clerk) for clerk in clerks] == before
        assert not Leave.objects.exists()
    # And it can be done anew.
    assert replaced(boss, clerks[0], [(clerks[2].pk, None, counter.pk)]) != done


def test_it_is_not_taken_back_on_another_day_nor_over_later_changes(hall, boss, clerks):
    post = PostFactory(hall=hall)
    stay(clerks[0], post, boss)
    done = replaced(boss, clerks[0], [(clerks[1].pk, None, post.pk)])
    with pytest.raises(ValidationError, match="same day"):
        take_back_replacement(replacement=done, by=boss, now=NOW + DAY)
    Assignment.objects.filter(user=clerks[1]).update(last_day=TODAY)
    with pytest.raises(ValidationError, match="changed since"):
        take_back_replacement(replacement=done, by=boss, now=NOW)
    assert stand(clerks[1]) == [(post.pk, TODAY, TODAY)]


def test_what_changed_since_the_page_was_seen_is_refused_whole(hall, boss, clerks, person):
    skill = SkillFactory()
    post, desk = PostFactory(hall=hall, needs=[(skill, 2)]), PostFactory(hall=hall)
    stay(clerks[0], post, boss)
    before = stand(clerks[0])
    elsewhere = person(hall=PostFactory().hall)
    for steps in (
        [(clerks[1].pk, desk.pk, post.pk)],  # stands nowhere, not at the desk
        [(clerks[1].pk, None, post.pk)],  # cannot stand there
        [(elsewhere.pk, None, desk.pk)],
        [(clerks[0].pk, post.pk, desk.pk)],
        [(clerks[1].pk, None, PostFactory().pk)],
    ):
        with pytest.raises(ValidationError):
            replaced(boss, clerks[0], steps)
    for first, last in ((TODAY - DAY, SUNDAY), (SUNDAY, TODAY), (TODAY, TODAY + 200 * DAY)):
        with pytest.raises(ValidationError):
            replaced(boss, clerks[0], [], first, last)
    assert stand(clerks[0]) == before
    assert not Leave.objects.exists()


def test_days_off_that_are_entered_already_are_filled_up(hall, boss, clerks):
    post = PostFactory(hall=hall)
    stay(clerks[0], post, boss)
    LeaveFactory(user=clerks[0], first_day=TODAY + DAY, last_day=TODAY + DAY)
    replaced(boss, clerks[0], [])
    days = set(Leave.objects.values_list("first_day", "last_day"))
    assert days == {(TODAY, TODAY), (TODAY + DAY, TODAY + DAY), (TODAY + 2 * DAY, SUNDAY)}


def test_a_long_absence_is_asked_about_stay_by_stay(hall, boss, clerks):
    one, two = PostFactory(hall=hall), PostFactory(hall=hall)
    stay(clerks[0], one, boss, last=SUNDAY)
    stay(clerks[0], two, boss, first=SUNDAY + DAY, last=SUNDAY + WEEK)
    assert gaps_of(clerks[0], TODAY, SUNDAY + 2 * DAY) == [(one, TODAY, SUNDAY), (two, SUNDAY + DAY, SUNDAY + 2 * DAY)]
    away = (TODAY, SUNDAY + 2 * DAY)
    replaced(boss, clerks[0], [(clerks[1].pk, None, one.pk)], away=away)
    assert gaps_of(clerks[0], *away) == [(two, SUNDAY + DAY, SUNDAY + 2 * DAY)]
    replaced(boss, clerks[0], [(clerks[1].pk, None, two.pk)], SUNDAY + DAY, SUNDAY + 2 * DAY, away=away)
    assert stand(clerks[0]) == [(one.pk, TODAY - 9 * DAY, TODAY - DAY), (two.pk, SUNDAY + 3 * DAY, SUNDAY + WEEK)]


# On screen


@pytest.fixture
def at_work(client, boss):
    with time_machine.travel(NOW, tick=False):
        client.force_login(boss)
        yield client


def test_three_taps_from_the_posts(at_work, hall, boss, clerks):
    post = PostFactory(hall=hall)
    stay(clerks[0], post, boss)
    assert 'href="/posts/sick/' in at_work.get("/posts/").content.decode()
    assert f'href="?who={clerks[0].pk}"' in at_work.get("/posts/sick/").content.decode()
    page = at_work.get("/posts/sick/", {"who": clerks[0].pk})
    option = page.context["options"][0]
    sent = {"who": clerks[0].pk, "first_day": TODAY, "last_day": SUNDAY, "begins": TODAY, "ends": SUNDAY}
    for _click in range(2):
        answer = at_work.post("/posts/sick/", {**sent, "steps": option.steps}, follow=True)
        assert answer.status_code == 200
    assert stand(option.user) == [(post.pk, TODAY, SUNDAY)]
    done = Replacement.objects.get()
    assert at_work.post(f"/posts/sick/{done.pk}/take-back/").status_code == 302
    assert stand(option.user) == []


def test_what_cannot_be_read_is_said(at_work, boss, clerks, hall):
    stay(clerks[0], PostFactory(hall=hall), boss)
    assert at_work.get("/posts/sick/", {"who": clerks[0].pk, "first_day": "gestern"}).status_code == 422
    assert at_work.get("/posts/sick/", {"who": "x"}).status_code == 404
    past = {"who": clerks[0].pk, "first_day": TODAY - DAY, "last_day": SUNDAY}
    assert at_work.get("/posts/sick/", past).status_code == 422
    for steps in ("1-2", "a-b-c", "1-2-3-4", f"{10**30}-0-1"):
        sent = {"who": clerks[0].pk, "first_day": TODAY, "last_day": SUNDAY, "begins": TODAY, "ends": SUNDAY}
        page = at_work.post("/posts/sick/", {**sent, "steps": steps}, follow=True)
        assert "could not be read" in page.content.decode() or "没看懂" in page.content.decode()
    assert not Replacement.objects.exists()


def test_nobody_and_nothing_to_fill_are_said(at_work, hall, boss, clerks, person):
    assert at_work.get("/posts/sick/").status_code == 200
    assert at_work.get("/posts/sick/", {"who": clerks[0].pk}).context.get("gap") is None
    post = PostFactory(hall=hall, needs=[(SkillFactory(), 2)])
    stay(clerks[0], post, boss)
    page = at_work.get("/posts/sick/", {"who": clerks[0].pk})
    assert page.context["gap"].is_short
    assert page.context["options"] == []


def test_a_large_hall_costs_as_many_questions_as_a_small_one(hall, boss, person):
    skill = SkillFactory()
    post, desk = PostFactory(hall=hall, needs=[(skill, 2)], seats=30), PostFactory(hall=hall, seats=30)
    HallMinimum.objects.create(hall=hall, skill=skill, level=2, people=1)

    def more(count):
        for number in range(count):
            clerk = person()
            give(clerk, skill, 3, on=TODAY - WEEK)
            stay(clerk, (post, desk)[number % 2], boss)

    def questions():
        user = Assignment.objects.filter(post=post).first().user
        found = Post.objects.select_related("hall").get(pk=post.pk)
        with CaptureQueriesContext(connection) as asked:
            assert ask(boss, user, found).options
        return len(asked)

    more(2)
    few = questions()
    more(20)
    assert questions() <= few  # minimums are read only where one is lost
    assert few <= 20
