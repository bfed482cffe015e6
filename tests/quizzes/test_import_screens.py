"""The screens of an import of questions: from the upload to the refused rows, mended and brought again."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from people.roles import Role
from people.tables import read_tables
from quizzes.exchange import own_table
from quizzes.exchange.table_cells import sheets_of
from quizzes.models import ImportRow, Question, QuestionImport, Topic

from .banks import HEAD, MOST, book, found
from .factories import make_checked_import, make_question, make_topic

pytestmark = pytest.mark.django_db
UPLOAD = reverse("bank:import")
GOOD = ["单选题", "1、几点开门？", "八点", "九点", "十点", "十一点", "A", "按公告。"]
BAD = ["单选题", "几点关门？", "五点", "六点", None, None, "=D", "=1+1"]
ANOTHER = ["判断题", "可以代办", None, None, None, None, "√", ""]


@pytest.fixture
def chief(client_as):
    client = client_as(Role.CHIEF_TRAINER)
    client.cookies["django_language"] = "en"
    return client


def upload(client, data, name="题库.xlsx"):
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, data)})


def answers(page, **changed):
    """What the form of the layout sends when nothing but `changed` is touched."""
    sent = {}
    forms = [sheet["form"] for sheet in page.context["sheets"]]
    for field in [field for form in (*forms, page.context["place"]) for field in form]:
        value = field.value()
        if value not in (None, False):
            sent[field.html_name] = "on" if value is True else value
    return {**sent, **changed}


@pytest.fixture
def checked(chief, django_capture_on_commit_callbacks):
    """`checked(rows, …)` uploads a sheet of these rows and has it checked; answers the page of what it would do."""

    def bring(*rows, data=None, name="题库.xlsx", **changed):
        page = chief.get(upload(chief, data or book(题库=[HEAD, *rows]), name).url)
        with django_capture_on_commit_callbacks(execute=True):
            answer = chief.post(page.request["PATH_INFO"], answers(page, **changed))
        return chief.get(answer.url)

    return bring


def test_a_file_goes_from_the_upload_into_the_bank(chief, checked, django_capture_on_commit_callbacks):
    page = checked(GOOD, BAD, ANOTHER)
    assert b"What the import would do" in page.content
    assert [number for _name, _word, number in page.context["counts"]] == [2, 0, 0, 1]
    kept = page.context["kept"]
    with django_capture_on_commit_callbacks(execute=True):
        answer = chief.post(reverse("bank:import_apply", args=[kept.pk]), {"duplicates": "skip", "publish": "on"})
    done = chief.get(answer.url)
    assert b"2 questions are imported" in done.content
    assert Question.objects.published().count() == 2
    assert set(Question.objects.values_list("topic__name", flat=True)) == {"题库"}


def test_the_layout_is_guessed_shown_and_can_be_set_right(chief, checked):
    odd = book(S=[["甲栏", "乙栏", "丙栏"], ["几点开门？", "八点|九点", "A"], ["几点关门？", "五点|六点", "B"]])
    page = chief.get(upload(chief, odd).url)
    (sheet,) = page.context["sheets"]
    assert sheet["rows"][1]["cells"] == ["几点开门？", "八点|九点", "A"]
    sent = {"s0-read": "on", "s0-header": "1", "s0-c0": "stem", "s0-c1": "options", "s0-c2": "answer"}
    looked = chief.post(page.request["PATH_INFO"], answers(page, **sent, look="1"))
    (sheet,) = looked.context["sheets"]
    assert [each["stem"] for each in sheet["questions"]] == ["几点开门？", "几点关门？"]
    page = checked(data=odd, name="又.xlsx", **sent)
    assert [each["kind"] for each in page.context["lines"]] == ["single choice"] * 2


def test_a_layout_without_a_question_is_refused_with_what_was_chosen(chief):
    page = chief.get(upload(chief, book(S=[HEAD, GOOD])).url)
    answer = chief.post(page.request["PATH_INFO"], answers(page, **{"s0-c1": "", "s0-c2": "answer"}))
    assert b"Say which column holds the question" in answer.content
    assert b"Only one column can hold this: answer." in answer.content
    assert QuestionImport.objects.get().state == "uploaded"


def test_another_row_of_headings_is_looked_at_anew(chief):
    data = book(S=[["题目", "答案"], ["真正的表头在下面", "x"], ["试题内容", "正确答案", "解析"], ["对吗", "对", "是"]])
    page = chief.get(upload(chief, data).url)
    looked = chief.post(page.request["PATH_INFO"], answers(page, **{"s0-header": "3", "look": "1"}))
    (sheet,) = looked.context["sheets"]
    assert [column.value() for column in sheet["form"].columns] == ["stem", "answer", "explanation"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0old", b"old .xls file"),
        ("a.xlsx", b"no workbook", b"no Excel file"),
        ("a.xlsx", b"PK\x03\x04broken", b"damaged"),
        ("a.csv", b"x" * (MOST + 1), b"larger than 5 MB"),
    ],
)
def test_a_file_that_is_none_says_what_to_do(chief, name, data, said):
    answer = upload(chief, data, name)
    assert answer.status_code == 200
    assert said in answer.content
    assert not QuestionImport.objects.exists()


def test_refused_rows_are_given_back_to_be_mended(chief, checked):
    rows = [
        ["××公司题库"],
        HEAD,
        ["一、单项选择题"],
        GOOD,
        ["二、判断题"],
        [None, "可以代办", None, None, None, None, "也许"],
    ]
    page = checked(data=book(第一页=rows, 判断题=[["题目", "答案"], ["行吗", None], ["好吗", "对"]]))
    kept = page.context["kept"]
    answer = chief.get(reverse("bank:import_refused", args=[kept.pk, "xlsx"]))
    workbook = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert workbook.sheetnames == ["第一页", "判断题"]
    (first, second) = sheets_of(read_tables(answer.content, "x.xlsx", MOST))
    said = [[str(cell.value or "") for cell in cells] for _number, cells in first.rows]
    assert said[0] == ["××公司题库"]
    assert said[1][:8] == HEAD
    assert said[1][-1] == "Why it was refused"
    assert said[-2] == ["二、判断题"]
    assert "neither true nor false" in said[-1][-1]
    # Mended, it is read the same way.
    mended = [[*row] for row in said]
    mended[-1][6] = "对"
    assert [each.item.kind for each in found(*mended)] == ["true_false"]
    csv = chief.get(reverse("bank:import_refused", args=[kept.pk, "csv"])).content.decode("utf-8-sig")
    assert "可以代办" in csv
    assert chief.get(reverse("bank:import_refused", args=[kept.pk, "pdf"])).status_code == 404
    assert len(second.rows) == 2


def test_nothing_that_is_given_back_can_run_in_a_spreadsheet(chief, checked):
    page = checked(
        ["单选题", "=1+1", "甲", "乙", None, None, "A", ""], ["单选题", "@SUM(1)", "甲", None, None, None, "A", ""]
    )
    answer = chief.get(reverse("bank:import_refused", args=[page.context["kept"].pk, "xlsx"]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(str(cell.value).startswith(("=", "@")) for cell in cells)


def test_a_question_is_shown_as_the_clerk_sees_it(chief, checked):
    page = checked(GOOD, ANOTHER)
    kept = page.context["kept"]
    first, second = kept.rows.exclude(item=None)
    shown = chief.get(reverse("bank:import_question", args=[kept.pk, first.position])).content.decode()
    assert "几点开门？" in shown
    assert "按公告。" in shown
    assert reverse("bank:import_question", args=[kept.pk, second.position]) in shown
    assert chief.get(reverse("bank:import_question", args=[kept.pk, 1])).status_code == 404


def test_markup_in_a_file_stays_text(chief, checked):
    page = checked(["单选题", "<script>alert(1)</script>", "<b>甲</b>", "乙", None, None, "A", ""])
    assert b"<script>alert(1)" not in page.content
    assert b"&lt;script&gt;alert(1)" in page.content


def test_single_duplicates_can_be_decided_on_their_page(chief, checked):
    make_question("there", "true_false", stem="可以代办", explanation="旧")
    page = checked(["判断题", "可以代办", None, None, None, None, "×", ""])
    kept = page.context["kept"]
    row = kept.rows.get(verdict="duplicate")
    listed = chief.get(f"{reverse('bank:import_detail', args=[kept.pk])}?verdict=duplicate").content.decode()
    assert f'name="row-{row.position}"' in listed
    chief.post(reverse("bank:import_decide", args=[kept.pk]), {f"row-{row.position}": "add", "row-x": "add"})
    row.refresh_from_db()
    assert row.decision == "add"


def test_a_choice_of_topic_holds_for_rows_that_name_none(chief, checked, django_capture_on_commit_callbacks):
    topic = make_topic("老题库")
    page = checked(ANOTHER, topic=topic.pk)
    with django_capture_on_commit_callbacks(execute=True):
        chief.post(reverse("bank:import_apply", args=[page.context["kept"].pk]), {"duplicates": "skip"})
    question = Question.objects.get()
    assert (question.topic, question.live) == (topic, False)
    assert Topic.objects.count() == 1


def test_a_stopped_import_says_why_and_can_be_checked_again(chief, checked, django_capture_on_commit_callbacks):
    page = checked(data=book(S=[HEAD, ["备注"]]), **{"s0-read": "on"})
    assert b"No question was found in the file" in page.content
    kept = page.context["kept"]
    with django_capture_on_commit_callbacks(execute=True):
        answer = chief.post(reverse("bank:import_again", args=[kept.pk]))
    assert answer.url == reverse("bank:import_detail", args=[kept.pk])


def test_while_a_worker_is_at_it_the_page_tells_how_far(chief, checked):
    kept = make_checked_import(_user(chief))
    QuestionImport.objects.filter(pk=kept.pk).update(state="applying", begun_at=kept.created_at, done=40, total=100)
    from .factories import minutes

    state = chief.get(reverse("bank:import_state", args=[kept.pk])).json()
    assert (state["done"], state["total"]) == (40, 100)
    QuestionImport.objects.filter(pk=kept.pk).update(begun_at=kept.created_at - minutes(60 * 24 * 3650))
    lost = chief.get(reverse("bank:import_detail", args=[kept.pk]))
    assert b"The work was interrupted" in lost.content


def _user(client):
    from people.models import User

    return User.objects.get(pk=client.session["_auth_user_id"])


def test_the_list_of_questions_leads_to_the_import_and_goes_out_as_a_table(chief):
    for number in range(3):
        make_question(f"q-{number}", "single" if number else "fill_in", tags=["电费"], source="规则")
    address = reverse(Question.snippet_viewset.get_url_name("list"))
    assert UPLOAD in chief.get(address).content.decode()
    answer = b"".join(chief.get(f"{address}?export=xlsx&kind=single"))
    (sheet,) = sheets_of(read_tables(answer, "x.xlsx", MOST))
    back = [row.found for row in own_table.read(sheet) if row.found]
    assert [each.key for each in back] == ["q-1", "q-2"]
    assert (back[0].tags, back[0].source, back[0].topic) == (("电费",), "规则", "电费")


def test_what_goes_out_comes_back_unchanged(chief, checked):
    for kind in ("single", "multiple", "true_false", "fill_in"):
        make_question(f"q-{kind}", kind, tags=["电费"], source="规则", difficulty=2)
    address = reverse(Question.snippet_viewset.get_url_name("list"))
    for ending in ("xlsx", "csv"):
        data = b"".join(chief.get(f"{address}?export={ending}"))
        page = checked(data=data, name=f"x.{ending}")
        assert [row["row"].verdict for row in page.context["lines"]] == ["same"] * 4


def test_the_pattern_is_read_without_a_refusal(chief, checked):
    data = chief.get(reverse("bank:import_pattern", args=["xlsx"])).content
    page = checked(data=data)
    assert {row["row"].verdict for row in page.context["lines"]} == {"new"}


def test_pages_ask_as_much_for_thirty_rows_as_for_one(chief, count_queries):
    def counted(good):
        kept = make_checked_import(_user(chief), good=good)
        pages = ["detail", "layout", "state"]
        return [count_queries(reverse(f"bank:import_{page}", args=[kept.pk])) for page in pages]

    assert counted(30) == counted(1)
    assert ImportRow.objects.count() == 31 + 2 + 2
