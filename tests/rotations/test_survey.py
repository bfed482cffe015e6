"""The answers of everybody at once are those that everybody is given alone."""

from datetime import date, timedelta
from random import Random

import pytest

from people.models import User
from people.roles import Role
from rotations.eligibility import Answer, judge_all, survey, tally
from skills.services import reinstate, revoke, suspend
from tests.factories import UserFactory
from tests.skills.factories import NOW, CertificationFactory, SkillFactory, give

from .factories import LeaveFactory, PostFactory

pytestmark = pytest.mark.django_db
START = date(2026, 3, 1)
DAY = timedelta(days=1)


def fill(hall, chance, manager):
    """People with awards around the period: some renewed, some revoked, suspended, away or about to leave."""
    skills = [SkillFactory() for _ in range(3)]
    kinds = [
        CertificationFactory(validity_months=months, renewal_days=days, grace_days=grace)
        for months, days, grace in ((1, 10, 5), (2, 20, 0), (1, 40, 0))
    ]
    for _ in range(60):
        left = START + chance.randrange(40) * DAY if chance.random() < 0.1 else None
        hired = START + chance.randrange(-9, 20) * DAY if chance.random() < 0.1 else None
        left = None if left and hired and left < hired else left
        clerk = UserFactory(hall=hall, hired_on=hired, left_on=left)
        for _ in range(chance.randrange(6)):
            on = START + chance.randrange(-75, 30) * DAY
            issued = give(
                clerk, chance.choice(skills), chance.randint(1, 4), on=on, certification=chance.choice([*kinds, None])
            )
            spoil(issued, chance, manager)
        if chance.random() < 0.15:
            first = START + chance.randrange(-5, 30) * DAY
            LeaveFactory(user=clerk, first_day=first, last_day=first + chance.randrange(4) * DAY)
    return [PostFactory(hall=hall, needs=[(skill, chance.randint(1, 3)) for skill in skills[:n]]) for n in range(4)]


def spoil(issued, chance, manager):
    award, fate = issued.awards[0], chance.random()
    day = award.valid_from + chance.randrange(1, 40) * DAY
    if fate < 0.1:
        revoke(award=award, on=day, reason="误发", by=manager)
    # A certificate of somebody whose last one of the kind is suspended comes suspended.
    elif fate < 0.3 and issued.certificate and not issued.certificate.suspensions.exists():
        suspend(certificate=issued.certificate, on=day, reason="核查", by=manager, now=NOW)
        if fate < 0.2:
            again = day + chance.randrange(1, 9) * DAY
            reinstate(certificate=issued.certificate, on=again, reason="已查清", by=manager, now=NOW)


@pytest.mark.parametrize("length", [0, 6, 27])
@pytest.mark.parametrize("seed", range(3))
def test_a_survey_answers_as_everybody_judged_alone(hall, person, seed, length):
    posts = fill(hall, Random(seed), person(Role.MANAGER))
    people = User.objects.filter(hall=hall).clerks()
    end = START + length * DAY
    asked, listed = survey(people, posts, START, end), survey(list(people), posts, START, end)
    verdicts = judge_all(list(people), posts, START, end)
    assert {verdict.answer for verdict in verdicts} == set(Answer)
    for verdict in verdicts:
        assert asked.answer(verdict.post.pk, verdict.user.pk) == verdict.answer, verdict
        assert verdict.user.pk in asked.of(verdict.post.pk, verdict.answer)
    assert asked == listed
    counted = tally(list(people), posts, START, end)
    for post in posts:
        for answer in Answer:
            alone = [verdict.user.pk for verdict in verdicts if verdict.post == post and verdict.answer == answer]
            assert asked.of(post.pk, answer) == alone
            assert counted[post.pk, answer] == len(alone)


def test_a_survey_asks_as_much_for_many_as_for_one(hall, person, django_assert_max_num_queries):
    posts = fill(hall, Random(9), person(Role.MANAGER))
    with django_assert_max_num_queries(8):
        survey(User.objects.filter(hall=hall).clerks(), posts, START, START + 27 * DAY)


def test_nobody_and_no_post_are_answered_too(hall):
    post = PostFactory(hall=hall)
    assert survey([], post, START, START).counts.total() == 0
    assert survey([UserFactory(hall=hall)], [], START, START).counts == {}
