"""What a rotation is set by is written once, refused kindly, and logged."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from people.roles import Role
from rotations import services
from rotations.hall_setting import add_part, aims_of, order_aims, remove_part, set_opening
from rotations.models import (
    Counter,
    DayPart,
    Pair,
    PostVersion,
    RotationSettings,
    SeatRule,
    Wish,
    WorkTime,
)
from rotations.pairing import end_pair, make_pair
from rotations.planner.aims import ORDER, Aim
from rotations.seats import add_seat_rule, remove_seat_rule
from rotations.wishing import MOST_WISHES, make_wish, take_back_wish
from rotations.working import end_work_time, enter_work_time
from tests.factories import HallFactory

from .factories import PostFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MONDAY = date(2026, 11, 30)
DAY = timedelta(days=1)


def logged(action):
    return ModelLogEntry.objects.filter(action=f"rotations.{action}").count()


@pytest.fixture
def manager(person):
    return person(Role.MANAGER)


@pytest.fixture
def post(hall):
    return PostFactory(hall=hall)


# The hall


def test_a_hall_is_set_once_and_the_same_again_changes_nothing(hall, manager):
    for _click in range(2):
        set_opening(hall=hall, open_on="12345", kind="month", by=manager)
    found = RotationSettings.objects.get()
    assert (found.open_on, found.kind, logged("settings")) == ("12345", "month", 1)


@pytest.mark.parametrize("open_on", ["", "21", "8", "11", "一"])
def test_weekdays_that_are_none_are_refused(hall, manager, open_on):
    with pytest.raises(ValidationError):
        set_opening(hall=hall, open_on=open_on, kind="week", by=manager)
    assert not RotationSettings.objects.exists()


def test_aims_are_put_in_order_and_none_is_lost(hall, manager):
    wanted = [Aim.FAIRNESS, Aim.COVER, Aim.CHANGES, Aim.WISHES, Aim.MASTERY]
    for _click in range(2):
        order_aims(hall=hall, aims=wanted, by=manager)
    assert aims_of(RotationSettings.objects.get()) == wanted
    assert logged("settings") == 1
    with pytest.raises(ValidationError):
        order_aims(hall=hall, aims=wanted[:-1], by=manager)


@given(st.text(alphabet="coverwishs,", max_size=40) | st.lists(st.sampled_from(list(Aim))).map(",".join))
def test_whatever_the_row_says_every_aim_is_there_once(said):
    assert sorted(aims_of(RotationSettings(aims=said))) == sorted(ORDER)


def test_parts_of_the_day_do_not_overlap_and_go_only_when_nothing_speaks_of_them(hall, manager, person, post):
    hours = {"begins_at": time(8, 30), "ends_at": time(12)}
    for _click in range(2):
        morning = add_part(hall=hall, name="上午", by=manager, **hours)
    with pytest.raises(ValidationError):
        add_part(hall=hall, name="早班", begins_at=time(11, 59), ends_at=time(13), by=manager)
    with pytest.raises(ValidationError):
        add_part(hall=hall, name="夜班", begins_at=time(20), ends_at=time(2), by=manager)
    assert DayPart.objects.count() == 1
    rule = add_seat_rule(post=post, part=morning, seats=3, by=manager)
    with pytest.raises(ValidationError):
        remove_part(part=morning, by=manager)
    remove_seat_rule(rule=rule, by=manager)
    worked = enter_work_time(user=person(), first_day=MONDAY, parts=[morning], share=50, by=manager)
    with pytest.raises(ValidationError):
        remove_part(part=morning, by=manager)
    end_work_time(time=worked, on=MONDAY, by=manager)
    for _click in range(2):
        remove_part(part=morning, by=manager)
    assert not DayPart.objects.exists()


# Posts


def test_a_post_takes_its_weight_and_its_counters_and_keeps_them_when_nothing_is_said(post, manager):
    facts = {"post": post, "seats": 2, "needs": {}, "by": manager, "now": NOW}
    lines = [services.CounterLine("3", True), services.CounterLine("1")]
    for _click in range(2):
        services.change_post(turn=services.Turn(5, 4, 2), counters=lines, **facts)
    services.change_post(**facts)
    post.refresh_from_db()
    assert (post.busy, post.most_running, post.rest) == (5, 4, 2)
    assert list(Counter.objects.values_list("number", "is_accessible")) == [("3", True), ("1", False)]
    assert logged("post") == 1
    assert PostVersion.objects.count() == 1
    services.change_post(counters=[services.CounterLine("1", True)], **facts)
    assert list(Counter.objects.values_list("number", "is_accessible")) == [("1", True)]


def test_two_counters_of_one_number_and_a_weight_of_ten_are_refused(post, manager):
    facts = {"post": post, "seats": 2, "needs": {}, "by": manager, "now": NOW}
    with pytest.raises(ValidationError):
        services.change_post(counters=[services.CounterLine("1"), services.CounterLine(" 1")], **facts)
    with pytest.raises(ValidationError):
        services.change_post(turn=services.Turn(busy=10), **facts)
    assert not Counter.objects.exists()


def test_seats_at_times_are_written_once_and_must_narrow_something(post, manager):
    for _click in range(2):
        rule = add_seat_rule(post=post, seats=4, weekdays="15", by=manager)
    assert SeatRule.objects.count() == logged("seats") == 1
    with pytest.raises(ValidationError, match=r"\S"):
        add_seat_rule(post=post, seats=4, by=manager)
    with pytest.raises(ValidationError):
        add_seat_rule(post=post, seats=4, weekdays="9", by=manager)
    with pytest.raises(ValidationError):
        add_seat_rule(post=post, seats=4, first_day=MONDAY, last_day=MONDAY - DAY, by=manager)
    elsewhere = DayPart.objects.create(hall=HallFactory(), name="上午", begins_at=time(8), ends_at=time(12))
    with pytest.raises(ValidationError):
        add_seat_rule(post=post, seats=4, part=elsewhere, by=manager)
    for _click in range(2):
        remove_seat_rule(rule=rule, by=manager)
    assert logged("seats_removed") == 1


# Working times


def test_a_new_working_time_ends_the_one_before_it(person, manager):
    clerk = person()
    first = enter_work_time(user=clerk, first_day=MONDAY, weekdays="123", share=60, by=manager)
    for _click in range(2):
        enter_work_time(user=clerk, first_day=MONDAY + 7 * DAY, weekdays="12", share=40, by=manager)
    first.refresh_from_db()
    assert first.last_day == MONDAY + 6 * DAY
    assert WorkTime.objects.count() == logged("work_time") == 2


def test_working_times_that_overlap_or_say_nothing_are_refused(person, manager):
    clerk = person()
    enter_work_time(user=clerk, first_day=MONDAY, last_day=MONDAY + 9 * DAY, weekdays="123", share=60, by=manager)
    for facts in [
        {"first_day": MONDAY + 9 * DAY, "weekdays": "1"},
        {"first_day": MONDAY - DAY, "weekdays": "1"},
        {"first_day": MONDAY, "weekdays": "1"},
        {"first_day": MONDAY + 20 * DAY},
        {"first_day": MONDAY + 20 * DAY, "weekdays": ""},
        {"first_day": MONDAY + 20 * DAY, "share": 0},
        {"first_day": MONDAY + 20 * DAY, "last_day": MONDAY, "share": 50},
    ]:
        with pytest.raises(ValidationError):
            enter_work_time(user=clerk, by=manager, **facts)
    assert WorkTime.objects.count() == 1


def test_a_working_time_ends_from_a_day_on_or_never_was(person, manager):
    clerk = person()
    running = enter_work_time(user=clerk, first_day=MONDAY, share=50, by=manager)
    end_work_time(time=running, on=MONDAY + 3 * DAY, by=manager)
    running.refresh_from_db()
    assert running.last_day == MONDAY + 2 * DAY
    end_work_time(time=running, on=MONDAY + 9 * DAY, by=manager)
    coming = enter_work_time(user=clerk, first_day=MONDAY + 5 * DAY, share=50, by=manager)
    end_work_time(time=coming, on=MONDAY + 5 * DAY, by=manager)
    assert list(WorkTime.objects.all()) == [running]
    assert logged("work_time_ended") == 2


# Wishes


def test_a_wish_is_made_once_and_taken_back_once_and_stays_on_record(person, post):
    clerk = person()
    facts = {"user": clerk, "kind": "want", "post": post, "first_day": MONDAY, "by": clerk, "now": NOW}
    for _click in range(2):
        wish = make_wish(note="想学\0对公业务", **facts)
    assert Wish.objects.get().note == "想学对公业务"
    for _click in range(2):
        take_back_wish(wish=wish, by=clerk, now=NOW)
    assert Wish.objects.get().taken_back_at == NOW
    assert (logged("wish"), logged("wish_taken_back")) == (1, 1)
    assert make_wish(**facts).pk != wish.pk


def test_wishes_against_each_other_elsewhere_or_without_a_post_are_refused(person, post):
    clerk = person()
    facts = {"user": clerk, "first_day": MONDAY, "by": clerk, "now": NOW}
    make_wish(kind="want", post=post, last_day=MONDAY + 9 * DAY, **facts)
    for wrong in [
        {"kind": "avoid", "post": post},
        {"kind": "want", "post": post},
        {"kind": "want"},
        {"kind": "want", "post": PostFactory()},
        {"kind": "avoid", "post": PostFactory(hall=post.hall), "last_day": MONDAY - DAY},
        {"kind": "paint", "post": post},
    ]:
        with pytest.raises(ValidationError):
            make_wish(**facts, **wrong)
    make_wish(kind="avoid", post=post, **facts | {"first_day": MONDAY + 10 * DAY})
    assert make_wish(kind="busier", post=post, **facts).post is None


def test_more_wishes_than_can_mean_something_are_refused(person, hall):
    clerk = person()
    facts = {"user": clerk, "kind": "avoid", "first_day": MONDAY, "by": clerk, "now": NOW}
    for _number in range(MOST_WISHES):
        make_wish(post=PostFactory(hall=hall), **facts)
    with pytest.raises(ValidationError):
        make_wish(post=PostFactory(hall=hall), **facts)


# Pairs


def test_apart_is_apart_whoever_is_named_first_and_beside_is_not(person, hall, manager):
    learner, coach = person(), person()
    facts = {"hall": hall, "first_day": MONDAY, "by": manager}
    one = make_pair(bond="apart", first=learner, second=coach, **facts)
    assert make_pair(bond="apart", first=coach, second=learner, **facts) == one
    with pytest.raises(ValidationError):
        make_pair(bond="together", first=learner, second=coach, **facts)
    end_pair(pair=one, on=MONDAY, by=manager)
    beside = make_pair(bond="together", first=learner, second=coach, **facts)
    assert make_pair(bond="together", first=coach, second=learner, **facts) != beside


def test_a_pair_is_two_people_of_the_hall_and_a_post_of_it(person, hall, manager):
    clerk, stranger = person(), person(hall=HallFactory())
    for wrong in [{"second": clerk}, {"second": stranger}, {"second": person(), "post": PostFactory()}]:
        with pytest.raises(ValidationError):
            make_pair(hall=hall, bond="apart", first=clerk, first_day=MONDAY, by=manager, **wrong)
    assert not Pair.objects.exists()


def test_pairs_at_two_posts_do_not_contradict_each_other(person, hall, manager):
    one, other = person(), person()
    facts = {"hall": hall, "first": one, "second": other, "first_day": MONDAY, "by": manager}
    make_pair(bond="apart", post=PostFactory(hall=hall), **facts)
    make_pair(bond="together", post=PostFactory(hall=hall), **facts)
    with pytest.raises(ValidationError):
        make_pair(bond="together", **facts)
    ended = Pair.objects.first()
    for _click in range(2):
        end_pair(pair=ended, on=MONDAY + DAY, by=manager)
    ended.refresh_from_db()
    assert ended.last_day == MONDAY
    assert logged("pair_ended") == 1
