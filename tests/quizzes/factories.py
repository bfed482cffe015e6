"""Published questions and quizzes for tests, one line each."""

import datetime

from django.core.files.base import ContentFile

from quizzes import items
from quizzes.bank import put_question
from quizzes.exchange.layouts import Layout
from quizzes.models import Draw, FixedQuestion, ImportRow, QuestionImport, Quiz, Topic

NOW = datetime.datetime(2026, 11, 23, 10, 42, 7, tzinfo=datetime.UTC)


def minutes(count):
    return datetime.timedelta(minutes=count)


def make_topic(name="电费"):
    return Topic.objects.get_or_create(name=name, defaults={"name_en": "Bills"})[0]


def make_item(key, kind="single", *, stem="", explanation="", options=(), statement_is_true=True, blanks=(), **body):
    """A sound item of the kind; the right answer carries the word 对."""
    stem = stem or (f"题目 {key} ____" if kind == "fill_in" else f"题目 {key}")
    explanation = explanation or f"解析 {key}"
    if kind == "single":
        return items.choice(
            kind, stem, options or [("对的", True), ("错一", False), ("错二", False)], explanation, **body
        )
    if kind == "multiple":
        some = options or [("对的一", True), ("对的二", True), ("错一", False)]
        return items.choice(kind, stem, some, explanation, **body)
    if kind == "true_false":
        return items.statement(stem, statement_is_true, explanation)
    return items.fill_in(stem, blanks or [["2760", "二七六〇"]], explanation, **body)


def make_question(key, kind="single", topic=None, difficulty=1, tags=(), source="", **fields):
    """A sound, published question of the kind; the right answer carries the word 对."""
    return put_question(
        key=key,
        topic=topic or make_topic(),
        item=make_item(key, kind, **fields),
        difficulty=difficulty,
        tags=tags,
        source=source,
    )


def make_quiz(fixed=(), draw=0, topic=None, **fields):
    """A quiz of fixed questions and one draw."""
    quiz = Quiz.objects.create(title=fields.pop("title", "测验"), title_en="Quiz", **fields)
    for place, question in enumerate(fixed):
        FixedQuestion.objects.create(quiz=quiz, question=question, sort_order=place)
    if draw:
        Draw.objects.create(quiz=quiz, topic=topic or make_topic(), count=draw)
    return quiz


def make_checked_import(owner, good=1, now=NOW):
    """A file of questions that is checked and waits to be imported: some good ones and a refused row."""
    lines = ["题目,答案", *(f"第{n}题,对" for n in range(good)), "坏题,"]
    kept = QuestionImport(
        owner=owner, file_name="bank.csv", sha256="0" * 64, format="table", language="zh-hans", created_at=now
    )
    kept.layouts = [Layout(columns=("stem", "answer"), header=1, kind="true_false").as_json()]
    kept.state, kept.topic_name = QuestionImport.State.CHECKED, "新题"
    kept.file.save("bank.csv", ContentFile("\n".join(lines).encode()), save=False)
    kept.save()
    item = {"kind": "true_false", "stem": "题", "body": {"is_true": True}, "explanation": ""}
    rows = [ImportRow(position=1, number=1, cells=["题目", "答案"], verdict="heading")]
    rows += [ImportRow(position=n + 2, number=n + 2, cells=["题", "对"], verdict="new", item=item) for n in range(good)]
    rows.append(
        ImportRow(position=good + 2, number=good + 2, cells=["坏题", ""], verdict="refused", refusal="没有答案。")
    )
    for row in rows:
        row.question_import = kept
    ImportRow.objects.bulk_create(rows)
    return kept


def one_of_each():
    """Four questions, one of every kind."""
    return [make_question(f"q-{kind}", kind) for kind in ("single", "multiple", "true_false", "fill_in")]


def right_value(asked):
    """The answer the key calls right, in the form a page sends."""
    key = asked.answer_key
    if "blanks" in key:
        return {"blanks": [spellings[0] for spellings in key["blanks"]]}
    return {name: key[name] for name in ("options", "value") if name in key}


def wrong_value(asked):
    """An answered, well-formed, wrong answer."""
    if "options" in asked.answer_key:
        return {
            "options": [next(o["id"] for o in asked.shown["options"] if o["id"] not in asked.answer_key["options"])]
        }
    if "value" in asked.answer_key:
        return {"value": not asked.answer_key["value"]}
    return {"blanks": ["完全不对"] * asked.shown["blanks"]}


def fields_of(position, value):
    """The form fields in which a page sends a value."""
    name = f"q{position}"
    if "value" in value:
        return {name: ["true" if value["value"] else "false"]}
    return {name: value.get("options", value.get("blanks", []))}
