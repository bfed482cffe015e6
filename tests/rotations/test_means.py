"""What training would open to whom, in minutes and by when, for the planner."""

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from courses.models import Enrolment, Progress
from courses.services import complete_step, enrol
from people.models import User
from programmes.models import Programme
from rotations.able_days import able_days
from rotations.eligibility import judge_all
from rotations.judging import Need
from rotations.means import UNTIL_SIGNED, ready_on, ways_to
from rotations.planner.fixes import UNREACHABLE
from rotations.routes import Offer, Target
from tests.courses.factories import steps_of
from tests.programmes.factories import make_programme, path
from tests.skills.factories import CertificationFactory, SkillFactory, give

from .factories import LeaveFactory, PostFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
WEEKS = [(date(2026, 3, 2) + 7 * n * DAY, date(2026, 3, 8) + 7 * n * DAY) for n in range(6)]


def ways(people, posts, rules=None, today=TODAY):
    able = able_days(people, posts, WEEKS[0][0], WEEKS[-1][1])
    return ways_to(people, posts, WEEKS, able=able, rules=rules or {}, today=today)


def test_a_course_opens_a_post_from_the_first_period_after_an_hour_a_day(hall, person, course):
    skill = SkillFactory()
    taught = course([(skill, 3)], minutes=[60] * 11 + [1])
    clerk, post = person(), PostFactory(hall=hall, needs=[(skill, 3)])
    found = ways([clerk], [post])
    route = found.posts[0, 0]
    assert [offer.course for offer in route.offers] == [taught]
    # 661 minutes are twelve days from the first of March on: the third week begins after that.
    assert (route.minutes, route.ready_on, found.means.ready[0, 0]) == (661, date(2026, 3, 13), 2)
    assert found.means.cost[0, 0] == 661


def test_whoever_can_stand_there_all_the_time_needs_no_way(hall, person, course):
    skill = SkillFactory()
    course([(skill, 3)])
    clerk, post = person(), PostFactory(hall=hall, needs=[(skill, 3)])
    give(clerk, skill, on=date(2026, 1, 1))
    found = ways([clerk], [post])
    assert found.means.cost[0, 0] == UNREACHABLE
    assert not found.posts


def test_what_nobody_teaches_cannot_be_reached(hall, person):
    skill = SkillFactory()
    found = ways([person()], [PostFactory(hall=hall, needs=[(skill, 3)])])
    assert found.means.cost[0, 0] == UNREACHABLE


def test_the_cheapest_set_brings_all_that_is_missing_and_nothing_that_is_held(hall, person, course):
    one, two = SkillFactory(), SkillFactory()
    course([(one, 3)], minutes=[30])
    course([(two, 3)], minutes=[40])
    course([(one, 3), (two, 3)], minutes=[60])
    holder, learner = person(), person()
    give(holder, one, on=date(2026, 1, 1))
    post = PostFactory(hall=hall, needs=[(one, 3), (two, 3)])
    found = ways([holder, learner], [post])
    assert found.means.cost[:, 0].tolist() == [40, 60]


def test_a_renewal_is_ready_only_after_it_opens(hall, person, course):
    skill, kind = SkillFactory(), CertificationFactory(renewal_days=10, grace_days=0, validity_months=12)
    course([(skill, 3)], minutes=[60], certification=kind)
    clerk, post = person(), PostFactory(hall=hall, needs=[(skill, 3)])
    # Valid until 31 March, to be renewed from the 22nd on.
    give(clerk, skill, on=date(2025, 4, 1), certification=kind)
    route = ways([clerk], [post]).posts[0, 0]
    assert (route.opens_on, route.ready_on) == (date(2026, 3, 22), date(2026, 3, 23))
    assert ways([clerk], [post]).means.ready[0, 0] == 3


def test_a_certificate_takes_a_week_more_to_be_signed():
    kind = CertificationFactory.build()
    offer = Offer(Target(kind), 120, {})
    assert ready_on([offer], TODAY) == TODAY + 2 * DAY + UNTIL_SIGNED


def test_a_certificate_that_asks_first_for_another_is_no_way_for_who_lacks_that(hall, person, course):
    skill, before = SkillFactory(), CertificationFactory()
    part = course([], minutes=[30])
    make_programme(path([part]), grants=[(skill, 3)], after=[before])
    assert Programme.objects.filter(live=True).exists()
    lacks, has = person(), person()
    give(has, SkillFactory(), on=date(2026, 1, 1), certification=before)
    found = ways([lacks, has], [PostFactory(hall=hall, needs=[(skill, 3)])])
    assert found.means.cost[:, 0].tolist() == [UNREACHABLE, 30]


def test_a_certificate_that_lapses_again_before_the_end_is_no_way(hall, person, course):
    skill = SkillFactory()
    short = CertificationFactory(validity_months=1, renewal_days=5, grace_days=0)
    course([(skill, 3)], certification=short)
    found = ways([person()], [PostFactory(hall=hall, needs=[(skill, 3)])])
    assert found.means.cost[0, 0] == UNREACHABLE


def test_days_off_are_told_without_a_reason_and_kept_apart_from_what_somebody_can_do(hall, person):
    clerk, post = person(), PostFactory(hall=hall)
    LeaveFactory(user=clerk, first_day=WEEKS[1][1], last_day=WEEKS[2][0])
    means = ways([clerk], [post]).means
    assert means.absent[0].tolist() == [False, True, True, False, False, False]
    assert means.able[0, 0].all()


def test_whoever_leaves_the_house_is_not_brought_back_by_moving_days_off(hall, person):
    clerk, post = person(left_on=WEEKS[3][0]), PostFactory(hall=hall)
    means = ways([clerk], [post]).means
    assert means.able[0, 0].tolist() == [True, True, True, False, False, False]
    assert means.absent[0].tolist() == [False, False, False, True, True, True]


def test_holders_of_a_rule_are_trained_for_the_skill_it_names(hall, person, course):
    skill = SkillFactory()
    course([(skill, 2)], minutes=[45])
    holder, learner = person(), person()
    give(holder, skill, 2, on=date(2026, 1, 1))
    means = ways([holder, learner], [PostFactory(hall=hall)], {"sign": Need(skill.pk, 2, skill)}).means
    assert means.holder_cost["sign"].tolist() == [UNREACHABLE, 45]
    assert means.holder_ready["sign"].tolist() == [0, 0]


def test_as_many_questions_for_twenty_people_as_for_one(hall, person, course, django_assert_max_num_queries):
    skill, kind = SkillFactory(), CertificationFactory()
    part = course([(skill, 2)], minutes=[30], certification=kind)
    make_programme(path([part]), grants=[(skill, 3)], after=[kind])
    for _n in range(21):
        person()
    people = list(User.objects.filter(hall=hall).clerks())
    posts = [PostFactory(hall=hall, needs=[(skill, 3)]) for _n in range(5)]
    able = able_days(people, posts, WEEKS[0][0], WEEKS[-1][1])
    with django_assert_max_num_queries(18):
        ways_to(people, posts, WEEKS, able=able, rules={"r": Need(skill.pk, 2, skill)}, today=TODAY)


# From here: what is done already


def of_routes(people, posts, today=TODAY):
    """The minutes that `routes` gives for the same people and posts over the same days."""
    found = judge_all(people, posts, WEEKS[0][0], WEEKS[-1][1], today=today)
    return [[one.minutes for one in found if one.user == user] for user in people]


def test_what_somebody_has_done_is_behind_them_and_the_ways_of_planner_and_post_agree(hall, person, course):
    skill = SkillFactory()
    begun, other = course([(skill, 3)], minutes=[40, 50]), course([(skill, 3)], minutes=[60])
    fresh, learner = person(), person()
    enrol(user=learner, course=begun, now=NOW)
    lesson = begun.get_children().first().specific
    Progress.objects.create(enrolment=Enrolment.objects.get(), page=lesson, opened_at=NOW, completed_at=NOW)
    post = PostFactory(hall=hall, needs=[(skill, 3)])
    found = ways([fresh, learner], [post])
    # The other course is the shorter one for everybody but whoever has done half of the first.
    assert [route.offers[0].course for route in found.posts.values()] == [other, begun]
    assert found.means.cost[:, 0].tolist() == [60, 50]
    assert of_routes([fresh, learner], [post]) == [[60], [50]]


def test_parts_of_a_programme_that_are_proven_are_not_asked_for_again(hall, person, course):
    skill, kind = SkillFactory(), CertificationFactory()
    one, two = course([], minutes=[30]), course([], minutes=[45])
    make_programme(path([one, two]), certification=kind, grants=[(skill, 3)])
    fresh, learner = person(), person()
    enrolment = enrol(user=learner, course=one, now=NOW)
    for step in steps_of(one):
        complete_step(enrolment=enrolment, page=step, now=NOW)
    post = PostFactory(hall=hall, needs=[(skill, 3)])
    found = ways([fresh, learner], [post])
    assert found.means.cost[:, 0].tolist() == [75, 45]
    assert of_routes([fresh, learner], [post]) == [[75], [45]]


def test_whoever_must_renew_goes_the_way_of_the_renewal(hall, person, course):
    skill = SkillFactory()
    kind = CertificationFactory(renewal_days=60, grace_days=0, validity_months=12)
    one, short = course([], minutes=[50, 40]), course([], minutes=[20])
    make_programme(path([one]), certification=kind, grants=[(skill, 3)], renewal=path([short]))
    fresh, holder = person(), person()
    give(holder, skill, on=date(2025, 4, 1), certification=kind)
    post = PostFactory(hall=hall, needs=[(skill, 3)])
    found = ways([fresh, holder], [post])
    assert found.means.cost[:, 0].tolist() == [90, 20]
    assert of_routes([fresh, holder], [post]) == [[90], [20]]


@pytest.mark.parametrize("seed", range(6))
def test_planner_and_post_give_the_same_minutes_whatever_was_done(hall, person, course, seed):
    chance = random.Random(seed)
    skills = [SkillFactory() for _n in range(3)]
    courses = [
        course(
            [(skill, 3) for skill in chance.sample(skills, chance.randint(1, 2))],
            minutes=chance.choices(range(5, 60), k=3),
        )
        for _n in range(5)
    ]
    people = [person() for _n in range(6)]
    for user in people:
        for one in chance.sample(courses, 2):
            enrolment = enrol(user=user, course=one, now=NOW)
            for lesson in chance.sample(list(one.get_children()), chance.randint(0, 2)):
                Progress.objects.create(enrolment=enrolment, page=lesson, opened_at=NOW, completed_at=NOW)
    posts = [PostFactory(hall=hall, needs=[(skill, 3) for skill in chance.sample(skills, n)]) for n in (1, 2, 3)]
    found = ways(people, posts)
    by_planner = [[found.posts[i, p].minutes if (i, p) in found.posts else 0 for p in range(3)] for i in range(6)]
    by_post = of_routes(people, posts)
    untaught = {p for p in range(3) if (0, p) not in found.posts}
    for p in set(range(3)) - untaught:
        assert [row[p] for row in by_planner] == [row[p] for row in by_post]
