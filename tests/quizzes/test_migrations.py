"""Questions of the older shape, in the bank and in revisions, come into the one shape they have now."""

import importlib
import json
import random

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Revision

from quizzes.items import item_of
from quizzes.kinds import kind_of
from quizzes.models import Question
from quizzes.soundness import problems

from .factories import make_question

moving = importlib.import_module("quizzes.migrations.0005_bring_questions_into_one_shape")

# What a published revision held before: children in their own lists, in any order, and the fields of every kind.
OLD = {
    "single": {
        "options": [
            {"sort_order": 1, "text": "错的", "is_correct": False},
            {"sort_order": 0, "text": "对的", "is_correct": True},
        ],
        "blanks": [],
        "statement_is_true": None,
    },
    "multiple": {
        "options": [
            {"sort_order": n, "text": text, "is_correct": right}
            for n, (text, right) in enumerate([("对一", True), ("对二", True), ("错", False)])
        ],
        "blanks": [],
        "statement_is_true": None,
    },
    "true_false": {"options": [], "blanks": [], "statement_is_true": False},
    "fill_in": {"options": [], "blanks": [{"sort_order": 0, "accepted": "2760\n二七六〇"}], "statement_is_true": None},
}
RIGHT = {
    "single": ["对的"],
    "multiple": ["对一", "对二"],
    "true_false": ["错"],
    "fill_in": ["2760"],
}


def old_revision(kind):
    question = make_question(f"old-{kind}", kind)
    content = {
        name: value for name, value in question.live_revision.content.items() if name not in ("body", "tagged_items")
    }
    stem = "读数是 ____ 。" if kind == "fill_in" else "旧题目"
    Revision.objects.filter(pk=question.live_revision_id).update(
        content={**content, **OLD[kind], "kind": kind, "stem": stem}
    )
    return question.live_revision_id


@pytest.mark.django_db
@pytest.mark.parametrize("kind", OLD)
def test_an_older_revision_becomes_a_sound_question_with_the_same_right_answer(kind):
    key = old_revision(kind)
    moving.revisions(apps)
    content = Revision.objects.get(pk=key).content
    assert not {"options", "blanks", "statement_is_true"} & set(content)
    item = item_of(content)
    assert item.kind == kind
    assert not problems(item)
    shown = kind_of(kind).present(item, random.Random(1))
    said = " ".join(kind_of(kind).right(shown.shown, shown.answer_key))
    if kind == "true_false":
        assert shown.answer_key["value"] is False
    else:
        assert all(text in said for text in RIGHT[kind])


@pytest.mark.django_db
def test_bank_and_revision_get_the_same_ids_and_a_second_run_changes_nothing():
    key = old_revision("multiple")
    moving.revisions(apps)
    first = Revision.objects.get(pk=key)
    options = [(row["text"], row["is_correct"]) for row in moving.placed(OLD["multiple"]["options"])]
    body = moving.stream(int(first.object_id), "multiple", options, None, [])
    in_revision = json.loads(first.content["body"])
    ids = [[row["id"] for row in stream[0]["value"]["options"]] for stream in (body, in_revision)]
    # A revision names its question by a text, the bank by a number: the same ids come of both.
    assert ids[0] == ids[1]
    moving.revisions(apps)
    assert Revision.objects.get(pk=key).content == first.content


@pytest.mark.django_db
def test_only_questions_are_touched():
    make_question("new")
    before = dict(Revision.objects.values_list("pk", "content"))
    moving.revisions(apps)
    assert dict(Revision.objects.values_list("pk", "content")) == before
    assert ContentType.objects.get_for_model(Question).model == "question"
