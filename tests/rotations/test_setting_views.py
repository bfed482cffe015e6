"""The pages on which a rotation is set, and the clerk's own wishes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from people.roles import Role
from rotations.hall_setting import aims_of, settings_of
from rotations.holidays import KNOWN, public_days
from rotations.models import (
    CalendarDay,
    Counter,
    DayPart,
    Pair,
    RotationSettings,
    SeatRule,
    Wish,
    WorkTime,
)
from rotations.planner.aims import ORDER
from rotations.templatetags.rotation import stretch, weekdays
from tests.factories import HallFactory

from .factories import PostFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def manager(client_as):
    return client_as(Role.MANAGER)


def send(client, name, data=None, **arguments):
    return client.post(reverse(f"rotations:{name}", kwargs=arguments or None), data or {})


def test_a_manager_says_when_the_hall_is_open_and_how_long_a_period_is(manager, hall):
    assert send(manager, "setting", {"open_on": ["1", "3", "7"], "kind": "month"}).status_code == 302
    found = RotationSettings.objects.get(hall=hall)
    assert (found.open_on, found.kind) == ("137", "month")
    wrong = send(manager, "setting", {"kind": "decade"})
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {"open_on", "kind"}


def test_an_aim_goes_up_by_a_button_and_pressed_twice_it_went_up_once(manager, hall):
    rows = manager.get(reverse("rotations:setting")).context["aims"]
    assert (rows[0]["up"], rows[-1]["down"]) == ("", "")
    for _click in range(2):
        send(manager, "aims", {"aims": rows[1]["up"]})
    assert aims_of(settings_of(hall)) == [ORDER[1], ORDER[0], *ORDER[2:]]
    send(manager, "aims", {"aims": "cover,paint"})
    assert aims_of(settings_of(hall)) == [ORDER[1], ORDER[0], *ORDER[2:]]


def test_a_part_of_the_day_is_added_and_removed(manager, hall):
    part = {"name": "上午", "begins_at": "08:30", "ends_at": "12:00"}
    assert send(manager, "setting", part).status_code == 302
    again = send(manager, "setting", part | {"name": "早班"})
    assert again.status_code == 422
    assert again.context["part_form"].errors["begins_at"]
    send(manager, "drop_part", pk=DayPart.objects.get().pk)
    assert not DayPart.objects.exists()


def test_the_calendar_shows_days_in_a_row_as_one_and_whose_they_are(manager, hall, client_as, person):
    year = max(KNOWN)
    send(manager, "public_holidays", {"year": year})
    assert CalendarDay.objects.filter(hall=None).count() == len(list(public_days(year)))
    send(manager, "calendar", {"first_day": f"{year}-10-02", "is_open": "yes", "name": "照常营业", "everywhere": "on"})
    answer = manager.get(reverse("rotations:calendar"), {"year": year})
    runs = [run for run in answer.context["runs"] if run["first_day"].month == 10 and run["first_day"].day < 9]
    shown = [(run["first_day"].day, run["count"], run["overruled"], run["removable"]) for run in runs]
    assert shown == [(1, 1, False, False), (2, 1, False, True), (2, 1, True, False), (3, 5, False, False)]
    assert not answer.context["to_enter"]
    everybodys = CalendarDay.objects.filter(hall=None)
    before = everybodys.count()
    send(manager, "remove_from_calendar", {"day": [row.pk for row in CalendarDay.objects.all()]})
    assert CalendarDay.objects.count() == everybodys.count() == before
    send(client_as(Role.ADMINISTRATOR), "remove_from_calendar", {"day": [row.pk for row in everybodys]})
    assert not CalendarDay.objects.exists()


def test_a_year_that_is_not_announced_says_so_and_enters_nothing(manager):
    year = max(KNOWN) + 1
    answer = manager.get(reverse("rotations:calendar"), {"year": year})
    assert str(year) in answer.content.decode()
    assert not answer.context["known"]
    assert send(manager, "public_holidays", {"year": year}).status_code == 302
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize("wrong", [{"last_day": "2026-01-01"}, {"first_day": "soon"}, {"is_open": "maybe"}])
def test_days_that_make_no_sense_are_kept_and_explained(manager, wrong):
    data = {"first_day": "2026-03-02", "is_open": "no", "name": "盘点"} | wrong
    answer = send(manager, "calendar", data)
    assert answer.status_code == 422
    assert 'value="盘点"' in answer.content.decode()


def test_seats_working_times_and_pairs_are_entered_and_ended(manager, hall, person, today):
    post, one, other = PostFactory(hall=hall), person(), person()
    days = {"first_day": today.isoformat()}
    assert send(manager, "seats", {"post": post.pk, "seats": 4, "weekdays": ["5", "1"]}).status_code == 302
    assert SeatRule.objects.get().weekdays == "15"
    worked = {"user": one.pk, "weekdays": ["1", "2"], "share": 40, **days}
    assert send(manager, "working_times", worked).status_code == 302
    paired = {"bond": "together", "first": one.pk, "second": other.pk, **days}
    assert send(manager, "pairs", paired).status_code == 302
    for name in ("seats", "working_times", "pairs"):
        assert "card" in manager.get(reverse(f"rotations:{name}")).content.decode()
    send(manager, "drop_seats", pk=SeatRule.objects.get().pk)
    send(manager, "end_working_time", pk=WorkTime.objects.get().pk)
    send(manager, "drop_pair", pk=Pair.objects.get().pk)
    assert [model.objects.count() for model in (SeatRule, WorkTime, Pair)] == [0, 0, 0]


def test_nobody_and_nothing_of_another_hall_can_be_chosen(manager, person, hall, today):
    stranger, elsewhere = person(hall=HallFactory()), PostFactory()
    days = {"first_day": today.isoformat()}
    tries = {
        "seats": {"post": elsewhere.pk, "seats": 4, "weekdays": ["1"]},
        "working_times": {"user": stranger.pk, "weekdays": ["1"], "share": 40, **days},
        "pairs": {"bond": "apart", "first": person().pk, "second": stranger.pk, **days},
        "wishes": {"user": stranger.pk, "kind": "busier", **days},
    }
    for name, data in tries.items():
        assert send(manager, name, data).status_code == 422, name


def test_a_post_is_edited_with_its_weight_and_its_counters(manager, hall):
    post = PostFactory(hall=hall)
    lines = {"counters-TOTAL_FORMS": 2, "counters-INITIAL_FORMS": 0, "needs-TOTAL_FORMS": 0, "needs-INITIAL_FORMS": 0}
    data = {"seats": 2, "busy": 5, "most_running": "", "rest": 2, **lines}
    data |= {"counters-0-number": "3", "counters-0-is_accessible": "on", "counters-1-number": "3"}
    url = reverse("rotations:edit_post", args=[post.pk])
    assert manager.post(url, data).status_code == 200
    assert manager.post(url, data | {"counters-1-number": "", "busy": 10}).status_code == 200
    assert not Counter.objects.exists()
    assert manager.post(url, data | {"counters-1-number": ""}).status_code == 302
    post.refresh_from_db()
    assert (post.busy, post.most_running, post.rest) == (5, 0, 2)
    assert list(Counter.objects.values_list("number", "is_accessible")) == [("3", True)]


def test_a_clerk_wishes_sees_it_and_takes_it_back(client_as, person, hall, today):
    clerk, colleague = person(), person()
    post = PostFactory(hall=hall, name="缴费窗口")
    client = client_as(user=clerk)
    wish = {"kind": "want", "post": post.pk, "first_day": today.isoformat(), "note": "想学"}
    assert send(client, "my_wishes", wish).status_code == 302
    page = client.get(reverse("rotations:my_wishes"))
    assert [row.post for row in page.context["holding"]] == [post]
    wrong = send(client, "my_wishes", wish | {"kind": "avoid"})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors["post"]
    mine, hers = (
        Wish.objects.get(),
        Wish.objects.create(user=colleague, kind="busier", first_day=today, made_at=timezone.now()),
    )
    assert send(client, "take_back_wish", pk=hers.pk).status_code == 404
    assert send(client, "take_back_wish", pk=mine.pk).status_code == 302
    page = client.get(reverse("rotations:my_wishes"))
    assert (page.context["holding"], page.context["over"]) == ([], [mine])


def test_a_clerk_does_not_see_the_wishes_of_colleagues(client_as, person, hall, today):
    colleague = person(full_name="金璐瑶")
    Wish.objects.create(user=colleague, kind="busier", first_day=today, made_at=timezone.now())
    client = client_as(Role.CLERK)
    assert client.get(reverse("rotations:wishes")).status_code == 403
    assert "金璐瑶" not in client.get(reverse("rotations:my_wishes")).content.decode()


def test_a_hall_without_posts_and_a_person_without_a_hall_are_told_what_is_missing(client_as):
    assert not client_as(Role.CLERK).get(reverse("rotations:my_wishes")).context["has_posts"]
    homeless = client_as(Role.MANAGER, hall=None)
    names = ("setting", "calendar", "seats", "working_times", "pairs", "wishes", "leaves", "my_wishes")
    assert {homeless.get(reverse(f"rotations:{name}")).status_code for name in names} == {200}
    assert homeless.get(reverse("rotations:import", args=["pairs"])).status_code == 200
    assert send(homeless, "my_wishes", {"kind": "busier"}).status_code == 422


def test_the_manager_counts_wishes_by_post_and_forgets_those_taken_back(manager, person, hall, today):
    post = PostFactory(hall=hall)
    facts = {"post": post, "first_day": today, "made_at": timezone.now()}
    for kind in ("want", "want", "avoid"):
        Wish.objects.create(user=person(), kind=kind, **facts)
    Wish.objects.create(user=person(), kind="want", taken_back_at=timezone.now(), **facts)
    Wish.objects.create(user=person(), kind="want", last_day=today - DAY, **facts | {"first_day": today - DAY})
    answer = manager.get(reverse("rotations:wishes"))
    assert answer.context["by_post"] == [{"post": post, "want": 2, "avoid": 1}]
    assert len(answer.context["rows"]) == 3


@pytest.mark.parametrize(
    ("written", "words"),
    [("12345", "周一至周五"), ("135", "周一、周三、周五"), ("67", "周六、周日"), ("", "每天"), ("1234567", "每天")],
)
def test_weekdays_in_words(written, words):
    assert weekdays(written) == words


def test_a_stretch_with_an_open_end_says_so(today):
    rule = SeatRule(first_day=None, last_day=None)
    assert stretch(rule) == "长期"
    assert "起" in stretch(SeatRule(first_day=today))
    assert " – " in stretch({"first_day": today, "last_day": today + DAY})
