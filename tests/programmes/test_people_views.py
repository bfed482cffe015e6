"""The people of a certification: who sees them, who decides, what is said before it is done."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.roles import Role
from programmes.journeys import journey
from programmes.models import Cycle, Waiver
from programmes.services import adopt_certificates, open_cycle
from skills.models import Reinstatement, Revocation, Suspension

from ..courses.factories import make_course
from ..factories import HallFactory
from ..rotations.factories import PostFactory
from ..skills.factories import SkillFactory, give
from .factories import make_programme, path

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def plain_course():
    return make_course(lessons=1, level=None, certified=False)


@pytest.fixture
def skill():
    return SkillFactory()


@pytest.fixture
def programme(skill):
    return make_programme(path([plain_course(), plain_course()]), grants=[(skill, 3)])


@pytest.fixture
def clerk(person):
    return person(full_name="龚䶮")


@pytest.fixture
def desk(client_as):
    return client_as(Role.MANAGER)


def at(programme, name, *args, **asked):
    return reverse(f"programmes:{name}", args=[programme.certification.slug, *args], query=asked)


def text_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def certified(user, programme, skill, on=None):
    day = on or timezone.localdate() - 10 * DAY
    certificate = give(user, skill, on=day, certification=programme.certification).certificate
    adopt_certificates(user=user, now=timezone.now())
    return certificate


def test_people_are_narrowed_down_by_state_name_and_due_day(desk, programme, skill, person):
    today = timezone.localdate()
    certified(person(full_name="甲乙"), programme, skill)
    certified(person(full_name="丙丁"), programme, skill, on=today - 370 * DAY)
    late = person(full_name="戊己")
    open_cycle(user=late, certification=programme.certification, now=timezone.now(), due_on=today - DAY)
    everybody = text_of(desk, at(programme, "people"))
    assert all(name in everybody for name in ("甲乙", "丙丁", "戊己"))
    assert "已超期" in everybody
    in_grace = text_of(desk, at(programme, "people", state="grace"))
    assert "丙丁" in in_grace
    assert "甲乙" not in in_grace
    assert "戊己" not in in_grace
    overdue = text_of(desk, at(programme, "people", due="overdue"))
    assert "戊己" in overdue
    assert "甲乙" not in overdue
    assert "没有符合条件的人员" in text_of(desk, at(programme, "people", q="zzz"))
    # What does not exist narrows nothing down and breaks nothing.
    assert "甲乙" in text_of(desk, at(programme, "people", state="nonsense"))


def test_people_of_other_halls_are_not_shown(desk, programme, skill, person):
    certified(person(full_name="别厅人", hall=HallFactory()), programme, skill)
    assert "别厅人" not in text_of(desk, at(programme, "people"))
    assert "还没有人持有" in text_of(desk, at(programme, "people"))


def test_a_manager_assigns_somebody_and_the_person_reads_why(client_as, desk, programme, clerk):
    due = timezone.localdate() + 30 * DAY
    sent = {"person": clerk.pk, "due_on": due.isoformat(), "reason": "下月轮岗"}
    assert desk.post(at(programme, "assign"), sent).url == at(programme, "person", clerk.pk)
    assert "已有进行中的一轮认证" in desk.post(at(programme, "assign"), sent, follow=True).content.decode()
    assert Cycle.objects.get(user=clerk).due_on == due
    page = text_of(client_as(user=clerk), reverse("programmes:programme", args=[programme.certification.slug]))
    assert "下月轮岗" in page


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"person": ""}, "请选择人员"),
        ({"due_on": "2001-01-01"}, "该日期已过"),
        ({"due_on": "31 February"}, "2026-11-23"),
    ],
)
def test_what_is_typed_wrong_is_kept_and_named(desk, programme, clerk, sent, sentence):
    response = desk.post(at(programme, "assign"), {"person": clerk.pk, "reason": "保留的原因", **sent})
    assert response.status_code == 400
    page = response.content.decode()
    assert sentence in page
    assert "保留的原因" in page


def test_a_round_is_withdrawn_once(desk, programme, clerk):
    open_cycle(user=clerk, certification=programme.certification, now=timezone.now())
    address = at(programme, "act", clerk.pk, "withdraw")
    assert "不必再取得" in text_of(desk, address)
    assert desk.post(address, {"reason": ""}).status_code == 400
    assert desk.post(address, {"reason": "调离"}).status_code == 302
    again = desk.post(address, {"reason": "调离"}, follow=True).content.decode()
    assert "没有进行中的一轮" in again
    assert [event.kind for event in Cycle.objects.get().events.all()] == ["assigned", "withdrawn"]
    assert "调离" in again


def test_a_part_is_waived_from_the_page_of_the_person(desk, programme, clerk):
    cycle = open_cycle(user=clerk, certification=programme.certification, now=timezone.now())
    step = journey(clerk, programme.certification, timezone.now()).left[0]
    address = at(programme, "act", clerk.pk, "waive-part", part=step.part.id)
    assert address in text_of(desk, at(programme, "person", clerk.pk))
    assert desk.post(address, {"reason": "已在总部完成"}).status_code == 302
    desk.post(address, {"reason": "已在总部完成"})
    assert Waiver.objects.get().cycle == cycle
    assert "豁免“" in text_of(desk, at(programme, "person", clerk.pk))
    assert text_of(desk, at(programme, "act", clerk.pk, "waive-part", part="nothing"), 404)


def test_suspending_says_which_posts_close_and_reinstating_opens_them(desk, programme, clerk, skill):
    certificate = certified(clerk, programme, skill)
    PostFactory(hall=clerk.hall, name="手语窗口", needs=[(skill, 3)])
    PostFactory(hall=clerk.hall, name="咨询台", needs=[])
    address = at(programme, "certificate_act", clerk.pk, certificate.number, "suspend")
    page = text_of(desk, address)
    assert "手语窗口" in page
    assert "咨询台" not in page
    today = timezone.localdate().isoformat()
    assert desk.post(address, {"reason": "证书查证中", "on": today}).status_code == 302
    desk.post(address, {"reason": "证书查证中", "on": today})
    assert Suspension.objects.count() == 1
    person_page = text_of(desk, at(programme, "person", clerk.pk))
    assert "证书查证中" in person_page
    back = at(programme, "certificate_act", clerk.pk, certificate.number, "reinstate")
    assert back in person_page
    assert desk.post(back, {"reason": "查证完毕", "on": today}).status_code == 302
    assert Reinstatement.objects.count() == 1


def test_revoking_before_the_certificate_counted_is_refused_with_a_sentence(desk, programme, clerk, skill):
    certificate = certified(clerk, programme, skill)
    address = at(programme, "certificate_act", clerk.pk, certificate.number, "revoke")
    early = {"reason": "冒名顶替", "on": (certificate.valid_from - DAY).isoformat()}
    response = desk.post(address, early)
    assert response.status_code == 400
    assert "在该日尚未生效" in response.content.decode()
    assert "冒名顶替" in response.content.decode()
    assert desk.post(address, {**early, "on": timezone.localdate().isoformat()}).status_code == 302
    assert Revocation.objects.get().reason == "冒名顶替"


def test_nobody_decides_about_themselves(client_as, person, programme, skill):
    manager = person(Role.MANAGER)
    certificate = certified(manager, programme, skill)
    client = client_as(user=manager)
    assert client.get(at(programme, "person", manager.pk)).status_code == 302
    address = at(programme, "certificate_act", manager.pk, certificate.number, "revoke")
    assert client.post(address, {"reason": "试试", "on": timezone.localdate().isoformat()}).status_code == 403
    assert not Revocation.objects.exists()


def test_a_trainer_looks_and_is_offered_no_decision(client_as, programme, clerk, skill):
    certificate = certified(clerk, programme, skill)
    page = text_of(client_as(Role.TRAINER), at(programme, "person", clerk.pk))
    assert certificate.number in page
    assert "/revoke/" not in page
    assert "/assign/" not in page


def test_the_history_says_what_a_certificate_rests_on_and_by_which_words(desk, programme, clerk):
    from ..courses.test_services import finish

    for group in programme.first:
        for part in group.value["parts"]:
            finish(clerk, part.value.specific)
    open_cycle(user=clerk, certification=programme.certification, now=timezone.now())
    page = text_of(desk, at(programme, "person", clerk.pk))
    assert "课程结业" in page
    assert "发布的项目" in page


def test_pages_of_people_ask_as_much_for_twenty_as_for_one(desk, programme, skill, person):
    def measure(address):
        desk.get(address)
        with CaptureQueriesContext(connection) as captured:
            desk.get(address)
        return len(captured)

    certified(person(), programme, skill)
    few = measure(at(programme, "people"))
    for _ in range(20):
        certified(person(), programme, skill)
        open_cycle(user=person(), certification=programme.certification, now=timezone.now())
    assert measure(at(programme, "people")) <= few
