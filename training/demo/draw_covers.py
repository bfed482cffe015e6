"""Draws the covers of the four demonstration courses and the small icon of the browser tab.

    python training/demo/draw_covers.py

The pictures are made of plain shapes in the colours of the house and hold no words, so they need no translation. The
hands of the sign-language course show no sign on purpose: only Deaf colleagues may teach one.
"""

import math
from functools import partial
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).parent
WIDTH, HEIGHT = 1200, 675
# Everything is drawn this many times larger and then reduced, because Pillow draws without smoothing.
FINE = 3

GREEN, DEEP, LEAF, MINT, MIST = "#0f5c43", "#0a4432", "#3c8f70", "#bfdfd0", "#e4f0ea"
SLATE, SKY, ICE = "#2b566e", "#8fb8cf", "#dbe8ef"
CLAY, SAND, PEACH = "#c9794a", "#f6e6d3", "#f1c9a5"
GOLD, INK, WHITE, PAPER = "#f4c64e", "#1c2420", "#ffffff", "#fbfaf6"


class Sheet:
    """A drawing surface measured in the pixels of the finished picture."""

    def __init__(self, ground, width=WIDTH, height=HEIGHT):
        self.size = (width, height)
        self.image = Image.new("RGB", (width * FINE, height * FINE), ground)
        self.pen = ImageDraw.Draw(self.image)

    def circle(self, x, y, radius, fill):
        self.pen.ellipse([v * FINE for v in (x - radius, y - radius, x + radius, y + radius)], fill=fill)

    def box(self, x, y, width, height, radius, fill):
        self.pen.rounded_rectangle([v * FINE for v in (x, y, x + width, y + height)], radius * FINE, fill=fill)

    def shape(self, points, fill):
        self.pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=fill)

    def stroke(self, points, width, fill):
        """A line with round ends and corners."""
        self.pen.line([(x * FINE, y * FINE) for x, y in points], fill=fill, width=int(width * FINE), joint="curve")
        for x, y in points:
            self.circle(x, y, width / 2, fill)

    def arc(self, x, y, radius, begin, end, width, fill):
        """Part of a ring from `begin` to `end` degrees, clockwise from three o'clock."""
        steps = range(int(begin), int(end) + 1, 3)
        points = [(x + radius * math.cos(math.radians(a)), y + radius * math.sin(math.radians(a))) for a in steps]
        self.stroke(points, width, fill)

    def star(self, x, y, radius, fill=GOLD):
        corners = []
        for corner in range(10):
            reach = radius if corner % 2 == 0 else radius * 0.5
            angle = math.radians(corner * 36 - 90)
            corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
        self.stroke([*corners, corners[0]], radius * 0.16, fill)
        self.shape(corners, fill)

    def bubble(self, x, y, width, height, fill, tail):
        """A speech bubble whose tail points down to the left (-1) or to the right (+1)."""
        root, lower = x + width / 2 + tail * width * 0.26, y + height
        tip = (root + tail * 26, lower + 30)
        self.stroke([(root, lower - 30), tip, (root - tail * 34, lower - 30)], 14, fill)
        self.shape([(root - 34, lower - 40), (root + 34, lower - 40), tip], fill)
        self.box(x, y, width, height, min(52, height / 2), fill)

    def lines(self, x, y, lengths, fill, gap=44, width=18):
        """Words without letters."""
        for row, length in enumerate(lengths):
            self.stroke([(x, y + row * gap), (x + length, y + row * gap)], width, fill)

    def layer(self, draw, *, turn, about, down, mirror=False):
        """Whatever `draw` puts on an empty sheet, turned by degrees about a point, moved down, laid on this one."""
        above = Sheet.__new__(Sheet)
        above.size = self.size
        above.image = Image.new("RGBA", self.image.size, (0, 0, 0, 0))
        above.pen = ImageDraw.Draw(above.image)
        draw(above)
        picture = above.image
        center = tuple(v * FINE for v in about)
        picture = picture.rotate(turn, Image.BICUBIC, center=center, translate=(0, down * FINE))
        if mirror:
            picture = picture.transpose(Image.FLIP_LEFT_RIGHT)
        self.image.paste(picture, (0, 0), picture)
        self.pen = ImageDraw.Draw(self.image)

    def save(self, path):
        small = self.image.resize(self.size, Image.LANCZOS)
        small.quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)


def person(sheet, x, y, scale, skin, hair, coat, scarf=None):
    """Head and shoulders from the front, without a face: anybody. `y` is the lower edge."""
    head = y - 250 * scale
    sheet.box(x - 150 * scale, y - 158 * scale, 300 * scale, 320 * scale, 130 * scale, coat)
    sheet.box(x - 34 * scale, y - 205 * scale, 68 * scale, 84 * scale, 30 * scale, skin)
    sheet.circle(x, head - 22 * scale, 96 * scale, hair)
    sheet.circle(x, head + 6 * scale, 80 * scale, skin)
    sheet.pen.chord(
        [v * FINE for v in (x - 84 * scale, head - 86 * scale, x + 84 * scale, head + 60 * scale)], 188, 352, fill=hair
    )
    if scarf:
        sheet.shape(
            [(x - 52 * scale, y - 158 * scale), (x + 52 * scale, y - 158 * scale), (x, y - 96 * scale)],
            scarf,
        )


def window(sheet, x, y, width, height, frame, pane):
    """The window of the logo."""
    sheet.box(x, y, width, height, 36, frame)
    pane_width, pane_height = (width - 66) / 2, (height - 66) / 2
    for column in (x + 24, x + 42 + pane_width):
        for row in (y + 24, y + 42 + pane_height):
            sheet.box(column, row, pane_width, pane_height, 14, pane)


def leaves(sheet, x, y, scale):
    """A plant in a pot; `y` is the ground."""

    def at(across, up):
        return x + across * scale, y - up * scale

    outer, inner = ((-48, 150, LEAF), (48, 150, LEAF)), ((-20, 200, GREEN), (20, 196, GREEN), (0, 232, LEAF))
    for degrees, length, colour in outer + inner:
        across, up = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
        middle = length * 0.55
        left = at(across * middle - up * 26, 84 + up * middle + across * 26)
        right = at(across * middle + up * 26, 84 + up * middle - across * 26)
        sheet.shape([at(0, 74), left, at(across * length, 84 + up * length), right], colour)
    sheet.shape([at(-62, 100), at(62, 100), at(44, 0), at(-44, 0)], CLAY)
    sheet.box(x - 70 * scale, y - 110 * scale, 140 * scale, 30 * scale, 10 * scale, CLAY)


def _palm(sheet, x, y, skin, cuff):
    """An open hand of five round bars, standing upright at its wrist."""
    sheet.box(x - 92, y + 70, 184, 330, 46, cuff)
    sheet.box(x - 70, y - 10, 140, 150, 50, skin)
    sheet.box(x - 104, y - 150, 208, 220, 84, skin)
    for finger, top in enumerate((-300, -352, -338, -268)):
        sheet.box(x - 104 + finger * 53, y + top, 47, 260, 23, skin)
    sheet.stroke([(x + 74, y + 10), (x + 150, y - 62), (x + 168, y - 122)], 52, skin)


def sign_language(path):
    """Two open hands and the movement between them."""
    sheet = Sheet(MIST)
    sheet.circle(600, 360, 330, MINT)
    for radius in (392, 452, 512):
        sheet.arc(600, 360, radius, 196, 232, 12, LEAF if radius == 392 else MINT)
        sheet.arc(600, 360, radius, 308, 344, 12, LEAF if radius == 392 else MINT)
    for skin, cuff, mirror in ((PEACH, GREEN, False), ("#b9805a", SLATE, True)):
        draw = partial(_palm, x=350, y=370, skin=skin, cuff=cuff)
        sheet.layer(draw, turn=-14, about=(350, 460), down=96, mirror=mirror)
    sheet.star(600, 176, 58)
    sheet.save(path)


def service_phrases(path):
    """A clerk at the counter window, and what is said there."""
    sheet = Sheet(SAND)
    sheet.circle(250, 120, 190, "#fbf2e6")
    window(sheet, 372, 56, 456, 500, GREEN, "#fdf8f0")
    person(sheet, 600, 560, 1.0, PEACH, INK, LEAF, GOLD)
    sheet.bubble(78, 150, 330, 176, WHITE, 1)
    sheet.lines(140, 206, (206, 130), MINT, 58, 22)
    sheet.bubble(780, 62, 310, 190, SLATE, -1)
    sheet.lines(840, 106, (190, 140, 84), SKY, 50, 20)
    sheet.box(0, 520, WIDTH, 200, 0, DEEP)
    sheet.box(0, 504, WIDTH, 40, 0, GREEN)
    leaves(sheet, 1088, 506, 0.8)
    sheet.box(170, 440, 150, 66, 12, WHITE)
    sheet.star(245, 474, 20)
    sheet.save(path)


def hall_english(path):
    """The globe between two scripts."""
    sheet = Sheet(ICE)
    sheet.circle(600, 350, 300, "#c8dce7")
    sheet.circle(600, 350, 236, SLATE)
    for reach in (100, 0):
        angles = [step / 50 * math.tau for step in range(51)]
        sheet.stroke([(600 + reach * math.cos(a), 350 + 236 * math.sin(a)) for a in angles], 9, SKY)
    for rise in (-118, 0, 118):
        reach = math.sqrt(236**2 - rise**2)
        sheet.stroke([(600 - reach, 350 + rise), (600 + reach, 350 + rise)], 9, SKY)
    sheet.arc(600, 350, 236, 0, 360, 12, SKY)
    sheet.bubble(110, 96, 310, 290, WHITE, 1)
    sheet.stroke([(187, 318), (265, 156), (343, 318)], 30, SLATE)
    sheet.stroke([(220, 264), (310, 264)], 26, SLATE)
    sheet.bubble(780, 216, 310, 290, GREEN, -1)
    sheet.stroke([(935, 266), (935, 288)], 26, WHITE)
    sheet.stroke([(850, 316), (1020, 316)], 26, WHITE)
    sheet.stroke([(984, 322), (944, 394), (854, 454)], 26, WHITE)
    sheet.stroke([(886, 322), (926, 394), (1016, 454)], 26, WHITE)
    sheet.star(844, 116, 50)
    sheet.circle(330, 520, 22, SKY)
    sheet.circle(272, 566, 12, SKY)
    sheet.save(path)


def customer_communication(path):
    """Two people on the same level, their words overlapping."""
    sheet = Sheet("#eef3ec")
    sheet.circle(600, 300, 350, MIST)
    sheet.circle(600, 300, 262, MINT)
    person(sheet, 236, 600, 1.24, PEACH, INK, GREEN, GOLD)
    person(sheet, 964, 600, 1.24, "#c08a63", "#5b4034", SLATE, SKY)
    sheet.bubble(382, 76, 290, 160, GREEN, -1)
    sheet.bubble(534, 186, 290, 160, WHITE, 1)
    sheet.lines(440, 124, (168,), LEAF, 52, 22)
    sheet.lines(594, 240, (168, 104), SKY, 52, 22)
    sheet.box(0, 560, WIDTH, 140, 0, DEEP)
    sheet.box(0, 548, WIDTH, 34, 0, LEAF)
    sheet.box(520, 486, 160, 66, 12, PAPER)
    sheet.lines(548, 508, (62, 40), MINT, 24, 10)
    sheet.star(644, 520, 17)
    sheet.save(path)


def tab_icon(path, size=64):
    """The logo for browsers that take no SVG: window and star."""
    sheet = Sheet(GREEN, size, size)
    sheet.stroke([(size / 2, 0), (size / 2, size)], 3, LEAF)
    sheet.stroke([(0, size / 2), (size, size / 2)], 3, LEAF)
    sheet.star(size / 2, size * 0.53, size * 0.42, GREEN)
    sheet.star(size / 2, size * 0.53, size * 0.34)
    rounded = Image.new("L", sheet.image.size, 0)
    ImageDraw.Draw(rounded).rounded_rectangle([0, 0, size * FINE - 1, size * FINE - 1], size * FINE // 4, fill=255)
    sheet.image.putalpha(rounded)
    sheet.image.resize((size, size), Image.LANCZOS).save(path, optimize=True)


def main():
    """Write every picture to its place, over the one that was there."""
    covers = HERE / "covers"
    covers.mkdir(exist_ok=True)
    sign_language(covers / "sign-language-basics.png")
    service_phrases(covers / "service-phrases.png")
    hall_english(covers / "hall-english.png")
    customer_communication(covers / "customer-communication.png")
    tab_icon(HERE.parent / "static" / "img" / "favicon.png")


if __name__ == "__main__":
    main()
