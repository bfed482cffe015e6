"""A question of each kind that shows, plays or tells, for the block previews of the editor. Never saved."""

import random
from functools import partial

from django.templatetags.static import static

from .items import Item, choice, statement
from .kinds import kind_of
from .media import Shown, ShownClip, ShownFile, ShownPicture
from .models import AttemptQuestion
from .paper import Line

AREAS = (
    ("户号", "4.4, 13.9, 48.9, 23.1"),
    ("抄表日期", "51.1, 24.5, 95.6, 33.8"),
    ("本月电费", "4.4, 60.2, 48.9, 72.2"),
    ("缴费截止日", "51.1, 60.2, 95.6, 72.2"),
)


def line(kind: str) -> Line:
    """A sample of the kind as a clerk sees it."""
    item = ITEMS[kind]()
    made = kind_of(kind).present(item, random.Random(1))
    return Line(AttemptQuestion(position=1, shown=made.shown, answer_key=made.answer_key), media=_media(kind))


def _hotspot() -> Item:
    rows = [{"name": n, "shape": "rect", "coords": c, "right": n == "缴费截止日"} for n, c in AREAS]
    return Item("hotspot", "客户问：“最晚哪天要缴？”请在账单上点出来。", {"picture": None, "areas": rows})


def _essay() -> Item:
    criteria = [{"text": "先道歉，不辩解", "points": 2}, {"text": "一次说清还缺什么", "points": 3}]
    body = {"criteria": criteria, "show_criteria": True, "least": 30, "most": 200}
    return Item("essay", "客户为过户跑了三趟，大声抱怨。请写出您会说的话。", body)


def _case() -> Item:
    first = choice("single", "先办哪一件事？", [("结清原户主的电费", True), ("先改扣款账户", False)])
    second = statement("过户以后，自动扣款账户会跟着改过来。", False)
    parts = [{"kind": one.kind, "stem": one.stem, "points": 1, "body": one.body} for one in (first, second)]
    return Item("case", "周先生来办过户，系统里原户主还欠 86.40 元电费。", {"parts": parts})


def _media(kind: str) -> dict[str, Shown]:
    if kind == "hotspot":
        return {"map": ShownPicture(static("quizzes/samples/bill.webp"), 600, 720, "电费账单（样张）")}
    if kind == "listen":
        file = ShownFile(static("quizzes/samples/sound.mp3"), "sound.mp3")
        return {"sound": ShownClip(0, "audio", file, (), None, None, None, 1.74, placeholder=False, synthetic=True)}
    if kind == "watch":
        film = ShownFile(static("quizzes/samples/sign.mp4"), "sign.mp4")
        poster = ShownFile(static("quizzes/samples/sign.webp"), "sign.webp")
        return {"sign": ShownClip(0, "video", film, (), poster, 480, 480, 2.6, placeholder=True, synthetic=False)}
    return {}


ITEMS = {
    "hotspot": _hotspot,
    "listen": partial(
        choice, "listen", "听录音，同事说的是哪一句？", [("您好，请坐。", False), ("您慢慢说，我在听。", True)]
    ),
    "watch": partial(choice, "watch", "片子里打的是哪个数字？", [("6", True), ("3", False), ("9", False)]),
    "essay": _essay,
    "case": _case,
}
