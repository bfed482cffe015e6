"""The manager's hall: figures, posts, what ends, the matrix and its sheet."""

import datetime

import pytest
from django.urls import reverse

from dashboard.hall import hall_day
from people.roles import Role
from skills.models import Level, Skill
from tests.factories import HallFactory, UserFactory
from tests.rotations.factories import PostFactory

from .factories import TODAY, hold, make_skills

DAY = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client_as):
    return client_as(Role.MANAGER)


def text_of(client, url="/hall/", **headers):
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_a_post_is_short_fully_covered_or_leans_on_people_who_are_flagged(hall, person):
    fresh, ending = make_skills(2)
    for state in ("valid", "grace"):
        one = person()
        hold(one, fresh)
        hold(one, ending, state)
    PostFactory(hall=hall, seats=3, needs=[(fresh, Level.ABLE)], order=1)
    PostFactory(hall=hall, seats=2, needs=[(fresh, Level.ABLE)], order=2)
    PostFactory(hall=hall, seats=2, needs=[(ending, Level.ABLE)], order=3)
    covers = hall_day(hall, list(Skill.objects.all()), TODAY, today=TODAY).covers
    assert [(cover.yes, cover.flagged, cover.short, cover.leans) for cover in covers] == [
        (2, 0, 1, False),
        (2, 0, 0, False),
        (1, 1, 0, True),
    ]


def test_the_page_says_in_words_where_people_are_missing(manager, hall, person):
    (skill,) = make_skills(1)
    hold(person(), skill)
    post = PostFactory(hall=hall, seats=3, needs=[(skill, Level.ABLE)])
    text = text_of(manager)
    assert "缺 2 人" in text
    assert "1 个岗位缺人" in text
    assert f"{reverse('rotations:post', args=[post.pk])}?from=2026-11-23&amp;to=2026-11-23" in text
    assert "short of 2" in text_of(manager, accept_language="en")


def test_what_ends_is_listed_by_date_and_what_has_lapsed_apart(hall, person):
    skills = make_skills(3)
    one = person()
    for skill, state in zip(skills, ["expired", "renewal", "grace"], strict=True):
        hold(one, skill, state)
    day = hall_day(hall, skills, TODAY, today=TODAY)
    assert [due.skill for due in day.ending] == [skills[2], skills[1]]
    assert [due.skill for due in day.lapsed] == [skills[0]]
    assert day.in_grace == 1


def test_a_manager_sees_the_clerks_of_the_own_hall_alone(manager, person):
    (skill,) = make_skills(1)
    own, stranger, trainer = person(full_name="本厅甲"), UserFactory(full_name="外厅乙"), person(Role.TRAINER)
    for one in (own, stranger):
        hold(one, skill, "expired")
    PostFactory(name="外厅岗位")
    text = text_of(manager)
    assert own.full_name in text
    for hidden in (stranger.full_name, trainer.full_name, "外厅岗位"):
        assert hidden not in text


def test_a_manager_may_name_the_own_hall_but_no_other(manager, hall):
    other = HallFactory()
    assert manager.get("/hall/", {"hall": hall.code}).status_code == 200
    assert manager.get("/hall/", {"hall": other.code}).status_code == 403
    assert manager.get("/hall/", {"hall": "nowhere"}).status_code == 404
    assert manager.get("/hall/matrix.xlsx", {"hall": other.code}).status_code == 403


def test_an_administrator_chooses_among_all_halls(client_as, hall):
    make_skills(1)
    other = HallFactory()
    UserFactory(hall=other, full_name="外厅乙")
    client = client_as(Role.ADMINISTRATOR)
    assert "外厅乙" not in text_of(client)
    assert "外厅乙" in text_of(client, f"/hall/matrix/?hall={other.code}")
    assert client.get("/hall/", {"hall": "nowhere"}).status_code == 404


def test_an_administrator_without_a_hall_sees_the_first_and_one_without_any_is_told(client, db):
    client.force_login(UserFactory(hall=None, roles=[Role.ADMINISTRATOR]))
    assert "还没有登记" in text_of(client)
    assert client.get("/hall/matrix.xlsx").status_code == 404
    HallFactory(name="甲厅")
    assert "甲厅" in text_of(client)


def test_a_manager_without_a_hall_is_told_what_to_do(client_as):
    assert "还没有登记" in text_of(client_as(Role.MANAGER, hall=None))


def test_an_empty_hall_says_how_to_fill_it(client_as, hall):
    assert "导入人员名单" in text_of(client_as(Role.MANAGER))
    assert reverse("people:import") in text_of(client_as(Role.ADMINISTRATOR))


def test_people_without_posts_and_posts_without_people_are_explained(manager, hall, person):
    make_skills(1)
    person()
    assert "还没有岗位" in text_of(manager)
    hall.people.all().exclude(groups__name=Role.MANAGER).update(left_on=TODAY - DAY)
    PostFactory(hall=hall)
    assert "没有在岗人员" in text_of(manager, "/hall/matrix/")


def test_any_day_can_be_asked(manager, person):
    (skill,) = make_skills(1)
    one, gone = person(), person(full_name="已离职", left_on=TODAY - 10 * DAY)
    hold(one, skill, "renewal")
    assert "60 天内没有到期的" not in text_of(manager)
    assert "没有过期未续的" in text_of(manager)
    later = text_of(manager, "/hall/?on=2027-03-01")
    assert "已过期" in later
    assert f"{reverse('skills:person', args=[one.pk])}?on=2027-03-01#{skill.slug}" in later
    assert gone.full_name not in text_of(manager, "/hall/matrix/?on=2027-03-01")
    assert gone.full_name in text_of(manager, "/hall/matrix/?on=2026-11-01")


@pytest.mark.parametrize("nonsense", ["2026-13-40", "tomorrow", "0000-00-00"])
def test_a_day_that_is_none_is_kept_explained_and_answered_with_today(manager, person, nonsense):
    person()
    text = text_of(manager, f"/hall/?on={nonsense}")
    assert f'value="{nonsense}"' in text
    assert "日期请写成" in text
    assert "11月23日" in text


def fill(hall, skills, count):
    """So many people, each holding the skills in other states, half of them without anything to see to."""
    states = ["valid", "never", "renewal", "valid", "grace", "valid", "never", "expired"]
    for number in range(count):
        one = UserFactory(hall=hall)
        for place, skill in enumerate(skills):
            state = states[(number + place) % len(states)]
            if state != "never":
                hold(one, skill, state)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_the_hall_makes_as_many_queries_for_thirty_as_for_one(client_as, hall, role, count_queries):
    client_as(role)
    skills = make_skills(4)
    fill(hall, skills, 1)
    PostFactory(hall=hall, needs=[(skills[0], Level.ABLE)])
    at_one = count_queries("/hall/")
    fill(hall, skills, 29)
    for skill in skills:
        PostFactory(hall=hall, needs=[(skill, Level.ABLE)])
    assert count_queries("/hall/") == at_one


def test_thirty_six_people_and_four_skills_weigh_at_most_sixty_kilobytes(manager, hall):
    fill(hall, make_skills(4), 36)
    for order in range(9):
        PostFactory(hall=hall, order=order)
    assert len(manager.get("/hall/").content) <= 60_000


def test_who_left_is_not_counted_and_the_last_day_still_is(hall, person):
    here, last_day = person(), person(left_on=TODAY)
    person(left_on=TODAY - DAY)
    person(hired_on=TODAY + DAY)
    assert set(hall_day(hall, [], TODAY, today=TODAY).people) == {here, last_day}
