"""The pages of the kinds that show, play and are marked by hand, without a script; and a result that teaches."""

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, PageViewRestriction

from quizzes.hand_marking import mark_by_hand
from quizzes.items import Item
from quizzes.models import Answer, Attempt, Section
from quizzes.paper import paper
from quizzes.services import save_answer, start_attempt, submit_attempt
from tests.e2e.quality import assert_valid_html

from .conftest import statements
from .factories import NOW, make_question, make_quiz, minutes, right_value, wrong_value
from .media_factories import KINDS, fields_of_value, item_of_kind, one_of_each_media, publish, right_value_of

pytestmark = pytest.mark.usefixtures("mounted")


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + minutes(1), tick=False):
        yield


@pytest.fixture
def clerk(person):
    return person()


@pytest.fixture
def signed_in(client_as, clerk):
    return client_as(user=clerk)


@pytest.fixture
def attempt(clerk):
    return start_attempt(user=clerk, quiz=make_quiz(one_of_each_media(), pass_mark=60), now=NOW)


def url(name, attempt):
    return reverse(name, args=[attempt.public_id])


def text(client, attempt, name="attempt_result"):
    return client.get(url(name, attempt)).content.decode()


def post_form(client, attempt, name, **more):
    data = {"with_answers": "1", "lease": Attempt.objects.get(pk=attempt.pk).lease, **more}
    for asked in attempt.questions.all():
        value = right_value_of(asked.shown, asked.answer_key)
        data |= fields_of_value(f"q{asked.position}", asked.shown, value)
    return client.post(url(name, attempt), data)


# ---- without a script


def test_every_kind_is_answered_and_handed_in_by_a_plain_form(signed_in, attempt):
    assert post_form(signed_in, attempt, "attempt_submit").status_code == 302
    attempt.refresh_from_db()
    assert attempt.awaits_marking
    marked = {asked.shown["kind"]: asked.is_correct for asked in attempt.questions.all()}
    assert marked == {"hotspot": True, "listen": True, "watch": True, "essay": None, "case": True}


def test_answers_saved_by_a_plain_form_are_there_again(signed_in, attempt):
    post_form(signed_in, attempt, "attempt_save")
    assert Answer.objects.count() == len(KINDS)
    post_form(signed_in, attempt, "attempt_save")
    assert Answer.objects.count() == len(KINDS)
    page = text(signed_in, attempt, "attempt")
    assert page.count(" checked>") == 3 + 4  # hotspot, listen, watch; in the case: true, an area, two options
    assert 'value="95598"' in page
    assert "对不起，我一次说全。</textarea>" in page
    assert page.count('class="is-answered"') == len(KINDS)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_are_valid_html_in_both_languages(signed_in, attempt, language):
    signed_in.cookies["django_language"] = language
    assert_valid_html(text(signed_in, attempt, "attempt"))
    post_form(signed_in, attempt, "attempt_submit")
    assert_valid_html(text(signed_in, attempt))


def test_areas_are_a_list_of_names_for_whoever_does_not_see_them(signed_in, attempt):
    page = text(signed_in, attempt, "attempt")
    for name in ("右边大格", "左上角", "中间三角"):
        assert page.count(name) == 2  # by itself and in the case
    assert page.count("data-for=") == page.count("quiz-names") * 3


def test_areas_to_be_found_are_drawn_with_no_number(signed_in, clerk):
    item = item_of_kind("hotspot")
    question = publish("find", Item("hotspot", item.stem, {**item.body, "find": True}))
    page = text(signed_in, start_attempt(user=clerk, quiz=make_quiz([question]), now=NOW), "attempt")
    assert "is-find" in page
    assert "quiz-map-mark" not in page


# ---- the result


def result_after(clerk, questions, answers, **quiz):
    """The attempt handed in with these answers, by position; None leaves one open."""
    attempt = start_attempt(user=clerk, quiz=make_quiz(questions, **quiz), now=NOW)
    for asked, value_of in zip(attempt.questions.all(), answers, strict=True):
        if value_of:
            save_answer(attempt=attempt, position=asked.position, value=value_of(asked), now=NOW)
    return submit_attempt(attempt=attempt, now=NOW + minutes(1))


def right_of(asked):
    return right_value_of(asked.shown, asked.answer_key)


def test_a_partly_right_answer_shows_its_points(signed_in, clerk):
    question = make_question("q1", "multiple", marking="partial")
    one_of_two = result_after(clerk, [question], [lambda asked: {"options": asked.answer_key["options"][:1]}])
    page = text(signed_in, one_of_two)
    assert "部分正确" in page
    assert "0.5" in page
    assert "is-part" in page


def test_the_author_speaks_to_this_very_answer(signed_in, clerk):
    rows = [{"text": "甲", "right": True}, {"text": "乙", "right": False, "feedback": "乙是去年的价"}]
    question = publish("q1", Item("single", "哪一个？", {"options": rows}, "因为甲"))
    assert "乙是去年的价" in text(signed_in, result_after(clerk, [question], [wrong_value]))
    assert "乙是去年的价" not in text(signed_in, result_after(clerk, [question], [right_value]))


def test_a_case_is_explained_part_by_part(signed_in, clerk):
    def half(asked):
        value = right_of(asked)
        return {"parts": [value["parts"][0], {"blanks": ["110"]}, None, value["parts"][3]]}

    attempt = result_after(clerk, [publish("case", item_of_kind("case"))], [half])
    page = text(signed_in, attempt)
    assert attempt.questions.get().points == round(attempt.questions.get().max_points * 2 / 6, 2)
    for said in ("解析一", "解析 hotspot", "解析 case", "95598", "110"):
        assert said in page
    assert [part.state for part in paper(attempt)[0].case_parts] == ["right", "wrong", "unanswered", "right"]


def test_a_recording_is_written_down_and_the_right_area_drawn_after_the_end(signed_in, clerk):
    questions = [publish("l", item_of_kind("listen")), publish("h", item_of_kind("hotspot"))]

    def elsewhere(asked):
        return {"areas": [next(a["id"] for a in asked.shown["areas"] if a["id"] not in asked.answer_key["areas"])]}

    page = text(signed_in, result_after(clerk, questions, [right_of, elsewhere]))
    assert "说的是甲" in page
    assert page.count('class="is-right"') == page.count('class="is-wrong"') == 1


def essay_attempt(clerk):
    return result_after(clerk, [publish("e", item_of_kind("essay"))], [right_of], pass_mark=60)


def test_an_essay_says_that_it_waits_and_then_what_the_trainer_gave_and_said(signed_in, clerk, person):
    attempt = essay_attempt(clerk)
    page = text(signed_in, attempt)
    assert "等待培训师评分" in page
    assert "%</span>" not in page
    assert "看错的题" not in page
    asked = attempt.questions.get()
    first, second = (one["id"] for one in asked.answer_key["criteria"])
    mark_by_hand(asked=asked, levels={first: 2, second: 1}, comment="再具体一点", by=person(), now=NOW + minutes(3))
    page = text(signed_in, attempt)
    assert "再具体一点" in page
    assert "2 / 2" in page
    assert "1 / 3" in page
    assert "60%" in page


def test_sections_say_what_they_reached_and_which_was_too_low(signed_in, clerk):
    quiz = make_quiz([make_question("q1"), make_question("q2")], pass_mark=40)
    Section.objects.create(quiz=quiz, title="基础", title_en="Basics", minimum=50, sort_order=0)
    Section.objects.create(quiz=quiz, title="安全", title_en="Safety", minimum=80, sort_order=1)
    quiz.fixed_questions.filter(question__key="q2").update(section=2)
    attempt = start_attempt(user=clerk, quiz=quiz, now=NOW)
    save_answer(attempt=attempt, position=1, value=right_value(attempt.questions.first()), now=NOW)
    attempt = submit_attempt(attempt=attempt, now=NOW + minutes(1))
    assert not attempt.passed
    page = text(signed_in, attempt)
    assert "基础" in page
    assert "100%" in page
    assert "低于本部分要求的 80%" in page
    signed_in.cookies["django_language"] = "en"
    assert "Safety" in text(signed_in, attempt)


# ---- where to read again


@pytest.fixture
def lesson(db):
    home = Page.objects.filter(depth=2).first() or Page.get_first_root_node().add_child(instance=Page(title="家"))
    return home.add_child(instance=Page(title="缴费与账单", slug="bills"))


def led_back(key, lesson):
    question = make_question(key, source="《供电营业规则》第八十二条")
    question.read_again = lesson
    question.save()
    question.save_revision().publish()
    return question


def test_the_result_names_the_source_and_leads_back_to_the_lesson(signed_in, clerk, lesson):
    attempt = result_after(clerk, [led_back("q1", lesson)], [wrong_value])
    page = text(signed_in, attempt)
    assert "《供电营业规则》第八十二条" in page
    assert f'href="{lesson.get_url()}"' in page
    assert "缴费与账单" in page


def test_a_lesson_that_is_gone_hidden_or_closed_to_the_person_is_not_named(signed_in, clerk, lesson):
    attempt = result_after(clerk, [led_back("q1", lesson)], [wrong_value])
    restriction = PageViewRestriction.objects.create(page=lesson, restriction_type="password", password="x")
    assert "缴费与账单" not in text(signed_in, attempt)
    restriction.delete()
    lesson.unpublish()
    assert "缴费与账单" not in text(signed_in, attempt)
    lesson.delete()
    assert "缴费与账单" not in text(signed_in, attempt)


@pytest.mark.parametrize("size", [1, 20])
def test_the_way_back_costs_the_same_queries_for_one_lesson_and_twenty(signed_in, clerk, lesson, size):
    lessons = [lesson.add_child(instance=Page(title=f"课 {n}", slug=f"l{n}")) for n in range(size)]
    questions = [led_back(f"q{n}", page) for n, page in enumerate(lessons)]
    attempt = result_after(clerk, questions, [wrong_value] * size)
    text(signed_in, attempt)
    with statements() as made:
        text(signed_in, attempt)
    assert len(made) <= 10  # attempt with quiz, standing, questions, answers; lessons (3), restrictions; acts; settings


@pytest.mark.parametrize("size", [1, 10])
def test_a_result_with_media_and_essays_costs_the_same_queries(signed_in, clerk, size):
    questions = [publish(f"{kind}{n}", item_of_kind(kind)) for n in range(size) for kind in KINDS]
    attempt = result_after(clerk, questions, [right_of] * len(questions))
    text(signed_in, attempt)
    with statements() as made:
        text(signed_in, attempt)
    assert len(made) <= 12


def test_words_of_the_result_come_in_english_too(signed_in, clerk):
    signed_in.cookies["django_language"] = "en"
    with translation.override("en"):
        page = text(signed_in, essay_attempt(clerk))
    assert "Waiting for the trainer" in page
