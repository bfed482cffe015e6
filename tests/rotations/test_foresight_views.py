"""How far a plan is from trouble: what is to spare, who is depended on, what a loss breaks, whom to train."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from people.roles import Role
from programmes.models import TrainingAssignment
from rotations.foresight_views import MOST_SPARE
from rotations.looking import look
from rotations.plans import make_plan
from tests.skills.factories import SkillFactory, give

from .factories import PostFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def boss(person):
    return person(Role.MANAGER)


@pytest.fixture
def plan(hall, boss, today):
    first = today + (7 - today.weekday()) * DAY
    facts = {"hall": hall, "name": "春季", "kind": "week", "first_day": first, "count": 4}
    return make_plan(by=boss, now=timezone.now(), **facts)


@pytest.fixture
def tolls(hall, person, today):
    """One seat that one clerk can take, and a second who could learn it."""
    skill = SkillFactory()
    post = PostFactory(hall=hall, name="收费", seats=1, needs=[(skill, 3)])
    able, learner = person(full_name="张能"), person(full_name="李学")
    give(able, skill, on=today - 30 * DAY)
    return post, skill, able, learner


def show(client, boss, name, plan, **asked):
    client.force_login(boss)
    return client.get(reverse(f"rotations:{name}", args=[plan.pk]), asked)


def test_each_post_and_period_says_in_words_and_numbers_what_is_to_spare(client, plan, boss, tolls, hall):
    PostFactory(hall=hall, name="大堂", seats=3)
    rows = show(client, boss, "foresight", plan).context["rows"]
    cells = {row["post"].name: [(cell.tone, cell.short) for cell in row["cells"]] for row in rows}
    # Two clerks for three seats in the lobby, and for four at both posts.
    assert cells["大堂"] == 4 * [("lack", "−1")]
    assert cells["收费"] == 4 * [("lack", "−2")]


def test_a_hall_with_many_hands_has_some_to_spare(client, plan, boss, hall, person):
    PostFactory(hall=hall, name="大堂", seats=1)
    for _n in range(6):
        person()
    answer = show(client, boss, "foresight", plan)
    (row,) = answer.context["rows"]
    assert [cell.short for cell in row["cells"]] == 4 * [f"{MOST_SPARE}+"]
    assert not answer.context["alone"]
    assert not answer.context["depended"]


def test_a_post_that_rests_on_one_person_and_the_person_are_named(client, plan, boss, tolls):
    answer = show(client, boss, "foresight", plan)
    (sentence,) = answer.context["alone"]
    assert sentence.startswith("第1–4周")
    assert "“收费”只靠张能一个人。" in sentence
    assert [(person.full_name, count) for person, count, _span in answer.context["depended"]] == [("张能", 4)]


def test_a_loss_is_told_with_what_no_plan_could_meet_then(client, plan, boss, tolls, today):
    _post, _skill, able, learner = tolls
    second = plan.periods.all()[1].first_day
    answer = show(client, boss, "loss", plan, who=able.pk, on=second.isoformat(), post="")
    assert answer.status_code == 200
    assert answer.context["found"].seats == 3
    assert "却没有一个人能上" in answer.content.decode()
    harmless = show(client, boss, "loss", plan, who=learner.pk, on=second.isoformat(), post="")
    assert harmless.context["found"].harmless


def test_a_lapse_of_one_post_leaves_the_others(client, plan, boss, tolls, hall):
    post, _skill, able, _learner = tolls
    PostFactory(hall=hall, name="大堂", seats=1)
    first = plan.periods.first().first_day
    found = show(client, boss, "loss", plan, who=able.pk, on=first.isoformat(), post=post.pk).context["found"]
    assert found.seats == 4


@pytest.mark.parametrize(
    "asked", [{"who": "0"}, {"who": "x", "on": "2026-01-01"}, {"on": "nonsense"}, {"post": "7", "on": "2100-01-01"}]
)
def test_a_loss_that_makes_no_sense_is_asked_again(client, plan, boss, tolls, asked):
    assert show(client, boss, "loss", plan, **asked).status_code == 400


def test_the_cheapest_trainings_are_shown_and_assigned_all_at_once_and_only_once(
    client, plan, boss, tolls, course, today
):
    _post, skill, _able, learner = tolls
    course([(skill, 3)], minutes=[40])
    none = show(client, boss, "plan_training", plan)
    assert (none.context["proposals"], none.context["found"].proven) == ([], True)
    answer = show(client, boss, "plan_training", plan, absences="1")
    (one,) = answer.context["proposals"]
    assert look(plan, boss, today=today).out.people[one.fix.clerk] == learner
    assert answer.context["found"].minutes == 40
    address = reverse("rotations:plan_training", args=[plan.pk])
    for _n in range(2):
        assert client.post(address, {"fix": [one.query]}).status_code == 302
    assert TrainingAssignment.objects.filter(user=learner).count() == 1
    give(learner, skill, on=today)
    again = show(client, boss, "plan_training", plan, absences="1")
    assert not again.context["proposals"]


def test_nonsense_assigns_nothing(client, plan, boss, tolls):
    client.force_login(boss)
    address = reverse("rotations:plan_training", args=[plan.pk])
    for fix in ([], ["x"], ["step=train&who=1&post=1"], ["step=unlock&who=1&periods=1"]):
        assert client.post(address, {"fix": fix}, follow=True).status_code == 200
    assert not TrainingAssignment.objects.exists()
