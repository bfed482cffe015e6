"""Questions out of tables in the layouts people have."""

import datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from people.tables import Unreadable, write_csv
from quizzes.exchange import answers, options, stems
from quizzes.exchange.layouts import Layout, guess, signature
from quizzes.exchange.table import HEADING, QUESTION, read_sheet
from quizzes.exchange.table_words import difficulty_of, heading_of, kind_of, section_kind, truth

from .banks import HEAD, book, found, one, right, rows_of, sheets, texts

ABC = ["甲", "乙", "丙", "丁"]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


# The three layouts of the issue


def test_options_in_columns_below_titles_and_beside_an_empty_column():
    data = book(
        题库=[
            [None, "××供电公司营业厅题库"],
            [],
            [None, "题型", "题目内容", "选项A", "选项B", "选项C", "选项D", "答案", "解析", "难度"],
            [None, "单选题", "1、营业厅几点开门？", *ABC, "C", "按公告。", "易"],
            [None, "多选题", "2．要带的证件有（ ）", *ABC, "ABD", None, "难"],
            [None, "判断题", "3. 客户可以代办。（ ）", None, None, None, None, "√", "可以。", 2],
        ]
    )
    one_, two, three = [row.found for row in rows_of(data) if row.what == QUESTION]
    assert (one_.item.kind, one_.item.stem, right(one_.item)) == ("single", "营业厅几点开门？", "C")
    assert (one_.item.explanation, one_.difficulty, one_.place) == ("按公告。", 1, "Sheet 题库, row 4")
    assert (two.item.kind, two.item.stem, right(two.item)) == ("multiple", "要带的证件有（ ）", "ABD")
    assert (three.item.kind, three.item.stem, three.item.body) == ("true_false", "客户可以代办。", {"is_true": True})
    assert three.difficulty == 2


@pytest.mark.parametrize(
    "cell",
    [
        "甲**乙**丙",
        "A.甲##B.乙##C.丙",
        "A、甲|B、乙|C、丙",
        "A．甲\nB．乙\nC．丙",
        "(A)甲 (B)乙 (C)丙",
        "甲；乙；丙",
        "A:甲;B:乙;C:丙",
    ],
)
def test_all_options_in_one_cell(cell):
    item = one("单选", "选哪个？", cell, "B", head=["试题类型", "题目内容", "选项", "正确答案"]).item
    assert (texts(item), right(item)) == (["甲", "乙", "丙"], "B")


def test_sections_give_the_kind_of_what_follows_where_no_column_does():
    rows = [
        ["序号", "试题内容", "A", "B", "C", "标准答案"],
        ["一、单项选择题（每题1分，共20分）"],
        [1, "1.哪个？", *ABC[:3], "A"],
        ["二、多项选择题"],
        [2, "2.哪些？", *ABC[:3], "A、C"],
        ["三、判断题"],
        [3, "3.对吗", None, None, None, "×"],
        ["四、填空题"],
        [4, "4.电压为（ ）伏。", None, None, None, 220],
    ]
    read = rows_of(book(Sheet1=rows))
    assert [row.what for row in read] == [HEADING, *[HEADING, QUESTION] * 4]
    items = [row.found.item for row in read if row.what == QUESTION]
    assert [item.kind for item in items] == ["single", "multiple", "true_false", "fill_in"]
    assert [item.stem for item in items] == ["哪个？", "哪些？", "对吗", "电压为____伏。"]
    assert items[3].body == {"blanks": [{"accepted": "220"}]}
    assert {row.found.key for row in read if row.found} == {""}  # 序号 tells nothing apart


# Sheets and files


def test_a_sheets_name_gives_the_kind_and_every_sheet_is_read():
    data = book(
        单选题=[["题目", "选项A", "选项B", "答案"], ["选？", "甲", "乙", "A"]],
        判断题=[["题目", "答案"], ["对吗", "错"]],
        说明=[["填表说明"], ["请勿改动表头"]],
    )
    assert [row.found.item.kind for row in rows_of(data) if row.what == QUESTION] == ["single", "true_false"]


def test_gb18030_and_utf16_and_tabs_are_read_code_point_for_code_point():
    line = "题目,选项A,选项B,答案\n䶮𠮷𬘭·的读音？,yǎn,jí,A\n"
    for data in (
        line.encode("gb18030"),
        line.encode(),
        line.encode("utf-8-sig"),
        line.replace(",", "\t").encode("utf-16"),
    ):
        (row,) = [row for row in rows_of(data, "题库.csv") if row.what == QUESTION]
        assert (row.found.item.stem, texts(row.found.item)) == ("䶮𠮷𬘭·的读音？", ["yǎn", "jí"])


def test_headings_in_two_lines_and_options_below_one_wide_heading():
    two_lines = [
        ["题型", "题目", "选项", None, None, "答案"],
        [None, None, "A", "B", "C", None],
        ["单选", "问？", *ABC[:3], "B"],
    ]
    wide = [["题型", "题目", "选项", None, None, "答案"], ["单选", "问？", *ABC[:3], "B"]]
    for rows in (two_lines, wide):
        (only,) = found(*rows)
        assert (texts(only.item), right(only.item)) == (ABC[:3], "B")


def test_a_sheet_without_headings_is_understood_by_what_it_holds():
    rows = [["单选题", f"这是第几道题目呢，请选择正确的一项（{n}）", *ABC, "ABCD"[n % 4]] for n in range(6)]
    assert [right(only.item) for only in found(*rows)] == list("ABCDAB")


def test_questions_are_found_below_a_heading_nobody_could_guess():
    rows = [["题型", "考什么", "选项", "答案"], ["单选", "营业厅几点开门？", "A.八点 B.九点", "A"]]
    (only,) = found(*rows)
    assert (only.item.stem, right(only.item)) == ("营业厅几点开门？", "A")


def test_repeated_headings_and_remarks_are_no_questions():
    read = rows_of(book(S=[HEAD, ["单选", "问？", *ABC, "A", ""], HEAD, ["备注"], ["单选", "再问？", *ABC, "B", ""]]))
    assert [row.what for row in read] == [HEADING, QUESTION, HEADING, HEADING, QUESTION]


def test_chapters_become_topics_and_columns_of_topics_are_joined():
    (only,) = found(["题目", "答案"], ["第一章 电费电价"], ["对吗", "对"])
    assert only.topic == "第一章 电费电价"
    assert one("对吗", "对", "营销", "电费", head=["题目", "答案", "一级目录", "二级目录"]).topic == "营销 / 电费"


def test_too_many_rows_are_refused():
    with pytest.raises(Unreadable):
        sheets(write_csv([["题目", "答案"], *[["对吗", "对"]] * 5300]), "a.csv")


# What a row says beside its question


def test_key_tags_and_source_are_kept():
    head = ["编号", "题目", "答案", "标签", "出处", "知识点", "难度系数"]
    only = one("DL-017", "对吗", "对", "电费，新装、变更", "《供电营业规则》第12条", "电费", 0.3, head=head)
    assert (only.key, only.tags, only.source, only.topic, only.difficulty) == (
        "DL-017", ("电费", "新装", "变更"), "《供电营业规则》第12条", "电费", 3
    )  # fmt: skip


def test_the_difficulty_nobody_knows_is_left_out_with_a_note():
    only = one("对吗", "对", "神", head=["题目", "答案", "难度"])
    assert only.item
    assert only.difficulty is None
    assert "神" in only.notes[0]


@pytest.mark.parametrize(
    ("word", "value"), [("易", 1), ("较难", 3), ("中等", 2), ("2", 2), ("5", 3), ("0.3", 3), ("0.85", 1), ("?", None)]
)
def test_difficulty(word, value):
    assert difficulty_of(word) == value


# Answers


@pytest.mark.parametrize(
    ("answer", "letters"),
    [
        ("A", "A"),
        ("abd", "ABD"),
        ("A,B", "AB"),
        ("A、B", "AB"),
        ("a b", "AB"),
        ("Ｂ", "B"),
        ("正确答案：C", "C"),
        ("【答案】BC", "BC"),
        ("B。", "B"),
        ("乙", "B"),
        ("甲；丙", "AC"),
        ("B.乙", "B"),
        ("2", "B"),
        ("13", "AC"),
        ("(D)", "D"),
        ("A|C", "AC"),
    ],
)
def test_answers_to_choices(answer, letters):
    assert right(one("选择题", "问？", *ABC, answer).item) == letters


def test_an_option_that_is_a_number_wins_over_its_place():
    assert right(one("单选", "几？", 4, 3, 2, 1, 3).item) == "B"


@pytest.mark.parametrize("word", ["对", "√", "正确", "T", "Y", "1", "是", "TRUE", True])
def test_true_in_all_its_words(word):
    assert one("判断题", "是吗（ ）", None, None, None, None, word).item.body == {"is_true": True}


@pytest.mark.parametrize("word", ["错", "×", "错误", "f", "N", "0", "否", False])
def test_false_in_all_its_words(word):
    assert one("判断题", "是吗（  ）。", None, None, None, None, word).item.body == {"is_true": False}


def test_a_statement_dressed_as_a_choice():
    assert one("判断题", "是吗", "正确", "错误", None, None, "B").item.body == {"is_true": False}
    assert one("", "是吗", "对", "错", None, None, "A").item.kind == "true_false"
    bare = one("判断题", "是吗", None, None, None, None, "B")
    assert bare.item.body == {"is_true": False}
    assert bare.notes


@pytest.mark.parametrize(
    ("stem", "answer", "accepted"),
    [
        ("（ ）和( )", "甲；乙", ["甲", "乙"]),
        ("____和【】", "甲##乙", ["甲", "乙"]),
        ("__和（　）", "甲|乙", ["甲", "乙"]),
        ("（ ）和（ ）", "(1)甲 (2)乙", ["甲", "乙"]),
        ("（ ）和（ ）", "甲、乙", ["甲", "乙"]),
        ("（ ）", "220/二百二十", ["220\n二百二十"]),
        ("（ ）", "元/kWh", ["元/kWh"]),
        ("（ ）", "1/2", ["1/2"]),
        ("（ ）", "甲；乙", ["甲；乙"]),
    ],
)
def test_blanks(stem, answer, accepted):
    item = one("填空题", stem, None, None, None, None, answer).item
    assert item.stem.count("____") == len(accepted)
    assert [blank["accepted"] for blank in item.body["blanks"]] == accepted


def test_a_calculation_has_a_number_or_becomes_an_essay():
    item = one("计算题", "多少钱？", None, None, None, None, "276.5±0.5元").item
    assert item.body["answers"] == [{"value": "276.5", "tolerance": "0.5", "weight": 100}]
    assert (item.kind, item.body["unit"]) == ("numeric", "元")
    worked = one("计算题", "多少钱？", None, None, None, None, "先算电量，再乘电价。")
    assert (worked.item.kind, len(worked.notes)) == ("essay", 1)


def test_essays_keep_their_model_answer_and_points():
    item = one("简答题", "为什么？", "因为。", "8", head=["题型", "题目", "参考答案", "分值"]).item
    assert (item.kind, item.body["model_answer"], item.body["criteria"][0]["points"]) == ("essay", "因为。", 8)


def test_an_answer_in_the_stems_own_brackets_is_taken_out():
    only = one("单选题", "应当（ B ）办理。", *ABC, None)
    assert (only.item.stem, right(only.item)) == ("应当（ ）办理。", "B")


def test_options_that_speak_of_others_are_not_shuffled():
    assert not one("单选", "问？", "甲", "乙", "A和B", "以上都对", "D").item.body["shuffle"]
    assert one("单选", "问？", *ABC, "D").item.body["shuffle"]


# Refusals


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["单选", None, *ABC, "A"], "no question text"),
        (["单选", "问？", *ABC, None], "no answer"),
        (["单选", "问？", *ABC, "E"], "names E, but there are 4"),
        (["单选", "问？", *ABC, "AB"], "names several: AB"),
        (["多选", "问？", *ABC, "A"], "names only A"),
        (["单选", "问？", *ABC, "戊"], "none of the options"),
        (["单选", "问？", "甲", None, "丙", None, "A"], "Option B is empty"),
        (["单选", "问？", "甲", None, None, None, "A"], "fewer than two"),
        (["判断", "问？", None, None, None, None, "也许"], "neither true nor false"),
        (["填空", "（ ）（ ）", None, None, None, None, "一个"], "2 blanks"),
        ([None, "问？", None, None, None, None, "随便"], "what kind"),
        (["连线题", "问？", *ABC, "A"], "this kind"),
        (["单选", "问？", *ABC, datetime.date(2026, 1, 2)], "Column G: Excel has made a date"),
        (["单选", "问？", 1234567890123456789, "乙", "丙", "丁", "A"], "Column C: Excel may have lost digits"),
        (["单选", "问？", "=1+1", "乙", "丙", "丁", "A"], "Column C: a formula"),
    ],
)
def test_a_refused_row_says_why(row, reason):
    only = one(*row)
    assert only.item is None
    assert reason in only.refusal
    assert only.place == "Sheet Sheet1, row 2"


# Properties

CELLS = st.one_of(
    st.none(),
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12),
    st.integers(),
    st.floats(allow_nan=False),
)


@given(st.lists(st.lists(CELLS, max_size=8), max_size=6))
def test_whatever_the_cells_every_row_gets_one_verdict(rows):
    from people.tables import Cell
    from quizzes.exchange.table_cells import Sheet

    def cell(value):
        kind = "empty" if value is None else "number" if isinstance(value, int | float) else "text"
        return Cell(kind, value)

    sheet = Sheet("任意", tuple((n, tuple(map(cell, row))) for n, row in enumerate(rows, 2)))
    head = tuple(Cell("text", word) for word in HEAD)
    sheet = Sheet("任意", ((1, head), *sheet.rows))
    read = list(read_sheet(sheet, guess(sheet)))
    assert [row.number for row in read] == [number for number, _cells in sheet.rows]
    for row in read:
        assert (row.what == QUESTION) == (row.found is not None)
        if row.found:
            assert bool(row.found.item) != bool(row.found.refusal)


@given(
    st.lists(st.text(alphabet="甲乙丙丁戊abc", min_size=1, max_size=6), min_size=2, max_size=8),
    st.sampled_from(["**", "##", "|", "\n"]),
    st.sampled_from(["", "{}.", "{}、", "({})"]),
)
def test_options_joined_by_any_mark_come_apart_again(words, mark, label):
    joined = mark.join(label.format("ABCDEFGH"[n]) + word for n, word in enumerate(words))
    assert options.split(joined) == words


@given(st.lists(st.text(alphabet="甲乙丙丁戊", min_size=1, max_size=4), min_size=2, max_size=5, unique=True), st.data())
def test_the_words_of_an_option_are_an_answer_and_so_is_its_letter(words, data):
    place = data.draw(st.integers(0, len(words) - 1))
    assert answers.chosen(words[place], words) == answers.chosen("ABCDE"[place], words) == [place]


@given(st.text(alphabet="电费用户单价2.5、()（）_ ", max_size=30))
def test_taking_the_number_from_a_stem_twice_is_taking_it_once_or_twice(text):
    once = stems.without_number(text).text
    assert text.endswith(once) or text.strip().endswith(once)


# Words


@pytest.mark.parametrize(
    ("text", "stem"),
    [("2.哪个", "哪个"), ("2、哪个", "哪个"), ("2．哪个", "哪个"), ("(2)哪个", "哪个"), ("（12） 哪个", "哪个")],
)
def test_a_stems_own_number_goes(text, stem):
    assert stems.without_number(text).text == stem


@pytest.mark.parametrize("text", ["2.5千瓦时是多少", "2026年起执行", "10kV线路", "95598是什么"])
def test_a_number_that_belongs_to_the_stem_stays(text):
    assert stems.without_number(text).text == text


def test_brackets_before_the_stem_say_its_kind():
    assert stems.without_number("3、【多选题】哪些？") == stems.Stem("哪些？", "multiple")
    assert stems.without_number("（居民）客户").text == "（居民）客户"


def test_an_option_keeps_a_letter_that_is_its_own():
    assert options.without_letters(["A相", "B相", "C相"]) == ["A相", "B相", "C相"]
    assert options.without_letters(["A 甲", "B 乙"]) == ["甲", "乙"]
    assert options.without_letters(["B.甲", "A.乙"]) == ["B.甲", "A.乙"]


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("题型", "kind"),
        ("题目内容（必填）", "stem"),
        ("选项A", "option"),
        ("C", "option"),
        ("正确答案", "answer"),
        ("1", ""),
        ("姓名", ""),
    ],
)
def test_headings(word, role):
    assert heading_of(word)[0] == role


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("单项选择", "single"),
        ("不定项选择题", "any"),
        ("选择题", "choice"),
        ("是非题", "true_false"),
        ("案例分析题", "essay"),
        ("电费", ""),
    ],
)
def test_kinds(word, kind):
    assert kind_of(word) == kind


def test_sections_are_lines_that_name_a_kind_and_little_else():
    assert section_kind("一、单项选择题（每题1分）") == "single"
    assert section_kind("第二部分 判断题") == "true_false"
    assert section_kind("判断电表好坏的方法有哪些") == ""
    assert truth("随便") is None


def test_a_layout_survives_json_and_is_found_again_by_its_headings():
    (sheet,) = sheets(book(S=[HEAD, ["单选", "问？", *ABC, "A"]]))
    (longer,) = sheets(book(T=[["标题"], HEAD, *[["单选", "又问？", *ABC, "B"]] * 3]))
    layout = guess(sheet)
    assert Layout.from_json(layout.as_json()) == layout
    assert signature(sheet, layout.header) == signature(longer, guess(longer).header)
