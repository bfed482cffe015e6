"""Pictures, clips and signs for tests, and published questions that show and play them."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from core.models import Clip, Picture
from phrasebook.models import Scenario, Sign
from quizzes import items
from quizzes.bank import put_question
from quizzes.items import Item

from .factories import make_topic

REMEMBERED = []
CRITERIA = [{"text": "道歉", "points": 2}, {"text": "一次说全", "points": 3}]


def remember(*, attempt, now):
    """Stands for the room above that `settings.AFTER_ATTEMPT` names."""
    REMEMBERED.append(attempt)


def make_picture(title="答案在右边", size=(400, 300), alt="一张账单"):
    """A picture whose title and file name tell more than they should."""
    raw = BytesIO()
    Image.new("RGB", size, "#e8f1ec").save(raw, "PNG")
    file = ContentFile(raw.getvalue(), name="secret-answer.png")
    return Picture.objects.create(title=title, alt_text=alt, file=file)


def make_clip(kind="audio", **fields):
    """A clip with captions that say what it says; its bytes are no sound."""
    suffix = "mp3" if kind == "audio" else "mp4"
    own = {"title": "答案是甲", "duration": 2.5, "captions": "WEBVTT\n\n00:00.000 --> 00:01.000\n答案是甲\n", **fields}
    return Clip.objects.create(type=kind, file=ContentFile(bytes(range(200)), name=f"secret-answer.{suffix}"), **own)


def make_sign(meaning="数字 6", live=True):
    """A published sign with a placeholder film."""
    scenario, _made = Scenario.objects.get_or_create(slug="numbers", defaults={"name": "数字"})
    clip = make_clip("video", placeholder=True, width=480, height=480)
    return Sign.objects.create(key=f"sign-{clip.pk}", scenario=scenario, meaning=meaning, clip=clip, live=live)


def publish(key, item, topic=None):
    """The item as a published question."""
    return put_question(key=key, topic=topic or make_topic(), item=item)


def options(*texts):
    """Options of which the first is right."""
    return [{"text": text, "right": place == 0} for place, text in enumerate(texts)]


def item_of_kind(kind):
    """A sound item of one of the kinds that show or play something."""
    if kind == "hotspot":
        rows = [
            {"name": "右边大格", "shape": "rect", "coords": "50, 50, 90, 90", "right": True},
            {"name": "左上角", "shape": "circle", "coords": "20, 20, 10", "right": False},
            {"name": "中间三角", "shape": "poly", "coords": "40, 10, 60, 10, 50, 40", "right": False},
        ]
        return Item(kind, "截止日在哪里？", {"picture": make_picture().pk, "areas": rows}, "解析 hotspot")
    if kind == "listen":
        body = {"sound": make_clip(synthetic=True).pk, "transcript": "说的是甲", "options": options("甲", "乙", "丙")}
        return Item(kind, "说了什么？", body, "解析 listen")
    if kind == "watch":
        return Item(kind, "哪个数字？", {"sign": make_sign().pk, "options": options("6", "2", "9")}, "解析 watch")
    if kind == "essay":
        body = {"criteria": CRITERIA, "least": 5, "most": 100, "show_criteria": True, "model_answer": "范文"}
        return Item(kind, "怎么办？", body, "解析 essay")
    parts = [
        {"kind": "true_false", "stem": "要先结清吗？", "points": 1, "body": {"is_true": True}, "explanation": "解析一"},
        {"kind": "fill_in", "stem": "热线是____", "points": 2, "body": {"blanks": [{"accepted": "95598"}]}},
        part_of(item_of_kind("hotspot"), 2),
        part_of(items.choice("multiple", "哪些？", [("对一", True), ("对二", True), ("错", False)]), 1),
    ]
    return Item("case", "周先生来过户。", {"parts": parts}, "解析 case")


def part_of(item, points):
    """The item as a part of a case."""
    return {"kind": item.kind, "stem": item.stem, "points": points, "body": item.body, "explanation": item.explanation}


KINDS = ("hotspot", "listen", "watch", "essay", "case")


def one_of_each_media():
    """Five published questions, one of every kind."""
    return [publish(f"m-{kind}", item_of_kind(kind)) for kind in KINDS]


def right_value_of(shown, key):
    """The right answer to any of them; some words where a person marks."""
    match shown["kind"]:
        case "essay":
            return {"text": "对不起，我一次说全。"}
        case "case":
            pairs = zip(shown["parts"], key["parts"], strict=True)
            return {"parts": [right_value_of(part, of_part["key"]) for part, of_part in pairs]}
        case "fill_in":
            return {"blanks": [spellings[0] for spellings in key["blanks"]]}
    return {name: key[name] for name in ("areas", "options", "value") if name in key}


def fields_of_value(name, shown, value):
    """The form fields in which a page without a script sends it."""
    match shown["kind"]:
        case "case":
            parts = enumerate(zip(shown["parts"], value["parts"], strict=True), 1)
            return {
                field: sent
                for number, (part, mine) in parts
                for field, sent in fields_of_value(f"{name}.p{number}", part, mine).items()
            }
        case "true_false":
            return {name: ["true" if value["value"] else "false"]}
        case "essay":
            return {name: [value["text"]]}
    return {name: value.get("areas", value.get("options", value.get("blanks")))}
