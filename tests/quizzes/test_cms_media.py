"""The editor of the kinds that show, play or are marked by hand."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from people.roles import Role
from quizzes.items import item_of
from quizzes.models import Question
from tests.e2e.quality import html_faults

from .factories import make_topic
from .media_factories import KINDS, item_of_kind, make_clip, make_picture, make_sign, publish
from .test_cms import cms, list_of, question_data


@pytest.fixture
def chief(client_as):
    return client_as(Role.CHIEF_TRAINER)


def post(client, kind, value, **fields):
    data = question_data(make_topic(), kind="") | nested_form_data({"body": streamfield([(kind, value)])})
    return client.post(cms("question", "add"), data | {"stem": "题目", "action-publish": "1", **fields})


def written_options(*texts):
    rows = [{"text": text, **({"right": "on"} if place == 0 else {})} for place, text in enumerate(texts)]
    return list_of([{"picture": "", "feedback": "", "weight": "", **row} for row in rows])


def written_areas(*areas):
    rows = [{"name": name, "shape": shape, "coords": coords} for name, shape, coords in areas]
    rows[0]["right"] = "on"
    return list_of(rows)


AREAS = [("右边", "rect", "50, 50, 90, 90"), ("左边", "circle", "20, 20, 5")]


def test_areas_that_were_drawn_are_published(chief):
    picture = make_picture()
    value = {"picture": str(picture.pk), "areas": written_areas(*AREAS), "limit": "", "marking": "all", "find": "on"}
    assert post(chief, "hotspot", value).status_code == 302
    body = item_of(Question.objects.get().live_revision.content).body
    assert body["picture"] == picture.pk
    assert body["find"] is True
    assert [area["coords"] for area in body["areas"]] == ["50, 50, 90, 90", "20, 20, 5"]
    assert all(area["id"] for area in body["areas"])


def test_an_area_without_a_shape_is_kept_and_named(chief):
    areas = written_areas(AREAS[0], ("左边", "rect", "90, 90, 10, 10"))
    value = {"picture": str(make_picture().pk), "areas": areas, "limit": "", "marking": "all"}
    page = post(chief, "hotspot", value)
    assert page.status_code == 200
    assert "左边" in str(page.context["form"].errors["body"])
    assert not Question.objects.exists()


def test_a_sign_without_a_film_cannot_be_asked_about(chief):
    hidden, filmless = make_sign("秘密", live=False), make_sign("还没拍")
    filmless.clip = None
    filmless.save()
    for sign in (hidden, filmless):
        page = post(chief, "watch", {"sign": str(sign.pk), "options": written_options("6", "9"), "shuffle": "on"})
        assert page.status_code == 200
        assert not Question.objects.exists()
    good = {"sign": str(make_sign().pk), "options": written_options("6", "9"), "shuffle": "on"}
    assert post(chief, "watch", good).status_code == 302


def test_a_recording_an_essay_and_a_case_are_published(chief):
    sound = {"sound": str(make_clip().pk), "transcript": "说的是甲", "options": written_options("甲", "乙")}
    assert post(chief, "listen", sound).status_code == 302
    essay = {
        "criteria": list_of([{"text": "道歉", "points": "2"}]),
        "show_criteria": "on",
        "least": "10",
        "most": "200",
        "model_answer": "范文",
    }
    assert post(chief, "essay", essay).status_code == 302
    truth = {"is_true": "true", "feedback_true": "", "feedback_false": ""}
    own = {"stem": "对吗？", "points": "1.5", "explanation": "对。"}
    parts = streamfield([("true_false", {**truth, **own}), ("single", {"options": written_options("甲", "乙"), **own})])
    assert post(chief, "case", {"parts": parts}).status_code == 302
    case = item_of(Question.objects.get(kind="case").live_revision.content)
    assert [(part["kind"], part["points"], part["explanation"]) for part in case.body["parts"]] == [
        ("true_false", 1.5, "对。"),
        ("single", 1.5, "对。"),
    ]
    assert "stem" not in case.body["parts"][0]["body"]


def test_a_fault_of_a_part_is_told_with_its_number(chief):
    own = {"stem": "对吗？", "points": "1", "explanation": ""}
    wrong = list_of([{"text": text, "picture": "", "feedback": "", "weight": ""} for text in "甲乙"])
    truth = {"is_true": "true", "feedback_true": "", "feedback_false": "", **own}
    page = post(chief, "case", {"parts": streamfield([("true_false", truth), ("single", {"options": wrong, **own})])})
    assert "案例第 2 小题" in str(page.context["form"].errors["body"])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", ["asked", "explained"])
def test_every_kind_is_previewed_as_the_clerk_sees_it(client_as, kind, mode):
    question = publish(kind, item_of_kind(kind))
    client = client_as(Role.TRAINER)
    address = cms("question", "preview_on_edit", question.pk)
    body = nested_form_data({"body": streamfield([])})
    client.post(address, {**question_data(question.topic, kind=""), **body})
    page = question.make_preview_request(client.get("/").wsgi_request, mode).content.decode()
    assert question.stem in page
    assert ("解析" in page) is (mode == "explained")
    assert html_faults(page) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_chooser_of_blocks_shows_each_kind_with_a_sample(client_as, kind):
    block = Question._meta.get_field("body").stream_block.child_blocks[kind]
    assert block.is_previewable
    page = client_as(Role.TRAINER).get(reverse("wagtailadmin_block_preview") + f"?id={block.definition_prefix}")
    words = page.content.decode()
    assert 'class="quiz-question"' in words
    assert f'data-kind="{kind}"' in words
    assert "data-for" in words or kind != "hotspot"


def test_a_draft_that_is_half_done_can_be_previewed(client_as):
    question = publish("h", item_of_kind("hotspot"))
    question.body[0].value["picture"] = None
    question.body[0].value["areas"][0]["coords"] = "nonsense"
    page = question.make_preview_request(client_as(Role.TRAINER).get("/").wsgi_request, "asked")
    assert page.status_code == 200


def test_the_picture_to_draw_on_is_for_whoever_may_enter_the_cms(client_as):
    address = reverse("quizzes_picture", args=[make_picture().pk])
    reply = client_as(Role.TRAINER).get(address)
    assert reply.status_code == 302
    assert "/images/" in reply["Location"]
    assert client_as(Role.TRAINER).get(reverse("quizzes_picture", args=[999])).status_code == 404


def test_the_editor_brings_the_board_along(client_as):
    page = client_as(Role.TRAINER).get(cms("question", "add")).content.decode()
    assert "quizzes/cms/areas.js" in page
    assert "quizzes.HotspotBlock" in page
