"""Stays in the calendar feed, read back by two libraries: the one that writes it and one that did not."""

from datetime import date, timedelta

import pytest
import time_machine
import vobject
from django.urls import reverse
from icalendar import Calendar

from notices.services import calendar_address
from rotations.calendar_days import enter_day
from rotations.hall_setting import set_opening
from rotations.placing import end_at_post, place_at_post
from rotations.publishing import publish

from .planned import DAY, MONDAY, NOW, TODAY, WEEK, Planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    with time_machine.travel(NOW, tick=False):
        yield Planned()


@pytest.fixture
def feed(client):
    def read(user, now=NOW):
        address = reverse("calendar_feed", args=[calendar_address(user=user, scope="own", now=NOW).token])
        with time_machine.travel(now, tick=False):
            return client.get(address).content

    return read


def events(data):
    """`{title: event}` as the library icalendar reads it."""
    return {str(event["summary"]): event for event in Calendar.from_ical(data).walk("VEVENT")}


def put(world, weeks, now=NOW, **how):
    return publish(plan=world.plan(weeks, **how), by=world.boss, now=now)


def test_a_published_post_is_an_event_over_its_days_with_the_hall_and_the_days_it_is_open(world, feed):
    set_opening(hall=world.hall, open_on="12345", kind="week", by=world.boss)
    enter_day(hall=world.hall, day=MONDAY + 2 * DAY, is_open=False, name="停电", by=world.boss)
    enter_day(hall=world.hall, day=MONDAY + 5 * DAY, is_open=True, name="补班", by=world.boss)
    put(world, [[0, 0, 1]])
    found = events(feed(world.clerks[0]))
    event = found[world.posts[0].name]
    assert (event["dtstart"].dt, event["dtend"].dt) == (MONDAY, MONDAY + 2 * WEEK)
    said = str(event["description"]).split("\n")
    assert said == [
        world.hall.name,
        "开门 10 天（周一至周五）。",
        "不开门：2026年12月2日 周三。",
        "另开门：2026年12月5日 周六。",
    ]
    assert event["url"].endswith(reverse("rotations:my_posts"))
    assert set(found) == {world.posts[0].name, world.posts[1].name}


def test_another_library_reads_the_same_and_lines_are_folded_inside_no_character(world, feed):
    world.posts[0].name = "外宾窗口（英语、手语与突发情况处置）䶮𠮷𬘭·" + "窗" * 30
    world.posts[0].save()
    put(world, [[0]])
    data = feed(world.clerks[0])
    (event,) = vobject.readOne(data.decode()).vevent_list
    assert event.summary.value == world.posts[0].name
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    for line in lines:
        line.decode()  # an octet of a character on another line would raise


def test_a_change_keeps_the_name_of_an_event_and_counts_up_and_what_is_withdrawn_is_gone(world, feed):
    clerk, (a, b, _c) = world.clerks[0], world.posts
    put(world, [[0, 0, 1]])
    before = events(feed(clerk))
    later = NOW + timedelta(hours=3)
    put(world, [[0, 0], [None, None]], now=later, first_day=MONDAY + WEEK)
    after = events(feed(clerk, later))
    assert set(after) == {a.name}
    assert after[a.name]["uid"] == before[a.name]["uid"]
    assert (before[a.name]["sequence"], after[a.name]["sequence"]) == (0, 1)
    assert after[a.name]["dtend"].dt == MONDAY + 3 * WEEK
    assert after[a.name]["last-modified"].dt == later
    assert b.name in before


def test_until_further_notice_is_an_event_of_its_first_day(world, feed):
    place_at_post(user=world.clerks[0], post=world.posts[0], first_day=TODAY, by=world.boss, now=NOW)
    (title, event), *_none = events(feed(world.clerks[0])).items()
    assert title == f"{world.posts[0].name}：从今天起"
    assert (event["dtstart"].dt, event["dtend"].dt) == (TODAY, TODAY + DAY)


def test_the_last_weeks_are_there_still_and_what_is_long_over_is_not(world, feed):
    clerk, post = world.clerks[0], world.posts[0]
    stay = place_at_post(user=clerk, post=post, first_day=TODAY, by=world.boss, now=NOW)
    end_at_post(stay=stay, last_day=TODAY + DAY, by=world.boss, now=NOW)
    assert set(events(feed(clerk, NOW + 36 * DAY))) == {post.name}
    assert not events(feed(clerk, NOW + 37 * DAY))


def test_the_same_stays_give_the_same_bytes(world, feed):
    put(world, [[0, 1]])
    assert feed(world.clerks[0]) == feed(world.clerks[0], NOW + 2 * DAY)


def test_the_calendar_of_a_hall_names_its_people(world, client):
    put(world, [[0], [1]])
    address = reverse("calendar_feed", args=[calendar_address(user=world.boss, scope="team", now=NOW).token])
    titles = set(events(client.get(address).content))
    assert titles == {f"{world.clerks[n].full_name} · {world.posts[n].name}" for n in (0, 1)}
    assert date(2026, 11, 30) == MONDAY
