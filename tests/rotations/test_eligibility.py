"""Asking the database: the same few queries for one and for many, and the cheapest way to yes."""

from datetime import date, timedelta
from itertools import combinations
from random import Random
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.roles import Role
from rotations.eligibility import Answer, Code, judge, judge_all, judge_posts, judgements
from rotations.judging import Need
from rotations.models import Post
from rotations.needs import posts_of_hall, read_with_needs
from rotations.routes import Offer, cheapest
from skills.models import Skill
from skills.services import revoke
from tests.courses.factories import make_course
from tests.programmes.factories import make_programme, path
from tests.skills.factories import CertificationFactory, SkillFactory, give

from .factories import LeaveFactory, PostFactory

pytestmark = pytest.mark.django_db
START, END = date(2026, 12, 1), date(2026, 12, 28)
IDS = [1, 2, 3, 4]


def test_an_awarded_certificate_turns_a_no_into_a_yes(person, hall):
    clerk, skill = person(), SkillFactory()
    post = PostFactory(hall=hall, needs=[(skill, 3)])
    assert judge(clerk, post, START, END).answer == Answer.NO
    certificate = give(clerk, skill, 3, on=date(2026, 11, 23), certification=CertificationFactory()).certificate
    verdict = judge(clerk, post, START, END)
    assert verdict.answer == Answer.YES
    assert verdict.proofs[0][1].number == certificate.number


def test_revocation_leave_and_leaving_are_seen(person, hall):
    skill = SkillFactory()
    post = PostFactory(hall=hall, needs=[(skill, 2)])
    revoked, away, leaving = person(), person(), person(left_on=START)
    for clerk in [revoked, away, leaving]:
        issued = give(clerk, skill, 2, on=date(2026, 1, 1))
        if clerk == revoked:
            revoke(award=issued.awards[0], on=START, reason="误发", by=person(Role.MANAGER))
    LeaveFactory(user=away, first_day=END, last_day=END + timedelta(days=5))
    codes = [
        [reason.code for reason in verdict.reasons] for verdict in judge_all([revoked, away, leaving], post, START, END)
    ]
    assert codes == [[Code.REVOKED], [Code.ON_LEAVE], [Code.LEAVES_DURING]]


def test_verdicts_come_post_by_post_in_the_order_asked(person, hall):
    clerks, posts = [person(), person()], [PostFactory(hall=hall), PostFactory(hall=hall)]
    verdicts = judge_all(clerks, posts, START, END)
    assert [(row.post, row.user) for row in verdicts] == [(post, clerk) for post in posts for clerk in clerks]
    assert [row.post for row in judge_posts(clerks[0], posts, START, END)] == posts


def test_a_period_that_ends_before_it_begins_is_refused(person, hall):
    with pytest.raises(ValueError, match="before it begins"):
        judge(person(), PostFactory(hall=hall), END, START)


def test_nobody_and_nothing_to_judge_is_no_trouble(person, hall):
    assert judge_all([], PostFactory(hall=hall), START, END) == []
    assert judge_all([person()], [], START, END) == []


def test_one_and_twenty_people_and_posts_cost_the_same_queries(person, hall, course):
    skills = [SkillFactory() for _ in range(20)]
    for skill in skills:
        course([(skill, 3)])
        PostFactory(hall=hall, needs=[(skill, 3), (skills[0], 1)] if skill != skills[0] else [(skill, 3)])
    people = [person() for _ in range(20)]
    for clerk in people[::2]:
        give(clerk, skills[1], 3, on=date(2026, 1, 1), certification=CertificationFactory())
    with CaptureQueriesContext(connection) as few:
        judge_all(people[:1], [Post.objects.first()], START, END)
    with CaptureQueriesContext(connection) as many:
        assert len(judge_all(people, list(Post.objects.all()), START, END)) == 400
    assert len(many) == len(few) <= 9


# The route


def test_a_no_comes_with_the_cheapest_course_to_yes(person, hall, course):
    skill = SkillFactory()
    course([(skill, 4)], minutes=[30, 30])
    short = course([(skill, 3)], minutes=[5, 10])
    course([(skill, 2)], minutes=[1])
    course([(skill, 3)], minutes=[1], live=False)
    course([(skill, 3)], minutes=[])
    verdict = judge(person(), PostFactory(hall=hall, needs=[(skill, 3)]), START, END)
    assert [(step.course, step.minutes, step.skills) for step in verdict.route] == [(short, 15, (skill,))]
    assert verdict.minutes == 15
    assert verdict.untaught == []


def test_one_course_for_two_skills_beats_two_longer_ones(person, hall, course):
    one, two = SkillFactory(), SkillFactory()
    course([(one, 3)], minutes=[20])
    course([(two, 3)], minutes=[20])
    both = course([(one, 3), (two, 3)], minutes=[35])
    verdict = judge(person(), PostFactory(hall=hall, needs=[(one, 3), (two, 2)]), START, END)
    assert [step.course for step in verdict.route] == [both]


def test_a_skill_that_no_course_teaches_is_named(person, hall, course):
    taught, untaught = SkillFactory(), SkillFactory()
    way = course([(taught, 3)])
    verdict = judge(person(), PostFactory(hall=hall, needs=[(taught, 3), (untaught, 1)]), START, END)
    assert [step.course for step in verdict.route] == [way]
    assert verdict.untaught == [untaught]


def test_who_leaves_is_sent_to_no_course_and_who_is_away_still_is(person, hall, course):
    skill = SkillFactory()
    course([(skill, 3)])
    post = PostFactory(hall=hall, needs=[(skill, 3)])
    leaving, away = person(left_on=START), person()
    LeaveFactory(user=away, first_day=START, last_day=START)
    first, second = judge_all([leaving, away], post, START, END)
    assert first.route == []
    assert len(second.route) == 1


def test_what_still_counts_can_be_renewed_from_the_day_its_renewal_opens(person, hall, course):
    skill, clerk = SkillFactory(), person()
    course([(skill, 3)])
    certification = CertificationFactory(renewal_days=10, grace_days=0)
    give(clerk, skill, 3, on=date(2025, 12, 11), certification=certification)
    verdict = judge(clerk, PostFactory(hall=hall, needs=[(skill, 3)]), START, END)
    assert verdict.reasons[0].on == date(2026, 12, 10)
    assert verdict.route[0].opens_on == date(2026, 12, 1)


def test_the_cheapest_set_is_that_of_trying_all():
    skills = [Skill(pk=number) for number in IDS]
    for seed in range(200):
        random = Random(seed)
        needs = [Need(skill.pk, random.randint(1, 4), skill) for skill in skills]
        offers = [
            Offer.of_course(
                SimpleNamespace(pk=n),
                random.randint(1, 40),
                {s: random.randint(1, 4) for s in random.sample(range(1, 5), 2)},
            )
            for n in range(6)
        ]
        met = [need for need in needs if any(row.covers(need) for row in offers)]
        least = min(
            sum(row.minutes for row in chosen)
            for size in range(7)
            for chosen in combinations(offers, size)
            if all(any(row.covers(need) for row in chosen) for need in met)
        )
        assert sum(row.minutes for row in cheapest(needs, offers)) == least


def test_a_post_that_asks_for_very_much_is_answered_quickly():
    skills = [Skill(pk=number) for number in range(40)]
    offers = [Offer.of_course(SimpleNamespace(pk=n), 5, {n: 4}) for n in range(40)]
    assert len(cheapest([Need(skill.pk, 3, skill) for skill in skills], offers)) == 40


def test_a_programme_is_a_way_to_a_post_when_it_is_the_quickest(person, hall, course, client_as):
    skill, lesson = SkillFactory(), make_course(lessons=1, level=None, certified=False)
    course([(skill, 3)], minutes=(30, 30))
    programme = make_programme(path([lesson]), grants=[(skill, 3)])
    verdict = judge(person(), PostFactory(hall=hall, needs=[(skill, 3)]), START, END)
    (step,) = verdict.route
    assert (step.target.thing, step.course) == (programme.certification, None)
    assert step.target.url == reverse("programmes:programme", args=[programme.certification.slug])
    assert step.minutes < 60


def test_a_programme_that_nobody_can_finish_is_no_way(person, hall):
    skill, lesson = SkillFactory(), make_course(lessons=1, level=None, certified=False)
    make_programme(path((2, [lesson])), grants=[(skill, 3)])
    verdict = judge(person(), PostFactory(hall=hall, needs=[(skill, 3)]), START, END)
    assert (verdict.route, verdict.untaught) == ([], [skill])


def test_a_table_of_people_and_posts_is_judged_like_each_of_them(person, hall):
    clerks, skills = [person(), person(), person(left_on=START)], [SkillFactory(), SkillFactory()]
    kind = CertificationFactory()
    PostFactory(hall=hall, needs=[(skills[0], 2), (skills[1], 3)])
    PostFactory(hall=hall, needs=[(skills[1], 2)])
    PostFactory(hall=hall)
    give(clerks[0], skills[1], 2, on=date(2026, 1, 1), certification=kind)
    give(clerks[1], skills[0], 4, on=date(2026, 11, 1), certification=kind)
    posts, on = posts_of_hall(hall.pk), START + timedelta(days=1)
    found = judgements(clerks, posts, on)
    each = {(one.user.pk, one.post.pk): (one.answer, one.reasons) for one in judge_all(clerks, posts, on, on)}
    assert len(found) == len(clerks) * len(posts)
    assert {key: (one.answer, one.reasons) for key, one in found.items()} == each


def test_the_posts_of_a_hall_come_with_all_they_ask_for_in_one_question(hall, django_assert_num_queries):
    skills = [SkillFactory(order=2), SkillFactory(order=1)]
    asking = PostFactory(hall=hall, order=2, needs=[(skill, 2) for skill in skills])
    free = PostFactory(hall=hall, order=1)
    PostFactory(needs=[(skills[0], 4)])
    with django_assert_num_queries(1):
        posts = posts_of_hall(hall.pk)
        asked = [[(need.skill.name, need.level) for need in post.requirements.all()] for post in posts]
        assert {post.hall.name for post in posts} == {hall.name}
    assert posts == [free, asking]
    assert asked == [[], [(skill.name, 2) for skill in reversed(skills)]]
    assert [need.skill for need in posts[1].requirements.filter(skill=skills[0])] == [skills[0]]
    assert read_with_needs(Post.objects.filter(pk=asking.pk)) == [asking]
