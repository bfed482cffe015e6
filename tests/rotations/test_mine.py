"""What a clerk sees: my posts, why me, my wishes, my load, the pack, and being told in time."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from courses.models import CourseGrant
from courses.services import enrol
from notices.models import Notice
from rotations.daily import daily, send_packs
from rotations.mine import Outcome, my_posts_of
from rotations.models import Assignment, Wish
from rotations.pack import pack_of
from rotations.placing import place_at_post
from rotations.publishing import publish
from rotations.wishing import make_wish

from ..courses.factories import make_course, make_lesson
from ..factories import UserFactory
from ..phrasebook.factories import make_phrase
from ..skills.factories import CertificationFactory, SkillFactory, give
from .factories import PostFactory
from .planned import DAY, MONDAY, NOW, TODAY, WEEK, Planned

pytestmark = pytest.mark.django_db
SINCE = "2026年3月2日"


@pytest.fixture
def world():
    with time_machine.travel(NOW, tick=False):
        yield Planned()


def stood(user, post, first, last, **facts):
    facts = {"made_by": user, "made_at": NOW, **facts}
    return Assignment.objects.create(user=user, post=post, first_day=first, last_day=last, **facts)


def put(world, weeks, **how):
    return publish(plan=world.plan(weeks, **how), by=world.boss, now=NOW)


def why_of(world, clerk=0):
    return my_posts_of(world.clerks[clerk], NOW).coming[0].why


def test_now_and_next_are_apart_and_in_order(world):
    clerk, (a, b, c) = world.clerks[0], world.posts
    stood(clerk, c, TODAY - 9 * DAY, MONDAY - DAY)
    put(world, [[0, 1]])
    mine = my_posts_of(clerk, NOW)
    assert [one.stay.post for one in mine.now] == [c]
    assert [one.stay.post for one in mine.coming] == [a, b]


def test_the_sentence_names_since_when_and_that_it_is_new(world):
    put(world, [[1]])
    assert SINCE in why_of(world)
    assert "这是您第一次站这个岗位" in why_of(world)


def test_the_sentence_names_the_weeks_since_the_last_turn(world):
    stood(world.clerks[0], world.posts[1], TODAY - 60 * DAY, MONDAY - 22 * DAY)
    put(world, [[1]])
    assert "已有 3 周" in why_of(world)


def test_the_sentence_names_the_wish_and_the_load_below_the_mean(world):
    clerk, (a, _b, c) = world.clerks[0], world.posts
    make_wish(user=clerk, kind=Wish.Kind.WANT, post=c, first_day=TODAY, by=clerk, now=NOW)
    stood(clerk, a, TODAY - 30 * DAY, TODAY - DAY)
    stood(world.clerks[1], world.posts[1], TODAY - 30 * DAY, TODAY - DAY)
    put(world, [[2]])
    assert "这是您的意愿" in why_of(world)
    assert "比全厅平均清闲" in why_of(world)


def test_a_learner_reads_that_and_the_note_of_the_manager(world):
    learner = UserFactory(hall=world.hall)
    world.clerks.append(learner)
    put(world, [[0], [1], [2], [0]], notes={(3, 1): "跟岗学习"}.items())
    assert why_of(world, 3) == "您目前还不能独立上这个岗位：跟岗学习。"


def test_a_post_that_asks_for_nothing_is_open_to_everybody(world):
    world.posts[0] = PostFactory(hall=world.hall)
    put(world, [[0]])
    assert why_of(world).startswith("这个岗位谁都能上")


def test_wishes_say_what_became_of_them(world):
    clerk, (a, b, c) = world.clerks[0], world.posts
    wish = {"user": clerk, "by": clerk, "now": NOW}
    want = make_wish(kind="want", post=a, first_day=MONDAY, **wish)
    waiting = make_wish(kind="want", post=b, first_day=MONDAY, **wish)
    busier = make_wish(kind="busier", first_day=MONDAY, **wish)
    avoid = make_wish(kind="avoid", post=c, first_day=MONDAY, **wish)
    missed = make_wish(kind="want", post=c, first_day=TODAY - 30 * DAY, last_day=TODAY - 9 * DAY, **wish)
    put(world, [[0, 2]])
    found = {one.wish: one for one in my_posts_of(clerk, NOW).wishes}
    assert {one: line.outcome for one, line in found.items()} == {
        want: Outcome.GRANTED,
        waiting: Outcome.WAITING,
        busier: Outcome.GRANTED,
        avoid: Outcome.BROKEN,
        missed: Outcome.MISSED,
    }
    assert found[avoid].stay.first_day == MONDAY + WEEK


def test_my_load_stands_beside_the_mean_of_the_hall_for_twelve_weeks_back_and_ahead(world):
    clerk, other = world.clerks[:2]
    stood(clerk, world.posts[2], TODAY - 200 * DAY, TODAY - 85 * DAY)
    stood(clerk, world.posts[0], TODAY - 10 * DAY, TODAY - DAY)
    stood(other, world.posts[2], TODAY - 10 * DAY, TODAY - DAY)
    put(world, [[1]])
    back, ahead = my_posts_of(clerk, NOW).windows
    assert (back.mine, back.of_hall) == (1, 2)
    assert (ahead.mine, ahead.of_hall) == (2, 2)


def test_mastery_counts_the_posts_i_can_hold_and_leave_takes_none_away(world):
    clerk = world.clerks[0]
    PostFactory(hall=world.hall, needs=[(SkillFactory(), 3)])
    stood(clerk, world.posts[0], TODAY - 9 * DAY, TODAY - DAY)
    clerk.leaves.create(first_day=TODAY, last_day=TODAY)
    mine = my_posts_of(clerk, NOW)
    assert (mine.mastered, mine.holdable) == (1, 3)
    assert [(post, past.days) for post, past in mine.past] == [(world.posts[0], 9)]


def test_the_page_of_somebody_without_a_hall_or_a_post_says_so(client, world):
    client.force_login(UserFactory(hall=None))
    text = client.get(reverse("rotations:my_posts")).content.decode()
    assert "还没有给您登记岗位" in text


def test_the_page_shows_posts_and_leads_to_the_pack_of_the_next(client, world):
    put(world, [[0, 1]])
    client.force_login(world.clerks[0])
    text = client.get(reverse("rotations:my_posts")).content.decode()
    next_stay = Assignment.objects.filter(user=world.clerks[0]).earliest("first_day")
    assert reverse("rotations:my_pack", args=[next_stay.pk]) in text
    assert SINCE in text


# The pack


@pytest.fixture
def taught(world):
    """A course that grants the skill of the posts and shows a phrase; the phrase."""
    phrase = make_phrase(key="greet", text="您好，请问办理什么业务？")
    make_phrase(key="other", text="别的场合才说的话")
    course = make_course(lessons=0, level=None, certified=False)
    CourseGrant.objects.create(course=course, skill=world.skill, level=3)
    make_lesson(course, body=[("phrase", {"phrase": phrase})])
    return phrase, course


def test_the_pack_holds_the_phrases_of_the_courses_that_lead_to_the_post(world, taught):
    put(world, [[0]])
    stay = Assignment.objects.get()
    pack = pack_of(stay, world.clerks[0], TODAY)
    assert [phrase.key for phrase in pack.phrases] == ["greet"]
    assert pack.is_empty


def test_the_pack_holds_open_lessons_and_what_is_to_be_renewed_around_that_time(world, taught):
    clerk, (_phrase, course) = world.clerks[0], taught
    enrol(user=clerk, course=course, now=NOW)
    soon, late = SkillFactory(), SkillFactory()
    give(clerk, soon, on=date(2025, 12, 20), certification=CertificationFactory(name="快到期"))
    give(clerk, late, on=date(2026, 11, 20), certification=CertificationFactory(name="还早"))
    put(world, [[0]])
    pack = pack_of(Assignment.objects.get(), clerk, TODAY)
    assert [outline.course.pk for outline in pack.lessons] == [course.pk]
    assert [due.what for due in pack.renewals] == ["快到期"]
    assert not pack.is_empty


def test_the_pack_is_ones_own_and_gone_when_the_stay_is_over(client, world, taught):
    put(world, [[0], [1]])
    mine, other = Assignment.objects.order_by("user")
    client.force_login(world.clerks[0])
    answer = client.get(reverse("rotations:my_pack", args=[mine.pk]))
    assert "您好，请问办理什么业务？" in answer.content.decode()
    assert client.get(reverse("rotations:my_pack", args=[other.pk])).status_code == 404
    Assignment.objects.filter(pk=mine.pk).update(first_day=TODAY - 9 * DAY, last_day=TODAY - DAY)
    assert client.get(reverse("rotations:my_pack", args=[mine.pk])).status_code == 404


# Being told


def told():
    return list(Notice.objects.filter(kind="post.soon").order_by("pk"))


def test_the_pack_is_sent_once_three_days_before(world):
    put(world, [[0, 0, 1], [2]])
    friday, saturday = NOW + DAY, NOW + 2 * DAY
    assert send_packs(now=NOW) == 0
    assert send_packs(now=friday) == 2
    assert send_packs(now=friday) == send_packs(now=saturday) == 0
    first = told()[0]
    assert first.params["day"] == MONDAY.isoformat()
    assert first.link == reverse("rotations:my_pack", args=[Assignment.objects.earliest("pk").pk])


def test_a_day_on_which_nothing_ran_is_made_up_for_and_the_same_post_going_on_is_no_news(world):
    put(world, [[0, 0]])
    assert "1 packs" in daily(now=NOW + 3 * DAY)
    assert "0 packs" in daily(now=NOW + 8 * DAY)


def test_who_has_left_is_told_nothing(world):
    place_at_post(user=world.clerks[0], post=world.posts[0], first_day=TODAY + DAY, by=world.boss, now=NOW)
    world.clerks[0].left_on = TODAY - timedelta(days=1)
    world.clerks[0].save()
    assert send_packs(now=NOW) == 0
    assert timezone.localdate(NOW) == TODAY
