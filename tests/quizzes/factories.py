"""Published questions and quizzes for tests, one line each."""

import datetime

from quizzes.bank import put_question
from quizzes.models import Draw, FixedQuestion, Quiz, Topic

NOW = datetime.datetime(2026, 11, 23, 10, 42, 7, tzinfo=datetime.UTC)


def minutes(count):
    return datetime.timedelta(minutes=count)


def make_topic(name="电费"):
    return Topic.objects.get_or_create(name=name, defaults={"name_en": "Bills"})[0]


def make_question(key, kind="single", topic=None, **fields):
    """A sound, published question of the kind; the right answer carries the word 对."""
    fields.setdefault("stem", f"题目 {key} ____" if kind == "fill_in" else f"题目 {key}")
    fields.setdefault("explanation", f"解析 {key}")
    if kind == "single":
        fields.setdefault("options", [("对的", True), ("错一", False), ("错二", False)])
    elif kind == "multiple":
        fields.setdefault("options", [("对的一", True), ("对的二", True), ("错一", False)])
    elif kind == "true_false":
        fields.setdefault("statement_is_true", True)
    else:
        fields.setdefault("blanks", [["2760", "二七六〇"]])
    return put_question(key=key, kind=kind, topic=topic or make_topic(), **fields)


def make_quiz(fixed=(), draw=0, topic=None, **fields):
    """A quiz of fixed questions and one draw."""
    quiz = Quiz.objects.create(title=fields.pop("title", "测验"), title_en="Quiz", **fields)
    for place, question in enumerate(fixed):
        FixedQuestion.objects.create(quiz=quiz, question=question, sort_order=place)
    if draw:
        Draw.objects.create(quiz=quiz, topic=topic or make_topic(), count=draw)
    return quiz


def one_of_each():
    """Four questions, one of every kind."""
    return [make_question(f"q-{kind}", kind) for kind in ("single", "multiple", "true_false", "fill_in")]


def right_value(asked):
    """The answer the key calls right, in the form a page sends."""
    if "blanks" in asked.answer_key:
        return {"blanks": [spellings[0] for spellings in asked.answer_key["blanks"]]}
    return asked.answer_key


def wrong_value(asked):
    """An answered, well-formed, wrong answer."""
    if "options" in asked.answer_key:
        return {
            "options": [next(o["id"] for o in asked.shown["options"] if o["id"] not in asked.answer_key["options"])]
        }
    if "value" in asked.answer_key:
        return {"value": not asked.answer_key["value"]}
    return {"blanks": ["完全不对"] * asked.shown["blanks"]}
