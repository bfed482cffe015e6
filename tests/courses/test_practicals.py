"""A practical as a step of a course: asked for there, done by being accepted, and shown again when renewed."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from courses import services
from courses.models import Completion
from courses.practicals import place_of
from courses.progress import outline
from people.roles import Role
from quizzes import observing
from quizzes.models import ObservationRequest
from quizzes.models.observations import FIRST
from skills.models import Certificate
from tests.quizzes.practical_factories import make_coach, make_practical, sheet

from .factories import make_course, make_practical_page, steps_of

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def practical():
    return make_practical()


@pytest.fixture
def course(practical):
    course = make_course(lessons=0)
    make_practical_page(course, practical=practical)
    return course


@pytest.fixture
def page(course):
    return steps_of(course)[0]


@pytest.fixture
def clerk(person):
    return person()


@pytest.fixture
def accepted(practical, clerk, person, hall):
    """`accepted(at)`: asked for, watched and accepted around that moment."""

    def make(at):
        asked = observing.ask(user=clerk, practical=practical, by=clerk, now=at)
        coach = make_coach(practical.skill, hall, on=timezone.localdate(at))
        observing.assign(request=asked, place=FIRST, observer=coach, by=person(Role.MANAGER), now=at)
        observing.observe(request=asked, observer=coach, sheet=sheet(asked), now=at + HOUR)
        observing.decide(
            request=asked,
            outcome="accepted",
            by=person(Role.TRAINER),
            now=at + 2 * HOUR,
            after=observing.after_observation(),
        )
        return ObservationRequest.objects.get(pk=asked.pk)

    return make


def test_being_accepted_completes_the_course_with_a_certificate(course, clerk, accepted, now):
    services.enrol(user=clerk, course=course, now=now - 5 * HOUR)
    asked = accepted(now - 4 * HOUR)
    completion = Completion.objects.get(user=clerk)
    assert completion.steps[0]["observation"] == str(asked.public_id)
    assert Certificate.objects.get().user == clerk


def test_a_practical_is_not_done_by_clicking(course, page, clerk, now):
    enrolment = services.enrol(user=clerk, course=course, now=now)
    with pytest.raises(services.Refused):
        services.complete_step(enrolment=enrolment, page=page, now=now)


def test_what_was_accepted_before_the_enrolment_does_not_count(course, clerk, accepted, now):
    accepted(now - 9 * HOUR)
    services.enrol(user=clerk, course=course, now=now)
    assert not Completion.objects.exists()
    assert not outline(course, clerk).steps[0].done


def test_what_was_asked_before_and_watched_after_the_enrolment_counts(course, clerk, accepted, now):
    services.enrol(user=clerk, course=course, now=now - 4 * HOUR)
    accepted(now - 4.5 * HOUR)
    assert Completion.objects.exists()


def test_an_acceptance_counts_for_every_course_that_asks_the_practical(practical, course, clerk, accepted, now):
    another = make_course(lessons=1)
    make_practical_page(another, practical=practical)
    for each in (course, another):
        services.enrol(user=clerk, course=each, now=now - 5 * HOUR)
    accepted(now - 4 * HOUR)
    assert [step.done for step in outline(another, clerk).steps] == [False, True]


def test_the_clerk_asks_on_the_page_of_the_step_and_sees_where_it_stands(course, page, clerk, client_as, now):
    client = client_as(user=clerk)
    services.enrol(user=clerk, course=course, now=now)
    before = client.get(page.url).text
    assert "申请实操考核" in before
    assert "看到 0" in before
    after = client.post(reverse("courses:ask_observation", args=[page.pk]), {"note": "周三"}, follow=True)
    asked = ObservationRequest.objects.get()
    assert (asked.user, asked.note) == (clerk, "周三")
    assert "正在安排观察人" in after.text
    client.post(reverse("courses:ask_observation", args=[page.pk]))
    assert ObservationRequest.objects.count() == 1
    assert place_of(request=asked).url == page.url


def test_who_has_not_joined_asks_for_nothing(page, client_as):
    client_as().post(reverse("courses:ask_observation", args=[page.pk]))
    assert not ObservationRequest.objects.exists()


def test_what_was_accepted_while_the_step_was_away_counts_at_the_next_click(
    course, page, clerk, accepted, client_as, now
):
    services.enrol(user=clerk, course=course, now=now - 5 * HOUR)
    page.unpublish()
    accepted(now - 4 * HOUR)
    page.save_revision().publish()
    client_as(user=clerk).post(reverse("courses:ask_observation", args=[page.pk]))
    assert outline(course, clerk).steps[0].done


def test_today_says_who_observes_and_goes_on_with_something_else(course, page, clerk, client_as, now, hall, person):
    services.enrol(user=clerk, course=course, now=now)
    other = make_course(lessons=1)
    services.enrol(user=clerk, course=other, now=now - HOUR)
    asked = observing.ask(user=clerk, practical=page.practical, by=clerk, now=now)
    client = client_as(user=clerk)
    shown = client.get(reverse("dashboard:today")).text
    assert "正在安排观察人" in shown
    assert steps_of(other)[0].title in shown.split('id="next"')[1][:200]
    coach = make_coach(page.practical.skill, hall, on=timezone.localdate(now))
    observing.assign(request=asked, place=FIRST, observer=coach, by=person(Role.MANAGER), now=now)
    assert f"{coach.full_name}会来观察" in client.get(reverse("dashboard:today")).text
    assert clerk.full_name in client_as(user=coach).get(reverse("dashboard:today")).text


def test_the_desk_counts_what_waits(clerk, practical, client_as, now):
    observing.ask(user=clerk, practical=practical, by=clerk, now=now)
    shown = client_as(Role.TRAINER).get(reverse("dashboard:desk")).text
    assert "1 场还没安排观察人" in shown
    assert "待安排观察人 1 场" in client_as(Role.MANAGER).get(reverse("dashboard:hall")).text
