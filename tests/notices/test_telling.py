"""Writing and reading notices."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from core.append_only import FactChanged
from notices import services
from notices.models import Delivery, Notice, Preference
from notices.services import Saying, _with_keys, mark_all_read, mark_read, settle, tell

NOW = datetime(2027, 1, 4, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def saying(person, key="a", **fields):
    return Saying(person.pk, "certificate.today", key, {"what": "手语"}, **fields)


def test_a_key_is_said_once_to_each_recipient(person):
    one, other = person(), person()
    assert len(tell(sayings=[saying(one), saying(other), saying(one), saying(one, "b")], now=NOW)) == 3
    assert tell(sayings=[saying(one), saying(other, "a")], now=NOW + timedelta(days=1)) == []
    assert Notice.objects.count() == Delivery.objects.count() == 3


def test_a_notice_is_never_changed(person):
    (notice,) = tell(sayings=[saying(person())], now=NOW)
    notice.params = {}
    with pytest.raises(FactChanged):
        notice.save()
    with pytest.raises(FactChanged):
        Notice.objects.update(params={})


@pytest.mark.parametrize("link", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "x"])
def test_a_link_leads_nowhere_but_into_the_hall(person, link):
    (notice,) = tell(sayings=[saying(person(), link=link)], now=NOW)
    assert notice.link == ""


def test_thousands_take_one_plan(person, django_assert_max_num_queries):
    one = person()
    sayings = [saying(one, f"k{number}") for number in range(2000)]
    # Four batches; SQLite takes rows in smaller bites than 500.
    with django_assert_max_num_queries(4 * 10):
        assert len(tell(sayings=sayings, now=NOW)) == 2000
    with django_assert_max_num_queries(4 + 2):
        assert tell(sayings=sayings, now=NOW) == []


def test_what_was_said_is_found_by_its_key_and_its_subject_and_not_by_reading_everything(person):
    tell(sayings=[saying(person(), subject="certificate:1")], now=NOW)
    assert "nothing_is_said_twice" in _plan(_with_keys({(1, f"k{number}"): None for number in range(500)}))
    by_subject = Notice.objects.filter(subject__in=[f"certificate:{number}" for number in range(500)])
    assert "notices_about_a_thing" in _plan(by_subject)


def _plan(rows):
    """How the database would look for rows; on PostgreSQL as if reading a table through were dear."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    # SQLite names the index of a constraint after its columns.
    return rows.order_by().explain().replace("sqlite_autoindex_notices_notice_1", "nothing_is_said_twice")


def test_reading_keeps_the_first_moment(person):
    (notice,) = tell(sayings=[saying(person())], now=NOW)
    assert mark_read(notice=notice, now=NOW + timedelta(hours=1))
    assert not mark_read(notice=notice, now=NOW + timedelta(hours=2))
    assert Delivery.objects.get(notice=notice).read_at == NOW + timedelta(hours=1)


def test_marking_all_as_read_leaves_what_came_in_meanwhile_and_what_is_somebody_elses(person):
    one, other = person(), person()
    tell(sayings=[saying(one), saying(other)], now=NOW)
    tell(sayings=[saying(one, "later")], now=NOW + timedelta(minutes=2))
    assert mark_all_read(user=one, now=NOW + timedelta(minutes=3), until=NOW + timedelta(minutes=1)) == 1
    assert set(Notice.objects.unread().values_list("recipient", "key")) == {(one.pk, "later"), (other.pk, "a")}


def test_settling_leaves_what_was_read(person):
    read, unread = tell(sayings=[saying(person()), saying(person(), "b")], now=NOW)
    mark_read(notice=read, now=NOW)
    assert settle(notices=[read.pk, unread.pk], now=NOW) == 1
    assert [row.settled for row in Delivery.objects.order_by("pk")] == [False, True]


def test_a_rhythm_nobody_knows_is_refused(person):
    one = person()
    with pytest.raises(ValidationError):
        services.choose_rhythm(user=one, rhythm="hourly")
    services.choose_rhythm(user=one, rhythm="weekly")
    services.choose_rhythm(user=one, rhythm="")
    assert Preference.objects.get(user=one).rhythm == ""


def test_a_renewed_calendar_address_shuts_the_old_one(person):
    one = person()
    old = services.calendar_address(user=one, scope="own", now=NOW).token
    new = services.renew_calendar_address(user=one, scope="own", now=NOW).token
    assert old != new
    assert len(new) == 32
    assert services.calendar_address(user=one, scope="own", now=NOW).token == new
