"""An accepted observation that turns out to be worth nothing."""

import pytest

from core.append_only import FactChanged
from people.roles import Role
from quizzes import observing
from quizzes.models import Voiding
from quizzes.models.observations import State
from quizzes.services import Refused
from quizzes.voiding import void_observation

from .practical_factories import NOW, TODAY, ask, days, hours, make_coach, make_practical, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def practical():
    return make_practical()


@pytest.fixture
def trainer(person):
    return person(Role.TRAINER)


@pytest.fixture
def accepted(person, hall, practical, trainer):
    """`accepted(user)`: watched and accepted."""

    def make(user, outcome="accepted"):
        asked = ask(practical, user)
        observing.assign(
            request=asked,
            place=1,
            observer=make_coach(practical.skill, hall, on=TODAY),
            by=person(Role.MANAGER),
            now=NOW,
        )
        observing.observe(request=asked, observer=asked.duties.get().observer, sheet=sheet(asked), now=NOW)
        observing.decide(request=asked, outcome=outcome, by=trainer, now=NOW, note="见备注")
        asked.refresh_from_db()
        return asked

    return make


def test_it_counts_for_nothing_and_everything_of_it_is_kept(accepted, person, trainer, practical):
    clerk = person()
    asked = accepted(clerk)
    assert observing.whereabouts(user=clerk, practical=practical, now=NOW).accepted == asked
    void_observation(request=asked, by=trainer, reason=" 当时考核的不是本人 ", now=NOW + hours(1))
    asked.refresh_from_db()
    stand = observing.whereabouts(user=clerk, practical=practical, now=NOW + hours(1))
    assert (asked.state, stand.accepted, stand.may_ask) == (State.VOIDED, None, True)
    assert (asked.decision.outcome, asked.observations.count()) == ("accepted", 1)
    assert (asked.voiding.reason, asked.voiding.by, asked.closed_at) == ("当时考核的不是本人", trainer, NOW)
    assert ask(practical, clerk, now=NOW + hours(2)) != asked


def test_a_second_click_answers_the_first(accepted, person, trainer):
    asked = accepted(person())
    first = void_observation(request=asked, by=trainer, reason="替考", now=NOW)
    again = void_observation(request=asked, by=person(Role.CHIEF_TRAINER), reason="再来", now=NOW + days(1))
    assert (again, Voiding.objects.get().reason) == (first, "替考")


def test_it_is_written_once(accepted, person, trainer):
    voiding = void_observation(request=accepted(person()), by=trainer, reason="替考", now=NOW)
    voiding.reason = "别的"
    with pytest.raises(FactChanged):
        voiding.save()


def test_it_takes_a_reason_and_something_accepted(accepted, person, trainer, practical):
    asked = accepted(person())
    with pytest.raises(Refused):
        void_observation(request=asked, by=trainer, reason="  ", now=NOW)
    for other in (accepted(person(), outcome="rejected"), ask(practical, person())):
        with pytest.raises(Refused):
            void_observation(request=other, by=trainer, reason="替考", now=NOW)
    assert not Voiding.objects.exists()


@pytest.mark.parametrize("role", [Role.CLERK, Role.MANAGER])
def test_only_trainers_void(accepted, person, role):
    asked = accepted(person())
    with pytest.raises(Refused):
        void_observation(request=asked, by=person(role), reason="替考", now=NOW)


def test_nobody_voids_their_own(accepted, person):
    clerk = person(Role.CHIEF_TRAINER)
    with pytest.raises(Refused):
        void_observation(request=accepted(clerk), by=clerk, reason="替考", now=NOW)


def test_two_who_void_at_once_void_once(racing_db, person, hall, practical, trainer):
    asked = ask(practical, person())
    coach = make_coach(practical.skill, hall, on=TODAY)
    observing.assign(request=asked, place=1, observer=coach, by=person(Role.MANAGER), now=NOW)
    observing.observe(request=asked, observer=coach, sheet=sheet(asked), now=NOW)
    observing.decide(request=asked, outcome="accepted", by=trainer, now=NOW)
    answers = racing_db.together(2 * [lambda: void_observation(request=asked, by=trainer, reason="替考", now=NOW)])
    assert answers[0] == answers[1] == Voiding.objects.get(request=asked)
