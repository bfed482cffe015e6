"""The pages of observed practicals, as each of those who use them meets them."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from people.roles import Role
from quizzes import observing
from quizzes.models import EvidenceFile, Observation, ObservationRequest, Practical
from quizzes.models.observations import FIRST, State
from quizzes.rubric_blocks import rubric_of
from tests.factories import UserFactory

from .practical_factories import ask, criterion, make_coach, make_practical, photo, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def practical(today):
    return make_practical(criteria=[criterion(critical=True), criterion("送别")])


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def coach(practical, hall, today):
    return make_coach(practical.skill, hall, on=today)


@pytest.fixture
def asked(practical, person, coach, now):
    asked = ask(practical, person(), now=now)
    observing.assign(request=asked, place=FIRST, observer=coach, by=person(Role.MANAGER), now=now)
    return asked


def url(name, asked):
    return reverse(f"practicals:{name}", args=[asked.public_id])


def form(asked, place=-1, **more):
    rubric = ObservationRequest.objects.get(pk=asked.pk).rubric
    marks = {f"level-{row.id}": row.levels[place].id for row in rubric.criteria}
    return {"client_id": str(uuid.uuid4()), **marks, **more}


def test_without_a_script_the_sheet_is_one_form_that_brings_its_photo_along(asked, coach, client_as):
    client = client_as(user=coach)
    names = {"consent": "1", "consent_names": "客户本人"}
    answer = client.post(url("sheet", asked), form(asked, **names, comment="稳", file=photo()))
    assert answer.url == url("observation", asked)
    seen = Observation.objects.get()
    assert (seen.comment, seen.passed, EvidenceFile.objects.count()) == ("稳", True, 1)


def test_a_sheet_with_something_missing_comes_back_as_it_was_typed(asked, coach, client_as):
    sent = form(asked, comment="先写着")
    left_out = next(name for name in sent if name.startswith("level-"))
    answer = client_as(user=coach).post(
        url("sheet", asked), {name: value for name, value in sent.items() if name != left_out}
    )
    assert answer.status_code == 400
    assert "先写着" in answer.text
    assert answer.text.count("checked") == 1
    assert not Observation.objects.exists()


def test_a_photo_without_consent_stops_the_sheet_and_loses_nothing(asked, coach, client_as):
    answer = client_as(user=coach).post(url("sheet", asked), form(asked, file=photo()))
    assert answer.status_code == 409
    assert answer.text.count("checked") == 2
    assert not Observation.objects.exists()


def test_a_phone_is_answered_in_json_and_twice_the_same(asked, coach, client_as):
    client, sent = client_as(user=coach), form(asked)
    answers = [client.post(url("sheet", asked), sent, headers={"Accept": "application/json"}) for _try in range(2)]
    assert [answer.json()["next"] for answer in answers] == [url("observation", asked)] * 2
    assert Observation.objects.count() == 1


def test_a_phone_hears_why_something_was_not_taken(asked, coach, client_as, now):
    client = client_as(user=coach)
    json = {"Accept": "application/json"}
    assert client.post(url("sheet", asked), {}, headers=json).status_code == 400
    observing.withdraw(request=asked, by=asked.user, now=now)
    refused = client.post(url("sheet", asked), form(asked), headers=json)
    assert (refused.status_code, bool(refused.json()["message"])) == (409, True)
    assert client.post(url("add_evidence", asked), {}, headers=json).status_code == 409


@pytest.mark.parametrize("strange", ["'; drop", "x" * 400, "\0", "2026-13-45T99:99Z"])
def test_strange_ids_and_moments_of_a_device_do_no_harm(strange, asked, coach, client_as):
    sent = form(asked, client_id=strange, observed_at=strange)
    assert client_as(user=coach).post(url("sheet", asked), sent).status_code == 302


def test_the_sheet_is_for_its_observer(asked, client_as):
    assert client_as(Role.TRAINER).get(url("sheet", asked)).status_code == 403
    assert client_as(Role.CLERK).get(url("sheet", asked)).status_code == 404


def test_the_rubric_is_read_before_and_the_result_after(asked, coach, client_as, person, now):
    client = client_as(user=asked.user)
    before = client.get(url("observation", asked)).text
    assert "看到 0" in before
    assert "逐项结果" not in before
    observing.observe(request=asked, observer=coach, sheet=sheet(asked), now=now)
    assert "逐项结果" not in client.get(url("observation", asked)).text
    observing.decide(request=asked, outcome="accepted", by=person(Role.TRAINER), now=now, note="很稳")
    after = client.get(url("observation", asked)).text
    assert "逐项结果" in after
    assert "很稳" in after


def test_a_manager_assigns_from_the_page(practical, coach, person, client_as, now, today):
    asked = ask(practical, person(), now=now)
    client = client_as(Role.MANAGER)
    page = client.get(url("observation", asked)).text
    assert coach.full_name in page
    sent = {"place": 1, "observer": coach.pk, "due_on": today.isoformat()}
    client.post(url("assign", asked), sent)
    assert asked.duties.get().observer == coach
    assert client.post(url("assign", asked), {**sent, "due_on": "soon"}).status_code == 400
    assert client.post(url("assign", asked), {**sent, "observer": 10**9}).status_code == 400
    client.post(url("assign", asked), {**sent, "observer": asked.user_id})
    assert asked.duties.get().observer == coach


def test_with_nobody_to_observe_the_page_says_so(practical, person, client_as, now):
    asked = ask(practical, person(), now=now)
    assert "今天本厅没有其他人" in client_as(Role.MANAGER).get(url("observation", asked)).text


def test_a_trainer_decides_and_hears_what_stands_in_the_way(asked, coach, client_as, now):
    observing.observe(request=asked, observer=coach, sheet=sheet(asked, 0), now=now)
    client = client_as(Role.TRAINER)
    refused = client.post(url("decide", asked), {"outcome": "accepted", "note": "算了"})
    assert refused.status_code == 409
    assert "关键项" in refused.text
    assert "算了" in refused.text
    assert client.post(url("decide", asked), {"outcome": "perhaps"}).status_code == 400
    client.post(url("decide", asked), {"outcome": "rejected", "note": "先练迎候"})
    asked.refresh_from_db()
    assert asked.outcome == State.REJECTED
    again = client_as(Role.TRAINER).post(url("decide", asked), {"outcome": "redo", "note": "x"}, follow=True)
    assert "已经审定了" in again.text


def test_the_person_answers_and_the_observer_once_more(asked, coach, client_as, person, now):
    observing.observe(request=asked, observer=coach, sheet=sheet(asked), now=now)
    observing.decide(request=asked, outcome="accepted", by=person(Role.TRAINER), now=now)
    client = client_as(user=asked.user)
    client.post(url("reply", asked), {"text": "谢谢您"})
    client.force_login(coach)
    assert "谢谢您" in client.get(url("observation", asked)).text
    client.post(url("reply", asked), {"text": "接着练"})
    assert [said.text for said in asked.replies.all()] == ["谢谢您", "接着练"]


def test_a_trainer_has_somebody_observed_who_has_not_asked(practical, person, client_as, hall):
    clerk, client = person(), client_as(Role.TRAINER)
    answer = client.post(reverse("practicals:order"), {"practical": practical.pk, "user": clerk.pk})
    assert answer.url == url("observation", ObservationRequest.objects.get(user=clerk))
    stranger = UserFactory()
    refused = client.post(reverse("practicals:order"), {"practical": practical.pk, "user": stranger.pk})
    assert refused.status_code == 400


def test_what_waits_is_listed_and_an_empty_hall_says_so(asked, client_as, coach):
    assert asked.user.full_name in client_as(Role.TRAINER).get(reverse("practicals:waiting")).text
    assert asked.user.full_name in client_as(user=coach).get(reverse("practicals:mine")).text
    empty = client_as(user=UserFactory(roles=[Role.MANAGER]))
    assert "没有人在等" in empty.get(reverse("practicals:waiting")).text
    assert "还没有两个人看过同一场" in empty.get(reverse("practicals:agreement")).text


def written(lowest):
    """The form of the editor with one critical criterion of two levels, the lower one giving so many points."""
    levels = {"levels-count": "2"}
    for rank, points in enumerate((lowest, 3)):
        fields = {"deleted": "", "order": rank, "id": "", "value-points": points, "value-name": f"{points}档"}
        fields |= {"value-name_en": "", "value-anchor": "看到", "value-anchor_en": "", "value-picture": ""}
        levels |= {f"levels-{rank}-{name}": value for name, value in (fields | {"value-clip": ""}).items()}
    value = {"text": "迎候", "text_en": "", "critical": "on", "weight": "1", **levels}
    block = {"deleted": "", "order": "0", "type": "criterion", "id": ""}
    block |= {f"value-{name}": each for name, each in value.items()}
    return {"criteria-count": "1", **{f"criteria-0-{name}": each for name, each in block.items()}}


def test_a_practical_is_checked_before_it_is_published(practical, client_as):
    client = client_as(Role.CHIEF_TRAINER)
    views = Practical.snippet_viewset
    address = reverse(views.get_url_name("edit"), args=[practical.pk])
    assert client.get(reverse(views.get_url_name("list"))).status_code == 200
    rules = {"pass_percent": 80, "second_percent": 20, "redo_days": 3, "due_days": 7, "skill": practical.skill_id}
    fields = {"title": "新标题", "title_en": "", "intro": "", "intro_en": "", **rules, "action-publish": "publish"}
    refused = client.post(address, {**fields, **written(lowest=1)})
    assert "关键项要有 0 分的一档" in refused.text
    practical.refresh_from_db()
    assert practical.title != "新标题"
    assert client.post(address, {**fields, **written(lowest=0)}).status_code == 302
    practical.refresh_from_db()
    assert practical.title == "新标题"
    rubric = rubric_of(practical.live_revision.content)
    assert [(row.text, row.critical, len(row.levels)) for row in rubric.criteria] == [("迎候", True, 2)]


def test_a_draft_of_a_practical_is_shown_as_it_will_look(practical, rf):
    request = rf.get("/")
    answer = practical.make_preview_request(request, practical.default_preview_mode)
    assert answer.status_code == 200
    assert "看到 0" in answer.render().text
