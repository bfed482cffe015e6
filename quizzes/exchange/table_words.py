"""The words of tables of questions: what people write above columns and in cells, in Chinese and English."""

import re
import unicodedata

from people.importing import squeezed

# What a column can hold. "option" is one option, "options" all of them in one cell; "" is not read.
ROLES = (
    "kind", "stem", "option", "options", "answer", "explanation", "difficulty", "topic", "tags", "points", "key",
    "source",
)  # fmt: skip
HEADINGS = {
    "kind": "题型 试题类型 题目类型 试题题型 题目题型 题类 类型 题型名称 questiontype type kind",
    "stem": "题目 题目内容 题干 题干内容 试题内容 试题题干 题目题干 试题 内容 问题 题面 题目名称 试题名称 "
    "试题描述 题目描述 题目正文 question stem questiontext questionstem text",
    "options": "选项 选项内容 备选项 备选答案 候选项 可选项 答案选项 试题选项 题目选项 全部选项 options choices",
    "answer": "答案 正确答案 标准答案 参考答案 试题答案 题目答案 正确选项 答案内容 标准解答 answer "
    "answers correctanswer correct rightanswer",
    "explanation": "解析 试题解析 答案解析 题目解析 题目分析 试题分析 解释 详解 答案说明 解题思路 解答说明 "
    "explanation rationale",
    "difficulty": "难度 难易度 难易程度 难度系数 难度等级 题目难度 试题难度 difficulty level",
    "topic": "知识点 分类 章节 目录 题库分类 所属章节 所属分类 所属题库 所属知识点 题库 题库名称 模块 专业 科目 章 节 "
    "试题分类 题目分类 topic category chapter",
    "tags": "标签 关键字 关键词 题目标签 试题标签 tags tag keywords",
    "points": "分值 分数 得分 题目分值 试题分值 默认分数 默认分值 points score marks",
    "key": "编号 题号 序号 题目编号 试题编号 试题编码 题目编码 代号 编码 题目id 试题id id key code no number",
    "source": "出处 来源 试题来源 题目来源 依据 出题依据 命题依据 答题依据 参考资料 教材 source reference",
}  # fmt: skip
_ROLE_OF = {word: role for role, words in HEADINGS.items() for word in words.split()}
_NUMERALS = "一二三四五六七八九十"
_OPTION = re.compile(
    rf"(?:试题|题目)?(?:选项|备选项|备选答案|候选项|可选项|答案|option|choice|answer)?([a-j]|10|[1-9]|[{_NUMERALS}])(?:选项|项|答案)?"
)
_LEVEL_OF_TOPIC = re.compile(r"[一二三四]级(?:目录|分类|知识点|章节|标题)?")
REASON_WORDS = {"未导入原因", "原因", "whyrefused", "reason"}


def heading_of(text: str) -> tuple[str, int]:
    """What a column under this heading holds, and of an option which one (0 is A); ("", 0) when it says nothing."""
    word = squeezed(text)
    if word in _ROLE_OF:
        return _ROLE_OF[word], 0
    if _LEVEL_OF_TOPIC.fullmatch(word):
        return "topic", 0
    found = _OPTION.fullmatch(word)
    # A bare digit above a column is its number, not an option.
    if found and not word.isdigit() and word not in _NUMERALS:
        return "option", _place(found[1])
    return "", 0


def _place(sign: str) -> int:
    if sign.isdigit():
        return int(sign) - 1
    return _NUMERALS.index(sign) if sign in _NUMERALS else ord(sign) - ord("a")


# Looked for in this order, because 不定项选择 holds 选择 and 选词填空 holds 填空. "choice" is decided by the answer,
# "any" may have one right option or several.
_KINDS = (
    ("watch", "看手语"),
    ("listen", "听音 听力 听录音"),
    ("hotspot", "看图点选 图上点选 hotspot"),
    ("cloze", "选词填空 下拉填空 cloze"),
    ("build", "组句 连词成句"),
    ("essay", "案例分析 简答 问答 论述 名词解释 主观 简述 essay shortanswer"),
    ("case", "案例 材料题 综合题 casestudy case"),
    ("any", "不定项"),
    ("multiple", "多选 多项 复选 multiplechoice multiple multiselect"),
    ("single", "单选 单项 singlechoice single"),
    ("true_false", "判断 是非 对错 正误 truefalse trueorfalse judge judgement"),
    ("fill_in", "填空 fillin blank"),
    ("numeric", "计算 数值 numeric numerical calculation"),
    ("matching", "连线 匹配 配对 matching match"),
    ("ordering", "排序 ordering order"),
    ("categorise", "归类 categorise categorize"),
    ("choice", "选择 choice"),
)
KIND_OF_WORD = {word: kind for kind, words in _KINDS for word in words.split()}


def kind_of(text: str) -> str:
    """The kind a cell, a heading or a sheet's name speaks of; "" for none."""
    word = squeezed(text)
    return next((kind for name, kind in KIND_OF_WORD.items() if name in word), "")


_SECTION = re.compile(
    rf"\s*(?:第?\s*[{_NUMERALS}IVX\d]{{1,3}}\s*(?:部分|大题)?\s*[、.．:：,，)）\s]\s*)?"
    rf"(?P<name>.{{0,2}}(?:{'|'.join(map(re.escape, KIND_OF_WORD))})(?:项?选择|分析)?(?:题|试题|题目|部分)?)"
    r"\s*(?:[（(【\[:：].*)?",
    re.DOTALL | re.IGNORECASE,
)
_CHAPTER = re.compile(rf"\s*第\s*[{_NUMERALS}百\d]{{1,4}}\s*[章节篇编]\s*.*")


def section_kind(text: str) -> str:
    """The kind that begins under a line like 一、单项选择题（每题1分，共20分）; "" when the line is none."""
    found = _SECTION.fullmatch(text) if len(text) <= 120 else None
    return kind_of(found["name"]) if found else ""


def is_chapter(text: str) -> bool:
    """Whether a line that stands alone is the title of a chapter, such as 第二章 电费电价."""
    return len(text) <= 60 and bool(_CHAPTER.fullmatch(text))


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


TRUE_WORDS = _listed("对 正确 是 真 √ ✓ ✔ v t true y yes right correct 1 对的 正确的 ○ 〇")
FALSE_WORDS = _listed("错 错误 否 不对 不正确 假 × ✗ ✘ x f false n no wrong incorrect 0 错的 错误的 不是 ╳ ✕ ☓")


def plain(text: str) -> str:
    """A short answer as it is compared: one width, small letters, without blanks and closing marks."""
    # NFKC leaves √ and × alone and makes Ａ an A.
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower().strip("。.;；,，、()[]【】“”\"'")


def truth(text: str) -> bool | None:
    """What an answer to a statement says; None when it says neither."""
    word = plain(text)
    return True if word in TRUE_WORDS else False if word in FALSE_WORDS else None


_EASY = _listed("易 容易 简单 较易 较容易 低 初级 基础 入门 easy low ★")
_MIDDLE = _listed("中 中等 一般 适中 中级 普通 medium middle moderate normal ★★")
_HARD = _listed("难 较难 困难 很难 高 高级 hard difficult high ★★★ ★★★★ ★★★★★")


def difficulty_of(text: str) -> int | None:
    """1 (easy) to 3 (hard) of what a cell says; None when it says nothing we know.

    Between 0 and 1 it is the 难度系数 of Chinese examiners, the share of people who answer rightly: 0.3 is hard.
    """
    word = plain(text).removesuffix("题").removesuffix("度")
    for value, words in ((1, _EASY), (2, _MIDDLE), (3, _HARD)):
        if word in words:
            return value
    if re.fullmatch(r"0?\.\d{1,6}", word):
        share = float(word)
        return 1 if share >= 0.7 else 2 if share >= 0.4 else 3
    return min(int(word), 3) if re.fullmatch(r"[1-5]", word) else None


NOTHING = {"", "无", "略", "暂无", "没有", "-", "—", "/", "n/a", "none", "null"}


def said(text: str) -> str:
    """The text, or "" for the words by which people say that there is none."""
    return "" if text.strip().lower() in NOTHING else text
