"""The staff and hall screens of the CMS: for administrators, without passwords, superusers or deletion."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.history import keep_history, working_in
from people.models import Hall, User
from people.roles import Role, roles_of
from tests.factories import HallFactory, UserFactory

USERS = "/cms/users/"


@pytest.fixture
def administrator(person):
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def cms(client_as, administrator):
    return client_as(user=administrator)


def group(role):
    from django.contrib.auth.models import Group

    return Group.objects.get(name=role).pk


def edit(user):
    return reverse("wagtailusers_users:edit", args=[user.pk])


def facts(user, **changed):
    kept = {
        "staff_number": user.staff_number,
        "full_name": user.full_name,
        "name_pinyin": user.name_pinyin,
        "email": user.email,
        "hall": user.hall_id or "",
        "groups": list(user.groups.values_list("pk", flat=True)),
        "hired_on": user.hired_on or "",
        "left_on": user.left_on or "",
        "is_active": "on",
    }
    return kept | changed


@pytest.mark.parametrize("role", [Role.TRAINER, Role.CHIEF_TRAINER])
@pytest.mark.parametrize("path", [USERS, "/cms/users/new/", "/cms/halls/", "/cms/halls/new/"])
def test_only_administrators_enter(client_as, role, path):
    assert client_as(role).get(path).url == "/cms/"


def test_a_person_is_entered_without_a_password(cms, hall):
    assert cms.get("/cms/users/new/").status_code == 200
    fields = {
        "staff_number": "Ｎ１",
        "full_name": "仇　英",
        "email": "",
        "hall": hall.pk,
        "groups": [group(Role.CLERK), group(Role.TRAINER)],
        "hired_on": "2024-03-01",
        "left_on": "",
    }
    answer = cms.post("/cms/users/new/", fields)
    assert answer.status_code == 302, answer.context["form"].errors
    new = User.objects.get(staff_number="N1")
    assert (new.full_name, new.name_pinyin, new.hall) == ("仇英", "qiu2 ying1", hall)
    assert roles_of(new) == {Role.CLERK, Role.TRAINER}
    assert not new.has_usable_password()
    assert not new.is_superuser


def test_the_list_of_earlier_days_outlives_a_change(cms, person, hall):
    entered = timezone.now() - datetime.timedelta(days=3)
    clerk, other = person(hall=hall, joined_at=entered), HallFactory()
    keep_history([clerk.pk], now=entered)
    assert cms.post(edit(clerk), facts(clerk, hall=other.pk)).status_code == 302
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    assert clerk in working_in(hall, yesterday, today=today)
    assert clerk in working_in(other, today, today=today)
    assert list(clerk.staff_records.values_list("hall", flat=True)) == [hall.pk, other.pk]


def test_neither_password_nor_superuser_can_be_posted(cms, person):
    clerk = person()
    page = cms.get(edit(clerk)).content.decode()
    for field in ["password1", "is_superuser", "first_name"]:
        assert f'name="{field}"' not in page
    cms.post(edit(clerk), facts(clerk, is_superuser="on", password1="mine mine mine", password2="mine mine mine"))
    clerk.refresh_from_db()
    assert not clerk.is_superuser
    assert clerk.check_password("correct horse 9")


def test_a_new_name_gets_a_new_pinyin_unless_it_was_corrected(cms, person):
    clerk = person(full_name="李娜")
    assert cms.post(edit(clerk), facts(clerk, full_name="曾娜")).status_code == 302
    clerk.refresh_from_db()
    assert (clerk.name_pinyin, clerk.name_search) == ("zeng1 na4", "zengna zn")
    cms.post(edit(clerk), facts(clerk, name_pinyin="ceng2 na4"))
    clerk.refresh_from_db()
    assert (clerk.name_pinyin, clerk.name_search) == ("ceng2 na4", "cengna cn")


def test_two_people_without_an_address_are_no_doubles_and_two_with_one_are(cms, person):
    clerk, other = person(email=""), person(email="taken@hall.example")
    assert cms.post(edit(clerk), facts(clerk)).status_code == 302
    answer = cms.post(edit(clerk), facts(clerk, email="Taken@hall.example"))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert other.email == "taken@hall.example"


def test_only_a_superuser_touches_a_superuser(cms, client_as, person):
    root = person(Role.ADMINISTRATOR, is_superuser=True, email="root@hall.example")
    assert cms.get(edit(root)).status_code in (302, 403)
    cms.post(edit(root), facts(root, email="mine@hall.example"))
    bulk = f"/cms/bulk/people/user/set_active_state/?next={USERS}&id={root.pk}"
    cms.post(bulk, {"mark_as_active": "False"})
    root.refresh_from_db()
    assert (root.email, root.is_active) == ("root@hall.example", True)
    assert client_as(user=root).get(edit(root)).status_code == 200


def test_nobody_shuts_themselves_out(cms, administrator):
    answer = cms.post(edit(administrator), facts(administrator, left_on="2020-05-01", groups=[group(Role.CLERK)]))
    assert answer.status_code == 200
    assert "groups" in answer.context["form"].errors
    saved = cms.post(edit(administrator), facts(administrator, left_on="2020-05-01", is_active=""))
    assert saved.status_code == 302
    administrator.refresh_from_db()
    assert (administrator.left_on, administrator.is_active) == (None, True)


@pytest.mark.parametrize("superuser", [False, True])
def test_nobody_and_no_hall_is_ever_deleted_not_even_by_a_superuser(client_as, person, hall, superuser):
    client = client_as(Role.ADMINISTRATOR, is_superuser=superuser)
    clerk, empty = person(), Hall.objects.create(code="empty", name="空厅")
    for path in [reverse("wagtailusers_users:delete", args=[clerk.pk]), reverse("halls:delete", args=[empty.pk])]:
        answer = client.post(path, follow=True)
        assert answer.status_code == 200
        assert list(answer.context["messages"])
    bulk = client.post(f"/cms/bulk/people/user/delete/?next={USERS}&id={clerk.pk}", follow=True)
    assert list(bulk.context["messages"])
    assert User.objects.filter(pk=clerk.pk).exists()
    assert Hall.objects.filter(pk=empty.pk).exists()
    assert reverse("wagtailusers_users:delete", args=[clerk.pk]) not in client.get(USERS).content.decode()


def test_halls_are_entered_and_changed(cms, hall):
    assert cms.get("/cms/halls/").status_code == 200
    assert cms.post("/cms/halls/new/", {"name": "秀洲营业厅", "name_en": "", "code": "xz"}).status_code == 302
    answer = cms.post(reverse("halls:edit", args=[hall.pk]), {"name": "新名", "name_en": "", "code": hall.code})
    assert answer.status_code == 302
    hall.refresh_from_db()
    assert hall.name == "新名"


@pytest.mark.parametrize(
    "query", ["?q=单", "?q=sxx", "?ordering=name_pinyin", "?ordering=-hall__name", "?is_active=true"]
)
def test_the_list_is_searched_sorted_and_filtered(cms, person, query):
    person(full_name="单雄信")
    answer = cms.get(USERS + query)
    assert answer.status_code == 200
    assert "单雄信" in answer.content.decode()


def test_the_list_costs_the_same_for_one_person_and_for_many(cms, hall):
    def cost():
        with CaptureQueriesContext(connection) as caught:
            assert cms.get(USERS).status_code == 200
        return len(caught)

    cost()
    few = cost()
    UserFactory.create_batch(20, hall=hall)
    # Wagtail's template asks for the picture of each person's profile when there is one; ours have none.
    assert cost() == few


def test_every_user_screen_opens(cms, person):
    clerk = person()
    for name in ["edit", "history", "usage"]:
        assert cms.get(reverse(f"wagtailusers_users:{name}", args=[clerk.pk])).status_code == 200
    assert cms.get("/cms/").status_code == 200
    assert cms.get("/cms/reports/site-history/").status_code == 200
