"""What is removed of somebody who left long ago, and what never is."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command

from people.models import User
from people.roles import Role
from privacy.holdings import HELD, Stay
from privacy.models import Forgetting, Look
from privacy.services import forget, forget_leavers, last_day_kept
from skills.models import Award, Certificate, SelfRating
from skills.services import rate_self

from ..courses.factories import make_attempt
from ..quizzes.factories import make_quiz
from ..rotations.factories import LeaveFactory
from ..skills.factories import CertificationFactory, SkillFactory, give

pytestmark = pytest.mark.django_db
LEFT = date(2026, 11, 30)
NOW = datetime(2029, 12, 1, 6, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def gone(person):
    """Somebody with a certificate, an attempt, a self-rating, days off and a look, who left three years ago."""
    user = person(left_on=LEFT, email="gone@hall.example")
    give(user, SkillFactory(), on=date(2026, 3, 1), certification=CertificationFactory())
    make_attempt(user, make_quiz())
    rate_self(user=user, skill=SkillFactory(), level=2, now=NOW)
    LeaveFactory(user=user, first_day=date(2026, 5, 1), last_day=date(2026, 5, 3))
    Look.objects.create(viewer=person(Role.MANAGER), subject=user, what="skills", on=LEFT, first_at=NOW)
    return user


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2029, 11, 30), date(2026, 11, 30)),
        (date(2028, 2, 29), date(2025, 2, 28)),
        (date(2029, 1, 31), date(2026, 1, 31)),
        (date(2029, 12, 1), date(2026, 12, 1)),
    ],
)
def test_the_time_is_counted_in_months_to_the_same_day(today, day):
    assert last_day_kept(today) == day


def test_the_timed_tables_are_emptied_and_what_certificates_rest_on_stays(gone):
    row = forget(user=gone, now=NOW)
    gone.refresh_from_db()
    assert (gone.email, gone.has_usable_password()) == ("", False)
    assert gone.full_name
    assert gone.staff_number
    assert not SelfRating.objects.exists()
    assert Certificate.objects.count() == Award.objects.count() == 1
    assert row.removed == {
        "people.User": 2,
        "privacy.Look": 1,
        "rotations.Leave": 1,
        "skills.SelfRating": 1,
    }
    for held in HELD:
        assert held.stay != Stay.TIMED or not held.rows(gone).exists(), held.model


def test_forgetting_twice_writes_once(gone):
    assert len(forget_leavers(now=NOW)) == 1
    assert forget_leavers(now=NOW) == []
    assert Forgetting.objects.count() == 1


def test_who_left_later_or_works_here_is_left_alone(gone, person):
    stays = person(email="here@hall.example")
    User.objects.filter(pk=gone.pk).update(left_on=LEFT + timedelta(days=2))
    assert forget_leavers(now=NOW) == []
    for user in (gone, stays):
        with pytest.raises(ValidationError):
            forget(user=user, now=NOW)
    assert SelfRating.objects.count() == 1


def test_the_command_tells_how_many(gone, capsys):
    with time_machine.travel(NOW):
        call_command("forget_leavers")
    assert "1 people" in capsys.readouterr().out
