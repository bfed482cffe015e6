"""Lists and pages of people: who sees whom, searching, leaving, one-time links, and how many queries it costs."""

import datetime
import time

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from people import services
from people.models import User
from people.permissions import may_manage
from people.roles import Role
from tests.factories import HallFactory, UserFactory

LIST = "/people/"
TODAY = datetime.date(2026, 11, 23)
NOON = timezone.make_aware(datetime.datetime(2026, 11, 23, 12))


def url(name, person):
    return reverse(f"people:{name}", args=[person.pk])


@pytest.fixture
def other_hall(db):
    return HallFactory()


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.CLERK, 403), (Role.TRAINER, 200), (Role.CHIEF_TRAINER, 200), (Role.MANAGER, 200), (Role.ADMINISTRATOR, 200)],
)
def test_lists_are_for_those_who_work_with_others(client_as, role, status):
    assert client_as(role).get(LIST).status_code == status


def test_a_manager_sees_the_own_hall_and_an_administrator_everybody(client_as, person, other_hall):
    person(full_name="本厅人")
    person(full_name="外厅人", hall=other_hall)
    page = client_as(Role.MANAGER).get(LIST).content.decode()
    assert "本厅人" in page
    assert "外厅人" not in page
    assert "外厅人" in client_as(Role.ADMINISTRATOR).get(LIST).content.decode()


@pytest.mark.parametrize("query", ["单雄信", "雄", "A7", "ａ７", "a 7", "shanxiongxin", "shan xiong", "SXX", "xiongx"])
def test_people_are_found_by_name_number_pinyin_and_initials(client_as, person, query):
    person(full_name="单雄信", staff_number="A7")
    person(full_name="李娜", staff_number="B8")
    page = client_as(Role.MANAGER, full_name="经理", staff_number="M9").get(LIST, {"q": query}).content.decode()
    assert "单雄信" in page
    assert "李娜" not in page


def test_those_who_left_are_shown_on_request(client_as, person):
    person(full_name="走了的", left_on=datetime.date(2021, 1, 1))
    person(full_name="要走的", left_on=timezone.localdate())
    client = client_as(Role.MANAGER, full_name="经理")
    shown = {show: client.get(LIST, {"show": show}).content.decode() for show in ["", "left", "all"]}
    assert [("走了的" in page, "要走的" in page) for page in shown.values()] == [
        (False, True),
        (True, False),
        (True, True),
    ]


def test_an_empty_answer_says_what_to_try(client_as):
    page = client_as(Role.MANAGER).get(LIST, {"q": "没有这个人"})
    assert page.status_code == 200
    assert 'class="empty"' in page.content.decode()


def test_a_nonsense_page_or_filter_is_answered_kindly(client_as):
    assert client_as(Role.MANAGER).get(LIST, {"page": "x", "show": "nonsense", "q": "x" * 500}).status_code == 200


def queries_of(client, address):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_the_list_costs_the_same_for_one_person_and_for_many(client_as, hall, role):
    client = client_as(role)
    client.get(LIST)
    few = queries_of(client, LIST)
    UserFactory.create_batch(40, hall=hall)
    assert queries_of(client, LIST) == few
    # session, viewer, roles of the viewer, settings of the hall; then count, people, roles of the people
    assert few <= 8


# One person


def test_a_page_is_for_the_person_and_those_who_see_them(client_as, person, other_hall):
    clerk = person()
    assert client_as(user=clerk).get(url("detail", clerk)).status_code == 200
    assert client_as(Role.CLERK).get(url("detail", clerk)).status_code == 404
    for role in [Role.TRAINER, Role.MANAGER, Role.ADMINISTRATOR]:
        assert client_as(role).get(url("detail", clerk)).status_code == 200
    assert client_as(Role.MANAGER, hall=other_hall).get(url("detail", clerk)).status_code == 404
    assert client_as(Role.MANAGER).get("/people/999999/").status_code == 404


def test_a_page_costs_few_queries(client_as, person):
    client = client_as(Role.ADMINISTRATOR)
    clerk = person()
    client.get(url("detail", clerk))
    assert queries_of(client, url("detail", clerk)) <= 10


def test_managers_manage_clerks_of_their_hall_and_only_superusers_superusers(person, other_hall):
    manager, administrator = person(Role.MANAGER), person(Role.ADMINISTRATOR)
    clerk, trainer = person(), person(Role.TRAINER)
    both = UserFactory(roles=[Role.CLERK, Role.ADMINISTRATOR], hall=manager.hall)
    root = person(Role.ADMINISTRATOR, is_superuser=True)
    hidden_root = person(Role.CLERK, is_superuser=True)
    assert may_manage(manager, clerk)
    for somebody in [trainer, both, administrator, root, hidden_root, manager, person(hall=other_hall)]:
        assert not may_manage(manager, somebody)
    assert may_manage(administrator, both)
    assert may_manage(administrator, person(hall=other_hall))
    assert not may_manage(administrator, root)
    assert may_manage(root, root)
    assert not may_manage(person(Role.MANAGER, hall=None), person(hall=None))


# Leaving


@pytest.mark.parametrize(
    ("role", "status"), [(Role.CLERK, 404), (Role.TRAINER, 403), (Role.MANAGER, 200), (Role.ADMINISTRATOR, 200)]
)
def test_leaving_is_recorded_by_managers_and_administrators(client_as, person, role, status):
    assert client_as(role).get(url("leave", person())).status_code == status


def test_a_clerk_cannot_record_the_own_leaving(client_as, person):
    clerk = person()
    assert client_as(user=clerk).post(url("leave", clerk), {"left_on": "2030-01-01"}).status_code == 403


def test_leaving_keeps_the_person_and_two_clicks_are_one(client_as, person):
    clerk = person()
    client = client_as(Role.MANAGER)
    for _click in range(2):
        assert client.post(url("leave", clerk), {"left_on": "2030-06-30"}).url == url("detail", clerk)
    clerk.refresh_from_db()
    assert clerk.left_on == datetime.date(2030, 6, 30)
    assert clerk.is_active
    assert ModelLogEntry.objects.filter(action="people.leave").count() == 1


def test_leaving_is_taken_back_before_the_day_has_passed_and_not_after(person):
    manager, clerk = person(Role.MANAGER), person(left_on=TODAY)
    gone = person(left_on=TODAY - datetime.timedelta(days=1))
    services.record_leaving(user=clerk, left_on=None, by=manager, now=NOON)
    clerk.refresh_from_db()
    assert clerk.left_on is None
    with pytest.raises(services.ValidationError):
        services.record_leaving(user=gone, left_on=None, by=manager, now=NOON)


def test_a_day_before_hiring_keeps_the_form_and_says_so(client_as, person):
    clerk = person(hired_on=datetime.date(2020, 1, 1))
    page = client_as(Role.MANAGER).post(url("leave", clerk), {"left_on": "2019-12-31"})
    assert page.status_code == 200
    assert page.context["form"].errors["left_on"]
    assert "2019-12-31" in page.content.decode()


# One-time links


def test_a_handed_over_link_sets_the_first_password_and_signs_in(client, client_as, person):
    clerk = person()
    clerk.set_unusable_password()
    clerk.save()
    answer = client_as(Role.MANAGER).post(url("password_link", clerk))
    assert "no-store" in answer.headers["Cache-Control"]
    link = answer.context["link"]
    assert ModelLogEntry.objects.get(action="people.password_link").object_id == str(clerk.pk)
    client.logout()
    form = client.get(link, follow=True)
    new = {"password1": "better horse 10", "password2": "better horse 10"}
    assert client.post(form.redirect_chain[-1][0], new).url == reverse("home")
    assert client.get(url("detail", clerk)).status_code == 200
    client.logout()
    assert client.get(link, follow=True).context["token_fail"], "it works once"


def test_a_link_is_dead_after_three_days(client, client_as, person):
    clerk = person()
    link = client_as(Role.MANAGER).post(url("password_link", clerk)).context["link"]
    client.logout()
    with time_machine.travel(time.time() + 3 * 86_400 + 60):
        assert client.get(link, follow=True).context["token_fail"]


@pytest.mark.parametrize("door", ["password_link", "password_letter", "second_factor"])
def test_links_for_others_than_own_clerks_are_refused(client_as, person, other_hall, door):
    manager = person(Role.MANAGER)
    client = client_as(user=manager)
    assert client.post(url(door, person(Role.ADMINISTRATOR))).status_code == 403
    assert client.post(url(door, person(Role.TRAINER))).status_code == 403
    assert client.post(url(door, person(hall=other_hall))).status_code == 404
    assert client_as(Role.ADMINISTRATOR).post(url(door, person(Role.CLERK, is_superuser=True))).status_code == 403
    assert client.get(url(door, person())).status_code == 405


def test_nobody_who_left_gets_a_link(client_as, person):
    assert (
        client_as(Role.MANAGER).post(url("password_link", person(left_on=datetime.date(2021, 1, 1)))).status_code == 403
    )


def test_a_letter_goes_to_the_address_of_the_person(client_as, person, django_capture_on_commit_callbacks):
    clerk = person(email="clerk@hall.example")
    client = client_as(Role.MANAGER)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url("password_letter", clerk)).status_code == 302
    assert mail.outbox[0].to == ["clerk@hall.example"]
    assert client.post(url("password_letter", person())).status_code == 404


def test_an_administrator_removes_a_lost_second_step_once(client_as, person):
    manager = person(Role.MANAGER)
    TOTP.activate(manager, "JBSWY3DPEHPK3PXP")
    client = client_as(Role.ADMINISTRATOR)
    for _click in range(2):
        assert client.post(url("second_factor", manager)).status_code == 302
    assert not manager.authenticator_set.exists()
    assert ModelLogEntry.objects.filter(action="people.reset_second_factor").count() == 1
    assert client_as(Role.MANAGER).post(url("second_factor", person())).status_code == 403


# The table itself


def test_two_people_cannot_differ_only_in_the_case_of_their_number(person):
    person(staff_number="A7")
    with pytest.raises(services.ValidationError):
        User(staff_number="ａ7", full_name="张").full_clean(exclude=["password"])


def test_typed_numbers_names_and_addresses_are_tidied_when_checked(db):
    user = User(staff_number=" Ａ９ ", full_name="张　伟", email="Zhang@Hall.Example ")
    user.full_clean(exclude=["password"])
    assert (user.staff_number, user.full_name, user.email) == ("A9", "张伟", "zhang@hall.example")


def test_a_corrected_pinyin_is_kept_and_searched(person):
    clerk = person(full_name="单一", name_pinyin="dan1 yi1")
    clerk.save()
    assert User.objects.matching("danyi").get() == clerk
