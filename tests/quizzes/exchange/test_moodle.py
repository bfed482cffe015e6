"""Moodle XML: every type that has a counterpart here, and a sentence for each that has none."""

import base64
import io

import pytest
from PIL import Image

from quizzes.exchange.moodle import read


def question(kind, inner, text="题目？", form="html"):
    return f"""<question type="{kind}"><name><text>n</text></name>
    <questiontext format="{form}"><text><![CDATA[{text}]]></text></questiontext>{inner}</question>"""


def answer(text, fraction, feedback="", more=""):
    return (
        f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>{more}'
        f"<feedback><text>{feedback}</text></feedback></answer>"
    )


def found_in(*questions):
    return read(f"<?xml version='1.0' encoding='UTF-8'?><quiz>{''.join(questions)}</quiz>".encode())


def only(kind, inner, text="题目？", form="html"):
    (found,) = found_in(question(kind, inner, text, form))
    assert found.refusal == "", found.refusal
    return found


def refusal(kind, inner="", text="题目？"):
    (found,) = found_in(question(kind, inner, text))
    assert found.item is None
    return found.refusal


def rights(body):
    return [(one["text"], one["right"], one.get("weight")) for one in body["options"]]


def png(size=(3, 2)):
    out = io.BytesIO()
    Image.new("RGB", size).save(out, "PNG")
    return out.getvalue()


def test_a_single_choice_with_weights_feedback_and_order():
    inner = "<single>true</single><shuffleanswers>0</shuffleanswers>" + answer("<p>对</p>", 100, "yes")
    item = only("multichoice", inner + answer("半", 50) + answer("错", 0)).item
    assert item.kind == "single"
    assert item.body["shuffle"] is False
    assert rights(item.body) == [("对", True, None), ("半", False, 50), ("错", False, None)]
    assert item.body["options"][0]["feedback"] == "yes"


@pytest.mark.parametrize(("wrong", "marking"), [("-100", "partial"), ("-50", "minus"), ("0", "weights")])
def test_a_multiple_choice_is_marked_as_its_fractions_say(wrong, marking):
    item = only("multichoice", "<single>false</single>" + answer("a", 50) + answer("b", 50) + answer("c", wrong)).item
    assert (item.kind, item.body["marking"]) == ("multiple", marking)
    assert [one["right"] for one in item.body["options"]] == [True, True, False]


def test_all_or_nothing_is_kept():
    assert only("multichoiceset", answer("a", 100) + answer("b", 0)).item.body["marking"] == "all"


def test_a_statement():
    item = only("truefalse", answer("true", 0, "no") + answer("false", 100, "yes")).item
    assert item.body == {"is_true": False, "feedback_true": "no", "feedback_false": "yes"}


def test_a_short_answer_gets_a_blank():
    found = only(
        "shortanswer", "<usecase>1</usecase>" + answer("北京", 100) + answer("京", 50, "short") + answer("*", 0)
    )
    assert found.item.stem == "题目？\n____"
    assert found.item.body["exact"] is True
    assert found.item.body["blanks"] == [
        {"accepted": "北京", "special": [{"text": "京", "weight": 50, "feedback": "short"}]}
    ]
    assert len(found.notes) == 1


def test_a_number_with_tolerance_and_units():
    inner = (
        answer("3.14", 100, more="<tolerance>0.01</tolerance>")
        + "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>"
        + "<unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>"
        + "<unitgradingtype>1</unitgradingtype>"
    )
    body = only("numerical", inner).item.body
    assert body["answers"] == [{"value": "3.14", "tolerance": "0.01", "weight": 100}]
    assert (body["unit"], body["unit_required"]) == ("m", True)
    assert body["other_units"] == [{"unit": "cm", "factor": "0.01"}]


@pytest.mark.parametrize("kind", ["matching", "ddmatch"])
def test_pairs_and_further_right_sides(kind):
    def pair(left, right):
        return f"<subquestion><text>{left}</text><answer><text>{right}</text></answer></subquestion>"

    body = only(kind, pair("法国", "巴黎") + pair("", "柏林")).item.body
    assert body == {"pairs": [{"left": "法国", "right": "巴黎"}], "extra": "柏林"}


def test_an_essay_with_a_note_for_the_marker():
    found = only("essay", "<graderinfo format='html'><text>三点</text></graderinfo><minwordlimit>5</minwordlimit>")
    assert found.item.body["model_answer"] == "三点"
    assert len(found.notes) == 1


def test_steps_in_order():
    inner = answer("二", "2.0000000") + answer("一", "1.0000000") + "<gradingtype>-1</gradingtype>"
    body = only("ordering", inner).item.body
    assert [one["text"] for one in body["steps"]] == ["一", "二"]
    assert body["marking"] == "all"


@pytest.mark.parametrize(("kind", "tag"), [("ddwtos", "dragbox"), ("gapselect", "selectoption")])
def test_words_for_gaps_offer_their_group(kind, tag):
    boxes = "".join(
        f"<{tag}><text>{text}</text><group>{group}</group></{tag}>" for text, group in (("度", 1), ("元", 1), ("夜", 2))
    )
    item = only(kind, boxes, "一[[2]]一[[1]]在[[3]]").item
    assert (item.kind, item.stem) == ("cloze", "一____一____在____")
    assert item.body["gaps"][0]["options"] == [{"text": "度", "right": False}, {"text": "元", "right": True}]
    assert item.body["gaps"][2]["options"] == [{"text": "夜", "right": True}]


def test_embedded_short_answers_are_blanks():
    item = only("cloze", "", "<p>首都 {1:SHORTANSWER:=北京#好~%50%京\\}~*#no}，河 {2:SA:长江~=黄河}</p>").item
    assert (item.kind, item.stem) == ("fill_in", "首都 ____，河 ____")
    assert item.body["blanks"][0] == {
        "accepted": "北京",
        "special": [{"text": "北京", "weight": 100, "feedback": "好"}, {"text": "京}", "weight": 50}],
    }


def test_embedded_choices_are_drop_downs():
    item = only("cloze", "", "天 {1:MULTICHOICE:蓝#x~=黑~%50%灰}").item
    assert (item.kind, item.stem) == ("cloze", "天 ____")
    assert [one["right"] for one in item.body["gaps"][0]["options"]] == [False, True, False]


def test_embedded_answers_of_several_sorts_are_a_case():
    item = only("cloze", "", "a {2:SA:=x} b {1:NM:=5:0.1} c {1:MCV:y~=z} d {1:MR:=p~=q~%-100%r}").item
    assert item.stem == "a (1) ____ b (2) ____ c (3) ____ d (4) ____"
    assert [(part["kind"], part["stem"], part["points"]) for part in item.body["parts"]] == [
        ("fill_in", "(1) ____", 2),
        ("numeric", "(2)", 1),
        ("single", "(3)", 1),
        ("multiple", "(4)", 1),
    ]


def test_categories_ids_tags_and_explanations():
    category = '<question type="category"><category><text>$course$/top/业务/电费//电价</text></category></question>'
    inner = (
        answer("true", 100)
        + answer("false", 0)
        + "<generalfeedback format='html'><text>&lt;p&gt;因为&lt;/p&gt;</text></generalfeedback><idnumber>Q7</idnumber>"
        + "<tags><tag><text>基础</text></tag></tags>"
    )
    (found,) = found_in(category, question("truefalse", inner))
    assert (found.topic, found.key, found.tags) == ("业务 / 电费/电价", "Q7", ("基础",))
    assert (found.item.explanation, found.place) == ("因为", "question 1 (n)")


def test_pictures_of_options_come_along_and_nothing_is_fetched():
    file = f'<file name="表 1.png" path="/" encoding="base64">{base64.b64encode(png()).decode()}</file>'
    inside = '<img src="@@PLUGINFILE@@/%E8%A1%A8%201.png" alt="表">'
    outside = 'b<img src="https://example.org/b.png">'
    found = only("multichoice", answer(inside, 100, more=file) + answer(outside, 0))
    assert [one.get("picture") for one in found.item.body["options"]] == ["表 1.png", None]
    assert [(one.name, one.content) for one in found.attached] == [("表 1.png", png())]
    assert len(found.notes) == 1


def test_a_file_that_only_calls_itself_a_picture_is_left_behind():
    file = f'<file name="a.png" encoding="base64">{base64.b64encode(b"<svg onload=alert(1)>").decode()}</file>'
    found = only("multichoice", answer('a<img src="@@PLUGINFILE@@/a.png">', 100, more=file) + answer("b", 0))
    assert found.attached == ()
    assert len(found.notes) == 1


@pytest.mark.parametrize("kind", ["description", "random", "calculated", "ddmarker", ""])
def test_types_without_counterpart_are_refused_by_name(kind):
    sentence = refusal(kind)
    assert "asks nothing" in sentence or kind in sentence


@pytest.mark.parametrize(
    ("kind", "inner", "word"),
    [
        ("multichoice", answer("a", 0) + answer("b", 0), "No option"),
        ("multichoice", answer("", 100) + answer("b", 0), "neither text"),
        ("multichoice", answer("a", "lots"), "no number"),
        ("truefalse", answer("vrai", 100), "true"),
        ("numerical", answer("five", 100), "no number"),
        ("matching", "", "no pair"),
        ("gapselect", "", "gaps"),
        ("ordering", answer("a", 1), "two steps"),
        ("cloze", "", "no embedded"),
    ],
)
def test_what_is_broken_says_why(kind, inner, word):
    assert word in refusal(kind, inner)


def test_gb18030_that_says_so_is_read():
    source = f"<?xml version='1.0' encoding='GBK'?><quiz>{question('truefalse', answer('true', 100), '电费')}</quiz>"
    assert read(source.encode("gb18030"))[0].item.stem == "电费"
