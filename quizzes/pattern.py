"""The questions of the pattern: one of each kind people write by hand in a table."""

from .exchange.found import Found
from .items import Item, choice, fill_in, statement
from .kinds import KINDS


def pattern_questions() -> list[Found]:
    """Examples from the counter, in Chinese as the bank's questions are."""
    options = [("身份证", True), ("工作证", False), ("学生证", False), ("驾驶证", False)]
    needed = [("电费单据", True), ("身份证明", True), ("用电地址证明", True), ("户口迁移证", False)]
    steps = {"steps": [{"text": text} for text in ("问好", "核对身份", "受理业务", "道别")]}
    items = [
        choice("single", "居民客户办理更名，须出示哪一种证件？", options, "更名以有效身份证件为准。"),
        choice("multiple", "办理过户一般要哪些材料？", needed, "户口迁移证与用电无关。", marking="all"),
        statement("客户可以委托他人代办过户。", True, "代办人须出示双方的身份证件。"),
        fill_in("居民生活用电的标准电压是____伏。", [["220", "二百二十"]], "单相电压为 220 伏。"),
        Item("numeric", "客户用电 100 千瓦时，单价 0.538 元，电费多少元？", {
            "answers": [{"value": "53.8", "tolerance": "0.01", "weight": 100}], "unit": "元", "unit_required": False,
        }, "100 × 0.538 = 53.8"),
        Item("ordering", "请排出接待客户的先后。", steps),
        Item("matching", "请把电话和用处连起来。", {
            "pairs": [{"left": "95598", "right": "供电服务"}, {"left": "12345", "right": "政务服务"}],
        }),
        Item("essay", "客户抱怨等候太久，你怎样回应？", {
            "criteria": [{"text": "先道歉并说明原因", "points": 5}, {"text": "给出预计时间或别的办法", "points": 5}],
            "model_answer": "先致歉，再说明正在办理的情况和预计时间，并提供自助终端等办法。",
        }),
    ]  # fmt: skip
    return [Found(place="", item=item, topic="示例", difficulty=1) for item in items if item.kind in KINDS]
