"""Pointing, listening, watching, essays and cases: what must hold whatever was written, shown and sent."""

import json
import random
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import items
from quizzes.areas import areas
from quizzes.items import Item, item_of, stored, without_ids
from quizzes.kinds import Malformed, kind_of
from quizzes.kinds.essays import characters
from quizzes.kinds.hotspots import shape_of
from quizzes.marking import mark
from quizzes.media import Ref, named
from quizzes.soundness import problems
from quizzes.values import canonical, is_answered

from .test_marking import json_values

SHAPES = [("rect", "10, 10, 30, 30"), ("circle", "50, 50, 5"), ("poly", "60, 60, 80, 60, 70, 90")]
texts = st.text("甲乙丙丁abc", min_size=1, max_size=6)


@st.composite
def hotspots(draw):
    names = draw(st.lists(texts, min_size=2, max_size=6, unique=True))
    right = draw(st.integers(1, len(names) - 1))
    flags = draw(st.permutations([True] * right + [False] * (len(names) - right)))
    rows = []
    for number, (name, flag) in enumerate(zip(names, flags, strict=True)):
        shape, coords = draw(st.sampled_from(SHAPES))
        rows.append({"id": f"a{number}", "name": name, "shape": shape, "coords": coords, "right": flag})
    body = {"picture": 7, "areas": rows, "marking": draw(st.sampled_from(["all", "partial", "minus"]))}
    body |= draw(st.sampled_from([{}, {"limit": 0}, {"limit": right}, {"find": True}]))
    return Item("hotspot", "在哪里？", body, "WHY")


@st.composite
def played(draw):
    kind, what = draw(st.sampled_from([("listen", "sound"), ("watch", "sign")]))
    options = draw(st.lists(texts, min_size=2, max_size=6, unique=True))
    right = draw(st.integers(0, len(options) - 1))
    rows = [{"id": f"o{n}", "text": text, "right": n == right} for n, text in enumerate(options)]
    said = {"transcript": "TRANSCRIPT"} if kind == "listen" else {}
    return Item(kind, "是哪一个？", {"options": rows, what: 5, **said}, "WHY")


@st.composite
def simple(draw):
    """A question of a kind that a case may ask."""
    other = st.one_of(
        st.builds(lambda truth: items.statement("对吗？", truth, "WHY"), st.booleans()),
        st.builds(lambda text: items.fill_in("____", [[text]], "WHY"), st.sampled_from(["SECRET", "95598"])),
        st.permutations([True, True, False]).map(
            lambda flags: items.choice("multiple", "哪些？", list(zip("甲乙丙", flags, strict=True)), "WHY")
        ),
    )
    return draw(st.one_of(hotspots(), played(), other))


@st.composite
def cases(draw):
    parts = [
        {
            "id": f"part{n}",
            "kind": part.kind,
            "stem": part.stem,
            "points": draw(st.sampled_from([1, 2, 2.5])),
            "body": part.body,
            "explanation": part.explanation,
        }
        for n, part in enumerate(draw(st.lists(simple(), min_size=2, max_size=4)))
    ]
    return Item("case", "案情", {"parts": parts}, "WHY")


written = st.one_of(hotspots(), played(), cases())


def right_value(kind, key):
    if kind == "case":
        return {"parts": [right_value(part["kind"], part["key"]) for part in key["parts"]]}
    if "blanks" in key:
        return {"blanks": [spellings[0] for spellings in key["blanks"]]}
    return {name: key[name] for name in ("areas", "options", "value") if name in key}


def present(item, seed=0):
    return kind_of(item.kind).present(item, random.Random(seed))


@given(written, st.integers())
def test_every_kind_can_be_asked_and_the_right_answer_earns_all_of_it(item, seed):
    assert problems(item) == []
    made = present(item, seed)
    value = right_value(item.kind, made.answer_key)
    assert mark(item.kind, made.answer_key, value) == 1
    assert mark(item.kind, made.answer_key, canonical(made.shown, value)) == 1
    kind = kind_of(item.kind)
    assert kind.given(made.shown, canonical(made.shown, value)) == kind.right(made.shown, made.answer_key) or (
        item.kind == "case"
    )


@given(written, st.integers())
def test_what_is_shown_tells_nothing(item, seed):
    made = present(item, seed)
    said = json.dumps(made.shown)
    for secret in ("WHY", "TRANSCRIPT", "SECRET", '"right"', '"of"', '"weight"', "feedback"):
        assert secret not in said
    assert not any(f'"{author}"' in said for author in made.answer_key.get("of", {}).values())
    assert present(item, seed) == made


@given(written, st.recursive(json_values, lambda inner: st.dictionaries(st.sampled_from(["parts", "areas"]), inner)))
def test_what_does_not_fit_is_refused_at_saving_and_never_raises_in_marking(item, value):
    made = present(item)
    for sent in (value, {"areas": value}, {"options": value}, {"parts": value}, {"parts": [value] * 3}):
        marked = mark(item.kind, made.answer_key, sent)
        assert 0 <= marked <= 1
        try:
            kept = canonical(made.shown, sent)
        except Malformed:
            continue
        assert canonical(made.shown, kept) == kept
        assert mark(item.kind, made.answer_key, kept) == marked


@given(written)
def test_unanswered_earns_nothing(item):
    made = present(item)
    count = len(made.shown.get("parts", []))
    for nothing in ({"areas": []}, {"options": []}, {"parts": [None] * count}, {}, None):
        assert not is_answered(item.kind, nothing)
        assert mark(item.kind, made.answer_key, nothing) == 0


@given(written, st.integers())
def test_the_key_made_anew_from_the_same_item_is_the_same(item, seed):
    made = present(item, seed)
    assert kind_of(item.kind).key(item, made.answer_key["of"]) == made.answer_key


@given(written)
def test_what_the_editor_stores_is_read_as_it_was_written(item):
    content = {"stem": item.stem, "explanation": item.explanation, "body": json.dumps(stored(item))}
    assert without_ids(item_of(content)) == without_ids(item)


@given(written)
def test_what_was_chosen_is_known_by_the_authors_ids(item):
    made, kind = present(item), kind_of(item.kind)
    value = canonical(made.shown, right_value(item.kind, made.answer_key))
    chosen = set(kind.chosen(made.answer_key, value))
    assert chosen == kind.right_ids(item)
    assert chosen <= set(kind.labels(item))


@given(hotspots())
def test_guessing_at_a_picture_is_worth_what_all_choices_give_on_average(item):
    made = present(item)
    ids = [area["id"] for area in made.shown["areas"]]
    most = made.shown["limit"] or len(ids)
    shares = [
        mark("hotspot", made.answer_key, {"areas": list(chosen)})
        for size in range(1, most + 1)
        for chosen in combinations(ids, size)
    ]
    assert kind_of("hotspot").guess(item) == sum(shares) / len(shares)


def test_guessing_at_a_case_is_worth_the_mean_of_its_parts_by_their_points():
    item = case([{"kind": "true_false", "stem": "?", "points": 3, "body": {"is_true": True}}, listening(points=1)])
    made = present(item)
    options = [option["id"] for option in made.shown["parts"][1]["options"]]
    shares = [
        mark("case", made.answer_key, {"parts": [{"value": truth}, {"options": [option]}]})
        for truth, option in product([True, False], options)
    ]
    assert kind_of("case").guess(item) == sum(shares) / len(shares)


def case(parts):
    return Item("case", "案情", {"parts": [{"id": f"p{n}", **part} for n, part in enumerate(parts)]})


def listening(**own):
    options = [{"id": f"o{n}", "text": text, "right": n == 0} for n, text in enumerate("甲乙丙")]
    return {"kind": "listen", "stem": "?", "points": 1, "body": {"sound": 3, "options": options}, **own}


# ---- pointing


def pointing(rights, **body):
    rows = [
        {"name": f"处{n}", "shape": "rect", "coords": "0,0,10,10", "right": right} for n, right in enumerate(rights)
    ]
    return Item("hotspot", "?", {"picture": 1, "areas": rows, **body})


def test_one_right_area_is_pointed_at_once_and_several_as_often_as_one_likes():
    assert present(pointing([True, False])).shown["limit"] == 1
    assert present(pointing([True, True, False])).shown["limit"] == 0
    assert present(pointing([True, True, False], limit=2)).shown["limit"] == 2


def test_pointing_everywhere_earns_nothing():
    made = present(pointing([True, True, False], limit=2, marking="minus"))
    everywhere = {"areas": [area["id"] for area in made.shown["areas"]]}
    assert mark("hotspot", made.answer_key, everywhere) == 0
    # It is kept all the same: an answer is never refused for being wrong.
    assert canonical(made.shown, everywhere) == everywhere


def test_areas_come_in_an_order_that_tells_nothing_even_unshuffled():
    item = pointing([True] + [False] * 5)
    orders = {
        tuple(area["name"] for area in kind_of("hotspot").present(item, random.Random(seed), shuffle=False).shown["areas"])
        for seed in range(20)
    }
    assert len(orders) > 5


@pytest.mark.parametrize(
    ("shape", "coords"),
    [
        ("rect", "30, 10, 10, 30"),
        ("rect", "10, 10, 30"),
        ("rect", "10, 10, 130, 30"),
        ("circle", "50, 50, 0"),
        ("poly", "1, 2, 3, 4"),
        ("poly", "1, 2, 3, 4, 5, 6, 7"),
        ("star", "1, 2, 3, 4"),
        ("rect", "a, b, c, d"),
        ("rect", "1e1, 0, 20, 20"),
        ("rect", ""),
    ],
)
def test_what_is_no_shape_is_told_to_its_author(shape, coords):
    with pytest.raises(ValueError, match="."):
        shape_of(shape, coords)
    item = pointing([True, False])
    item.body["areas"][0] |= {"shape": shape, "coords": coords}
    assert any("处0" in sentence for sentence in problems(item))
    # The preview of a draft is drawn all the same, without it.
    assert len(areas(present(item).shown["areas"], 100, 100)) == 1


def test_the_faults_of_a_picture_question_are_told():
    assert problems(Item("hotspot", "?", {"picture": None, "areas": []}))
    assert problems(pointing([True, True]))
    assert problems(pointing([False, False]))
    assert problems(pointing([True, True, False], limit=1))
    assert not problems(pointing([True, False]))


def test_a_circle_is_round_in_a_picture_that_is_not_square():
    [circle] = areas([{"id": "a", "name": "?", "shape": "circle", "coords": "50, 50, 10"}], 200, 100)
    assert (circle.x, circle.width, circle.y, circle.height) == ("40", "20", "30", "40")
    assert circle.radii == ("10", "20")


def test_a_polygon_keeps_its_corners():
    [poly] = areas([{"id": "a", "name": "?", "shape": "poly", "coords": "60, 60, 80, 60, 70, 90"}], 100, 100)
    assert poly.outline == "60,60 80,60 70,90"
    assert (poly.x, poly.y, poly.width, poly.height) == ("60", "60", "20", "30")


# ---- essays


def essay(**body):
    criteria = [{"id": "c1", "text": "道歉", "points": 2}, {"id": "c2", "text": "一次说全", "points": 3}]
    return Item("essay", "怎么办？", {"criteria": criteria, "model_answer": "MODEL", **body}, "WHY")


def test_the_criteria_are_shown_only_when_their_author_wants_it():
    assert "道歉" not in json.dumps(present(essay()).shown, ensure_ascii=False)
    shown = present(essay(show_criteria=True)).shown
    assert shown["criteria"] == [{"text": "道歉", "points": 2}, {"text": "一次说全", "points": 3}]
    assert "MODEL" not in json.dumps(shown)


def test_an_essay_is_marked_by_a_person_and_earns_nothing_by_itself():
    made = present(essay())
    assert kind_of("essay").marked_by_hand
    assert mark("essay", made.answer_key, {"text": "对不起。"}) == 0
    assert kind_of("essay").guess(essay()) == 0
    assert kind_of("essay").right(made.shown, made.answer_key) == ["MODEL"]


@given(st.text(max_size=60))
def test_an_essay_is_kept_letter_for_letter_but_for_its_ends(text):
    shown = present(essay()).shown
    try:
        kept = canonical(shown, {"text": text})
    except Malformed:
        return
    assert canonical(shown, kept) == kept
    assert kept["text"].split() == text.split()
    assert is_answered("essay", kept) == bool(text.strip())


def test_rare_signs_and_line_ends_survive():
    assert canonical(present(essay()).shown, {"text": "䶮𠮷𬘭·\r\n好\r\n"}) == {"text": "䶮𠮷𬘭·\n好"}


def test_characters_are_counted_as_chinese_word_processors_do():
    assert characters("您好， 请坐。\n𠮷") == 7


def test_an_essay_longer_than_asked_for_is_kept():
    assert canonical(present(essay(most=5)).shown, {"text": "很长的一段话" * 5})


def test_the_faults_of_an_essay_are_told():
    assert not problems(essay())
    assert problems(Item("essay", "?", {"criteria": []}))
    assert problems(essay(criteria=[{"text": "x", "points": 0}]))
    assert problems(essay(least=100, most=50))


# ---- cases


def test_a_part_counts_by_its_points():
    item = case([{"kind": "true_false", "stem": "?", "points": 3, "body": {"is_true": True}}, listening(points=1)])
    made = present(item)
    value = right_value("case", made.answer_key)
    assert mark("case", made.answer_key, {"parts": [value["parts"][0], None]}) == Fraction(3, 4)
    assert mark("case", made.answer_key, {"parts": [None, value["parts"][1]]}) == Fraction(1, 4)


def test_a_corrected_part_marks_an_old_answer_anew_and_one_taken_out_does_not_count():
    item = case([{"kind": "true_false", "stem": "?", "points": 3, "body": {"is_true": True}}, listening(points=1)])
    made = present(item)
    value = {"parts": [{"value": False}, right_value("listen", made.answer_key["parts"][1]["key"])]}
    assert mark("case", made.answer_key, value) == Fraction(1, 4)
    corrected = Item("case", item.stem, {"parts": [{**item.body["parts"][0], "body": {"is_true": False}}, item.body["parts"][1]]})
    assert mark("case", kind_of("case").key(corrected, made.answer_key["of"]), value) == 1
    without = kind_of("case").key(Item("case", item.stem, {"parts": item.body["parts"][1:]}), made.answer_key["of"])
    assert mark("case", without, value) == 1
    assert kind_of("case").right(made.shown, without) == ["(2) 甲"]


def test_the_fields_of_a_part_are_called_after_it():
    made = present(case([{"kind": "true_false", "stem": "?", "points": 1, "body": {"is_true": True}}, listening()]))
    option = made.shown["parts"][1]["options"][0]["id"]
    read = kind_of("case").read(made.shown, {"q3.p1": ["true"], "q3.p2": [option], "q31.p1": ["false"]}, "q3")
    assert read == {"parts": [{"value": True}, {"options": [option]}]}
    assert kind_of("case").read(made.shown, {"q4.p1": ["true"]}, "q3") is None


def test_a_case_asks_neither_essays_nor_cases():
    part = {"kind": "essay", "stem": "?", "points": 1, "body": essay().body}
    assert problems(case([part, listening()]))
    assert problems(case([listening()]))
    assert not problems(case([listening(), listening()]))


# ---- what is shown and played


def test_everything_a_question_shows_has_a_word_of_its_own():
    options = [{"id": "clip", "text": "甲", "picture": 4}, {"id": "b2", "text": "乙"}]
    shown = {"kind": "case", "picture": 1, "clip": 2, "parts": [{"sound": 3, "options": options}, {"map": 5, "sign": 6}]}
    assert named(shown) == {
        "picture": Ref("picture", 1),
        "clip": Ref("clip", 2),
        "p1.sound": Ref("clip", 3),
        "p1.oclip": Ref("picture", 4),
        "p2.map": Ref("picture", 5),
        "p2.sign": Ref("sign", 6),
    }


@given(json_values)
def test_no_shape_of_another_kind_confuses_it(value):
    assert named({"kind": "?", "options": value, "parts": value, "map": value}) is not None
