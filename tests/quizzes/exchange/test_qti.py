"""QTI items as other programs write them: every interaction we take, and a sentence for each we do not."""

import io
import zipfile

import pytest
from PIL import Image

from quizzes.exchange.qti_package import read

HEAD = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="item1" title="标题" adaptive="false"'


def png(size=(200, 100)):
    out = io.BytesIO()
    Image.new("RGB", size).save(out, "PNG")
    return out.getvalue()


def item(declared, body, rest=""):
    return f"<?xml version='1.0'?><assessmentItem {HEAD}>{declared}<itemBody>{body}</itemBody>{rest}</assessmentItem>"


def declare(correct, cardinality="single", base="identifier", more="", name="RESPONSE"):
    values = "".join(f"<value>{value}</value>" for value in correct)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{values}</correctResponse>{more}</responseDeclaration>"
    )


def mapped(**worths):
    entries = "".join(f'<mapEntry mapKey="{key}" mappedValue="{worth}"/>' for key, worth in worths.items())
    return f'<mapping defaultValue="0">{entries}</mapping>'


def choices(*texts, tag="choiceInteraction", name="RESPONSE", prompt=""):
    inner = "".join(f'<simpleChoice identifier="{chr(65 + n)}">{text}</simpleChoice>' for n, text in enumerate(texts))
    prompt = f"<prompt>{prompt}</prompt>" if prompt else ""
    return f'<{tag} responseIdentifier="{name}" shuffle="true" maxChoices="1">{prompt}{inner}</{tag}>'


def package(source, **media):
    manifest = (
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>'
        '<resource identifier="r" type="imsqti_item_xmlv2p1" href="items/a.xml"/></resources></manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("imsmanifest.xml", manifest)
        archive.writestr("items/a.xml", source)
        for name, content in media.items():
            archive.writestr(f"items/{name}", content)
    return out.getvalue()


def only(source, **media):
    (found,) = read(package(source, **media) if media else source.encode())
    assert found.refusal == "", found.refusal
    return found


def refusal(source):
    (found,) = read(source.encode())
    assert found.item is None
    return found.refusal


def test_a_choice_with_its_prompt_and_place():
    found = only(item(declare("B"), "<p>看图。</p>" + choices("左", "<b>右</b>", prompt="走哪边？")))
    assert (found.key, found.place) == ("item1", "item item1")
    assert (found.item.kind, found.item.stem) == ("single", "看图。\n走哪边？")
    assert [(one["text"], one["right"]) for one in found.item.body["options"]] == [("左", False), ("右", True)]


def test_feedback_of_choices_and_of_the_item():
    said = 'a<feedbackInline outcomeIdentifier="F" identifier="A" showHide="show">不对</feedbackInline>'
    rest = '<modalFeedback outcomeIdentifier="F" showHide="show" identifier="A"><p>因为</p></modalFeedback>'
    found = only(item(declare("B"), "<p>问</p>" + choices(said, "b"), rest)).item
    assert found.body["options"][0] == {"text": "a", "right": False, "feedback": "不对"}
    assert found.explanation == "因为"


@pytest.mark.parametrize(
    ("worths", "marking"),
    [
        ({}, "all"),
        ({"A": 1, "B": 1, "C": -2}, "partial"),
        ({"A": 1, "B": 1, "C": -1}, "minus"),
        ({"A": 3, "B": 1}, "weights"),
    ],
)
def test_a_multiple_choice_is_marked_as_its_mapping_says(worths, marking):
    declared = declare("AB", "multiple", more=mapped(**worths) if worths else "")
    found = only(item(declared, "<p>问</p>" + choices("a", "b", "c"))).item
    assert (found.kind, found.body["marking"]) == ("multiple", marking)
    assert [one["right"] for one in found.body["options"]] == [True, True, False]


def test_a_mapping_the_processing_never_looks_at_does_not_count():
    rest = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
    declared = declare("AB", "multiple", more=mapped(A=3, B=1))
    assert only(item(declared, "<p>问</p>" + choices("a", "b", "c"), rest)).item.body["marking"] == "all"


def test_true_and_false_make_a_statement():
    found = only(item(declare("B"), "<p>电是免费的。</p>" + choices("对", "错"))).item
    assert (found.kind, found.body["is_true"]) == ("true_false", False)


def test_an_order():
    found = only(item(declare("CAB", "ordered"), "<p>排</p>" + choices("a", "b", "c", tag="orderInteraction"))).item
    assert [one["text"] for one in found.body["steps"]] == ["c", "a", "b"]


def match(left, right):
    sets = "".join(
        "<simpleMatchSet>"
        + "".join(
            f'<simpleAssociableChoice identifier="{one}" matchMax="1">{one}!</simpleAssociableChoice>' for one in side
        )
        + "</simpleMatchSet>"
        for side in (left, right)
    )
    return f'<p>连</p><matchInteraction responseIdentifier="RESPONSE">{sets}</matchInteraction>'


def test_a_match_is_pairs_and_what_is_left_over_is_extra():
    found = only(item(declare(["a x", "b y"], "multiple", "directedPair"), match("ab", "xyz"))).item
    assert found.body == {
        "pairs": [{"left": "a!", "right": "x!"}, {"left": "b!", "right": "y!"}],
        "extra": "z!",
    }


def test_a_match_of_many_to_few_sorts_into_categories():
    found = only(item(declare(["a x", "b y", "c x"], "multiple", "directedPair"), match("abc", "xy"))).item
    assert found.kind == "categorise"
    assert found.body["categories"] == [
        {"name": "x!", "members": [{"text": "a!"}, {"text": "c!"}]},
        {"name": "y!", "members": [{"text": "b!"}]},
    ]


def entry(name="RESPONSE"):
    return f'<textEntryInteraction responseIdentifier="{name}" expectedLength="5"/>'


def test_text_entries_are_blanks_with_their_worths():
    declared = declare(["北京"], base="string", more=mapped(北京=2, 京=1))
    found = only(item(declared, f"<p>首都是{entry()}。</p>")).item
    assert (found.kind, found.stem) == ("fill_in", "首都是____。")
    assert found.body["blanks"] == [{"accepted": "北京", "special": [{"text": "京", "weight": 50}]}]


def test_a_number_with_tolerance_from_the_processing():
    rest = """<responseProcessing><responseCondition><responseIf>
      <equal toleranceMode="absolute" tolerance="0.5 0.5"><variable identifier="RESPONSE"/>
      <correct identifier="RESPONSE"/></equal>
      <setOutcomeValue identifier="SCORE"><baseValue baseType="float">2</baseValue></setOutcomeValue>
      </responseIf></responseCondition></responseProcessing>"""
    found = only(item(declare(["12.50"], base="float"), f"<p>多少？</p><p>{entry()}</p>", rest)).item
    assert (found.kind, found.stem) == ("numeric", "多少？")
    assert found.body["answers"] == [{"value": "12.50", "tolerance": "0.5", "weight": 100}]


def inline(name="RESPONSE"):
    return (
        f'<inlineChoiceInteraction responseIdentifier="{name}"><inlineChoice identifier="A">黑</inlineChoice>'
        f'<inlineChoice identifier="B">白</inlineChoice></inlineChoiceInteraction>'
    )


def test_inline_choices_are_drop_downs():
    declared = declare("A", name="R1") + declare("B", name="R2")
    found = only(item(declared, f"<p>夜{inline('R1')}昼{inline('R2')}。</p>")).item
    assert (found.kind, found.stem) == ("cloze", "夜____昼____。")
    assert [[one["right"] for one in gap["options"]] for gap in found.body["gaps"]] == [[True, False], [False, True]]


def test_gaps_of_several_sorts_are_a_case():
    declared = declare("A", name="R1") + declare(["3"], base="float", name="R2")
    found = only(item(declared, f"<p>夜{inline('R1')}有{entry('R2')}点。</p>")).item
    assert (found.kind, found.stem) == ("case", "夜(1) ____有(2) ____点。")
    assert [part["kind"] for part in found.body["parts"]] == ["cloze", "numeric"]


def test_texts_dragged_into_gaps_are_drop_downs():
    body = (
        '<gapMatchInteraction responseIdentifier="RESPONSE"><prompt>填</prompt><gapText identifier="A" matchMax="1">度'
        '</gapText><gapText identifier="B" matchMax="1">元</gapText><p>一<gap identifier="G"/>电</p>'
        "</gapMatchInteraction>"
    )
    found = only(item(declare(["A G"], "multiple", "directedPair"), body)).item
    assert (found.kind, found.stem) == ("cloze", "填\n一____电")
    assert [one["right"] for one in found.body["gaps"][0]["options"]] == [True, False]


def test_hotspots_become_percentages():
    body = (
        '<p>点开关</p><hotspotInteraction responseIdentifier="RESPONSE" maxChoices="2">'
        '<object data="a.png" type="image/png" width="200" height="100"/>'
        '<hotspotChoice identifier="A" shape="circle" coords="100,50,20" hotspotLabel="开关"/>'
        '<hotspotChoice identifier="B" shape="rect" coords="0,0,50,25"/></hotspotInteraction>'
    )
    found = only(item(declare("A", "multiple"), body), **{"a.png": png()})
    assert found.item.body == {
        "picture": "a.png",
        "limit": 2,
        "find": False,
        "marking": "all",
        "areas": [
            {"name": "开关", "shape": "circle", "coords": "50,50,10", "right": True},
            {"name": "2", "shape": "rect", "coords": "0,0,25,25", "right": False},
        ],
    }
    assert found.attached[0].content == png()


def test_points_on_a_picture_become_areas():
    areas = '<areaMapping><areaMapEntry shape="rect" coords="0,0,100,100" mappedValue="1"/></areaMapping>'
    declared = declare(["10 10"], "single", "point", areas)
    body = (
        '<p>点</p><selectPointInteraction responseIdentifier="RESPONSE" maxChoices="1">'
        '<object data="a.png" type="image/png" width="200" height="100"/></selectPointInteraction>'
    )
    found = only(item(declared, body), **{"a.png": png()}).item
    assert found.body["areas"] == [{"name": "1", "shape": "rect", "coords": "0,0,50,100", "right": True}]


def test_an_extended_text_is_an_essay():
    body = '<p>谈谈</p><extendedTextInteraction responseIdentifier="RESPONSE" expectedLength="300"/>'
    found = only(item(declare(["范文"], base="string"), body)).item
    assert (found.kind, found.body["model_answer"], found.body["most"]) == ("essay", "范文", 300)


def test_a_sound_makes_it_a_listening_question():
    body = '<p>听<object data="a.mp3" type="audio/mpeg"/></p>' + choices("甲", "乙")
    found = only(item(declare("A"), body), **{"a.mp3": b"ID3\x04" + bytes(80)})
    assert (found.item.kind, found.item.body["sound"]) == ("listen", "a.mp3")


def test_several_interactions_are_a_case():
    declared = declare("A", name="R1") + declare("BA", "ordered", name="R2")
    body = (
        "<p>一位客户来了。</p>"
        + choices("坐", "站", name="R1", prompt="先做什么？")
        + "<div><p>再排：</p>"
        + choices("a", "b", name="R2", tag="orderInteraction")
        + "</div>"
    )
    found = only(item(declared, body)).item
    assert (found.kind, found.stem) == ("case", "一位客户来了。")
    assert [(part["kind"], part["stem"]) for part in found.body["parts"]] == [
        ("single", "先做什么？"),
        ("ordering", "再排："),
    ]


def test_what_a_manifest_says_of_an_item_is_taken():
    manifest = """<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:m="http://www.imsglobal.org/xsd/imsmd_v1p2">
      <resources><resource identifier="r" type="imsqti_item_xmlv2p2" href="q.xml"><metadata><m:lom>
      <m:general><m:keyword><m:langstring>基础</m:langstring></m:keyword></m:general>
      <m:educational><m:difficulty><m:value><m:langstring>very difficult</m:langstring></m:value></m:difficulty>
      </m:educational></m:lom></metadata></resource></resources></manifest>"""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("pack/imsmanifest.xml", manifest)
        archive.writestr("pack/q.xml", item(declare("A"), "<p>问</p>" + choices("a", "b")))
    (found,) = read(out.getvalue())
    assert (found.tags, found.difficulty, found.place) == (("基础",), 3, "item pack/q.xml")


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("<questestinterop/>", "QTI 1.2"),
        ("<qti-assessment-item/>", "QTI 3.0"),
        ("<assessmentTest/>", "only names"),
        ("<html/>", "no QTI item"),
        (item("", "<p>text</p>"), "asks nothing"),
        (item("", "<p>t</p>" + choices("a", "b")), "not declared"),
        (item(declare([]), "<p>t</p>" + choices("a", "b")), "No option"),
        (item(declare("A"), "<p>t</p>" + choices("a", tag="sliderInteraction")), "sliderInteraction"),
        (item(declare("A"), f"<p>{entry()}</p>" + choices("a", "b")), "mixes"),
        (item(declare(["a x", "a y"], "multiple", "directedPair"), match("a", "xy")), "several others"),
        (item(declare("A", "ordered"), choices("a", "b", tag="orderInteraction")), "Not all"),
        (item(declare("A", "multiple"), '<hotspotInteraction responseIdentifier="RESPONSE"/>'), "picture"),
    ],
)
def test_what_cannot_be_taken_says_why(source, word):
    assert word in refusal(source)
