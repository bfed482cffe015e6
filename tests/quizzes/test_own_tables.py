"""Our own layout: every kind goes out and comes back equal."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from people.tables import read_tables, write_book, write_csv
from quizzes.exchange import own_table
from quizzes.exchange.body_shapes import SHAPES, fits
from quizzes.exchange.found import Found
from quizzes.exchange.own_bodies import WAYS, joined, parted
from quizzes.exchange.table_cells import sheets_of
from quizzes.items import Item

from .banks import MOST

# Rare characters, signs a spreadsheet takes for formulas, and the marks our own cells use.
SIGNS = "电费䶮𠮷𬘭·aB1 =+-@'|\\*√×±.;；，、\n（）_"
TEXT = st.text(SIGNS, max_size=12)
BLANKLESS = TEXT.map(lambda text: text if text.strip() else "")  # a cell of nothing but blanks is empty
WORD = st.text(SIGNS, min_size=1, max_size=12).filter(str.strip)
OPTION = st.fixed_dictionaries(
    {"text": TEXT, "right": st.booleans()},
    optional={"weight": st.integers(-100, 100), "feedback": TEXT, "picture": st.integers(1, 9)},
)
CHOICE = st.fixed_dictionaries(
    {"options": st.lists(OPTION, max_size=12)},
    optional={"shuffle": st.booleans(), "marking": st.sampled_from(["all", "partial", "minus", "weights"])},
)
NUMBER = st.fixed_dictionaries(
    {
        "value": st.sampled_from(["220", "-1.50", "1e3", "2,760"]),
        "tolerance": st.sampled_from(["0", "0.5", ""]),
        "weight": st.just(100),
    }
)
AREA = st.fixed_dictionaries(
    {"name": TEXT, "shape": st.just("rect"), "coords": st.just("1,2,3,4"), "right": st.booleans()}
)
CRITERION = st.fixed_dictionaries({"text": TEXT, "points": st.integers(1, 20)})
BODIES = {
    **dict.fromkeys(("single", "multiple", "listen", "watch"), CHOICE),
    "true_false": st.fixed_dictionaries({"is_true": st.booleans()}, optional={"feedback_true": TEXT}),
    "fill_in": st.fixed_dictionaries(
        {"blanks": st.lists(st.fixed_dictionaries({"accepted": TEXT}), max_size=4)}, optional={"exact": st.booleans()}
    ),
    "numeric": st.fixed_dictionaries(
        {
            "answers": st.lists(
                NUMBER,
                max_size=3,
            ),
            "unit": st.sampled_from(["", "kWh", "元", "元/kWh"]),
        },
        optional={"unit_required": st.booleans()},
    ),
    "matching": st.fixed_dictionaries(
        {"pairs": st.lists(st.fixed_dictionaries({"left": TEXT, "right": TEXT}), max_size=5)}, optional={"extra": TEXT}
    ),
    "ordering": st.fixed_dictionaries(
        {"steps": st.lists(st.fixed_dictionaries({"text": TEXT}), max_size=5), "marking": st.just("places")}
    ),
    "categorise": st.fixed_dictionaries(
        {
            "categories": st.lists(
                st.fixed_dictionaries(
                    {"name": TEXT, "members": st.lists(st.fixed_dictionaries({"text": TEXT}), max_size=3)}
                ),
                max_size=3,
            )
        }
    ),
    "cloze": st.fixed_dictionaries(
        {
            "gaps": st.lists(
                st.fixed_dictionaries(
                    {"options": st.lists(st.fixed_dictionaries({"text": TEXT, "right": st.booleans()}), max_size=3)}
                ),
                max_size=3,
            )
        }
    ),
    "hotspot": st.fixed_dictionaries(
        {
            "picture": st.integers(1, 9),
            "areas": st.lists(
                AREA,
                max_size=3,
            ),
        }
    ),
    "build": st.fixed_dictionaries({"sentences": TEXT}, optional={"extra": TEXT}),
    "essay": st.fixed_dictionaries(
        {"criteria": st.lists(CRITERION, max_size=3), "model_answer": TEXT},
        optional={"least": st.integers(0, 9)},
    ),
}  # fmt: skip
PART_KINDS = sorted(set(BODIES) - {"essay"})


@st.composite
def parts(draw):
    kind = draw(st.sampled_from(PART_KINDS))
    own = {"kind": kind, "stem": draw(WORD), "points": draw(st.integers(1, 9)), "explanation": draw(BLANKLESS)}
    return {**own, "body": draw(BODIES[kind])}


BODIES["case"] = st.fixed_dictionaries({"parts": st.lists(parts(), max_size=3)})


@st.composite
def questions(draw):
    kind = draw(st.sampled_from(sorted(BODIES)))
    return Found(
        place="",
        item=Item(kind, draw(WORD), draw(BODIES[kind]), draw(BLANKLESS)),
        key=draw(st.sampled_from(["", "DL-1", "0017"])),
        topic=draw(st.sampled_from(["", "营销 / 电费"])),
        tags=draw(st.sampled_from([(), ("电费", "=新装")])),
        difficulty=draw(st.sampled_from([None, 1, 2, 3])),
        source=draw(st.sampled_from(["", "@《规则》第12条"])),
    )


def read(data, name):
    (sheet,) = sheets_of(read_tables(data, name, MOST))
    assert own_table.is_own(sheet)
    return [row.found for row in own_table.read(sheet) if row.found]


def facts(found):
    return (found.item, found.key, found.topic, found.tags, found.difficulty, found.source)


@settings(max_examples=150, deadline=None)
@given(st.lists(questions(), min_size=1, max_size=4))
def test_every_kind_is_read_back_equal_from_excel(asked):
    back = read(own_table.write_xlsx(asked), "x.xlsx")
    assert [found.refusal for found in back] == [""] * len(asked)
    assert [facts(found) for found in back] == [facts(found) for found in asked]


@settings(max_examples=60, deadline=None)
@given(st.lists(questions(), min_size=1, max_size=4))
def test_every_kind_is_read_back_equal_from_csv(asked):
    assert [facts(found) for found in read(own_table.write_comma(asked), "x.csv")] == [facts(found) for found in asked]


def test_every_kind_has_a_way_and_a_shape():
    assert set(WAYS) == set(BODIES) == set(SHAPES) | {"case"} == set(own_table.KINDS)


@given(st.lists(st.text("ab|\\ ", max_size=4).map(str.strip), min_size=1, max_size=4))
def test_what_is_joined_comes_apart(pieces):
    assert parted(joined(pieces)) == pieces


def test_a_person_can_write_it_by_hand():
    rows = [
        ["题型", "题目", "选项A", "选项B", "选项C", "答案", "其他设置"],
        ["单选题", "选？", "甲", "乙", "", "B", ""],
        ["填空题", "电压____伏", "", "", "", "220 | 二百二十", ""],
        ["排序题", "顺序", "一", "二", "三", "", ""],
        ["案例题", "客户来了。", "", "", "", "", ""],
        ["小题：判断题", "要问好吗", "", "", "", "对", ""],
    ]
    single, fill_in, ordering, case = read(write_book([("题库", rows)]), "x.xlsx")
    assert single.item.body == {"options": [{"text": "甲", "right": False}, {"text": "乙", "right": True}]}
    assert fill_in.item.body == {"blanks": [{"accepted": "220\n二百二十"}]}
    assert ordering.item.body == {"steps": [{"text": "一"}, {"text": "二"}, {"text": "三"}]}
    assert case.item.body["parts"][0]["body"] == {"is_true": True}


@pytest.mark.parametrize(
    "row",
    [
        ["单选题", "选？", "甲", "乙", "", "C", ""],
        ["没有的题", "选？", "甲", "乙", "", "A", ""],
        ["单选题", "", "甲", "乙", "", "A", ""],
        ["单选题", "选？", "甲", "乙", "", "A", "{"],
        ["单选题", "选？", "甲", "乙", "", "A", '{"=": {"options": {"text": "x"}}}'],
        ["单选题", "选？", "甲", "乙", "", "A", '{"script": {"=": "x"}}'],
        ["判断题", "选？", "", "", "", "也许", ""],
        ["单选题", "选？", "甲", "乙", "", "A", json.dumps({"=": {"options": [{"text": ["x"]}]}})],
        ["单选题", "选？", "甲", "乙", "", "A", "[" * 5000],
    ],
)
def test_what_is_no_question_is_refused(row):
    head = ["题型", "题目", "选项A", "选项B", "选项C", "答案", "其他设置"]
    (found,) = read(write_csv([head, row]), "x.csv")
    assert found.refusal
    assert found.item is None


def test_a_shape_knows_no_other_names_and_types():
    assert fits("single", {"options": [{"text": "甲", "right": True, "id": "x"}]})
    assert not fits("single", {"options": [{"text": {"a": 1}}]})
    assert not fits("single", {"other": 1})
    assert not fits("case", {"parts": [{"kind": "case", "body": {}}]})
    assert not fits("unknown", {})
