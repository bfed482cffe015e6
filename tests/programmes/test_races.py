"""Two workers at the same moment: one person's rounds are written one after another; without the lock they are not."""

import pytest

from people.roles import Role
from programmes import ledger
from programmes.models import Cycle, CycleEvent
from programmes.refused import Refused
from programmes.services import adopt_certificates, consider, open_cycle, withdraw_cycle
from skills.models import Award, Certificate

from ..courses.factories import NOW
from ..skills.factories import CertificationFactory, SkillFactory, give
from .deeds import DAY, do, plain_course
from .factories import make_programme, path

CLICKS = 4


@pytest.fixture
def earned(racing_db, person, settings):
    """An open round whose path is done, and which nobody has looked at."""
    clerk, course = person(), plain_course()
    programme = make_programme(path([course]), grants=[(SkillFactory(), 3)])
    cycle = open_cycle(user=clerk, certification=programme.certification, now=NOW)
    settings.AFTER_LEARNING = ""
    do(clerk, course)
    return cycle


def test_two_workers_that_grant_at_once_grant_once(racing_db, earned):
    answers = racing_db.together(CLICKS * [lambda: consider(cycle=earned, now=NOW)])
    assert set(answers) == {Certificate.objects.get()}
    assert CycleEvent.objects.filter(kind="granted").count() == 1
    assert Award.objects.count() == 1


def test_a_round_is_granted_or_withdrawn_and_never_both(racing_db, earned, person):
    boss = person(Role.MANAGER)
    works = [
        lambda: consider(cycle=earned, now=NOW),
        lambda: withdraw_cycle(cycle=earned, by=boss, reason="误派", now=NOW),
    ]
    answers = racing_db.together(works)
    earned.refresh_from_db()
    kinds = list(CycleEvent.objects.filter(cycle=earned).order_by("pk").values_list("kind", flat=True))
    if earned.certificate_id:
        assert isinstance(answers[1], Refused)
        assert kinds[-1] == "granted"
    else:
        assert answers[0] is None
        assert kinds[-1] == "withdrawn"
    assert Certificate.objects.count() == (1 if earned.certificate_id else 0)
    assert sum(kind in {"granted", "withdrawn"} for kind in kinds) == 1


def test_without_the_lock_a_round_is_ended_twice(racing_db, earned, person, monkeypatch):
    """What the lock is for: two who read the round as open both write its end."""
    boss = person(Role.MANAGER)
    first = Cycle.objects.get(pk=earned.pk)
    monkeypatch.setattr(ledger, "locked", lambda cycle: first)
    withdraw_cycle(cycle=earned, by=boss, reason="误派", now=NOW)
    stale = Cycle.objects.get(pk=earned.pk)
    stale.ended_at = None
    monkeypatch.setattr(ledger, "locked", lambda cycle: stale)
    # Nothing but the order of the events, which is held by itself, keeps a careless worker from ending it again.
    with pytest.raises(Exception, match="cannot follow"):
        consider(cycle=stale, now=NOW)


def test_opening_at_once_opens_one_round(racing_db, person):
    clerk, rules = person(), CertificationFactory()
    answers = racing_db.together(CLICKS * [lambda: open_cycle(user=clerk, certification=rules, now=NOW)])
    assert set(answers) == {Cycle.objects.get()}


def test_adopting_at_once_gives_a_certificate_one_round(racing_db, person):
    clerk = person()
    give(clerk, SkillFactory(), on=NOW.date() - DAY, certification=CertificationFactory())
    answers = racing_db.together(CLICKS * [lambda: adopt_certificates(user=clerk, now=NOW)])
    assert sorted(map(len, answers)) == [0] * (CLICKS - 1) + [1]
    assert Cycle.objects.count() == CycleEvent.objects.count() == 1
