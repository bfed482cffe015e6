"""Numbers, partners, orders, groups, gaps and sentences: what must hold for every question and every answer."""

import itertools
import json
import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.items import Item, item_of, stored, without_ids
from quizzes.kinds import KINDS, Malformed, kind_of
from quizzes.kinds.arranging import sentence
from quizzes.marking import mark
from quizzes.values import canonical, is_answered
from training.demo.answers import answer

CODES = ["numeric", "matching", "ordering", "categorise", "cloze", "build"]
word = st.text("甲乙丙丁戊abc", min_size=1, max_size=5)
number = st.decimals(-(10**6), 10**6, places=2).map(lambda one: f"{one:f}")


def some(least, most):
    return st.lists(word, min_size=least, max_size=most, unique=True)


@st.composite
def items(draw, kinds=tuple(CODES)):
    """A sound item, its explanation a word found nowhere else; entries carry the ids an editor gives them."""
    kind = draw(st.sampled_from(kinds))
    body = {
        "numeric": numeric,
        "matching": matching,
        "ordering": ordering,
        "categorise": categorise,
        "cloze": cloze,
        "build": build,
    }[kind](draw)
    stem = "____ " * len(body["gaps"]) if kind == "cloze" else "stem"
    item = Item(kind, stem, body, "WHY")
    assert kind_of(kind).problems(item) == []
    return item


def numeric(draw):
    unit = draw(st.sampled_from(["", "度", "元"]))
    body = {"answers": [{"value": draw(number), "tolerance": draw(st.sampled_from(["", "0.5", "5%"]))}], "unit": unit}
    return {**body, "unit_required": bool(unit) and draw(st.booleans())}


def matching(draw):
    lefts, rights, extra = draw(some(2, 5)), draw(some(2, 5)), draw(st.sampled_from(["", "余一", "余一\n余二"]))
    pairs = [{"id": f"p{n}", "left": left, "right": rights[n % len(rights)]} for n, left in enumerate(lefts)]
    return {"pairs": pairs, "extra": extra}


def ordering(draw):
    steps = [{"id": f"s{n}", "text": text} for n, text in enumerate(draw(some(2, 6)))]
    return {"steps": steps, "marking": draw(st.sampled_from(["all", "places", "neighbours"]))}


def categorise(draw):
    names, texts = draw(some(2, 5)), draw(some(2, 8))
    places = [draw(st.integers(0, len(names) - 1)) for _text in texts]
    return {
        "categories": [
            {
                "id": f"c{n}",
                "name": name,
                "members": [{"id": f"m{k}", "text": text} for k, text in enumerate(texts) if places[k] == n],
            }
            for n, name in enumerate(names)
        ]
    }


def cloze(draw):
    def gap(n):
        words = draw(some(2, 4))
        return [{"id": f"w{n}{k}", "text": text, "right": k == 0} for k, text in enumerate(words)]

    return {"gaps": [{"id": f"g{n}", "options": gap(n)} for n in range(draw(st.integers(1, 3)))]}


def build(draw):
    pieces = draw(st.lists(word, min_size=2, max_size=5))
    extra = [one for one in draw(some(0, 2)) if one not in pieces]
    return {"sentences": " / ".join(pieces), "extra": "\n".join(extra)}


def present(item, seed=0, shuffle=True):
    return kind_of(item.kind).present(item, random.Random(seed), shuffle)


def right_one(presented):
    return answer(presented.shown, presented.answer_key, True, random.Random(0))


def every_answer(item):
    """All answers somebody who answers blindly may give, each as likely as any other."""
    shown = present(item).shown
    if item.kind == "ordering":
        yield from ({"order": list(order)} for order in itertools.permutations(step["id"] for step in shown["steps"]))
    elif item.kind == "build":
        ids = [tile["id"] for tile in shown["tiles"]]
        for used in range(1, len(ids) + 1):
            yield from ({"tiles": list(row)} for row in itertools.permutations(ids, used))
    elif item.kind == "cloze":
        gaps = ([one["id"] for one in gap] for gap in shown["gaps"])
        yield from ({"choices": list(ids)} for ids in itertools.product(*gaps))
    else:
        name = KINDS[item.kind].value_name
        entries, places = [one["id"] for one in shown["entries"]], [one["id"] for one in shown["places"]]
        for one in itertools.product(places, repeat=len(entries)):
            yield {name: dict(zip(entries, one, strict=True))}


# ---- for every kind


@given(items(), st.integers(), st.booleans())
def test_the_authors_answer_earns_everything_and_survives_storing(item, seed, shuffle):
    presented = present(item, seed, shuffle)
    right = right_one(presented)
    assert mark(item.kind, presented.answer_key, right) == 1
    kept = canonical(presented.shown, right)
    assert canonical(presented.shown, kept) == kept
    assert mark(item.kind, presented.answer_key, kept) == 1
    assert is_answered(item.kind, kept)


@given(items(), st.integers())
def test_a_wrong_answer_of_the_demonstration_earns_nothing(item, seed):
    if item.kind not in ("numeric", "ordering", "build"):
        presented = present(item, seed)
        assert (
            mark(
                item.kind,
                presented.answer_key,
                answer(presented.shown, presented.answer_key, False, random.Random(seed)),
            )
            == 0
        )


@given(items(), st.integers())
def test_the_same_seed_gives_the_same_attempt(item, seed):
    assert present(item, seed) == present(item, seed)
    json.dumps(present(item, seed).answer_key)


KEYS = {
    "numeric": {"asks_unit", "unit"},
    "matching": {"entries", "places"},
    "categorise": {"entries", "places"},
    "ordering": {"steps"},
    "cloze": {"gaps"},
    "build": {"tiles"},
}


@given(items(), st.integers())
def test_what_is_shown_tells_nothing_but_the_texts(item, seed):
    shown = present(item, seed).shown
    assert set(shown) - {"kind", "stem"} <= KEYS[item.kind]
    assert "WHY" not in json.dumps(shown)
    for name in KEYS[item.kind] - {"asks_unit", "unit"}:
        rows = itertools.chain(*shown[name]) if name == "gaps" else shown[name]
        for row in rows:
            assert set(row) == {"id", "text"}
    if item.kind == "numeric":
        assert item.body["answers"][0]["value"] not in json.dumps(shown)


def test_where_things_stand_tells_nothing_either():
    """Over many attempts every entry meets every place, also where a quiz keeps its options in order."""
    pairs = [{"left": f"左{n}", "right": f"右{n}"} for n in range(4)]
    item = Item("matching", "?", {"pairs": pairs})
    seen = set()
    for seed in range(400):
        shown = present(item, seed, shuffle=False).shown
        assert [one["text"] for one in shown["entries"]] == [pair["left"] for pair in pairs]
        seen |= {(n, one["text"]) for n, one in enumerate(shown["places"])}
    assert len(seen) == 16
    members = Item(
        "categorise", "?", {"categories": [{"name": n, "members": [{"text": f"{n}{k}"} for k in "12"]} for n in "甲乙"]}
    )
    orders = {
        tuple(one["text"] for one in present(members, seed, shuffle=False).shown["entries"]) for seed in range(400)
    }
    assert len(orders) == 24


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
NAMES = ("number", "unit", "pairs", "order", "places", "choices", "tiles")


@settings(deadline=None)
@given(items(), json_values | st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, json_values)), st.data())
def test_a_malformed_value_never_raises_in_marking_and_is_refused_at_saving(item, value, data):
    presented = present(item)
    if isinstance(value, dict) and data.draw(st.booleans()):
        # Half right: ids that were shown, at places they do not belong.
        known = [*presented.answer_key.get("of", {}), "", "nonsense"]
        value = {name: data.draw(st.lists(st.sampled_from(known), max_size=8)) for name in NAMES}
    marked = mark(item.kind, presented.answer_key, value)
    assert 0 <= marked <= 1
    try:
        kept = canonical(presented.shown, value)
    except Malformed:
        return
    assert canonical(presented.shown, kept) == kept
    assert mark(item.kind, presented.answer_key, kept) == marked
    KINDS[item.kind].given(presented.shown, kept)
    KINDS[item.kind].widget(presented.shown, kept)
    KINDS[item.kind].feedback(presented.answer_key, kept)
    KINDS[item.kind].chosen(presented.answer_key, kept)


@given(items())
def test_nothing_answered_is_unanswered(item):
    shown = present(item).shown
    nothing = {
        "numeric": {"number": " ", "unit": ""},
        "matching": {"pairs": {}},
        "categorise": {"places": {}},
        "ordering": {"order": []},
        "cloze": {"choices": [""] * len(shown.get("gaps", ()))},
        "build": {"tiles": []},
    }[item.kind]
    assert not is_answered(item.kind, nothing)
    assert not is_answered(item.kind, canonical(shown, nothing))
    assert mark(item.kind, present(item).answer_key, nothing) == 0


@given(items())
def test_every_part_of_a_right_answer_is_called_right(item):
    presented = present(item)
    kind, right = KINDS[item.kind], canonical(presented.shown, right_one(presented))
    assert all(kind.verdicts(presented.shown, presented.answer_key, right))
    if item.kind in ("matching", "categorise", "ordering", "cloze", "build"):
        assert kind.given(presented.shown, right) == kind.right(presented.shown, presented.answer_key)


@settings(deadline=None)
@given(items(), st.data())
def test_the_parts_called_right_are_the_share_earned(item, data):
    if item.kind in ("numeric", "build") or item.body.get("marking") in ("all", "neighbours"):
        return
    presented = present(item)
    value = canonical(presented.shown, data.draw(st.sampled_from(list(itertools.islice(every_answer(item), 300)))))
    verdicts = KINDS[item.kind].verdicts(presented.shown, presented.answer_key, value)
    assert mark(item.kind, presented.answer_key, value) == Fraction(sum(verdicts), len(verdicts))


@settings(deadline=None, max_examples=60)
@given(items(tuple(code for code in CODES if code != "numeric")))
def test_guessing_is_worth_what_answering_blindly_earns_on_average(item):
    kind = KINDS[item.kind]
    answers = list(itertools.islice(every_answer(item), 1000))
    assert 0 <= kind.guess(item) <= 1
    if len(answers) < 1000:
        key = present(item).answer_key
        earned = sum((mark(item.kind, key, value) for value in answers), Fraction(0))
        assert kind.guess(item) == earned / len(answers)


def test_a_number_cannot_be_guessed():
    assert KINDS["numeric"].guess(Item("numeric", "?", {"answers": [{"value": "1"}]})) == 0


@given(items())
def test_what_the_editor_stores_is_read_as_it_was_written(item):
    content = {"stem": item.stem, "explanation": item.explanation, "body": json.dumps(stored(item))}
    assert without_ids(item_of(content)) == without_ids(item)
    if item.kind == "categorise":
        assert item_of(content).body["categories"][0]["id"] == "c0"


@given(items(), st.integers())
def test_an_item_that_was_not_corrected_gives_the_same_key_again(item, seed):
    presented = present(item, seed)
    if item.kind != "numeric":
        assert kind_of(item.kind).key(item, presented.answer_key["of"]) == presented.answer_key


@given(items(("matching", "categorise", "cloze")), st.integers())
def test_what_an_answer_chose_is_told_by_the_authors_ids(item, seed):
    presented = present(item, seed)
    kind = KINDS[item.kind]
    chosen = kind.chosen(presented.answer_key, right_one(presented))
    assert set(chosen) == kind.right_ids(item)
    assert set(chosen) <= set(kind.labels(item))


# ---- corrections


def test_a_corrected_order_marks_an_old_answer_anew():
    steps = [{"id": f"s{n}", "text": text} for n, text in enumerate("甲乙丙丁")]
    presented = present(Item("ordering", "?", {"steps": steps}))
    corrected = [steps[0], steps[2], steps[1], steps[3]]
    key = KINDS["ordering"].key(Item("ordering", "?", {"steps": corrected}), presented.answer_key["of"])
    by_text = {step["text"]: step["id"] for step in presented.shown["steps"]}
    answered = {"order": [by_text[text] for text in "甲丙乙丁"]}
    assert (mark("ordering", presented.answer_key, answered), mark("ordering", key, answered)) == (0, 1)
    shorter = KINDS["ordering"].key(Item("ordering", "?", {"steps": steps[:2] + steps[3:]}), presented.answer_key["of"])
    assert mark("ordering", shorter, {"order": [by_text[text] for text in "甲乙丙丁"]}) == 1
    assert mark("ordering", shorter, {"order": [by_text[text] for text in "丙甲乙丁"]}) == 1


def test_partners_that_were_mixed_up_can_be_put_right():
    pairs = [{"id": "a", "left": "新装", "right": "没有电表"}, {"id": "b", "left": "过户", "right": "换了户主"}]
    swapped = [{**pairs[0], "right": "换了户主"}, {**pairs[1], "right": "没有电表"}]
    presented = present(Item("matching", "?", {"pairs": swapped}))
    key = KINDS["matching"].key(Item("matching", "?", {"pairs": pairs}), presented.answer_key["of"])
    old = right_one(presented)
    assert (mark("matching", presented.answer_key, old), mark("matching", key, old)) == (1, 0)
    reworded = [{**pair, "right": pair["right"] + "。"} for pair in swapped]
    key = KINDS["matching"].key(Item("matching", "?", {"pairs": reworded}), presented.answer_key["of"])
    assert mark("matching", key, old) == 1


def test_an_entry_moved_to_another_group_counts_there():
    groups = [
        {"id": "x", "name": "高峰", "members": [{"id": "1", "text": "晚上9点"}]},
        {"id": "y", "name": "低谷", "members": [{"id": "2", "text": "早上8点"}]},
    ]
    presented = present(Item("categorise", "?", {"categories": groups}))
    # The editor gives an entry that is taken out here and written anew there another id.
    moved = [
        {**groups[0], "members": [*groups[0]["members"], {"id": "3", "text": "早上8点"}]},
        {**groups[1], "members": []},
    ]
    key = KINDS["categorise"].key(Item("categorise", "?", {"categories": moved}), presented.answer_key["of"])
    assert mark("categorise", key, right_one(presented)) == Fraction(1, 2)
    entries = {one["text"]: one["id"] for one in presented.shown["entries"]}
    places = {one["text"]: one["id"] for one in presented.shown["places"]}
    assert mark("categorise", key, {"places": dict.fromkeys(entries.values(), places["高峰"])}) == 1


def test_a_corrected_gap_marks_an_old_answer_anew():
    options = [{"id": "1", "text": "双手", "right": False}, {"id": "2", "text": "单手", "right": True}]
    presented = present(Item("cloze", "____", {"gaps": [{"id": "g", "options": options}]}))
    put_right = [{**one, "right": not one["right"]} for one in options]
    item = Item("cloze", "____", {"gaps": [{"id": "g", "options": put_right}]})
    key = KINDS["cloze"].key(item, presented.answer_key["of"])
    both = next(one["id"] for one in presented.shown["gaps"][0] if one["text"] == "双手")
    assert (mark("cloze", presented.answer_key, {"choices": [both]}), mark("cloze", key, {"choices": [both]})) == (0, 1)


def test_a_sentence_accepted_later_makes_an_old_answer_right():
    presented = present(Item("build", "?", {"sentences": "请您 / 稍等 / 一下"}))
    key = KINDS["build"].key(
        Item("build", "?", {"sentences": "请您 / 稍等 / 一下\n请您 / 稍等"}), presented.answer_key["of"]
    )
    by_text = {tile["text"]: tile["id"] for tile in presented.shown["tiles"]}
    short = {"tiles": [by_text["请您"], by_text["稍等"]]}
    assert (mark("build", presented.answer_key, short), mark("build", key, short)) == (0, 1)


# ---- numbers


def number_key(**body):
    answers = body.pop("answers", [{"value": "120"}])
    return KINDS["numeric"].key(Item("numeric", "?", {"answers": answers, **body}), {})


def numbered(key, number, unit=""):
    return mark("numeric", key, {"number": number, "unit": unit})


@pytest.mark.parametrize(
    "number",
    ["120", "１２０", "一百二十", "120度", "120 kWh", "120千瓦时", "一百二十度。", "120.0", "120000Wh", "0.12MWh"],
)
def test_one_amount_is_right_however_it_is_written(number):
    others = [{"unit": "Wh", "factor": "0.001"}, {"unit": "MWh", "factor": "1000"}]
    assert numbered(number_key(unit="kWh", other_units=others), number) == 1


def test_amounts_of_money_are_read_with_万():
    key = number_key(answers=[{"value": "12000"}], unit="元")
    for number in ("12000", "1.2万元", "1.2万", "一万二", "¥12,000", "12000元整", "１２，０００圆"):
        assert numbered(key, number) == 1
    assert numbered(key, "1.2") == 0


def test_a_missing_or_wrong_unit_keeps_the_share_its_author_says():
    strict = number_key(unit="度", unit_required=True)
    assert (numbered(strict, "120", "度"), numbered(strict, "120度"), numbered(strict, "120度", "度")) == (1, 1, 1)
    assert (numbered(strict, "120"), numbered(strict, "120", "千瓦"), numbered(strict, "120元")) == (0, 0, 0)
    half = number_key(unit="度", unit_required=True, without_unit=50)
    assert (numbered(half, "120"), numbered(half, "120", "千瓦")) == (Fraction(1, 2), Fraction(1, 2))
    assert numbered(half, "121", "度") == 0
    free = number_key(unit="度", without_unit=50)
    assert (numbered(free, "120"), numbered(free, "120元")) == (1, Fraction(1, 2))


def test_the_tolerance_is_exact_to_its_very_end():
    key = number_key(answers=[{"value": "0.3", "tolerance": "0.1"}])
    assert (numbered(key, "0.4"), numbered(key, "0.2"), numbered(key, "0.4000000000001")) == (1, 1, 0)
    share = number_key(answers=[{"value": "120", "tolerance": "5%"}])
    assert (numbered(share, "126"), numbered(share, "126.01"), numbered(share, "114")) == (1, 0, 1)
    span = number_key(answers=[{"value": "118..125"}])
    assert (numbered(span, "118"), numbered(span, "125"), numbered(span, "117.9")) == (1, 1, 0)


def test_of_several_answers_that_fit_the_one_worth_most_counts_and_speaks():
    near = {"value": "120", "tolerance": "10", "weight": 50, "feedback": "差一点"}
    key = number_key(answers=[near, {"value": "120", "weight": 100, "feedback": "对"}])
    assert (numbered(key, "120"), numbered(key, "125"), numbered(key, "131")) == (1, Fraction(1, 2), 0)
    say = KINDS["numeric"].feedback
    assert say(key, {"number": "125", "unit": ""}) == ["差一点"]
    assert say(key, {"number": "120", "unit": ""}) == ["对"]
    assert say(key, {"number": "999", "unit": ""}) == []


def test_where_no_unit_is_asked_a_word_behind_the_number_does_not_matter():
    key = number_key(answers=[{"value": "12"}])
    assert (numbered(key, "12户"), numbered(key, "12%"), numbered(key, "12或13")) == (1, 0, 0)


def test_the_right_number_is_told_with_what_it_may_be_off():
    tell = KINDS["numeric"].right
    assert tell({}, number_key(answers=[{"value": "120", "tolerance": "2"}], unit="度")) == ["120 ± 2 度"]
    assert tell({}, number_key(answers=[{"value": "120", "tolerance": "5%"}], unit="度")) == ["120 度 (± 5%)"]
    assert tell({}, number_key(answers=[{"value": "1.5"}, {"value": "7", "weight": 50}])) == ["1.5"]


# ---- orders


@pytest.mark.parametrize(
    ("marking", "order", "share"),
    [
        ("all", "ABCD", 1),
        ("all", "ABDC", 0),
        ("places", "ABDC", Fraction(1, 2)),
        ("places", "BCDA", 0),
        ("neighbours", "BCDA", Fraction(2, 3)),
        ("neighbours", "ABDC", Fraction(1, 3)),
        ("neighbours", "DCBA", 0),
    ],
)
def test_the_ways_of_marking_an_order(marking, order, share):
    key = {"order": list("ABCD"), "marking": marking, "of": {one: one for one in "ABCD"}}
    assert mark("ordering", key, {"order": list(order)}) == share


@given(items(("ordering",)), st.integers())
def test_steps_are_never_shown_in_the_right_order(item, seed):
    shown = [step["text"] for step in present(item, seed).shown["steps"]]
    assert shown != [step["text"] for step in item.body["steps"]]
    assert sorted(shown) == sorted(step["text"] for step in item.body["steps"])


def test_numbers_given_without_the_script_become_an_order():
    shown = {"kind": "ordering", "stem": "?", "steps": [{"id": one, "text": one} for one in "ABCD"]}
    read = lambda **sent: KINDS["ordering"].read(shown, {f"q3.{one}": [text] for one, text in sent.items()}, "q3")  # noqa: E731
    assert read(A="2", B="1", C="4", D="3") == {"order": ["B", "A", "D", "C"]}
    assert read(A="2", B="", C="", D="") == {"order": ["", "A", "", ""]}
    assert read(A="1", B="1", C="1", D="x") == {"order": ["A", "B", "C", ""]}
    assert read(A="4", B="4", C="", D="") == {"order": ["B", "", "", "A"]}
    assert read(A="", B="", C="", D="") == {"order": []}
    assert KINDS["ordering"].read(shown, {}, "q3") is None


# ---- sentences


def test_every_sentence_accepted_is_right_and_further_pieces_are_wrong():
    item = Item("build", "?", {"sentences": "请您 / 先 / 取号\n您 / 请 / 先 / 取号", "extra": "快点"})
    presented = present(item)
    by_text = {tile["text"]: tile["id"] for tile in presented.shown["tiles"]}
    assert set(by_text) == {"请您", "先", "取号", "您", "请", "快点"}
    lay = lambda *texts: mark("build", presented.answer_key, {"tiles": [by_text[text] for text in texts]})  # noqa: E731
    assert (lay("请您", "先", "取号"), lay("您", "请", "先", "取号"), lay("请", "您", "先", "取号")) == (1, 1, 1)
    assert (lay("快点", "取号"), lay("请您", "先", "取号", "快点"), lay("取号")) == (0, 0, 0)


def test_a_piece_used_twice_is_given_twice_and_either_fits():
    presented = present(Item("build", "?", {"sentences": "请 / 坐 / ，请 / 坐"}))
    ids = {}
    for tile in presented.shown["tiles"]:
        ids.setdefault(tile["text"], []).append(tile["id"])
    assert {text: len(found) for text, found in ids.items()} == {"请": 1, "坐": 2, "，请": 1}
    for first, second in itertools.permutations(ids["坐"]):
        assert mark("build", presented.answer_key, {"tiles": [ids["请"][0], first, ids["，请"][0], second]}) == 1
    with pytest.raises(Malformed):
        canonical(presented.shown, {"tiles": ids["请"] * 2})


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["请您", "稍等，", "我", "马上", "来。"], "请您稍等，我马上来。"),
        (["Could", "you", "say that", "again", ",", "please", "?"], "Could you say that again, please?"),
        (["Sorry,", "please"], "Sorry, please"),
        (["I'm", "sorry."], "I'm sorry."),
        (["拨打", "95598"], "拨打95598"),
    ],
)
def test_pieces_run_together_as_the_language_writes_them(pieces, text):
    assert sentence(pieces) == text


# ---- what authors are told


@pytest.mark.parametrize(
    ("kind", "stem", "body"),
    [
        ("numeric", "?", {"answers": []}),
        ("numeric", "?", {"answers": [{"value": "viel"}]}),
        ("numeric", "?", {"answers": [{"value": "5..3"}]}),
        ("numeric", "?", {"answers": [{"value": "5", "tolerance": "etwa"}]}),
        ("numeric", "?", {"answers": [{"value": "5", "weight": 50}]}),
        ("numeric", "?", {"answers": [{"value": "5"}], "unit_required": True}),
        ("numeric", "?", {"answers": [{"value": "5"}], "unit": "5"}),
        ("numeric", "?", {"answers": [{"value": "5"}], "unit": "度", "other_units": [{"unit": "Wh", "factor": "0"}]}),
        ("numeric", "?", {"answers": [{"value": "5"}], "unit": "度", "other_units": [{"unit": "kWh", "factor": "2"}]}),
        ("matching", "?", {"pairs": [{"left": "甲", "right": "乙"}]}),
        ("matching", "?", {"pairs": [{"left": "甲", "right": "一"}, {"left": "甲", "right": "二"}]}),
        ("matching", "?", {"pairs": [{"left": "甲", "right": "一"}, {"left": "乙", "right": ""}]}),
        ("matching", "?", {"pairs": [{"left": "甲", "right": "一"}, {"left": "乙", "right": "一"}]}),
        ("matching", "?", {"pairs": [{"left": "甲", "right": "一"}, {"left": "乙", "right": "二"}], "extra": "一"}),
        ("ordering", "?", {"steps": [{"text": "甲"}]}),
        ("ordering", "?", {"steps": [{"text": "甲"}, {"text": "甲 "}]}),
        ("ordering", "?", {"steps": [{"text": "甲"}, {"text": " "}]}),
        ("categorise", "?", {"categories": [{"name": "甲", "members": [{"text": "一"}, {"text": "二"}]}]}),
        (
            "categorise",
            "?",
            {"categories": [{"name": "甲", "members": [{"text": "一"}]}, {"name": "乙", "members": []}]},
        ),
        (
            "categorise",
            "?",
            {"categories": [{"name": "甲", "members": [{"text": "一"}]}, {"name": "乙", "members": [{"text": "一"}]}]},
        ),
        (
            "categorise",
            "?",
            {"categories": [{"name": "甲", "members": [{"text": "一"}]}, {"name": "甲", "members": [{"text": "二"}]}]},
        ),
        ("cloze", "没有空", {"gaps": []}),
        ("cloze", "____", {"gaps": []}),
        ("cloze", "____", {"gaps": [{"options": [{"text": "一", "right": True}]}]}),
        ("cloze", "____", {"gaps": [{"options": [{"text": "一", "right": True}, {"text": "二", "right": True}]}]}),
        ("cloze", "____", {"gaps": [{"options": [{"text": "一", "right": True}, {"text": "一"}]}]}),
        ("build", "?", {"sentences": ""}),
        ("build", "?", {"sentences": "请您稍等"}),
        ("build", "?", {"sentences": " / ".join("一二三四五六七八九十百千万亿兆京垓")}),
    ],
)
def test_an_unsound_question_is_explained_to_its_author(kind, stem, body):
    found = KINDS[kind].problems(Item(kind, stem, body))
    assert found
    assert all(isinstance(sentence, str) and sentence for sentence in found)
