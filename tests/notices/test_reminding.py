"""A clock that moves: what a clerk and a manager are told, and when."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from notices.due import Due
from notices.models import Notice
from notices.reminding import SourceFailed, remind
from notices.services import Saying, tell
from people.roles import Role
from tests.factories import HallFactory, UserFactory

from . import world

FIRST = date(2027, 1, 1)
ENDS = FIRST + timedelta(days=95)

pytestmark = pytest.mark.django_db


def at(day, hour=0):
    """An hour (UTC) of the so-manieth day; the hall's clock is eight hours ahead."""
    return datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), UTC) + timedelta(hours=hour)


def certificate_of(person, **fields):
    fields = {"key": "certificate:1", "kind": "certificate", "day": ENDS, "what": "手语证书", **fields}
    return Due(user_id=person.pk, **fields)


@pytest.fixture
def clerk(person):
    return person()


@pytest.fixture
def manager(person):
    return person(Role.MANAGER)


def said_to(person):
    return list(Notice.objects.filter(recipient=person).order_by("written_at", "pk"))


def days_and_stages(person):
    """[(day counted from the first, key's last part)]"""
    return [((row.written_at - at(0)).days, row.key.rpartition(":")[2]) for row in said_to(person)]


WHOLE_STORY = [(5, "90"), (35, "60"), (65, "30"), (88, "7"), (95, "0"), (96, "late-1"), (103, "late-2")]
WHOLE_STORY += [(110, "late-3"), (117, "late-4")]


def test_through_120_days_a_clerk_hears_each_stage_once_and_so_does_the_manager(dues, clerk, manager):
    dues.append(certificate_of(clerk))
    for day in range(121):
        remind(now=at(day))
    assert days_and_stages(clerk) == WHOLE_STORY
    assert days_and_stages(manager) == [(day, stage.partition("-")[0]) for day, stage in WHOLE_STORY]
    assert {row.kind for row in said_to(manager)} == {"team.soon", "team.today", "team.late"}


def test_running_twice_a_day_says_nothing_more(dues, clerk, manager):
    dues.append(certificate_of(clerk))
    for day in range(121):
        remind(now=at(day))
        remind(now=at(day, hour=9))
    assert days_and_stages(clerk) == WHOLE_STORY
    assert len(said_to(manager)) == len(WHOLE_STORY)


def test_after_a_week_off_the_missed_stages_collapse_into_the_most_urgent_one(dues, clerk, manager):
    dues.append(certificate_of(clerk))
    dues.append(certificate_of(clerk, key="certificate:2", day=FIRST + timedelta(days=29)))
    for day in [*range(20), *range(30, 121)]:
        remind(now=at(day))
    # Day 22 (seven days before) and day 29 (the day itself) went by unseen.
    second = [row.key for row in said_to(clerk) if row.subject == "certificate:2"]
    assert [key.rpartition(":")[2] for key in second] == ["30", "late-1", "late-2", "late-3", "late-4"]


def test_beginning_late_says_the_most_urgent_stage_alone(dues, clerk):
    dues.append(certificate_of(clerk))
    remind(now=at(90))
    assert days_and_stages(clerk) == [(90, "7")]
    assert said_to(clerk)[0].kind == "certificate.soon"


def test_a_later_stage_takes_the_place_of_an_unread_earlier_one(dues, clerk):
    dues.append(certificate_of(clerk))
    for day in range(89):
        remind(now=at(day))
    unread = Notice.objects.unread().filter(recipient=clerk)
    assert [row.params["stage"] for row in unread] == ["7"]


def test_what_is_renewed_needs_no_reading_any_more(dues, clerk):
    dues.append(certificate_of(clerk))
    remind(now=at(5))
    dues.clear()
    remind(now=at(6))
    notice = said_to(clerk)[0]
    assert notice.delivery.settled
    assert notice.delivery.read_at == at(6)


def test_a_source_that_fails_settles_nothing_and_the_others_are_still_said(settings, dues, clerk):
    dues.append(certificate_of(clerk))
    remind(now=at(5))
    settings.DUE_SOURCES = [world.BROKEN]
    with pytest.raises(SourceFailed, match="broken"):
        remind(now=at(6))
    assert said_to(clerk)[0].delivery.read_at is None
    settings.DUE_SOURCES = [world.BROKEN, world.SOURCE]
    with pytest.raises(SourceFailed):
        remind(now=at(35))
    assert days_and_stages(clerk) == [(5, "90"), (35, "60")]


def test_a_day_that_is_put_off_is_told_anew(dues, clerk):
    dues.append(certificate_of(clerk))
    remind(now=at(90))
    dues[0] = certificate_of(clerk, day=ENDS + timedelta(days=30))
    for day in range(91, 121):
        remind(now=at(day))
    assert days_and_stages(clerk) == [(90, "7"), (91, "60"), (95, "30"), (118, "7")]


def test_what_a_room_says_by_itself_about_a_thing_is_no_stage_of_it(dues, clerk, manager):
    dues.append(certificate_of(clerk))
    tell(sayings=[Saying(clerk.pk, "certificate.soon", "assigned", {"what": "证"}, subject="certificate:1")], now=at(4))
    remind(now=at(5))
    assert [row.key for row in said_to(clerk)] == ["assigned", f"certificate:1:{ENDS}:90"]
    assert [row.params["stage"] for row in Notice.objects.unread().filter(recipient=clerk)] == ["90"]
    assert [row.params["count"] for row in said_to(manager)] == [1]


def test_a_manager_gets_one_line_a_stage_however_many_clerks(dues, person, manager):
    clerks = [person() for _ in range(12)]
    dues.extend(certificate_of(clerk, key=f"certificate:{clerk.pk}") for clerk in clerks)
    dues.append(certificate_of(clerks[0], key="certificate:0", day=ENDS + timedelta(days=23)))
    remind(now=at(88))
    assert [(row.kind, row.params["count"], row.params["days"]) for row in said_to(manager)] == [
        ("team.soon", 1, 30),
        ("team.soon", 12, 7),
    ]


def test_what_comes_up_later_the_same_day_is_told_to_the_manager_on_the_next(dues, person, manager):
    early, late = person(), person()
    dues.append(certificate_of(early))
    remind(now=at(5))
    dues.append(certificate_of(late, key="certificate:2"))
    remind(now=at(5, hour=6))
    assert [row.params["count"] for row in said_to(manager)] == [1]
    remind(now=at(6))
    lines = said_to(manager)
    assert [(row.written_at - at(0)).days for row in lines] == [5, 6]
    assert lines[1].params["about"] == [said_to(late)[0].pk]


def test_managers_hear_of_their_own_hall_alone_and_not_of_themselves(dues, clerk, manager, person):
    other = UserFactory(hall=HallFactory(), roles=[Role.MANAGER])
    dues.append(certificate_of(clerk))
    dues.append(certificate_of(manager, key="certificate:2"))
    remind(now=at(5))
    assert said_to(other) == []
    assert [row.kind for row in said_to(manager)] == ["certificate.soon", "team.soon"]
    assert said_to(manager)[1].params["about"] == [said_to(clerk)[0].pk]


@pytest.mark.parametrize("fields", [{"is_active": False}, {"left_on": FIRST}])
def test_who_may_not_sign_in_is_told_nothing(dues, person, manager, fields):
    dues.append(certificate_of(person(**fields)))
    remind(now=at(5))
    assert Notice.objects.count() == 0


def test_it_asks_few_questions_however_many_there_are(dues, person, manager, django_assert_max_num_queries):
    dues.extend(certificate_of(person(), key=f"certificate:{number}") for number in range(60))
    with django_assert_max_num_queries(30):
        remind(now=at(5))
    assert Notice.objects.filter(kind="certificate.soon").count() == 60
    with django_assert_max_num_queries(15):
        remind(now=at(5, hour=1))


class NothingIsSaidTwice(TestCase):
    """Whatever the order of the runs, of how many days, and how often."""

    @settings(max_examples=40, deadline=None)
    @given(
        runs=st.lists(st.tuples(st.integers(0, 140), st.integers(0, 15)), max_size=25),
        grace=st.none() | st.integers(1, 30),
    )
    def test_each_stage_once_and_never_a_less_urgent_one_afterwards(self, runs, grace):
        hall = HallFactory()
        clerk, manager = UserFactory(hall=hall), UserFactory(hall=hall, roles=[Role.MANAGER])
        ends = None if grace is None else ENDS + timedelta(days=grace)
        world.DUES[:] = [certificate_of(clerk, grace_until=ends)]
        with self.settings(DUE_SOURCES=[world.SOURCE]):
            for day, hour in runs:
                remind(now=at(day, hour))
        rows = list(Notice.objects.filter(recipient=clerk).order_by("pk"))
        said = [row.params["step"] for row in rows]
        assert said == sorted(set(said))
        lines = Counter(row.key for row in Notice.objects.filter(recipient=manager))
        assert all(count == 1 for count in lines.values())
        told = [pk for row in Notice.objects.filter(recipient=manager) for pk in row.params["about"]]
        assert len(told) == len(set(told))
