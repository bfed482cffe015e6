"""The manager's pages: posts, who can stand there, requirements, days off."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from people.roles import Role
from rotations.models import Leave, Post, Requirement
from rotations.services import add_leave
from tests.factories import HallFactory, UserFactory
from tests.skills.factories import CertificationFactory, SkillFactory, give

from .factories import LeaveFactory, PostFactory

pytestmark = pytest.mark.django_db
SESSION_AND_USER = 2


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def skill():
    return SkillFactory(name="手语", name_en="Sign language")


@pytest.fixture
def signing_post(hall, skill):
    return PostFactory(hall=hall, name="无障碍窗口", name_en="Accessible counter", seats=2, needs=[(skill, 3)])


@pytest.fixture
def manager(client_as):
    return client_as(Role.MANAGER)


def test_the_posts_say_how_many_could_stand_there_and_what_is_short(manager, person, signing_post, skill, today):
    give(person(), skill, 3, on=today, certification=CertificationFactory())
    give(person(), skill, 2, on=today)
    response = manager.get(reverse("rotations:posts"))
    row = response.context["rows"][0]
    assert (row["yes"], row["flagged"], row["lacking"], row["leaning"]) == (1, 0, 1, False)
    give(person(), skill, 3, on=today - timedelta(days=330), certification=CertificationFactory())
    row = manager.get(reverse("rotations:posts")).context["rows"][0]
    assert (row["yes"], row["flagged"], row["lacking"], row["leaning"]) == (1, 1, 0, True)


def test_only_clerks_who_work_here_are_counted(manager, person, signing_post, skill, today):
    for fields in [{"role": Role.TRAINER}, {"left_on": today - timedelta(days=1)}, {"hall": HallFactory()}]:
        give(person(**fields), skill, 3, on=today - timedelta(days=30))
    assert manager.get(reverse("rotations:posts")).context["rows"][0]["yes"] == 0
    response = manager.get(reverse("rotations:post", args=[signing_post.pk]))
    assert response.context["everybody"] == 0


def test_the_post_shows_yes_then_flagged_then_no_and_each_by_name(manager, person, signing_post, skill, today):
    certification = CertificationFactory()
    for name, ago in [("王芳", 10), ("安宁", 10), ("李静", 320), ("白雪", None), ("陈晨", None)]:
        clerk = person(full_name=name)
        if ago:
            give(clerk, skill, 3, on=today - timedelta(days=ago), certification=certification)
    response = manager.get(reverse("rotations:post", args=[signing_post.pk]))
    shown = [(row.user.full_name, str(row.answer)) for row in response.context["page"].object_list]
    assert shown == [("安宁", "yes"), ("王芳", "yes"), ("李静", "flagged"), ("白雪", "no"), ("陈晨", "no")]
    assert [count for _answer, _label, count in response.context["tabs"]] == [2, 1, 2]
    only = manager.get(reverse("rotations:post", args=[signing_post.pk]), {"answer": "no"})
    assert {str(row.answer) for row in only.context["page"].object_list} == {"no"}


def test_the_usual_period_is_four_weeks_from_today(manager, signing_post, today):
    response = manager.get(reverse("rotations:post", args=[signing_post.pk]))
    assert (response.context["start"], response.context["end"]) == (today, today + timedelta(days=27))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-12-31", "2026-12-01"),
        ("soon", "2026-12-01"),
        ("2026-12-01", ""),
        ("2026-02-30", "2026-12-01"),
        ("2026-01-01", "2027-01-02"),
        ("1900-01-01", "1900-01-09"),
    ],
)
def test_a_senseless_period_is_kept_and_explained(manager, signing_post, start, end):
    response = manager.get(reverse("rotations:post", args=[signing_post.pk]), {"from": start, "to": end})
    html = response.content.decode()
    assert response.status_code == 200
    assert response.context["form"].errors
    assert "page" not in response.context
    assert not start or f'value="{start}"' in html
    assert not end or f'value="{end}"' in html


def test_a_whole_year_can_be_asked(manager, signing_post):
    response = manager.get(
        reverse("rotations:post", args=[signing_post.pk]), {"from": "2026-01-01", "to": "2027-01-01"}
    )
    assert not response.context["form"].errors


def test_a_no_shows_its_dates_and_its_evidence(manager, person, signing_post, skill, today):
    clerk = person()
    issued = give(clerk, skill, 3, on=today - timedelta(days=400), certification=CertificationFactory(grace_days=0))
    html = manager.get(reverse("rotations:post", args=[signing_post.pk])).content.decode()
    assert issued.certificate.number in html


def test_the_list_as_excel_has_the_filter_and_no_formula(manager, person, signing_post, skill, today):
    person(full_name='=HYPERLINK("http://x")', staff_number="-0012")
    give(person(full_name="王芳"), skill, 3, on=today)
    url = reverse("rotations:post_xlsx", args=[signing_post.pk])
    sheet = openpyxl.load_workbook(io.BytesIO(manager.get(url, {"answer": "no"}).content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][:2] == ("'-0012", '\'=HYPERLINK("http://x")')
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    everybody = openpyxl.load_workbook(io.BytesIO(manager.get(url).content)).active
    assert everybody.max_row == 3


def test_a_senseless_period_gives_no_file_but_the_page_that_explains(manager, signing_post):
    response = manager.get(reverse("rotations:post_xlsx", args=[signing_post.pk]), {"from": "soon", "to": "later"})
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("rotations:post", args=[signing_post.pk]))


@pytest.mark.parametrize("role", [Role.CLERK, Role.TRAINER, Role.CHIEF_TRAINER])
def test_the_pages_are_for_managers(client_as, signing_post, role):
    client = client_as(role)
    for url in [
        reverse("rotations:posts"),
        reverse("rotations:post", args=[signing_post.pk]),
        reverse("rotations:post_xlsx", args=[signing_post.pk]),
        reverse("rotations:edit_post", args=[signing_post.pk]),
        reverse("rotations:leaves"),
    ]:
        assert client.get(url).status_code == 403, url
    assert client.post(reverse("rotations:take_back_leave", args=[1])).status_code == 403


def test_the_posts_of_another_hall_do_not_exist_for_a_manager(client_as, signing_post, person):
    leave = LeaveFactory(user=person(), first_day=timezone.localdate(), last_day=timezone.localdate())
    stranger = client_as(Role.MANAGER, hall=HallFactory())
    for name in ["post", "post_xlsx", "edit_post"]:
        assert stranger.get(reverse(f"rotations:{name}", args=[signing_post.pk])).status_code == 404
    assert stranger.post(reverse("rotations:take_back_leave", args=[leave.pk])).status_code == 404
    assert stranger.get(reverse("rotations:posts"), {"hall": signing_post.hall.code}).context["rows"] == []


def test_a_manager_without_a_hall_is_told_so(client_as):
    client = client_as(Role.MANAGER, hall=None)
    assert client.get(reverse("rotations:posts")).status_code == 200
    assert client.get(reverse("rotations:leaves")).status_code == 200


def test_an_administrator_chooses_the_hall(client_as, signing_post):
    other = PostFactory(hall=HallFactory(code="second"))
    client = client_as(Role.ADMINISTRATOR, hall=None)
    response = client.get(reverse("rotations:posts"), {"hall": "second"})
    assert [row["post"] for row in response.context["rows"]] == [other]
    assert client.get(reverse("rotations:post", args=[signing_post.pk])).status_code == 200


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_pages_cost_the_same_with_two_people_and_with_twenty_five(manager, person, hall, course, today):
    skills = [SkillFactory() for _ in range(3)]
    course([(skills[0], 3)])
    post = PostFactory(hall=hall, needs=[(skills[0], 3)])
    give(person(), skills[0], 3, on=today, certification=CertificationFactory())
    person()
    urls = [reverse("rotations:posts"), reverse("rotations:post", args=[post.pk]), reverse("rotations:leaves")]
    few = [queries_of(manager, url) for url in urls]
    for number in range(25):
        clerk = person()
        PostFactory(hall=hall, needs=[(skill, 2) for skill in skills])
        LeaveFactory(user=clerk, first_day=today + timedelta(days=60), last_day=today + timedelta(days=61))
        if number % 2:
            give(clerk, skills[0], 3, on=today - timedelta(days=20 * number), certification=CertificationFactory())
    assert [queries_of(manager, url) for url in urls] == few
    assert max(few) <= 12 + SESSION_AND_USER


# Seats and requirements


def needs_data(*lines, seats=1, initial=0):
    data = {"seats": seats, "needs-TOTAL_FORMS": len(lines), "needs-INITIAL_FORMS": initial}
    data |= {"busy": 1, "counters-TOTAL_FORMS": 0, "counters-INITIAL_FORMS": 0}
    for number, (skill, level) in enumerate(lines):
        data |= {f"needs-{number}-skill": skill.pk if skill else "", f"needs-{number}-level": level}
    return data


def test_a_manager_changes_seats_and_requirements(manager, signing_post, skill):
    english = SkillFactory(slug="english")
    url = reverse("rotations:edit_post", args=[signing_post.pk])
    assert manager.get(url).status_code == 200
    response = manager.post(url, needs_data((skill, 2), (english, 3), (None, 2), seats=4, initial=1))
    assert response.status_code == 302
    signing_post.refresh_from_db()
    assert signing_post.seats == 4
    assert {(row.skill, row.level) for row in Requirement.objects.filter(post=signing_post)} == {
        (skill, 2),
        (english, 3),
    }
    entry = ModelLogEntry.objects.get(action="rotations.post")
    assert entry.data["before"]["needs"] == {skill.slug: 3}
    assert entry.data["after"]["seats"] == 4
    manager.post(url, needs_data((None, 2), (english, 3), initial=2))
    assert [row.skill for row in Requirement.objects.filter(post=signing_post)] == [english]


@pytest.mark.parametrize("seats", ["0", "-1", "100", "many", ""])
def test_senseless_seats_are_refused_and_kept(manager, signing_post, skill, seats):
    url = reverse("rotations:edit_post", args=[signing_post.pk])
    response = manager.post(url, needs_data((skill, 2), seats=seats, initial=1))
    assert response.status_code == 200
    assert response.context["seats"].errors["seats"]
    assert Post.objects.get(pk=signing_post.pk).seats == 2
    assert Requirement.objects.get().level == 3


def test_a_skill_asked_for_twice_is_refused_with_a_sentence(manager, signing_post, skill):
    url = reverse("rotations:edit_post", args=[signing_post.pk])
    response = manager.post(url, needs_data((skill, 2), (skill, 3), initial=1))
    assert response.status_code == 200
    assert response.context["needs"].forms[1].errors["skill"]
    assert Requirement.objects.get().level == 3


@pytest.mark.parametrize("level", ["0", "5", "x"])
def test_a_level_that_does_not_exist_is_refused(manager, signing_post, skill, level):
    response = manager.post(reverse("rotations:edit_post", args=[signing_post.pk]), needs_data((skill, level)))
    assert response.status_code == 200
    assert Requirement.objects.get().level == 3


# Days off


def test_a_manager_enters_days_off_and_takes_them_back(manager, person, today):
    clerk = person(full_name="王芳")
    url = reverse("rotations:leaves")
    first, last = today + timedelta(days=3), today + timedelta(days=5)
    assert manager.post(url, {"user": clerk.pk, "first_day": first, "last_day": last}).status_code == 302
    assert manager.post(url, {"user": clerk.pk, "first_day": first, "last_day": last}).status_code == 302
    leave = Leave.objects.get()
    assert "王芳" in manager.get(url).content.decode()
    manager.post(reverse("rotations:take_back_leave", args=[leave.pk]))
    assert not Leave.objects.exists()
    assert list(ModelLogEntry.objects.values_list("action", flat=True).order_by("pk")) == [
        "rotations.leave",
        "rotations.take_back_leave",
    ]


def test_somebody_back_early_was_away_until_yesterday(manager, person, today):
    leave = LeaveFactory(user=person(), first_day=today - timedelta(days=2), last_day=today + timedelta(days=9))
    over = LeaveFactory(user=person(), first_day=today - timedelta(days=9), last_day=today - timedelta(days=4))
    for row in [leave, over]:
        manager.post(reverse("rotations:take_back_leave", args=[row.pk]))
    leave.refresh_from_db()
    over.refresh_from_db()
    assert leave.last_day == today - timedelta(days=1)
    assert over.last_day == today - timedelta(days=4)


def test_overlapping_days_off_are_refused_with_the_days_already_entered(manager, person, today):
    clerk = person()
    LeaveFactory(user=clerk, first_day=today, last_day=today + timedelta(days=5))
    response = manager.post(
        reverse("rotations:leaves"),
        {"user": clerk.pk, "first_day": today + timedelta(days=5), "last_day": today + timedelta(days=8)},
    )
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert Leave.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "last"), [("2026-12-05", "2026-12-04"), ("soon", "2026-12-04"), ("", ""), ("2026-01-01", "2062-01-01")]
)
def test_senseless_days_off_are_refused_and_kept(manager, person, first, last):
    response = manager.post(reverse("rotations:leaves"), {"user": person().pk, "first_day": first, "last_day": last})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not first or f'value="{first}"' in response.content.decode()
    assert not Leave.objects.exists()


def test_nobody_of_another_hall_can_be_sent_on_leave(manager, person, today):
    stranger = person(hall=HallFactory())
    response = manager.post(reverse("rotations:leaves"), {"user": stranger.pk, "first_day": today, "last_day": today})
    assert response.context["form"].errors["user"]


def test_two_entries_at_once_do_not_overlap(racing_db, person):
    clerk, boss = person(), person(Role.MANAGER)
    day = timezone.localdate()

    def enter(length):
        return lambda: add_leave(user=clerk, first_day=day, last_day=day + timedelta(days=length), by=boss)

    answers = racing_db.together([enter(1), enter(2), enter(3)])
    assert Leave.objects.count() == 1
    assert sorted(type(answer).__name__ for answer in answers) == ["Leave", "ValidationError", "ValidationError"]


def test_the_leave_of_somebody_without_a_hall_is_taken_back_like_any_other(client_as, person, today):
    leave = LeaveFactory(user=person(hall=None), first_day=today, last_day=today)
    administrator = client_as(Role.ADMINISTRATOR)
    assert administrator.post(reverse("rotations:take_back_leave", args=[leave.pk])).status_code == 302
    assert not Leave.objects.exists()


def test_a_manager_comes_from_a_person_to_their_posts(client_as):
    person = UserFactory()
    address = reverse("rotations:posts_of_person", args=[person.pk])
    detail = reverse("people:detail", args=[person.pk])
    for role, shown in ((Role.MANAGER, True), (Role.TRAINER, False)):
        viewer = UserFactory(hall=person.hall, roles=[role])
        assert (address in client_as(user=viewer).get(detail).content.decode()) is shown, role
