"""The pages of an attempt with the kinds that are more than choosing, with and without the script."""

import copy
import html
import json
import random
import re

import pytest
import time_machine
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from people.roles import Role
from quizzes.bank import put_question
from quizzes.items import Item
from quizzes.models import Answer, Attempt, Question
from quizzes.services import start_attempt
from tests.e2e.quality import assert_valid_html
from training.demo.answers import answer

from .factories import NOW, make_quiz, make_topic, minutes

ITEMS = {
    "numeric": (
        "要用多少电？",
        {"answers": [{"value": "12"}], "unit": "度", "unit_required": True, "without_unit": 50},
    ),
    "matching": (
        "办哪项业务？",
        {"pairs": [{"left": "没有电表", "right": "新装"}, {"left": "换了户主", "right": "过户"}]},
    ),
    "ordering": ("排好先后", {"steps": [{"text": one} for one in ("受理", "勘查", "装表")], "marking": "places"}),
    "categorise": (
        "按哪一档计价？",
        {
            "categories": [
                {"name": "高峰", "members": [{"text": "上午9点"}]},
                {"name": "低谷", "members": [{"text": "夜里11点"}]},
            ]
        },
    ),
    "cloze": (
        "证件____接过，找零____。",
        {
            "gaps": [
                {"options": [{"text": "双手", "right": True}, {"text": "单手", "right": False}]},
                {"options": [{"text": "唱收唱付", "right": True}, {"text": "放在台面", "right": False}]},
            ]
        },
    ),
    "build": ("拼成一句话", {"sentences": "请您 / 先 / 取号。", "extra": "快点"}),
}


def make_typed(kind):
    stem, body = ITEMS[kind]
    return put_question(key=f"q-{kind}", topic=make_topic(), item=Item(kind, stem, body, f"解析 {kind}"))


@pytest.fixture
def clerk(person):
    return person()


@pytest.fixture
def signed_in(client_as, clerk):
    return client_as(user=clerk)


@pytest.fixture
def attempt(clerk, mounted):
    quiz = make_quiz([make_typed(kind) for kind in ITEMS], pass_mark=100)
    return start_attempt(user=clerk, quiz=quiz, now=NOW)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + minutes(1), tick=False):
        yield


def url(name, attempt):
    return reverse(name, args=[attempt.public_id])


def value_of(asked, right=True):
    return answer(asked.shown, asked.answer_key, right, random.Random(1))


def fields_of(asked, right=True):
    """The fields of the form as a browser sends them."""
    name, value = f"q{asked.position}", value_of(asked, right)
    if asked.shown["kind"] == "numeric":
        return {f"{name}.{part}": text for part, text in value.items()}
    if asked.shown["kind"] == "cloze":
        return {name: value["choices"]}
    if asked.shown["kind"] in ("matching", "categorise"):
        [placed] = value.values()
        return {f"{name}.{one}": place for one, place in placed.items()}
    pieces = asked.shown.get("steps") or asked.shown.get("tiles")
    [placed] = value.values()
    return {f"{name}.{one['id']}": placed.index(one["id"]) + 1 if one["id"] in placed else "" for one in pieces}


def form_of(attempt, right=True):
    data = {"with_answers": "1"}
    for asked in attempt.questions.all():
        data |= fields_of(asked, right)
    return data


def test_the_page_is_valid_and_all_its_fields_have_the_questions_name(signed_in, attempt):
    page = signed_in.get(url("attempt", attempt)).content.decode()
    assert_valid_html(page)
    names = set(re.findall(r'<(?:input|select)[^>]* name="(q\d[^"]*)"', page))
    assert names == {name for asked in attempt.questions.all() for name in fields_of(asked)}


def test_without_the_script_the_form_saves_and_shows_every_answer_again(signed_in, attempt):
    signed_in.post(url("attempt_save", attempt), form_of(attempt))
    assert Answer.objects.count() == 6
    for asked in attempt.questions.all():
        assert attempt.answers.get(position=asked.position).value == value_of(asked)
    page = signed_in.get(url("attempt", attempt)).content.decode()
    assert len(re.findall(" selected[ >]", page)) == 2 + 3 + 2 + 3  # matching, ordering, cloze, build
    assert page.count(" checked>") == 2  # categorise
    assert 'value="12"' in page
    assert 'value="度"' in page
    assert page.count('class="is-answered"') == 6
    assert_valid_html(page)
    # The same form again is the same answer.
    signed_in.post(url("attempt_save", attempt), form_of(attempt))
    assert Answer.objects.count() == 6


@pytest.mark.parametrize("right", [True, False])
def test_the_form_is_marked_and_the_result_says_what_was_right(signed_in, attempt, right):
    signed_in.post(url("attempt_submit", attempt), form_of(attempt, right))
    closed = Attempt.objects.get()
    assert (closed.points, closed.passed) == ((6, True) if right else (0, False))
    page = signed_in.get(url("attempt_result", attempt)).content.decode()
    assert_valid_html(page)
    for words in ("没有电表 → 新装", "1. 受理", "请您先取号。", "夜里11点 → 低谷", "双手", "12 度"):
        assert words in page


def test_an_untouched_form_answers_nothing(signed_in, attempt):
    page = signed_in.get(url("attempt", attempt)).content.decode()
    names = re.findall(r'<(?:select|input)[^>]* name="(q\d[^"]*)"', page)
    untouched = {name: [""] * names.count(name) for name in names if "radio" not in name}
    groups = {f"q{asked.position}." for asked in attempt.questions.filter(shown__kind="categorise")}
    untouched = {name: texts for name, texts in untouched.items() if not name.startswith(tuple(groups))}
    signed_in.post(url("attempt_save", attempt), untouched)
    assert not Answer.objects.exists()


def test_which_parts_were_right_is_told_with_each_part(signed_in, attempt):
    matching = attempt.questions.get(shown__kind="matching")
    right = value_of(matching)["pairs"]
    one, other = right
    fields = {f"q{matching.position}.{one}": [right[one]], f"q{matching.position}.{other}": [right[one]]}
    body = json.dumps({"position": matching.position, "fields": fields})
    assert signed_in.post(url("attempt_save", attempt), body, content_type="application/json").status_code == 200
    signed_in.post(url("attempt_submit", attempt), {"confirmed": "1"})
    matching.refresh_from_db()
    assert matching.points == matching.max_points / 2
    page = signed_in.get(url("attempt_result", attempt), headers={"Accept-Language": "en"}).content.decode()
    told = re.search(rf'id="a{matching.position}".*?</dl>', page, re.DOTALL)[0]
    assert "partly right" in told
    assert told.count("quiz-right") == 1 + 2  # one part of the answer; both lines of the right one
    assert told.count("quiz-wrong") == 1


def test_the_unit_forgotten_is_told_to_whoever_forgot_it(signed_in, attempt):
    numeric = attempt.questions.get(shown__kind="numeric")
    data = form_of(attempt) | {f"q{numeric.position}.unit": ""}
    signed_in.post(url("attempt_submit", attempt), data, headers={"Accept-Language": "en"})
    numeric.refresh_from_db()
    assert numeric.points == numeric.max_points / 2
    page = signed_in.get(url("attempt_result", attempt), headers={"Accept-Language": "en"}).content.decode()
    assert "its unit is missing or wrong" in page


@pytest.mark.parametrize("kind", ITEMS)
def test_nonsense_in_the_fields_is_refused_and_not_kept(signed_in, attempt, kind):
    asked = attempt.questions.get(shown__kind=kind)
    if kind in ("ordering", "build"):
        return  # a number that is no place is as good as none
    fields = {name: ["nonsense\0" if kind == "numeric" else "nonsense"] for name in fields_of(asked)}
    body = json.dumps({"position": asked.position, "fields": fields})
    reply = signed_in.post(url("attempt_save", attempt), body, content_type="application/json")
    assert reply.status_code == 400
    assert not Answer.objects.exists()


# ---- the editor


def listed(values):
    entries = {str(n): {"value": one, "order": str(n), "id": "", "deleted": ""} for n, one in enumerate(values)}
    return {"count": str(len(values)), **entries}


def as_form(value):
    """A body as the form of the editor sends it."""
    if isinstance(value, dict):
        return {name: as_form(inner) for name, inner in value.items() if inner is not False}
    if isinstance(value, list):
        return listed([as_form(one) for one in value])
    return "on" if value is True else str(value)


REST = {
    "numeric": {"other_units": []},
    "matching": {"extra": ""},
    "build": {},
    "ordering": {},
    "categorise": {},
    "cloze": {},
}


# A text of each that its form has to show again.
FOUND = {
    "numeric": "12",
    "matching": "没有电表",
    "ordering": "勘查",
    "categorise": "夜里11点",
    "cloze": "唱收唱付",
    "build": "请您 / 先 / 取号。",
}


def without_words(value):
    if isinstance(value, dict):
        return {name: without_words(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [without_words(one) for one in value]
    return "" if isinstance(value, str) else value


def question_data(kind, empty=False, **fields):
    stem, body = ITEMS[kind]
    body = copy.deepcopy({**REST[kind], **body})
    for one in body.get("answers", ()):
        one.setdefault("weight", 100)
        one.setdefault("tolerance", "")
        one.setdefault("feedback", "")
    body = without_words(body) if empty else body
    data = {"topic": str(make_topic().pk), "stem": stem, "picture": "", "clip": "", "explanation": "因为……"}
    rest = {"source": "", "read_again": "", "difficulty": "1", "key": "", "tags": ""}
    return nested_form_data({**data, **rest, "body": streamfield([(kind, as_form(body))]), **fields})


@pytest.mark.parametrize("kind", ITEMS)
def test_every_kind_can_be_written_and_published(client_as, kind):
    chief = client_as(Role.CHIEF_TRAINER)
    data = question_data(kind) | {"action-publish": "1"}
    reply = chief.post(reverse("wagtailsnippets_quizzes_question:add"), data)
    assert reply.status_code == 302, reply.context["form"].errors
    question = Question.objects.get()
    assert (question.live, question.kind, question.item.kind) == (True, kind, kind)
    page = chief.get(reverse("wagtailsnippets_quizzes_question:edit", args=[question.pk])).content.decode()
    assert json.dumps(FOUND[kind]) in html.unescape(page)


@pytest.mark.parametrize("kind", ITEMS)
def test_a_half_done_question_can_be_previewed(client_as, kind):
    trainer = client_as(Role.TRAINER)
    address = reverse("wagtailsnippets_quizzes_question:preview_on_add")
    assert trainer.post(address, question_data(kind, empty=True)).json()["is_valid"]
    for mode in ("asked", "explained"):
        assert trainer.get(f"{address}?mode={mode}").status_code == 200


@pytest.mark.parametrize("mode", ["asked", "explained"])
@pytest.mark.parametrize("kind", ITEMS)
def test_the_preview_shows_a_question_as_the_clerk_sees_it(client_as, kind, mode):
    trainer = client_as(Role.TRAINER)
    address = reverse("wagtailsnippets_quizzes_question:preview_on_add")
    assert trainer.post(address, question_data(kind)).json()["is_valid"]
    page = trainer.get(f"{address}?mode={mode}").content.decode()
    assert ("<fieldset" in page) == (mode == "asked")
    assert ("因为……" in page) == (mode == "explained")


@pytest.mark.parametrize("kind", ITEMS)
def test_the_chooser_of_blocks_shows_what_a_kind_looks_like(client_as, kind):
    definition = Question._meta.get_field("body").stream_block.child_blocks[kind]
    assert definition.is_previewable
    address = reverse("wagtailadmin_block_preview") + f"?id={definition.definition_prefix}"
    page = client_as(Role.TRAINER).get(address).content.decode()
    assert f'data-kind="{kind}"' in page
    assert "quizzes.css" in page
    assert_valid_html(page)
