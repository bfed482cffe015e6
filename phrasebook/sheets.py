"""The sheets in which entries come and go: which columns each kind has, and what they are called in both languages."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import pgettext_lazy

from people.importing import squeezed

from .models import Choice, Dialogue, Phrase, Sign, Term, Turn

MODELS = {"phrase": Phrase, "sign": Sign, "dialogue": Dialogue, "term": Term}
# What a sheet, or a file without sheets, is called.
SHEET_WORDS = {
    "phrase": "用语 服务用语 常用语 短语 phrase phrases",
    "sign": "手语 手语词条 sign signs",
    "dialogue": "对话 情景对话 情景 dialogue dialogues",
    "term": "术语 业务术语 term terms",
}
SHEETS = {
    "phrase": pgettext_lazy("sheet", "Phrases"),
    "sign": pgettext_lazy("sheet", "Signs"),
    "dialogue": pgettext_lazy("sheet", "Dialogues"),
    "term": pgettext_lazy("sheet", "Terms"),
}
GUIDE = pgettext_lazy("sheet", "How to fill it in")
GUIDE_WORDS = "说明 填写说明 howtofillitin readme"

# The columns in the order of the sheets. Film, people and days of a sign are set in the editor, beside its clip.
FIELDS = {
    "phrase": ["key", "scenario", "text", "pinyin", "english", "ipa", "readings_checked", "register", "when", "avoid"],
    "sign": ["key", "scenario", "meaning", "meaning_en", "usage", "how_made", "origin", "source"],
    "dialogue": ["key", "scenario", "title", "title_en", "situation", "situation_en"],
    "term": ["key", "scenario", "name", "name_en", "pinyin", "explanation", "explanation_en"],
}
TURN_FIELDS = ["role", "text", "english"]
CHOICE_FIELDS = ["at_turn", "quality", "text", "english", "reply", "reply_en", "feedback", "feedback_en", "leads_to"]
ROW = "row"
ROWS = {
    "dialogue": pgettext_lazy("row", "dialogue"),
    "turn": pgettext_lazy("row", "turn"),
    "choice": pgettext_lazy("row", "choice"),
}
# What stands above a column. Every word is of this sheet alone: the fields of the editor share theirs with other rooms.
LABELS = {
    ROW: pgettext_lazy("column", "This row is"),
    "key": pgettext_lazy("column", "Key"),
    "scenario": pgettext_lazy("column", "Scenario"),
    "text": pgettext_lazy("column", "Chinese"),
    "pinyin": pgettext_lazy("column", "Pinyin"),
    "english": pgettext_lazy("column", "English"),
    "ipa": pgettext_lazy("column", "English sounds"),
    "readings_checked": pgettext_lazy("column", "Readings checked"),
    "register": pgettext_lazy("column", "Register"),
    "when": pgettext_lazy("column", "When to say it"),
    "avoid": pgettext_lazy("column", "What not to say"),
    "meaning": pgettext_lazy("column", "Meaning"),
    "meaning_en": pgettext_lazy("column", "English meaning"),
    "usage": pgettext_lazy("column", "Where it is needed"),
    "how_made": pgettext_lazy("column", "How it is made"),
    "origin": pgettext_lazy("column", "Kind of source"),
    "source": pgettext_lazy("column", "Norm or source"),
    "title": pgettext_lazy("column", "Title"),
    "title_en": pgettext_lazy("column", "English title"),
    "situation": pgettext_lazy("column", "Situation"),
    "situation_en": pgettext_lazy("column", "English situation"),
    "role": pgettext_lazy("column", "Who speaks"),
    "at_turn": pgettext_lazy("column", "Instead of turn"),
    "quality": pgettext_lazy("column", "How good it is"),
    "reply": pgettext_lazy("column", "Customer's reply"),
    "reply_en": pgettext_lazy("column", "Customer's reply in English"),
    "feedback": pgettext_lazy("column", "Why"),
    "feedback_en": pgettext_lazy("column", "Why, in English"),
    "leads_to": pgettext_lazy("column", "Goes on with turn"),
    "name": pgettext_lazy("column", "Term"),
    "name_en": pgettext_lazy("column", "English term"),
    "explanation": pgettext_lazy("column", "Explanation"),
    "explanation_en": pgettext_lazy("column", "English explanation"),
}
# Without these an entry is not begun: both languages, for every word a clerk or a customer reads.
NEEDED = {
    "phrase": ["scenario", "text", "english"],
    "sign": ["scenario", "meaning", "meaning_en"],
    "dialogue": ["scenario", "title", "title_en"],
    "term": ["scenario", "name", "name_en", "explanation", "explanation_en"],
    "turn": ["role", "text", "english"],
    "choice": ["at_turn", "text", "english", "feedback", "feedback_en"],
}
ALSO_CALLED = {
    "key": "编号 代码 code id",
    "scenario": "场景",
    "text": "中文句子 句子",
    "english": "英语 英文句子",
    "ipa": "音标 英语音标 国际音标",
    "readings_checked": "拼音和音标已校对 checked",
    "register": "语体",
    "when": "何时说",
    "avoid": "避免",
    "usage": "用法",
    "meaning": "词条",
    "role": "角色 说话人 speaker",
    "name": "名称",
    "title": "题目",
    "at_turn": "第几句",
    "quality": "好坏",
    "reply": "客户反应",
    "reply_en": "客户反应英文",
    "feedback": "点评 理由",
    "feedback_en": "点评英文 理由英文",
    "explanation": "讲解",
    "leads_to": "下一句",
    ROW: "行 kind",
}
# What people write for a row, besides what it is called.
ALSO_SAID = {
    ROW: {"dialogue": "对话", "turn": "句 台词", "choice": "选择 选项"},
    "role": {"clerk": "员工 工作人员", "customer": "顾客 用户"},
    "quality": {"good": "很好", "acceptable": "尚可", "poor": "不好 不要这样说"},
}


@dataclass(frozen=True)
class Column:
    """One column of a sheet."""

    name: str
    field: models.Field | None  # None for the column that says what a row of a dialogue is

    @property
    def label(self):
        """What stands above it, in the reader's language."""
        return str(LABELS[self.name])

    @property
    def longest(self):
        return getattr(self.field, "max_length", None)


@cache
def columns(kind):
    """{name: Column} of a sheet in their order."""
    fields = {name: MODELS[kind]._meta.get_field(name) for name in FIELDS[kind]}
    if kind != "dialogue":
        return {name: Column(name, field) for name, field in fields.items()}
    said = {name: Turn._meta.get_field(name) for name in TURN_FIELDS}
    chosen = {name: Choice._meta.get_field(name) for name in CHOICE_FIELDS if name not in said}
    return {ROW: Column(ROW, None)} | {name: Column(name, field) for name, field in (fields | said | chosen).items()}


@cache
def column_words(kind):
    """{word above a column, squeezed: name of the column} in all languages of the house."""
    words = {squeezed(word): name for name in columns(kind) for word in [name, *ALSO_CALLED.get(name, "").split()]}
    return words | {squeezed(label): name for name, label in _in_every_language(kind)}


def _in_every_language(kind):
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield from [(name, column.label) for name, column in columns(kind).items()]


@cache
def value_words(kind, name):
    """{word in a cell, squeezed: value} of a column with a choice of values."""
    column = columns(kind)[name]
    options = list(ROWS.items()) if column.field is None else column.field.choices
    words = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            words |= {squeezed(str(label)): value for value, label in options}
    words |= {word: value for value, more in ALSO_SAID.get(name, {}).items() for word in more.split()}
    return words | {squeezed(value): value for value, _label in options if value}


def kind_of(name):
    """The kind of entries a sheet or file of that name holds, "guide" for the one that explains; None for others."""
    word = squeezed(name)
    named = {**SHEET_WORDS, "guide": GUIDE_WORDS}
    return next((kind for kind, words in named.items() if word in words.split()), None)
