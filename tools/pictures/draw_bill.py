"""Draws an electricity bill with large print, for questions that ask somebody to point at a field of it.

python -m tools.pictures.draw_bill
"""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

TARGET = Path(__file__).parents[2] / "training" / "demo" / "drawings" / "bill.webp"
WIDTH, HEIGHT = 900, 1080
FACES = Path("/usr/share/fonts/opentype/noto")
GREEN, INK, GREY, LINE, PAPER, MIST = "#0f5c43", "#1c2420", "#5b6660", "#c9d2cc", "#ffffff", "#e8f1ec"

# Every field: what it is called, its words, and the box in which it stands (left, top, right, bottom).
FIELDS = {
    "户号": ("80330612470", (40, 150, 440, 250)),
    "账期": ("2026年2月", (460, 150, 860, 250)),
    "户名": ("沈*芳", (40, 265, 440, 365)),
    "抄表日期": ("3月1日", (460, 265, 860, 365)),
    "用电地址": ("越秀路示例小区8幢302室", (40, 380, 860, 480)),
    "上月示数": ("4,118", (40, 510, 300, 620)),
    "本月示数": ("4,366", (320, 510, 580, 620)),
    "用电量": ("248 度", (600, 510, 860, 620)),
    "本月电费": ("133.42 元", (40, 650, 440, 780)),
    "缴费截止日": ("3月20日", (460, 650, 860, 780)),
}
HOTLINE = (40, 960, 860, 1050)


def face(size, weight="Regular"):
    """The font in that size; index 2 of the collection is the simplified Chinese one."""
    return ImageFont.truetype(str(FACES / f"NotoSansCJK-{weight}.ttc"), size, index=2)


def draw():
    """The picture."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, WIDTH, 120), fill=GREEN)
    pen.text((40, 30), "电费账单", font=face(46, "Bold"), fill=PAPER)
    pen.text((WIDTH - 40, 44), "示例供电公司", font=face(28), fill=MIST, anchor="ra")
    for label, (words, box) in FIELDS.items():
        large = label in ("本月电费", "缴费截止日")
        pen.rounded_rectangle(box, 10, fill=MIST if large else PAPER, outline=LINE, width=2)
        pen.text((box[0] + 18, box[1] + 10), label, font=face(24), fill=GREY)
        at = (box[0] + 18, box[3] - 16)
        pen.text(at, words, font=face(46 if large else 34, "Bold"), fill=INK, anchor="ld")
    pen.text((40, 810), "已缴费的客户请忽略本账单。", font=face(26), fill=GREY)
    pen.text((40, 855), "逾期按日计收违约金，请您按时缴费。", font=face(26), fill=GREY)
    pen.line((40, 925, 860, 925), fill=LINE, width=2)
    pen.rounded_rectangle(HOTLINE, 10, fill=PAPER, outline=LINE, width=2)
    pen.text((58, 982), "24小时服务热线", font=face(30), fill=GREY)
    pen.text((842, 976), "95598", font=face(38, "Bold"), fill=INK, anchor="ra")
    return picture


def percent(box):
    """A box as an area of a question has it."""
    return ", ".join(f"{100 * value / (HEIGHT if place % 2 else WIDTH):.1f}" for place, value in enumerate(box))


def main():
    """Draw it and say where everything lies."""
    TARGET.parent.mkdir(exist_ok=True)
    draw().save(TARGET, quality=82, method=6)
    print(TARGET, TARGET.stat().st_size)
    for label, box in {**{label: box for label, (_words, box) in FIELDS.items()}, "服务热线": HOTLINE}.items():
        print(label, percent(box))


if __name__ == "__main__":
    main()
