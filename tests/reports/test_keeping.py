"""Views kept under a name, and reports sent: never twice, never to whom they are not for."""

import datetime
import io
from smtplib import SMTPServerDisconnected

import openpyxl
import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from people.roles import Role
from reports.catalogue import report_of
from reports.models import Delivery, SavedView, Schedule
from reports.services import change_view, delete_view, next_of, save_view, set_up_schedule, stop_schedule
from reports.tasks import send_scheduled
from tests.factories import UserFactory
from tests.skills.factories import CertificationFactory, SkillFactory, give

from .conftest import NOW, TODAY, days

pytestmark = pytest.mark.django_db
REPORT = report_of("certificates")


def keep(owner, name="到期", query="standing=risk", shared=False):
    return save_view(owner=owner, report=REPORT, name=name, query=query, shared=shared, now=NOW)


# Views


def test_a_view_saved_twice_is_one(manager):
    assert keep(manager) == keep(manager)


def test_a_name_that_is_taken_is_refused_in_any_case_of_letters(manager):
    keep(manager, "Mine", "a=1")
    with pytest.raises(ValidationError, match="mine"):
        keep(manager, " mine ", "b=2")


def test_another_report_may_have_a_view_of_that_name(manager):
    keep(manager)
    other = save_view(owner=manager, report=report_of("expiring"), name="到期", query="", shared=False, now=NOW)
    assert other.pk


def test_shared_views_are_for_the_hall_and_private_ones_for_their_owner(manager, person, other_hall):
    shared, private = keep(manager, "共享", shared=True), keep(manager, "自用", "x=1")
    colleague, elsewhere = person(Role.MANAGER), UserFactory(hall=other_hall, roles=[Role.MANAGER])
    assert set(SavedView.objects.usable_by(colleague)) == {shared}
    assert set(SavedView.objects.usable_by(elsewhere)) == set()
    assert set(SavedView.objects.usable_by(manager)) == {shared, private}


def test_two_colleagues_cannot_share_two_views_of_one_name(manager, person):
    keep(manager, "共享", shared=True)
    with pytest.raises(ValidationError):
        keep(person(Role.MANAGER), "共享", "x=1", shared=True)


def test_who_has_no_hall_cannot_share(person):
    with pytest.raises(ValidationError):
        keep(person(Role.ADMINISTRATOR, hall=None), shared=True)


def test_a_view_is_renamed_and_deleted(manager):
    view = keep(manager)
    keep(manager, "另一个", "x=1")
    with pytest.raises(ValidationError):
        change_view(view=view, name="另一个", shared=False)
    assert change_view(view=view, name="下月到期", shared=True).hall == manager.hall
    delete_view(view=view)
    delete_view(view=view)
    assert SavedView.objects.count() == 1


def test_only_the_owner_changes_a_view(client_as, manager, person):
    view = keep(manager, shared=True)
    client = client_as(user=person(Role.MANAGER))
    assert client.get(reverse("reports:change_view", args=[view.pk])).status_code == 404
    assert client.post(reverse("reports:delete_view", args=[view.pk])).status_code == 404
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_saving_keeps_the_filters_and_nothing_the_report_does_not_know(client_as, manager):
    client = client_as(user=manager)
    address = reverse("reports:save_view", args=["certificates"]) + "?standing=risk&page=3&evil=1&sort=-until"
    assert client.post(address, {"name": "风险"}).status_code == 302
    assert SavedView.objects.get().query == "standing=risk&sort=-until"
    assert "风险" in client.get(reverse("reports:list")).content.decode()


def test_a_taken_name_is_said_kindly_and_stays_in_the_field(client_as, manager):
    keep(manager, "风险", "x=1")
    page = client_as(user=manager).post(reverse("reports:save_view", args=["certificates"]), {"name": "风险"})
    assert "已有名为“风险”的筛选" in page.content.decode()
    assert 'value="风险"' in page.content.decode()


# Sending


@pytest.fixture
def schedule(manager):
    """Every Tuesday, to the manager; set up on a Monday."""
    return set_up(manager, [manager])


def set_up(owner, recipients, every="weekly", day=1, query="", now=NOW, slug="certificates"):
    return set_up_schedule(
        owner=owner, report=report_of(slug), query=query, every=every, day=day, recipients=recipients, now=now
    )


def at(day, hour=7):
    """That many days after the Monday, in the morning in the hall."""
    return NOW + days(day) - datetime.timedelta(hours=10 - hour)


def test_it_is_sent_on_its_day_and_only_once_however_often_the_job_runs(schedule):
    assert [send_scheduled(at(day, hour)) for day, hour in ((0, 23), (1, 7), (1, 7), (1, 22), (2, 7))] == [
        0,
        1,
        0,
        0,
        0,
    ]
    assert send_scheduled(at(8)) == 1
    assert len(mail.outbox) == 2


def test_a_job_that_was_off_for_three_weeks_sends_the_latest_only(schedule):
    assert send_scheduled(at(25)) == 1
    assert [row.due_on for row in Delivery.objects.all()] == [TODAY + days(22)]


def test_what_was_due_before_it_was_set_up_is_not_sent(manager):
    set_up(manager, [manager], day=0)
    assert send_scheduled(at(0, 23)) == 0
    assert send_scheduled(at(7)) == 1


def test_two_jobs_at_once_send_one_letter(racing_db, person):
    owner = person(Role.MANAGER, email="boss@hall.example")
    set_up(owner, [owner])
    assert sorted(racing_db.together(3 * [lambda: send_scheduled(at(1))])) == [0, 0, 1]
    assert Delivery.objects.get().state == "sent"


def test_set_up_twice_it_is_one(manager):
    assert set_up(manager, [manager]) == set_up(manager, [manager])


def test_everybody_gets_the_rows_they_may_see_themselves(person, other_hall, stranger):
    sign = CertificationFactory()
    give(person(full_name="本厅的人"), SkillFactory(), on=TODAY, certification=sign)
    give(stranger, SkillFactory(), on=TODAY, certification=sign)
    admin = person(Role.ADMINISTRATOR, email="admin@hall.example")
    elsewhere = UserFactory(hall=other_hall, roles=[Role.MANAGER], email="else@hall.example")
    set_up(admin, [admin, elsewhere])
    assert send_scheduled(at(1)) == 2
    names = {letter.to[0]: names_in(letter) for letter in mail.outbox}
    assert names == {"admin@hall.example": {"本厅的人", "别厅的人"}, "else@hall.example": {"别厅的人"}}


def names_in(letter):
    [(_name, content, _type)] = letter.attachments
    rows = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=2, values_only=True)
    return {row[1] for row in rows}


def test_a_letter_speaks_the_language_of_its_reader(person, manager):
    reader = person(Role.MANAGER, email="reader@hall.example", language="en")
    set_up(manager, [manager, reader], query="standing=risk")
    send_scheduled(at(1))
    by_address = {letter.to[0]: letter for letter in mail.outbox}
    assert "有风险" in by_address["manager@hall.example"].body
    assert "at risk" in by_address["reader@hall.example"].body
    assert "/reports/certificates/?standing=risk" in by_address["reader@hall.example"].body


def test_it_stops_when_the_owner_may_no_longer_see_the_report(schedule, manager):
    manager.groups.clear()
    assert send_scheduled(at(1)) == 0
    schedule.refresh_from_db()
    assert schedule.stopped_because == "right"


def test_it_stops_when_the_owner_has_left(schedule, manager):
    manager.left_on = TODAY
    manager.save()
    assert send_scheduled(at(1)) == 0
    schedule.refresh_from_db()
    assert (schedule.stopped_because, mail.outbox) == ("left", [])


def test_a_recipient_who_may_not_see_it_any_more_gets_nothing(person, manager):
    reader = person(Role.MANAGER, email="reader@hall.example")
    set_up(manager, [manager, reader])
    reader.groups.clear()
    assert send_scheduled(at(1)) == 1
    assert Delivery.objects.get(recipient=reader).because == "right"
    assert [letter.to for letter in mail.outbox] == [["manager@hall.example"]]


def test_nobody_can_be_chosen_who_may_not_see_the_report(manager, person, stranger):
    for somebody in (person(email="clerk@hall.example"), person(Role.TRAINER, email="t@hall.example"), stranger):
        with pytest.raises(ValidationError):
            set_up(manager, [somebody])
    assert set_up(manager, [person(Role.TRAINER, email="u@hall.example")], slug="expiring").pk


def test_a_refused_letter_is_tried_again_three_times_in_all(schedule, monkeypatch):
    def refuse(self, **kwargs):
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    assert [send_scheduled(at(1, hour)) for hour in (7, 8, 9, 10)] == [0, 0, 0, 0]
    assert (Delivery.objects.get().state, Delivery.objects.get().tries) == ("failed", 3)


def test_a_letter_of_which_nobody_knows_is_not_sent_again(schedule, manager):
    Delivery.objects.create(schedule=schedule, due_on=TODAY + days(1), recipient=manager, state="sending", at=NOW)
    assert send_scheduled(at(1)) == 0


def test_a_filter_that_no_longer_fits_sends_nothing(manager):
    set_up(manager, [manager], query="on=nonsense")
    assert send_scheduled(at(1)) == 0
    assert Delivery.objects.get().because == "filter"


def test_one_broken_schedule_does_not_keep_the_others(manager, monkeypatch):
    set_up(manager, [manager])
    set_up(manager, [manager], slug="expiring")
    whole = report_of

    def broken(slug):
        if slug == "certificates":
            raise RuntimeError
        return whole(slug)

    monkeypatch.setattr("reports.tasks.report_of", broken)
    assert send_scheduled(at(1)) == 1


def test_stopped_it_is_sent_no_more(schedule):
    stop_schedule(schedule=schedule, now=NOW)
    assert send_scheduled(at(1)) == 0


def test_the_next_day_is_told_as_it_will_be(schedule):
    assert next_of(schedule, TODAY, False) == TODAY + days(1)
    assert next_of(schedule, TODAY + days(1), False) == TODAY + days(1)
    assert next_of(schedule, TODAY + days(1), True) == TODAY + days(8)


def test_the_page_tells_on_which_days_before_anything_is_set_up(client_as, manager):
    facts = {"every": "monthly", "weekday": 0, "monthday": 31, "recipients": [manager.pk]}
    with time_machine.travel(NOW, tick=False):
        client = client_as(user=manager)
        page = client.post(reverse("reports:send", args=["certificates"]), {**facts, "look": "1"}).content.decode()
        assert "11月30日" in page
        assert "12月31日" in page
        assert not Schedule.objects.exists()
        assert client.post(reverse("reports:send", args=["certificates"]), facts).status_code == 302
        assert "11月30日" in client.get(reverse("reports:letters")).content.decode()
    assert Schedule.objects.get().rhythm.day == 31


def test_only_the_owner_stops_it(client_as, schedule, person):
    address = reverse("reports:stop", args=[schedule.pk])
    assert client_as(user=person(Role.MANAGER)).post(address).status_code == 404


def test_the_command_sends_what_is_due(schedule):
    with time_machine.travel(at(1), tick=False):
        call_command("send_reports", stdout=(said := io.StringIO()))
    assert said.getvalue() == "1 letters sent.\n"
