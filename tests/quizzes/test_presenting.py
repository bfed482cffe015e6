"""Presenting: nothing is given away, the same seed gives the same attempt, and a revision is read as it was written."""

import json
import random

from hypothesis import given
from hypothesis import strategies as st

from quizzes import items
from quizzes.blocks import QuestionBlocks
from quizzes.items import Item, item_of, stored, without_ids
from quizzes.kinds import kind_of
from quizzes.marking import mark


def present(item, rng):
    return kind_of(item.kind).present(item, rng)


def test_the_same_seed_gives_the_same_attempt():
    item = items.choice("single", "?", [("甲", True), ("乙", False), ("丙", False), ("丁", False)])
    assert present(item, random.Random(7)) == present(item, random.Random(7))
    assert present(item, random.Random(7)).shown != present(item, random.Random(8)).shown


@st.composite
def written(draw):
    """An item of one of the first four kinds, and the answer its author has in mind."""
    kind = draw(st.sampled_from(["single", "multiple", "true_false", "fill_in"]))
    text = st.text("甲乙丙丁abc", min_size=1, max_size=6)
    if kind in ("single", "multiple"):
        texts = draw(st.lists(text, min_size=2, max_size=8, unique=True))
        right = 1 if kind == "single" else draw(st.integers(1, len(texts)))
        flags = draw(st.permutations([True] * right + [False] * (len(texts) - right)))
        return items.choice(kind, "stem", zip(texts, flags, strict=True), "WHY")
    if kind == "true_false":
        return items.statement("stem", draw(st.booleans()), "WHY")
    blanks = draw(st.lists(st.just(("SECRET",)), min_size=1, max_size=3))
    return items.fill_in("____ " * len(blanks), blanks, "WHY")


@given(written(), st.integers())
def test_what_is_shown_tells_neither_key_nor_explanation(item, seed):
    presented = present(item, random.Random(seed))
    said = json.dumps(presented.shown)
    assert "WHY" not in said
    assert "SECRET" not in said
    assert set(presented.shown) <= {"kind", "stem", "options", "blanks"}
    for option in presented.shown.get("options", []):
        assert set(option) == {"id", "text"}


@given(written(), st.integers())
def test_the_key_marks_the_authors_answer_right(item, seed):
    presented = present(item, random.Random(seed))
    texts = {option["id"]: option["text"] for option in presented.shown.get("options", [])}
    if options := item.body.get("options"):
        assert sorted(texts.values()) == sorted(option["text"] for option in options)
        right = {option["text"] for option in options if option["right"]}
        value = {"options": [key for key, text in texts.items() if text in right]}
    elif item.kind == "true_false":
        value = {"value": item.body["is_true"]}
    else:
        value = {"blanks": [blank["accepted"] for blank in item.body["blanks"]]}
    assert mark(item.kind, presented.answer_key, value) == 1


@given(written(), st.integers())
def test_a_corrected_item_marks_an_old_answer_anew(item, seed):
    if item.kind != "single":
        return
    with_ids = [{"id": f"id-{n}", **option} for n, option in enumerate(item.body["options"])]
    presented = present(Item("single", "?", {"options": with_ids}), random.Random(seed))
    other = next(option["id"] for option in with_ids if not option["right"])
    corrected = [{**option, "right": option["id"] == other} for option in reversed(with_ids)]
    key = kind_of("single").key(Item("single", "?", {"options": corrected}), presented.answer_key["of"])
    chosen = next(shown for shown, author in presented.answer_key["of"].items() if author == other)
    assert mark("single", key, {"options": [chosen]}) == 1
    assert mark("single", presented.answer_key, {"options": [chosen]}) == 0


@given(written())
def test_what_the_editor_stores_is_read_as_it_was_written(item):
    content = {"stem": item.stem, "explanation": item.explanation, "body": json.dumps(stored(item))}
    assert without_ids(item_of(content)) == without_ids(item)


@given(written())
def test_the_editor_shows_what_came_from_a_file(item):
    [block] = QuestionBlocks().to_python(stored(item))
    assert block.block_type == item.kind
    if options := item.body.get("options"):
        shown = [(option["text"], option["right"]) for option in block.value["options"]]
        assert shown == [(option["text"], option["right"]) for option in options]
    if blanks := item.body.get("blanks"):
        assert [blank["accepted"] for blank in block.value["blanks"]] == [blank["accepted"] for blank in blanks]


def test_an_option_that_comes_in_again_is_the_same_option_whether_right_or_wrong():
    first, second = (
        item_of({"body": stored(items.choice("single", "?", [("甲", right), ("乙", not right)]))})
        for right in (True, False)
    )
    assert [option["id"] for option in first.body["options"]] == [option["id"] for option in second.body["options"]]


def test_a_case_keeps_the_parts_apart_from_their_bodies():
    part = {"kind": "true_false", "stem": "对吗？", "points": 2, "explanation": "对。", "body": {"is_true": True}}
    item = Item("case", "案例", {"parts": [part]})
    assert without_ids(item_of({"stem": "案例", "body": stored(item)})) == item
