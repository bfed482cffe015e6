"""From an approved plan to stays and notices."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from notices.models import Notice
from people.services import record_leaving
from rotations.models import Assignment, RotationPlan
from rotations.placing import place_at_post
from rotations.plans import Placed, PlanMoved, change_cells
from rotations.published import published_cells, published_posts
from rotations.publishing import preview, publish
from rotations.readiness import Way, readiness
from rotations.services import add_leave
from rotations.sick_calls import Stepped, replace_somebody
from rotations.standing_in import who_could

from ..factories import UserFactory
from ..skills.factories import SkillFactory
from .factories import PostFactory
from .planned import DAY, MONDAY, NOW, TODAY, WEEK, Planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return Planned()


def stays_of(user):
    rows = Assignment.objects.filter(user=user).order_by("first_day")
    return [(row.post_id, row.first_day, row.last_day) for row in rows]


def publish_it(world, plan, by=None, now=NOW):
    return publish(plan=plan, by=by or world.boss, now=now)


def week(number, count=1):
    """First and last day of so many weeks from a week of the plan on."""
    return MONDAY + (number - 1) * WEEK, MONDAY + (number - 1 + count) * WEEK - DAY


def test_weeks_running_at_one_post_become_one_stay(world):
    a, b, _c = world.posts
    publish_it(world, world.plan([[0, 0, 1, 1], [1, None, 1]]))
    assert stays_of(world.clerks[0]) == [(a.pk, *week(1, 2)), (b.pk, *week(3, 2))]
    assert stays_of(world.clerks[1]) == [(b.pk, *week(1)), (b.pk, *week(3))]


def test_everybody_whose_posts_change_is_told_once_with_the_first_change(world):
    a, b, _c = world.posts
    place_at_post(user=world.clerks[0], post=b, first_day=TODAY, by=world.boss, now=NOW)
    place_at_post(user=world.clerks[1], post=b, first_day=TODAY, last_day=week(1)[1], by=world.boss, now=NOW)
    plan = world.plan([[0, 1], [1, None], [2, None]])
    publish_it(world, plan)
    publish_it(world, plan)
    said = {row.recipient_id: row for row in Notice.objects.all()}
    assert set(said) == {world.clerks[0].pk, world.clerks[2].pk}
    mine = said[world.clerks[0].pk]
    assert (mine.kind, mine.params["what"], mine.params["before"]) == ("post.moved", a.name, b.name)
    assert (mine.params["day"], mine.params["count"]) == ("2026-11-30", 1)
    assert said[world.clerks[2].pk].kind == "post.placed"
    assert mine.link == reverse("rotations:my_posts")


def test_a_second_click_changes_nothing_and_two_at_once_publish_once(world):
    plan = world.plan([[0, 1]])
    first = publish_it(world, plan)
    again = publish_it(world, plan, now=NOW + DAY)
    assert first.state == again.state == RotationPlan.State.PUBLISHED
    assert again.published_at == NOW
    assert Assignment.objects.count() == 2


def test_two_clicks_at_once_publish_once(racing_db):
    world = Planned()
    plan = world.plan([[0, 1], [1, 0]])
    racing_db.together([lambda: publish_it(world, plan)] * 2)
    assert Assignment.objects.count() == 4
    assert Notice.objects.count() == 2


def test_a_stay_that_has_begun_ends_and_one_until_further_notice_is_ended_by_the_plan(world):
    clerk, (a, b, _c) = world.clerks[0], world.posts
    stay = place_at_post(user=clerk, post=b, first_day=TODAY - 9 * DAY, by=world.boss, now=NOW - 9 * DAY)
    publish_it(world, world.plan([[0]]))
    assert stays_of(clerk) == [(b.pk, TODAY - 9 * DAY, MONDAY - DAY), (a.pk, *week(1))]
    stay.refresh_from_db()
    assert (stay.revision, stay.changed_at) == (1, NOW)


def test_who_stands_there_already_goes_on_in_the_same_stay(world):
    clerk, a = world.clerks[0], world.posts[0]
    begun = place_at_post(
        user=clerk, post=a, first_day=TODAY - DAY, last_day=MONDAY - DAY, by=world.boss, now=NOW - DAY
    )
    publish_it(world, world.plan([[0, 0]]))
    assert stays_of(clerk) == [(a.pk, TODAY - DAY, week(2)[1])]
    assert Assignment.objects.get().pk == begun.pk


def test_a_later_plan_replaces_what_has_not_begun_and_leaves_the_weeks_around_it(world):
    clerk, (a, b, c) = world.clerks[0], world.posts
    publish_it(world, world.plan([[0, 0, 0, 0], [1, 1, 1, 1], [2, 2, None, 2]]))
    publish_it(world, world.plan([[1, 2], [0, None]], first_day=MONDAY + WEEK))
    assert stays_of(clerk) == [
        (a.pk, *week(1)),
        (b.pk, *week(2)),
        (c.pk, *week(3)),
        (a.pk, *week(4)),
    ]
    # In the plan, without a post in the week.
    assert stays_of(world.clerks[1]) == [(b.pk, *week(1)), (a.pk, *week(2)), (b.pk, *week(4))]
    # Not in the plan at all, and there only by the earlier one.
    assert stays_of(world.clerks[2]) == [(c.pk, *week(1)), (c.pk, *week(4))]


def test_who_was_entered_by_hand_and_is_not_in_the_plan_stays(world):
    _a, b, _c = world.posts
    place_at_post(user=world.clerks[2], post=b, first_day=TODAY, by=world.boss, now=NOW)
    plan = world.plan([[0]])
    assert preview(plan, world.boss, NOW).untouched == {world.clerks[2].pk}
    publish_it(world, plan)
    assert stays_of(world.clerks[2]) == [(b.pk, TODAY, None)]


def test_a_plan_that_has_begun_holds_from_today_on(world):
    clerk, (a, b, _c) = world.clerks[0], world.posts
    wednesday = MONDAY + 2 * DAY
    publish(plan=world.plan([[0, 1]]), by=world.boss, now=NOW + 6 * DAY)
    assert stays_of(clerk) == [(a.pk, wednesday, week(1)[1]), (b.pk, *week(2))]


def refusal(world, plan, by=None, now=NOW):
    with pytest.raises(ValidationError) as refused:
        publish(plan=plan, by=by or world.boss, now=now)
    assert not Assignment.objects.exists()
    assert not Notice.objects.exists()
    return refused.value.messages


@pytest.mark.parametrize("case", ["never", "changed", "own", "empty", "over"])
def test_what_nobody_else_looked_at_is_not_published(world, case):
    plan = world.draft([[0]] if case != "empty" else [[None]])
    way = {
        "never": Way.NOT_APPROVED,
        "changed": Way.CHANGED,
        "own": Way.OWN,
        "empty": Way.NO_CELLS,
        "over": Way.OVER,
    }[case]
    if case in ("changed", "own", "over"):
        world.approve(plan, by=world.boss if case == "own" else world.other)
    if case == "changed":
        change_cells(plan=plan, cells=[Placed(1, world.clerks[1].pk, world.posts[1].pk)], by=world.boss, now=NOW)
    assert refusal(world, plan, now=NOW + 99 * DAY if case == "over" else NOW) == [str(way.label)]


def test_the_only_manager_of_a_hall_may_approve_alone(world):
    world.other.is_active = False
    world.other.save()
    plan = world.draft([[0]])
    world.approve(plan, by=world.boss)
    publish_it(world, plan)
    assert Assignment.objects.count() == 1


def test_who_cannot_stand_there_any_more_needs_a_note_why(world):
    learner = UserFactory(hall=world.hall)
    world.clerks.append(learner)
    plan = world.plan([[0], [1], [2], [0]])
    (unable,) = preview(plan, world.boss, NOW).readiness.coming.unable
    assert unable.person == learner
    assert [reason.code for reason in unable.reasons] == ["never_held"]
    assert refusal(world, plan) == [str(Way.UNABLE.label)]
    change_cells(plan=plan, cells=[Placed(1, learner.pk, world.posts[0].pk, note="跟岗学习")], by=world.boss, now=NOW)
    world.approve(plan)
    publish_it(world, plan)
    assert Assignment.objects.get(user=learner).note == "跟岗学习"


def test_cells_are_judged_again_when_the_plan_is_published(world):
    plan = world.plan([[0, 0]])
    add_leave(user=world.clerks[0], first_day=MONDAY + WEEK, last_day=MONDAY + WEEK, by=world.boss)
    coming = preview(plan, world.boss, NOW).readiness.coming
    assert [(one.period.number, one.reasons[0].code) for one in coming.without_note] == [(2, "on_leave")]
    assert refusal(world, plan) == [str(Way.UNABLE.label)]


def test_nobody_who_has_left_is_published_whatever_the_note(world):
    record_leaving(user=world.clerks[0], left_on=date(2026, 12, 2), by=world.boss, now=NOW)
    plan = world.plan([[0]], notes={(0, 1): "照样"}.items())
    assert refusal(world, plan) == [str(Way.GONE.label)]


def test_who_looked_at_an_older_plan_is_told(world):
    plan = world.plan([[0]])
    with pytest.raises(PlanMoved):
        publish(plan=plan, by=world.boss, now=NOW, seen=plan.revision - 1)


def test_empty_seats_are_counted_and_stand_in_nobodys_way(world):
    coming = preview(world.plan([[0, 0]]), world.boss, NOW).readiness
    assert coming.is_ready
    assert {(one.period.number, one.post, one.lacking) for one in coming.coming.short} == {
        (number, post, 1) for number in (1, 2) for post in world.posts[1:]
    }


def test_what_was_published_is_read_off_the_stays(world):
    a, b, _c = world.posts
    publish_it(world, world.plan([[0, 1], [1, 1]]))
    first, second = week(1), week(2)
    assert published_cells(world.hall, *second) == {
        (world.clerks[0].pk, second): b.pk,
        (world.clerks[1].pk, second): b.pk,
    }
    assert published_posts(world.hall, [first, second]) == [
        {world.clerks[0].pk: a.pk, world.clerks[1].pk: b.pk},
        {world.clerks[0].pk: b.pk, world.clerks[1].pk: b.pk},
    ]
    assert published_posts(world.hall, []) == []


# The page


@pytest.fixture
def page(client, world):
    with time_machine.travel(NOW, tick=False):
        client.force_login(world.boss)
        yield lambda plan, **sent: (client.post if sent else client.get)(
            reverse("rotations:publish", args=[plan.pk]), sent or None
        )


def test_the_page_says_whom_it_tells_what_and_publishes(world, page):
    plan = world.plan([[0, 1], [1, 0]])
    text = page(plan).content.decode()
    for word in (world.clerks[0].full_name, world.posts[0].name, "发布并通知 2 人", "空着"):
        assert word in text
    assert page(plan, revision=plan.revision).status_code == 302
    text = page(plan).content.decode()
    assert "已发布" in text
    assert Assignment.objects.count() == 4


def test_the_page_says_what_stands_in_the_way_and_has_no_button(world, page):
    plan = world.draft([[0]])
    answer = page(plan)
    assert "还没有人批准" in answer.content.decode()
    assert 'name="revision"' not in answer.content.decode()
    answer = page(plan, revision=plan.revision)
    assert answer.status_code == 422
    assert not Assignment.objects.exists()


def test_a_page_that_has_grown_old_publishes_nothing(world, page):
    plan = world.plan([[0]])
    for sent in (plan.revision - 1, "x"):
        answer = page(plan, revision=sent)
        assert answer.status_code == 422
        assert "刚被别人改过" in answer.content.decode()
    assert not Assignment.objects.exists()


def test_plans_of_another_hall_are_nobodys_here(world, page):
    assert page(Planned().draft([[0]])).status_code == 404


def test_a_day_off_that_was_agreed_on_is_published_and_replaced_on_its_day(world, client):
    away = MONDAY + 2 * DAY
    add_leave(user=world.clerks[0], first_day=away, last_day=away, by=world.boss)
    plan = world.plan([[0, 0], [1, 1]], notes={(0, 1): "周三由别人顶班"})
    ready = readiness(plan, world.boss, NOW)
    assert (ready.ways, ready.coming.unable) == ([], [])
    assert [(gap.person, gap.first_day, gap.last_day) for gap in ready.coming.gaps] == [(world.clerks[0], away, away)]
    client.force_login(world.boss)
    with time_machine.travel(NOW, tick=False):
        before = client.get(reverse("rotations:publish", args=[plan.pk])).content.decode()
        publish_it(world, plan)
        assert stays_of(world.clerks[0]) == [(world.posts[0].pk, *week(1, 2))]
        after = client.get(reverse("rotations:publish", args=[plan.pk])).content.decode()
        link = f"?who={world.clerks[0].pk}&amp;first_day={away}&amp;last_day={away}"
        assert link not in before
        assert link in after
        assert world.clerks[0].full_name in before
        answer = who_could(viewer=world.boss, user=world.clerks[0], post=world.posts[0], first=away, last=away)
        assert answer.is_short
        assert answer.options[0].steps[0].user == world.clerks[2]
        replace_somebody(
            user=world.clerks[0],
            away=(away, away),
            days=(away, away),
            steps=[Stepped(world.clerks[2].pk, None, world.posts[0].pk)],
            by=world.boss,
            now=NOW,
        )
        assert link not in client.get(reverse("rotations:publish", args=[plan.pk])).content.decode()


def test_a_day_off_without_a_word_keeps_a_plan_from_being_published(world):
    add_leave(user=world.clerks[0], first_day=MONDAY, last_day=MONDAY, by=world.boss)
    plan = world.plan([[0, 0]])
    assert Way.UNABLE in readiness(plan, world.boss, NOW).ways


def test_a_learner_who_is_away_on_some_days_is_still_named_as_one_who_cannot_stand_there(world):
    skill = SkillFactory()
    post = PostFactory(hall=world.hall, needs=[(skill, 2)], order=9)
    world.posts.append(post)
    add_leave(user=world.clerks[0], first_day=MONDAY, last_day=MONDAY, by=world.boss)
    coming = readiness(world.plan([[3, 3]], notes={(0, 1): "跟班学习"}), world.boss, NOW).coming
    assert [(one.cell.period, one.post) for one in coming.unable] == [(1, post), (2, post)]
    assert [gap.post for gap in coming.gaps] == [post]
