"""Somebody who is assigned a certification hears of it, and of its day."""

import datetime

import pytest
from django.urls import reverse

from notices.models import Notice, NoticeTemplate
from notices.reminding import remind
from notices.wording import Wording
from people.roles import Role
from programmes.assigning import assign
from programmes.due_rounds import rounds
from programmes.services import open_cycle, withdraw_cycle

from ..courses.factories import make_course
from ..courses.test_services import finish
from ..skills.factories import CertificationFactory, SkillFactory
from .assigning import DAY, NOW, TODAY
from .factories import make_programme, path

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course(lessons=1, level=None, certified=False)


@pytest.fixture
def kind(course):
    kind = CertificationFactory(name="柜面手语证书", name_en="Signs at the counter")
    make_programme(path([course]), grants=[(SkillFactory(), 3)], certification=kind)
    return kind


@pytest.fixture
def manager(person):
    return person(Role.MANAGER, full_name="王磊")


def said_to(user, language="zh-hans"):
    """The titles and sentences of what somebody was told, the first first."""
    told = list(Notice.objects.filter(recipient=user).order_by("pk"))
    wording = Wording(told, language, TODAY)
    return [(one.title, one.sentence) for one in map(wording.of, told)]


def test_the_person_hears_who_assigned_it_and_until_when_in_their_language(person, manager, kind):
    clerk = person()
    open_cycle(user=clerk, certification=kind, by=manager, now=NOW, due_on=TODAY + 30 * DAY)
    [(title, sentence)] = said_to(clerk)
    assert "柜面手语证书" in title
    assert "王磊" in sentence
    assert "12月23日" in sentence
    [(title, sentence)] = said_to(clerk, "en")
    assert "Signs at the counter" in title
    assert "王磊 assigned you" in sentence
    assert Notice.objects.get().link == reverse("programmes:programme", args=[kind.slug])


def test_without_a_day_no_day_is_named(person, manager, kind):
    clerk = person()
    open_cycle(user=clerk, certification=kind, by=manager, now=NOW)
    [(_title, sentence)] = said_to(clerk, "en")
    assert "by" not in sentence.split("“")[0].removeprefix("王磊 ")
    assert "finished" not in sentence
    assert list(rounds(None, TODAY)) == []
    remind(now=NOW)
    assert Notice.objects.unread().filter(recipient=clerk).count() == 1, "what has no day is not taken for done"


def test_assigning_twice_tells_once(person, manager, kind):
    clerk = person()
    for _click in range(2):
        open_cycle(user=clerk, certification=kind, by=manager, now=NOW, due_on=TODAY + 30 * DAY)
    assert len(said_to(clerk)) == 1


def test_nobody_is_told_what_they_began_themselves_or_what_began_by_itself(person, kind):
    clerk, other = person(), person()
    open_cycle(user=clerk, certification=kind, by=clerk, now=NOW)
    open_cycle(user=other, certification=kind, now=NOW, due_on=TODAY + DAY)
    assert not Notice.objects.exists()
    assert list(rounds(None, TODAY)) == []


def test_who_has_done_everything_gets_the_certificate_and_nothing_to_do(person, manager, kind, course):
    clerk = person()
    finish(clerk, course)
    assert open_cycle(user=clerk, certification=kind, by=manager, now=NOW).certificate
    assert not Notice.objects.exists()


def test_the_day_is_reminded_of_until_the_round_is_over(person, manager, kind):
    clerk = person()
    cycle = open_cycle(user=clerk, certification=kind, by=manager, now=NOW, due_on=TODAY + 10 * DAY)
    remind(now=NOW + datetime.timedelta(hours=1))
    assert len(said_to(clerk)) == 1, "on its day the notice of the assignment speaks"
    remind(now=NOW + 3 * DAY)
    remind(now=NOW + 3 * DAY)
    assert [title for title, _sentence in said_to(clerk)][1:] == ["请完成认证“柜面手语证书”，期限：还有 10 天"]
    remind(now=NOW + 11 * DAY)
    assert "已超期" in said_to(clerk)[-1][0]
    withdraw_cycle(cycle=cycle, by=manager, reason="调离", now=NOW + 11 * DAY)
    assert list(rounds([clerk.pk], TODAY + 11 * DAY)) == []
    remind(now=NOW + 12 * DAY)
    assert not Notice.objects.unread().filter(recipient=clerk).exists()


def test_training_that_was_assigned_speaks_for_its_round(person, manager, kind):
    clerk = person()
    assign(users=[clerk], certification=kind, by=manager, now=NOW, due_on=TODAY + 10 * DAY)
    assert list(rounds(None, TODAY)) == []
    assert [notice.kind for notice in Notice.objects.all()] == ["training.new"]


def test_who_has_left_is_not_reminded(person, manager, kind):
    clerk = person(left_on=TODAY + 5 * DAY)
    open_cycle(user=clerk, certification=kind, by=manager, now=NOW, due_on=TODAY + 10 * DAY)
    assert len(list(rounds(None, TODAY + 5 * DAY))) == 1
    assert list(rounds(None, TODAY + 6 * DAY)) == []


def test_one_question_finds_them_all(person, manager, django_assert_num_queries):
    for _number in range(5):
        kind = CertificationFactory()
        open_cycle(user=person(), certification=kind, by=manager, now=NOW, due_on=TODAY + 10 * DAY)
    with django_assert_num_queries(1):
        assert len(list(rounds(None, TODAY))) == 5


def test_the_hall_may_say_it_in_its_own_words(person, manager, kind):
    clerk = person()
    NoticeTemplate.objects.create(kind="round.new", language="zh-hans", title="{by}：{what}", sentence="截止{day}。")
    open_cycle(user=clerk, certification=kind, by=manager, now=NOW, due_on=TODAY + 30 * DAY)
    assert said_to(clerk)[0][0] == "王磊：柜面手语证书"


def test_a_manager_who_assigns_on_the_screen_puts_it_into_the_inbox(client_as, person, manager, kind):
    clerk = person()
    sent = {"person": clerk.pk, "reason": "下月轮岗"}
    address = reverse("programmes:assign", args=[kind.slug])
    for _click in range(2):
        assert client_as(user=manager).post(address, sent).status_code == 302
    inbox = client_as(user=clerk).get(reverse("inbox:list")).content.decode()
    assert inbox.count("王磊给您指派了认证") == 1
