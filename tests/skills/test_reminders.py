"""A year of a certificate as its holder hears of it: the real source, the real words, a clock that moves."""

import datetime
from datetime import timedelta

import pytest
from django.core import mail

from notices.digests import send_digests
from notices.models import Notice
from notices.reminding import remind
from skills.services import revoke_certificate

from .factories import CertificationFactory, SkillFactory, give

GIVEN = datetime.date(2026, 3, 1)
ENDS = datetime.date(2027, 2, 28)

pytestmark = pytest.mark.django_db


def morning(day):
    return datetime.datetime.combine(day, datetime.time(1), datetime.UTC)


def live(first, last):
    """The daily work of every day, both ends included."""
    for number in range((last - first).days + 1):
        now = morning(first + timedelta(days=number))
        remind(now=now)
        send_digests(now=now)


@pytest.fixture
def clerk(person):
    return person(email="clerk@hall.example", language="en")


@pytest.fixture
def kind(db):
    return CertificationFactory(name="手语证书", name_en="Sign certificate")


def heard(clerk):
    """[(days before the end, kind)] in order."""
    rows = Notice.objects.filter(recipient=clerk).order_by("pk")
    return [((ENDS - row.written_at.date()).days, row.kind.partition(".")[2]) for row in rows]


def test_who_does_nothing_hears_of_the_whole_way_down(clerk, kind):
    give(clerk, SkillFactory(), on=GIVEN, certification=kind)
    live(ENDS - timedelta(days=100), ENDS + timedelta(days=60))
    before = [(90, "ahead"), (60, "ahead"), (30, "soon"), (7, "soon"), (0, "today")]
    grace = [(-1, "grace"), (-8, "grace"), (-15, "grace"), (-22, "grace")]
    late = [(-31, "late"), (-38, "late"), (-45, "late"), (-52, "late")]
    assert heard(clerk) == before + grace + late
    assert len(mail.outbox) == len(before + grace + late)
    assert mail.outbox[0].subject == "Xingchuang: “Sign certificate” ends in 90 days"
    assert mail.outbox[-1].subject == "Xingchuang: “Sign certificate” has expired"


def test_who_renews_in_time_hears_nothing_more_of_the_old_one(clerk, kind):
    skill = SkillFactory()
    give(clerk, skill, on=GIVEN, certification=kind)
    live(ENDS - timedelta(days=95), ENDS - timedelta(days=40))
    give(clerk, skill, on=ENDS - timedelta(days=40), certification=kind)
    live(ENDS - timedelta(days=40), ENDS + timedelta(days=40))
    assert heard(clerk) == [(90, "ahead"), (60, "ahead")]
    assert not Notice.objects.unread().filter(recipient=clerk).exists()


def test_who_lost_it_is_not_asked_to_renew_it(clerk, kind, person):
    issued = give(clerk, SkillFactory(), on=GIVEN, certification=kind).certificate
    live(ENDS - timedelta(days=95), ENDS - timedelta(days=50))
    revoke_certificate(certificate=issued, on=ENDS - timedelta(days=50), reason="填错人", by=person())
    live(ENDS - timedelta(days=49), ENDS + timedelta(days=10))
    assert [days for days, _moment in heard(clerk)] == [90, 60]


def test_who_leaves_hears_nothing_after_the_last_day(clerk, kind):
    give(clerk, SkillFactory(), on=GIVEN, certification=kind)
    clerk.left_on = ENDS - timedelta(days=60)
    clerk.save()
    live(ENDS - timedelta(days=95), ENDS + timedelta(days=10))
    assert [days for days, _moment in heard(clerk)] == [90, 60]
    assert len(mail.outbox) == 2
