"""The calendar, read back by a library that did not write it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import vobject
from django.urls import reverse
from django.utils import timezone

from notices import feed_views
from notices.due import Due
from notices.events import Event, events_of
from notices.ics import calendar, uid
from notices.services import calendar_address
from people.roles import Role
from tests.factories import UserFactory

from . import world

NOW = datetime(2026, 11, 26, 1, tzinfo=UTC)
ORIGIN = "https://hall.example"
LONG = "手语服务证书（柜面常用手语、服务用语与突发情况处置）䶮𠮷𬘭·阿卜杜热西提·买买提" * 3

pytestmark = pytest.mark.django_db


def due_of(person, **fields):
    fields = {"key": "certificate:7", "kind": "certificate", "day": date(2027, 3, 31), "what": LONG, **fields}
    return Due(user_id=person.pk, what_en="Sign certificate", link="/skills/", changed_at=NOW, **fields)


def address(person, scope="own"):
    return reverse("calendar_feed", args=[calendar_address(user=person, scope=scope, now=NOW).token])


def read(answer):
    return vobject.readOne(answer.content.decode())


def test_a_due_day_is_a_whole_day_with_two_alarms(client, person, dues):
    clerk = person()
    dues.append(due_of(clerk, opens=date(2027, 2, 1), grace_until=date(2027, 4, 30)))
    answer = client.get(address(clerk))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = read(answer).vevent_list
    assert (event.dtstart.value, event.dtend.value) == (date(2027, 3, 31), date(2027, 4, 1))
    assert event.summary.value == f"最后一天：{LONG}"
    assert event.transp.value == "TRANSPARENT"
    assert event.url.value == "http://127.0.0.1:8000/skills/"
    assert event.last_modified.value == event.dtstamp.value == NOW
    assert event.sequence.value == "0"
    assert "2027年2月1日" in event.description.value
    assert "2027年4月30日" in event.description.value
    alarms = [alarm.trigger.value for alarm in event.valarm_list]
    assert alarms == [timedelta(days=-7, hours=9), timedelta(hours=9)]


def test_lines_are_folded_at_75_octets_and_never_inside_a_character(client, person, dues):
    clerk = person()
    dues.append(due_of(clerk))
    data = client.get(address(clerk)).content
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert any(line.startswith(b" ") for line in lines)
    for line in lines:
        line.decode()  # an octet of a character on another line would raise


def test_what_is_put_off_keeps_its_name_and_counts_up(person):
    event = Event(3, "training:5", date(2027, 3, 1), date(2027, 3, 1), "培训", changed_at=NOW)
    later = Event(
        3,
        "training:5",
        date(2027, 3, 9),
        date(2027, 3, 9),
        "培训",
        revision=1,
        changed_at=NOW + timedelta(days=1),
    )
    first, second = (
        vobject.readOne(calendar([one], name="x", origin=ORIGIN).decode()).vevent for one in (event, later)
    )
    assert first.uid.value == second.uid.value == uid(event, ORIGIN)
    assert (first.sequence.value, second.sequence.value) == ("0", "1")
    assert second.last_modified.value > first.last_modified.value


def test_two_people_with_the_same_thing_have_two_names():
    one, other = (Event(pk, "training:5", date(2027, 3, 1), date(2027, 3, 1), "培训") for pk in (1, 2))
    assert uid(one, ORIGIN) != uid(other, ORIGIN)


def test_several_days_end_on_the_day_after_the_last():
    event = Event(1, "plan:5", date(2027, 3, 1), date(2027, 3, 7), "缴费窗口", alarms=())
    read_back = vobject.readOne(calendar([event], name="x", origin=ORIGIN).decode()).vevent
    assert read_back.dtend.value == date(2027, 3, 8)


def test_commas_semicolons_and_line_ends_survive():
    event = Event(1, "x", date(2027, 3, 1), date(2027, 3, 1), "a,b;c\\d", note="eins\nzwei")
    read_back = vobject.readOne(calendar([event], name="x", origin=ORIGIN).decode()).vevent
    assert read_back.summary.value == "a,b;c\\d"
    assert read_back.description.value == "eins\nzwei"


def test_it_speaks_the_language_of_its_reader(client, person, dues):
    clerk = person(language="en")
    dues.append(due_of(clerk))
    book = read(client.get(address(clerk), headers={"Accept-Language": "zh-hans"}))
    assert book.vevent.summary.value == "Last day: Sign certificate"
    assert book.contents["x-wr-calname"][0].value == "Xingchuang: my days"


def test_it_is_the_same_until_something_changes_and_then_says_so(client, person, dues):
    clerk = person()
    dues.append(due_of(clerk))
    first = client.get(address(clerk))
    assert first["Cache-Control"] == "private, max-age=900"
    again = client.get(address(clerk), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    dues.clear()
    changed = client.get(address(clerk), headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert "vevent" not in read(changed).contents


def test_only_ones_own_days_stand_in_it(client, person, dues):
    clerk, other = person(), person()
    dues.extend([due_of(clerk), due_of(other, key="certificate:8")])
    assert len(read(client.get(address(clerk))).vevent_list) == 1


@pytest.mark.parametrize("fields", [{"is_active": False}, {"left_on": date(2026, 1, 1)}])
def test_it_ends_with_the_right_to_sign_in(client, person, dues, fields):
    assert client.get(address(person(**fields))).status_code == 404


def test_a_manager_reads_the_days_of_the_hall_with_names(client, person, dues):
    manager, clerk, stranger = person(Role.MANAGER), person(full_name="李芳"), UserFactory()
    dues.extend([due_of(clerk), due_of(stranger, key="certificate:8")])
    (event,) = read(client.get(address(manager, "team"))).vevent_list
    assert event.summary.value.startswith("李芳 · 最后一天")


def test_who_no_longer_manages_reads_nothing_of_the_hall(client, person, dues):
    manager = person(Role.MANAGER)
    where = address(manager, "team")
    manager.groups.clear()
    assert client.get(where).status_code == 404


def test_a_source_that_fails_empties_nobodys_calendar(client, person, settings, dues):
    settings.DUE_SOURCES = [world.BROKEN]
    assert client.get(address(person())).status_code == 503


def test_too_many_readings_are_slowed_down(client, person, dues, monkeypatch):
    monkeypatch.setattr(feed_views, "READS_A_MINUTE", 2)
    where = address(person())
    assert [client.get(where).status_code for _ in range(3)] == [200, 200, 429]


def holidays(users, on):
    return [Event(pk, "holiday", on, on, "值班") for pk in users]


def test_rooms_above_add_days(settings, person, dues):
    settings.CALENDAR_SOURCES = ["tests.notices.test_calendar.holidays"]
    clerk = person()
    dues.append(due_of(clerk))
    today = timezone.localdate(NOW)
    assert [event.key for event in events_of([clerk.pk], today)] == ["holiday", "certificate:7"]


def test_the_page_shows_the_address_and_renews_it(client_as, person, dues):
    clerk = person()
    client = client_as(user=clerk)
    old = address(clerk)
    assert old in client.get(reverse("inbox:calendar")).content.decode()
    client.post(reverse("inbox:renew_calendar"), {"scope": "own"})
    assert client.get(old).status_code == 404
    assert client.get(address(clerk)).status_code == 200


def test_a_clerk_has_no_calendar_of_the_hall(client_as):
    client = client_as(Role.CLERK)
    assert "scope-team" not in client.get(reverse("inbox:calendar")).content.decode()
    assert client.post(reverse("inbox:renew_calendar"), {"scope": "team"}).status_code == 403
