"""GIFT as its documentation describes it, sign by sign."""

import time

import pytest

from quizzes.exchange.gift import read


def only(source):
    (found,) = read(source.encode())
    assert found.refusal == "", found.refusal
    return found


def body(source):
    return only(source).item.body


def refusal(source):
    (found,) = read(source.encode())
    assert found.item is None
    return found.refusal


def options(source):
    return [(one["text"], one["right"], one.get("weight"), one.get("feedback")) for one in body(source)["options"]]


def test_one_right_option_is_a_single_choice():
    found = only("谁发明了电池？{~爱迪生 =伏打 ~安培}").item
    assert (found.kind, found.stem) == ("single", "谁发明了电池？")
    assert options("谁发明了电池？{~爱迪生 =伏打 ~安培}") == [
        ("爱迪生", False, None, None),
        ("伏打", True, None, None),
        ("安培", False, None, None),
    ]


def test_options_carry_weights_and_feedback():
    assert options("Q{=a#very good ~%50%b#half ~%-25%c ~d#no}") == [
        ("a", True, None, "very good"),
        ("b", False, 50, "half"),
        ("c", False, -25, None),
        ("d", False, None, "no"),
    ]


def test_weights_without_a_wholly_right_option_are_a_multiple_choice():
    found = only("Q{~%50%a ~%50%b ~%-10%c}").item
    assert found.kind == "multiple"
    assert found.body["marking"] == "weights"
    assert options("Q{~%50%a ~%50%b ~%-10%c}") == [
        ("a", True, 50, None),
        ("b", True, 50, None),
        ("c", False, -10, None),
    ]


@pytest.mark.parametrize(
    ("wrong", "marking"), [("-100", "partial"), ("-50", "minus"), ("0", "weights"), ("-20", "weights")]
)
def test_what_wrong_options_cost_says_how_a_multiple_choice_is_marked(wrong, marking):
    assert body(f"Q{{~%50%a ~%50%b ~%{wrong}%c}}")["marking"] == marking


def test_three_thirds_still_make_a_whole():
    weights = [one.get("weight") for one in body("Q{~%33.33333%a ~%33.33333%b ~%33.33333%c ~d}")["options"]]
    assert weights == [34, 33, 33, None]


def test_several_full_options_keep_their_worth_and_say_so():
    found = only("Q{=a =b ~c}")
    assert options("Q{=a =b ~c}") == [("a", True, None, None), ("b", False, 100, None), ("c", False, None, None)]
    assert len(found.notes) == 1


def test_answers_inside_a_sentence_leave_a_gap():
    assert only("Grant 葬在{~纽约 =Tomb}里。").item.stem == "Grant 葬在____里。"
    assert only("电压是 {=220 =二百二} 伏。").item.stem == "电压是 ____ 伏。"


def test_a_short_answer_is_a_blank_at_the_end():
    found = only("首都是？ {=北京 =%50%京#nearly}").item
    assert (found.kind, found.stem) == ("fill_in", "首都是？ ____")
    assert found.body["blanks"] == [
        {"accepted": "北京", "special": [{"text": "京", "weight": 50, "feedback": "nearly"}]}
    ]


def test_a_full_answer_with_feedback_stays_accepted():
    assert body("Q{=北京#right}")["blanks"] == [
        {"accepted": "北京", "special": [{"text": "北京", "weight": 100, "feedback": "right"}]}
    ]


def test_a_gap_written_out_is_the_blank():
    assert only("首都是 ____ 。{=北京}").item.stem == "首都是 ____ 。"


@pytest.mark.parametrize("word", ["T", "TRUE", "true", "对", "√"])
def test_a_true_statement(word):
    assert body(f"Q{{{word}}}") == {"is_true": True}


def test_feedback_of_a_statement_is_first_for_the_wrong_then_for_the_right_answer():
    assert body("Q{T#wrong#right}") == {"is_true": True, "feedback_true": "right", "feedback_false": "wrong"}
    assert body("Q{FALSE#wrong#right}") == {"is_true": False, "feedback_true": "wrong", "feedback_false": "right"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("#5", [("5", "0", 100)]),
        ("#1822:5", [("1822", "5", 100)]),
        ("#3.141..3.142", [("3.1415", "0.0005", 100)]),
        ("#=1822:0 =%50%1822:2", [("1822", "0", 100), ("1822", "2", 50)]),
        ("#-1.5e3:.5", [("-1.5e3", ".5", 100)]),
        ("#\n=2.50:0.1#said\n=%25%1..5", [("2.50", "0.1", 100), ("3", "2", 25)]),
    ],
)
def test_numbers_with_tolerance_range_and_weight(source, expected):
    found = only(f"Q{{{source}}}").item
    assert found.kind == "numeric"
    assert [(one["value"], one["tolerance"], one["weight"]) for one in found.body["answers"]] == expected


def test_what_is_said_to_every_wrong_number_is_noted():
    assert len(only("Q{#5 ~#try again}").notes) == 1


def test_matching_with_further_right_sides():
    found = body("连线{=法国 -> 巴黎 =意大利->罗马 = -> 柏林}")
    assert found["pairs"] == [{"left": "法国", "right": "巴黎"}, {"left": "意大利", "right": "罗马"}]
    assert found["extra"] == "柏林"


def test_empty_braces_are_an_essay():
    found = only("谈谈你的看法。{####look at tone}").item
    assert (found.kind, found.explanation) == ("essay", "look at tone")


def test_general_feedback_is_the_explanation():
    assert only("Q{=a ~b#no####because}").item.explanation == "because"


def test_a_description_is_refused_kindly():
    assert "asks nothing" in refusal("Read the following text.")


def test_categories_titles_ids_and_tags():
    remarks = "// plain remark\n// [id:Q-1] [tag:基础] [tag:a \\] b]"
    source = f"$CATEGORY: $course$/top/业务/电费//电价\n\n{remarks}\n::T\\: 1::Q{{T}}"
    found = only(source)
    assert (found.topic, found.key, found.tags) == ("业务 / 电费/电价", "Q-1", ("基础", "a ] b"))
    assert found.place == "line 5 (T: 1)"


def test_every_escape_stands_for_its_sign():
    source = r"a\~b\=c\#d\{e\}f\:g\\h\ni{=\~\=\#\{\}\:\\ ~x}"
    assert only(source).item.stem == "a~b=c#d{e}f:g\\h\ni"
    assert options(source)[0][0] == "~=#{}:\\"


@pytest.mark.parametrize(
    ("source", "stem"),
    [
        ("[html]<p>一<b>二</b></p><ul><li>x</li><li>y</li></ul>", "一二\n• x\n• y"),
        ("[html]<ol><li>x<li>y</ol>a<br>b&nbsp;&amp;c", "1. x\n2. y\na\nb &c"),
        ("[html]<table><tr><th>a<th>b<tr><td>1<td>2</table>", "a | b\n1 | 2"),
        ("[html]m<sup>2</sup> H<sub>2</sub>O<script>alert(1)</script><style>x</style>", "m² H₂O"),
        ("[markdown]# 题\n**粗** *斜* `x` [l](http\\://y)\n- a", "题\n粗 斜 x l\n• a"),
        ("[plain]<b>x</b>  &amp;", "<b>x</b>  &amp;"),
        ("[moodle]a\nb <i>c</i>", "a\nb c"),
        ("a\nb", "a\nb"),
        ("a < b & c", "a < b & c"),
    ],
)
def test_every_format_becomes_plain_text(source, stem):
    assert only(f"{source}{{=a ~b}}").item.stem == stem


def test_pictures_and_formulas_that_stay_behind_are_noted():
    assert len(only('[html]看图<img src="a.png">{=a ~b}').notes) == 1
    assert len(only("[html]<b>算</b> $$x^2$$ {=a ~b}").notes) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_every_encoding_people_save_in_is_read(encoding):
    (found,) = read("䶮姓的人说：电费？{=对 ~错}\r\n".encode(encoding))
    assert found.item.stem == "䶮姓的人说：电费？"


def test_line_ends_blank_lines_and_comments_part_questions():
    found = read(b"// head\r\n\r\n\r\nA{T}\r\n  \t \r\n// c\r\nB{\r\n// inside\r\n=a\r\n\r\n~b\r\n}\r\n\r\n\r\nC{F}")
    assert [(one.place, one.item.stem) for one in found] == [("line 4", "A"), ("line 7", "B"), ("line 15", "C")]


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("Q{=a ~b", "never closed"),
        ("Q a}", "never opened"),
        ("Q{=a}\nR{=b}", "Two groups"),
        ("{=a ~b}", "no question text"),
        ("Q{~a ~b}", "No option"),
        ("Q{a ~b}", "no = or ~"),
        ("Q{#five}", "no number"),
        ("Q{#}", "no number"),
        ("Q{#1e999999}", "no number"),
        ("Q{=a-> =b->c}", "no right side"),
        ("Q{=a->b =c}", "no ->"),
        ("Q{= ~b}", "no text"),
        ("Q{=*}", "No answer"),
    ],
)
def test_what_cannot_be_read_says_why(source, word):
    assert word in refusal(source)


def test_one_bad_question_costs_only_itself():
    found = read(b"A{T}\n\nB{=a\n\nC{F}")
    assert [bool(one.item) for one in found] == [True, False, True]


def test_two_thousand_questions_take_well_under_two_seconds():
    source = "\n\n".join(
        f"// [id:q{n}] [tag:t]\n::名 {n}::[html]<p>第 {n} 题<b>？</b></p>{{=对#好 ~%50%半 ~错 ~无####说明}}"
        for n in range(2000)
    )
    started = time.process_time()
    found = read(source.encode())
    assert time.process_time() - started < 1.5
    assert len([one for one in found if one.item]) == 2000
