"""Who stands where, from when to when."""

import pytest
from django.core.exceptions import ValidationError

from rotations.models import Assignment
from rotations.placing import end_at_post, move, place_at_post

from ..factories import UserFactory
from ..programmes.assigning import DAY, NOW, TODAY
from ..skills.factories import SkillFactory
from .factories import PostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(hall):
    clerk, manager = UserFactory(hall=hall), UserFactory()

    def put(first, last=None, post=None, **facts):
        days = {"first_day": TODAY + first * DAY, "last_day": None if last is None else TODAY + last * DAY}
        return place_at_post(user=clerk, post=post or PostFactory(hall=hall), by=manager, now=NOW, **days, **facts)

    return put


def test_nobody_stands_at_two_posts_on_one_day(place):
    place(0, 9)
    with pytest.raises(ValidationError):
        place(9, 20)
    place(10, 20)
    assert Assignment.objects.count() == 2


def test_entered_twice_it_is_one_stay(place, hall):
    post = PostFactory(hall=hall)
    assert place(0, 9, post) == place(0, 9, post)


def test_who_cannot_stand_there_is_planned_only_with_a_reason(place, hall):
    post = PostFactory(hall=hall, needs=[(SkillFactory(), 2)])
    with pytest.raises(ValidationError):
        place(0, post=post)
    with pytest.raises(ValidationError):
        place(0, post=post, all_the_same=True)
    assert place(0, post=post, all_the_same=True, note="跟岗学习").note == "跟岗学习"


def test_what_has_begun_ends_and_what_has_not_is_not_begun(place):
    running, coming, manager = place(-5, 5), place(10), UserFactory()
    assert end_at_post(stay=running, last_day=TODAY, by=manager, now=NOW).last_day == TODAY
    assert end_at_post(stay=coming, last_day=TODAY + 9 * DAY, by=manager, now=NOW) is None
    with pytest.raises(ValidationError):
        end_at_post(stay=running, last_day=TODAY + DAY, by=manager, now=NOW + 3 * DAY)


def test_moving_ends_one_stay_and_begins_the_next_the_day_after(place, hall):
    stay = place(-5)
    following = move(stay=stay, post=PostFactory(hall=hall), first_day=TODAY + 3 * DAY, by=UserFactory(), now=NOW)
    stay.refresh_from_db()
    assert (stay.last_day, following.first_day, following.last_day) == (TODAY + 2 * DAY, TODAY + 3 * DAY, None)
