"""The page of the year to come, whom to train, and how many the hall wants."""

import datetime

import pytest
from django.urls import reverse

from courses.services import enrol
from dashboard.alarms import Target, targets_of
from dashboard.cover import Promise
from dashboard.outlook import outlooks, with_names
from dashboard.promises import TIME_TO_FINISH, promised_by_enrolments, together
from dashboard.training_order import candidates_for_post, candidates_for_skill
from people.models import User
from people.roles import Role
from rotations.models import HallMinimum
from rotations.services import set_minimum
from skills.models import Level
from skills.terms import term_of
from tests.rotations.factories import LeaveFactory, PostFactory

from .factories import NOW, TODAY, hold, make_skills, teach

DAY = datetime.timedelta(days=1)
LAST = TODAY.replace(year=2027) - DAY
pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client_as):
    return client_as(Role.MANAGER)


def clerks(hall):
    return User.objects.filter(hall=hall).clerks()


def outlook(hall, target, promised=None):
    return with_names(outlooks(clerks(hall), [target], TODAY, LAST, promised or {}))[0]


def test_the_day_of_the_break_and_who_causes_it_are_named(hall, person):
    (skill,) = make_skills(1)
    first, second = person(full_name="王芳"), person(full_name="李强", left_on=TODAY + 9 * DAY)
    hold(first, skill, "grace")
    hold(second, skill, "valid")
    found = outlook(hall, Target(skill, Level.ABLE, wanted=2))
    assert found.breaks_on == TODAY + 10 * DAY
    assert [(cause.person, cause.day) for cause in found.causes] == [
        (second, TODAY + 10 * DAY),
        (first, datetime.date(2026, 12, 10)),
    ]
    assert "最后工作日" in found.causes[0].why
    assert "12月9日" in found.causes[1].why


def test_leave_empties_a_post_and_not_a_skill(hall, person):
    (skill,) = make_skills(1)
    one = person()
    hold(one, skill)
    LeaveFactory(user=one, first_day=TODAY + 5 * DAY, last_day=TODAY + 6 * DAY)
    post = PostFactory(hall=hall, needs=[(skill, 2)])
    of_skill, of_post = outlook(hall, Target(skill, 2, wanted=1)), outlook(hall, Target(post=post, wanted=1))
    assert of_skill.breaks_on == datetime.date(2027, 10, 31)
    assert of_post.breaks_on == TODAY + 5 * DAY
    assert "休假" in of_post.causes[0].why
    assert of_post.nobody.on(TODAY + 7 * DAY) == 1


def test_what_people_have_begun_keeps_the_cover_in_the_second_scenario(hall, person):
    (skill,) = make_skills(1)
    one, other = person(), person()
    hold(one, skill, "grace")
    course = teach(skill, Level.CERTIFIED)
    enrol(user=other, course=course, now=NOW)
    promised = promised_by_enrolments(clerks(hall), TODAY)
    until = term_of(TODAY + TIME_TO_FINISH, course.certification).grace_until
    assert promised == {other.pk: {skill.pk: Promise(Level.CERTIFIED, TODAY + TIME_TO_FINISH, until)}}
    found = outlook(hall, Target(skill, Level.ABLE, wanted=1), promised)
    assert found.breaks_on == datetime.date(2026, 12, 10)
    assert found.breaks_all_the_same == datetime.date(2026, 12, 10)
    assert found.assigned.on(LAST) == 1
    assert found.nobody.on(LAST) == 0


def test_of_two_promises_the_higher_level_stays():
    low, high = Promise(2, TODAY, None), Promise(3, TODAY + DAY, TODAY + 9 * DAY)
    assert together([{1: {7: low}}, {1: {7: high}}, {2: {7: (1, TODAY)}}]) == {
        1: {7: high},
        2: {7: Promise(1, TODAY)},
    }


def test_a_skill_is_watched_at_its_minimum_else_at_what_posts_ask_for(hall, person):
    wanted, asked, free = make_skills(3)
    post = PostFactory(hall=hall, seats=4, needs=[(asked, 3), (wanted, 1)])
    set_minimum(hall=hall, skill=wanted, level=2, people=5, by=person(Role.MANAGER))
    found = targets_of([wanted, asked, free], [post], HallMinimum.objects.all())
    assert [(one.level, one.wanted, one.asked) for one in found[:3]] == [
        (2, 5, True),
        (3, None, True),
        (1, None, False),
    ]
    assert (found[3].post, found[3].wanted) == (post, 4)


def test_the_page_says_in_words_what_the_picture_shows(manager, hall, person):
    (skill,) = make_skills(1)
    hold(person(full_name="王芳"), skill, "grace")
    PostFactory(hall=hall, needs=[(skill, 2)])
    text = manager.get("/hall/cover/").content.decode()
    for said in ("12月10日 周四 起缺人", "王芳", "第一天 1 人", "2026-12", "<svg"):
        assert said in text
    assert "too few from" in manager.get("/hall/cover/", headers={"accept-language": "en"}).content.decode()


def test_who_has_begun_comes_before_who_held_it_once_and_before_the_others(hall, person):
    (skill,) = make_skills(1)
    course = teach(skill, Level.CERTIFIED)
    fresh, lapsed, begun, holder, ending = (person(full_name=f"人{letter}") for letter in "甲乙丙丁戊")
    hold(lapsed, skill, "expired")
    hold(holder, skill)
    hold(ending, skill, "grace")
    enrol(user=begun, course=course, now=NOW)
    found = candidates_for_skill(clerks(hall).employed(TODAY), skill, Level.ABLE, TODAY)
    assert [one.person for one in found.people] == [begun, lapsed, fresh]
    assert [one.person for one in found.renewals] == [ending]
    assert [offer.course.pk for offer in found.offers] == [course.pk]


def test_for_a_post_the_shortest_way_comes_first(manager, hall, person):
    signs, english = make_skills(2)
    teach(signs, lessons=1), teach(english, lessons=4)
    far, near = person(full_name="甲远"), person(full_name="乙近")
    hold(near, english)
    post = PostFactory(hall=hall, needs=[(signs, 2), (english, 2)])
    found = candidates_for_post(clerks(hall).employed(TODAY), post, TODAY)
    assert [one.person for one in found.people] == [near, far]
    assert found.people[0].minutes < found.people[1].minutes
    text = manager.get(f"/hall/train/?post={post.pk}").content.decode()
    assert text.index("乙近") < text.index("甲远")


def test_without_a_course_the_page_says_so(manager):
    (skill,) = make_skills(1)
    assert "还没有已发布的课程" in manager.get(f"/hall/train/?skill={skill.slug}").content.decode()


def test_a_minimum_is_set_changed_and_taken_away(manager, hall):
    (skill,) = make_skills(1)
    address = reverse("dashboard:minimums")
    for people in ("3", "3", "5"):
        answer = manager.post(address, {"skill": skill.slug, "level": "2", "people": people})
        assert answer.status_code == 302
    assert [(row.hall, row.skill, row.level, row.people) for row in HallMinimum.objects.all()] == [(hall, skill, 2, 5)]
    assert "5 人" in manager.get(address).content.decode()
    manager.post(address, {"skill": skill.slug, "level": "2", "people": "0"})
    assert not HallMinimum.objects.exists()


@pytest.mark.parametrize("people", ["-1", "1000", "many", ""])
def test_a_senseless_minimum_is_refused_and_kept(manager, people):
    (skill,) = make_skills(1)
    answer = manager.post(reverse("dashboard:minimums"), {"skill": skill.slug, "level": "2", "people": people})
    assert answer.status_code == 200
    assert "field-error" in answer.content.decode()
    assert not HallMinimum.objects.exists()


def test_a_manager_sets_the_minimums_of_the_own_hall_alone(manager, person):
    other = PostFactory().hall
    (skill,) = make_skills(1)
    asked = {"skill": skill.slug, "level": "2", "people": "2"}
    assert manager.post(f"{reverse('dashboard:minimums')}?hall={other.code}", asked).status_code == 403
    assert not HallMinimum.objects.exists()
