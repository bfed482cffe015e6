"""The screens of results: who sees what of whom, what they say, and the workbook that goes with them."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from people.roles import Role
from quizzes.counting import count_all
from quizzes.models import Attempt, Question, QuestionFigures
from tests.factories import HallFactory, UserFactory

from .factories import NOW, make_question, make_quiz, minutes
from .sittings import sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall():
    return HallFactory(name="南湖厅")


@pytest.fixture
def trainer(client, hall):
    user = UserFactory(hall=hall, roles=[Role.TRAINER])
    client.force_login(user)
    return client


@pytest.fixture
def questions():
    # The last one has its key wrong: the strong miss it.
    return [make_question(f"q{n}") for n in range(6)]


@pytest.fixture
def quiz(questions):
    return make_quiz(questions, title="季度考试", pass_mark=60)


def clerks(count, hall):
    return [UserFactory(hall=hall, full_name=f"员工{n}") for n in range(count)]


def last_is_wrong(strength, place):
    return 1 - strength if place == 5 else 0.1 + 0.8 * strength


def page(client, name, *args, query=""):
    answer = client.get(reverse(f"quiz_reports:{name}", args=args) + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_results_by_person_show_the_own_hall_only(trainer, hall, quiz, questions):
    sit(quiz, questions, clerks(3, hall), at=NOW)
    sit(quiz, questions, [UserFactory(full_name="外厅人")], at=NOW)
    text = page(trainer, "people", quiz.pk)
    assert "员工2" in text
    assert "外厅人" not in text
    assert "3 人" in text


def test_an_administrator_chooses_the_hall(client, hall, quiz, questions):
    client.force_login(UserFactory(roles=[Role.ADMINISTRATOR]))
    sit(quiz, questions, clerks(2, hall), at=NOW)
    sit(quiz, questions, [UserFactory(full_name="外厅人", hall=HallFactory(name="别厅"))], at=NOW)
    assert "外厅人" in page(client, "people", quiz.pk)
    assert "外厅人" not in page(client, "people", quiz.pk, query=f"?hall={hall.code}")
    assert "外厅人" not in page(client, "questions", quiz.pk, query=f"?hall={hall.code}")


def test_days_and_outcome_narrow_the_list_down(trainer, hall, quiz, questions):
    sit(quiz, questions, [UserFactory(hall=hall, full_name="通过者")], at=NOW, chance=lambda s, p: 1)
    sit(quiz, questions, [UserFactory(hall=hall, full_name="没过者")], at=NOW, chance=lambda s, p: 0)
    text = page(trainer, "people", quiz.pk, query="?outcome=failed")
    assert "没过者" in text
    assert "通过者" not in text
    text = page(trainer, "people", quiz.pk, query="?until=2026-11-01")
    assert "没有人完成这份测验" in text


def test_nonsense_in_the_filter_is_told_and_asks_for_nothing(trainer, hall, quiz, questions):
    sit(quiz, questions, clerks(1, hall), at=NOW)
    text = page(trainer, "people", quiz.pk, query="?since=gestern&until=&which=xx&outcome=yy&page=zz")
    assert "日期请写成 2026-11-23 的样子。" in text
    assert "员工0" in text
    text = page(trainer, "questions", quiz.pk, query="?since=2026-11-30&until=2026-11-01")
    assert "结束日期早于开始日期" in text


def test_voided_and_open_attempts_are_told_beside_the_figures(trainer, hall, quiz, questions):
    attempts = sit(quiz, questions, clerks(3, hall), at=NOW)
    Attempt.objects.filter(pk=attempts[0].pk).update(voided_at=NOW)
    attempts[0].acts.create(kind="void", by=UserFactory(), reason="误交的一份", at=NOW)
    text = page(trainer, "people", quiz.pk)
    assert "已作废 1 份" in text
    assert "误交的一份" in text


def test_results_by_question_show_figures_with_intervals_flags_and_the_reliability(trainer, hall, quiz, questions):
    sit(quiz, questions, clerks(80, hall), at=NOW, chance=last_is_wrong)
    count_all(now=NOW)
    text = page(trainer, "questions", quiz.pk)
    assert "答案存疑" in text
    assert "克隆巴赫 α 系数" in text
    assert text.count('<tr id="q') == 6
    assert 'class="dot is-flagged"' in text
    assert "统计" in text


def test_a_quiz_nobody_sat_says_so(trainer, quiz):
    assert "没有人完成这份测验" in page(trainer, "people", quiz.pk)
    assert "没有人完成这份测验" in page(trainer, "questions", quiz.pk)


def test_the_page_of_a_question_tells_what_was_chosen_and_by_whom(trainer, hall, quiz, questions):
    sit(quiz, questions, clerks(80, hall), at=NOW, chance=last_is_wrong)
    text = page(trainer, "question", questions[5].pk)
    for word in ("对的", "错一", "错二", "答案存疑", "点二列相关", "瞎猜期望", "33%"):
        assert word in text
    assert Question.snippet_viewset.get_url_name("edit").split(":")[-1] == "edit"
    assert f"/cms/snippets/quizzes/question/edit/{questions[5].pk}/" in text


def test_an_older_wording_can_be_looked_at(trainer, hall, quiz, questions):
    sit(quiz, questions, clerks(4, hall), at=NOW)
    make_question("q0", stem="新的问法是什么？")
    text = page(trainer, "question", questions[0].pk)
    assert "这一版还没有人作答" in text
    text = page(trainer, "question", questions[0].pk, query="?version=1")
    assert "第 1 版" in text
    assert "题目 q0" in text
    assert "这一版还没有人作答" in page(trainer, "question", questions[0].pk, query="?version=99")


def test_a_question_nobody_answered_says_so(trainer, questions):
    assert "还没有人作答这道题" in page(trainer, "question", questions[0].pk)


def test_the_list_has_every_quiz_and_the_flagged_questions(trainer, hall, quiz, questions):
    assert "还没有人作答" in page(trainer, "list")
    sit(quiz, questions, clerks(80, hall), at=NOW, chance=last_is_wrong)
    count_all(now=NOW)
    text = page(trainer, "list")
    assert "季度考试" in text
    assert "答案存疑" in text


def test_counting_anew_is_asked_for_by_a_button(trainer, hall, quiz, questions):
    sit(quiz, questions, clerks(2, hall), at=NOW)
    answer = trainer.post(reverse("quiz_reports:count"), follow=True)
    assert "正在重新统计" in answer.content.decode()
    assert QuestionFigures.objects.count() == 6


def test_it_speaks_english(trainer, hall, quiz, questions):
    sit(quiz, questions, clerks(40, hall), at=NOW)
    with translation.override("en"):
        trainer.cookies["django_language"] = "en"
        for name, args in (("people", [quiz.pk]), ("questions", [quiz.pk]), ("question", [questions[0].pk])):
            text = page(trainer, name, *args)
            body = text[text.index("<main") : text.index("</main")]
            assert "得分率" not in body
            assert "%(" not in body


def test_a_page_asks_few_questions_and_no_more_for_more_rows(trainer, hall, quiz, questions):
    counts = {}
    for many in (1, 24):
        sit(quiz, questions, clerks(many, hall), at=NOW + minutes(many))
        for key in range(many):
            extra = make_question(f"more-{many}-{key}")
            sit(make_quiz([extra], title=f"又一份{many}-{key}"), [extra], clerks(1, hall), at=NOW)
        count_all(now=NOW)
        for name, args in (
            ("list", []),
            ("people", [quiz.pk]),
            ("questions", [quiz.pk]),
            ("question", [questions[0].pk]),
        ):
            page(trainer, name, *args)
            with CaptureQueriesContext(connection) as captured:
                page(trainer, name, *args)
            counts.setdefault(name, []).append(len(captured))
    assert all(few == many for few, many in counts.values()), counts
    assert max(few for few, _many in counts.values()) <= 12


# The workbook


def sheets_of(client, quiz, query=""):
    answer = client.get(reverse("quiz_reports:xlsx", args=[quiz.pk]) + query)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_the_workbook_reads_back_with_a_sheet_for_each_part(trainer, hall, quiz, questions):
    attempts = sit(quiz, questions, clerks(40, hall), at=NOW, chance=last_is_wrong)
    Attempt.objects.filter(pk=attempts[0].pk).update(voided_at=NOW)
    attempts[0].acts.create(kind="void", by=UserFactory(), reason="误交", at=NOW)
    count_all(now=NOW)
    found = sheets_of(trainer, quiz)
    assert list(found) == ["汇总", "人员", "题目", "选项", "作废"]
    assert len(found["人员"]) == 40
    assert len(found["题目"]) == 7
    assert len(found["选项"]) == 1 + 6 * 3
    assert found["作废"][1][-1] == "误交"
    assert found["题目"][1][3] == "39"


def test_the_workbook_filters_what_it_shows(trainer, hall, quiz, questions):
    sit(quiz, questions, [UserFactory(hall=hall, full_name="通过者")], at=NOW, chance=lambda s, p: 1)
    sit(quiz, questions, [UserFactory(hall=hall, full_name="没过者")], at=NOW, chance=lambda s, p: 0)
    sit(quiz, questions, [UserFactory(full_name="外厅人")], at=NOW)
    names = [row[0] for row in sheets_of(trainer, quiz, "?outcome=failed")["人员"][1:]]
    assert names == ["没过者"]
    assert len(sheets_of(trainer, quiz, "?until=2026-11-01")["人员"]) == 1


def test_no_cell_of_the_workbook_can_be_run(trainer, hall):
    question = make_question("evil", stem="=cmd|' /C calc'!A1", options=[("＝1+1", True), ("@SUM(1)", False)])
    quiz = make_quiz([question], title="+测验")
    sit(quiz, [question], [UserFactory(hall=hall, full_name="=HYPERLINK()")], at=NOW)
    found = sheets_of(trainer, quiz)
    cells = [str(cell) for rows in found.values() for row in rows for cell in row if cell]
    assert not [cell for cell in cells if cell[0] in "=+@＝＋＠"]
    assert "'=HYPERLINK()" in cells


def test_names_keep_their_characters(trainer, hall, quiz, questions):
    sit(quiz, questions, [UserFactory(hall=hall, full_name="䶮𠮷𬘭·买买提")], at=NOW)
    assert sheets_of(trainer, quiz)["人员"][1][0] == "䶮𠮷𬘭·买买提"


# In the editor


@pytest.fixture
def flagged(hall, quiz, questions):
    sit(quiz, questions, clerks(80, hall), at=NOW, chance=last_is_wrong)
    count_all(now=NOW)
    return questions[5]


def test_the_editor_shows_the_figures_and_flags_of_a_question(trainer, flagged):
    address = reverse(Question.snippet_viewset.get_url_name("edit"), args=[flagged.pk])
    text = trainer.get(address).content.decode()
    assert "答案存疑" in text
    assert reverse("quiz_reports:question", args=[flagged.pk]) in text
    with_new = trainer.get(reverse(Question.snippet_viewset.get_url_name("add"))).content.decode()
    assert "作答情况" not in with_new


def test_the_editor_does_not_accuse_a_new_wording(trainer, flagged):
    make_question("q5", stem="新的问法")
    text = trainer.get(reverse(Question.snippet_viewset.get_url_name("edit"), args=[flagged.pk])).content.decode()
    assert "上次统计的是旧版本" in text


def test_the_bank_lists_flags_and_finds_the_flagged(trainer, flagged):
    address = reverse(Question.snippet_viewset.get_url_name("list"))
    assert "答案存疑" in trainer.get(address).content.decode()
    for asked, there in (("any", True), ("key_suspect", True), ("slow", False)):
        text = trainer.get(f"{address}?flag={asked}").content.decode()
        assert ("题目 q5" in text) is there
        assert "题目 q1" not in text


def test_the_column_of_flags_costs_no_query_a_row(trainer, flagged):
    address = reverse(Question.snippet_viewset.get_url_name("list"))
    trainer.get(address)
    with CaptureQueriesContext(connection) as few:
        trainer.get(address)
    more = [make_question(f"more-{n}") for n in range(20)]
    sit(make_quiz(more, title="更多"), more, [UserFactory()], at=NOW)
    count_all(now=NOW)
    with CaptureQueriesContext(connection) as many:
        trainer.get(address)
    assert len(many) == len(few)
