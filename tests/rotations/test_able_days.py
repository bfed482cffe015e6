"""Everybody at every post on every day at once is judged as everybody alone."""

from datetime import date, timedelta
from random import Random

import pytest

from people.models import User
from people.roles import Role
from rotations.able_days import able_days
from rotations.eligibility import Answer, judge_all

from .factories import LeaveFactory, PostFactory
from .test_survey import START, fill

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FIRST, LAST = START - 20 * DAY, START + 60 * DAY


@pytest.mark.parametrize("seed", range(4))
def test_a_horizon_answers_for_any_period_as_the_judgement_does(hall, person, seed):
    chance = Random(seed)
    posts = [*fill(hall, chance, person(Role.MANAGER)), PostFactory(hall=hall)]
    people = list(User.objects.filter(hall=hall).clerks())
    days = able_days(people, posts, FIRST, LAST)
    answers = set()
    for _ in range(8):
        start = FIRST + chance.randrange(60) * DAY
        end = start + chance.randrange(20) * DAY
        able, unflagged, present = days.able(start, end), days.unflagged(start, end), days.present(start, end)
        for number, verdict in enumerate(judge_all(people, posts, start, end, offers=())):
            p, i = divmod(number, len(people))
            answers.add(verdict.answer)
            assert days.answer(verdict.user.pk, verdict.post.pk, start, end) == verdict.answer, verdict
            assert able[i, p] == (verdict.answer != Answer.NO)
            assert unflagged[i, p] == (verdict.answer == Answer.YES)
            assert present[i] or not able[i].any()
    assert answers == set(Answer)


def test_a_day_off_takes_that_day_and_no_other(hall, person):
    clerk, post = person(), PostFactory(hall=hall)
    LeaveFactory(user=clerk, first_day=START, last_day=START)
    days = able_days([clerk], [post], FIRST, LAST)
    asked = [days.answer(clerk.pk, post.pk, START + n * DAY, START + n * DAY) for n in (-1, 0, 1)]
    assert asked == [Answer.YES, Answer.NO, Answer.YES]
    assert days.answer(clerk.pk, post.pk, START - DAY, START + DAY) == Answer.NO


def test_nobody_and_no_post_are_answered_too(hall, person):
    assert able_days([], [PostFactory(hall=hall)], START, START).able(START, START).shape == (0, 1)
    assert able_days([person()], [], START, START).able(START, START).shape == (1, 0)


def test_days_outside_and_a_horizon_that_ends_first_are_refused(hall, person):
    days = able_days([person()], [PostFactory(hall=hall)], START, START + DAY)
    for first, last in ((START - DAY, START), (START, START + 2 * DAY), (START + DAY, START)):
        with pytest.raises(ValueError, match="within"):
            days.able(first, last)
    with pytest.raises(ValueError, match="before it begins"):
        able_days([], [], START, START - DAY)


def test_a_hall_costs_as_many_questions_as_one(hall, person, django_assert_max_num_queries):
    posts = fill(hall, Random(1), person(Role.MANAGER))
    people = list(User.objects.filter(hall=hall).clerks())
    assert len(people) >= 60
    for some in (people[:1], people):
        with django_assert_max_num_queries(6):
            able_days(some, posts, date(2026, 1, 1), date(2026, 12, 31))
