"""Two workers at the same moment. Each race is shown to happen with the lock off before its absence is trusted."""

import threading
from datetime import date

import pytest
from django.core import mail

from core import daily
from core.models import DailyRun
from notices import digests, reminding
from notices.digests import send_digests
from notices.models import Delivery, Notice
from notices.services import tell
from people.roles import Role

from .test_digests import day, told
from .test_reminding import at, certificate_of, said_to

TWO = 2


@pytest.fixture
def clerk(racing_db, person):
    return person(email="clerk@hall.example")


def naive_claim(gate):
    """As `claim` without lock and without anybody else's claim in sight."""

    def claim(*, user, now):
        waiting = list(digests.unmailed(now).filter(recipient=user))
        gate.wait(30)
        return digests.Digest(user=user, day=now.date(), pk=threading.get_ident() % 10**9) if waiting else None

    return claim


def test_without_the_claim_two_workers_write_two_letters(racing_db, clerk, monkeypatch):
    told(clerk, "a")
    monkeypatch.setattr(digests, "claim", naive_claim(threading.Barrier(TWO)))
    monkeypatch.setattr(digests, "letter", lambda digest, **known: mail.EmailMessage("x", to=[known["user"].email]))
    racing_db.together(TWO * [lambda: send_digests(now=day(0))])
    assert len(mail.outbox) == 2


def test_two_workers_write_one_letter(racing_db, clerk):
    told(clerk, "a")
    answers = racing_db.together(6 * [lambda: send_digests(now=day(0))])
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert len(mail.outbox) == 1
    assert Delivery.objects.get().digest.sent_at == day(0)


def test_two_workers_say_a_thing_once(racing_db, clerk):
    sayings = [
        reminding.Saying(clerk.pk, "certificate.today", f"k{number}", {"day": "2027-01-04"}) for number in range(9)
    ]
    answers = racing_db.together(6 * [lambda: tell(sayings=sayings, now=day(0))])
    assert sum(len(answer) for answer in answers) == 9
    assert Notice.objects.count() == Delivery.objects.count() == 9


def test_two_workers_remind_once(racing_db, clerk, person, dues):
    manager = person(Role.MANAGER)
    dues.extend(certificate_of(clerk, key=f"certificate:{number}") for number in range(5))
    answers = racing_db.together(4 * [lambda: reminding.remind(now=at(5))])
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert Notice.objects.filter(recipient=clerk).count() == 5
    (line,) = said_to(manager)
    assert len(line.params["about"]) == 5


WORKED: list[date] = []


def work(*, now):
    WORKED.append(now.date())


def test_without_the_claim_daily_work_is_done_twice(racing_db, settings, monkeypatch):
    settings.DAILY, settings.DAILY_HOUR = ["tests.notices.test_races.work"], 0
    WORKED.clear()
    gate = threading.Barrier(TWO)

    def unlocked(*, name, now, again=False):
        found = DailyRun.objects.filter(name=name).first()
        gate.wait(30)
        return None if found else DailyRun(name=name, day=now.date(), started_at=now, state="running")

    monkeypatch.setattr(daily, "claim", unlocked)
    racing_db.together(TWO * [lambda: daily.run(now=day(0))])
    assert len(WORKED) == 2


def test_daily_work_is_done_by_one_of_two_workers(racing_db, settings):
    settings.DAILY, settings.DAILY_HOUR = ["tests.notices.test_races.work"], 0
    WORKED.clear()
    answers = racing_db.together(6 * [lambda: daily.run(now=day(0))])
    assert sorted(len(answer) for answer in answers) == [0, 0, 0, 0, 0, 1]
    assert len(WORKED) == 1
