"""Paints a posed hand: every bone as a row of balls in a depth picture, which is then lit, outlined and coloured.

Only Pillow. A depth picture (mode "F") takes care of what lies before what; light and lines are read off it.
"""

import math
from array import array
from functools import cache

from PIL import Image, ImageChops, ImageFilter, ImageMath, ImageOps

from . import skeleton
from .skeleton import FINGERS, FLESH, KNUCKLES, add, times

FAR = -10000.0
# What a ball belongs to. Lines are drawn between different fingers, not between a finger and the palm it grows from.
PALM, SLEEVE, NAIL = 200, 220, 240
PART = {"thumb": 10, "index": 20, "middle": 30, "ring": 40, "little": 50}
EYE = 760.0
LIGHT = skeleton.unit((-0.42, 0.62, 0.78))
SKIN = ("#9a6650", "#dcab8b", "#f9dfca")
CLOTH = ("#0a3325", "#17694d", "#3f8f73")
LINE = (74, 46, 38)


class Depth:
    """A depth picture and, beside it, the picture of what each point belongs to."""

    def __init__(self, size, scale, middle):
        self.size, self.scale, self.middle = size, scale, middle
        self.depth = Image.new("F", (size, size), FAR)
        self.part = Image.new("L", (size, size), 0)

    def ball(self, centre, radius, part):
        """Put a ball of millimetres into the picture wherever it is nearer than what is there."""
        near = EYE / (EYE - centre[2])
        x = self.size / 2 + (centre[0] - self.middle[0]) * self.scale * near
        y = self.size / 2 - (centre[1] - self.middle[1]) * self.scale * near
        left, top = math.floor(x), math.floor(y)
        points = radius * self.scale * near
        stamp, reach = _stamp(round(points * 2), int((x - left) * 4), int((y - top) * 4))
        box = (left - reach, top - reach, left + reach + 1, top + reach + 1)
        if box[2] <= 0 or box[3] <= 0 or box[0] >= self.size or box[1] >= self.size:
            return
        there = self.depth.crop(box)
        here, seen = _nearer(there, stamp, centre[2] * self.scale + points - round(points * 2) / 2)
        self.depth.paste(here, box[:2])
        self.part.paste(part, box[:2] + box[2:], seen)

    def tube(self, start, end, thick_start, thick_end, part):
        """A row of balls close enough to look like one body."""
        # Palm and sleeve are lit softly and may be coarser.
        gap = min(thick_start, thick_end) * (0.12 if part in (PALM, SLEEVE) else 0.06)
        steps = max(2, math.ceil(skeleton.length(skeleton.minus(end, start)) / gap))
        for step in range(steps + 1):
            share = step / steps
            centre = add(start, times(skeleton.minus(end, start), share))
            self.ball(centre, thick_start + (thick_end - thick_start) * share, part)


@cache
def _plane(reach):
    """How far right and how far down each point lies from the middle one."""
    side = 2 * reach + 1
    right = array("f", [column - reach for _ in range(side) for column in range(side)])
    down = array("f", [row - reach for row in range(side) for _ in range(side)])
    return tuple(Image.frombytes("F", (side, side), values.tobytes()) for values in (right, down))


@cache
def _stamp(diameter, right, down):
    """The heights of half a ball, its centre moved by quarters of a point; and how far it reaches."""
    reach = diameter // 2 + 2

    def heights(args):
        x, y = args["x"] + (0.375 - right / 4), args["y"] + (0.375 - down / 4)
        rest = diameter**2 / 4 - x * x - y * y
        return args["max"](rest, 0.0) ** 0.5 + args["convert"](rest <= 0.0, "F") * (2 * FAR)

    x, y = _plane(reach)
    return ImageMath.lambda_eval(heights, x=x, y=y), reach


def _nearer(there, stamp, height):
    here = ImageMath.lambda_eval(lambda args: args["max"](args["a"], args["b"] + height), a=there, b=stamp)
    seen = ImageMath.lambda_eval(lambda args: args["convert"]((args["a"] > args["b"]) * 255, "L"), a=here, b=there)
    return here, seen


def sculpt(pose, size, scale, middle):
    """The depth picture of a pose."""
    picture = Depth(size, scale, middle)
    _palm(picture, pose)
    own = skeleton.own_points(pose)
    _digit(picture, pose, "thumb", own[1:5], skeleton.thumb_frame(pose.thumb)[1])
    for place, name in enumerate(FINGERS):
        hinge = skeleton.finger_frame(pose.finger(name))[1]
        _digit(picture, pose, name, own[5 + 4 * place : 9 + 4 * place], hinge)
    _forearm(picture, pose)
    return picture


def _palm(picture, pose):
    """The slab between wrist and knuckles, the ball of the thumb and the heel of the hand."""
    knuckles = [KNUCKLES[name] for name in FINGERS]
    roots = [(15.0, 2.0, 0.0), (5.0, 0.0, -1.0), (-6.0, 0.0, -1.0), (-17.0, 2.0, 0.0)]
    lines = 22
    for line in range(lines):
        place = line / (lines - 1) * 3
        low = min(2, int(place))
        root = _blend(roots[low], roots[low + 1], place - low)
        knuckle = _blend(knuckles[low], knuckles[low + 1], place - low)
        edge = 1 - abs(place - 1.5) / 1.5
        thick = 10.4 + 1.2 * edge
        picture.tube(_at(pose, root), _at(pose, knuckle), 14.0 + edge, thick, PALM)
    thumb = skeleton.thumb_points(pose.thumb)
    _body(picture, pose, (10, 12, 6), thumb[1], 14.5, 12.0)
    _body(picture, pose, (12, 16, 6), _blend(thumb[0], thumb[1], 0.55), 15.0, 14.0)
    # The web between thumb and index finger.
    for step in range(9):
        share = 0.2 + step * 0.075
        _body(picture, pose, _blend(thumb[0], thumb[1], share), (17, 16 + 62 * share, 1), 10.5, 9.0)
    for side in range(5):
        _body(picture, pose, (-10 - 2 * side, 8, 3.5), (-12 - 3.6 * side, 62, 3), 14.0, 11.0)


def _body(picture, pose, start, end, thick_start, thick_end):
    picture.tube(_at(pose, start), _at(pose, end), thick_start, thick_end, PALM)


def _digit(picture, pose, name, points, hinge):
    flesh, part = FLESH[name], PART[name]
    first = 1 if name == "thumb" else 0
    for bone in range(first, 3):
        picture.tube(_at(pose, points[bone]), _at(pose, points[bone + 1]), flesh[bone], flesh[bone + 1], part)
    _nail(picture, pose, points, hinge, flesh[3])


def _nail(picture, pose, points, hinge, thick):
    """On the back of the fingertip, so that one sees at once which side is shown."""
    along = skeleton.unit(skeleton.minus(points[3], points[2]))
    back = skeleton.cross(along, hinge)
    centre = add(points[3], times(back, thick * 0.38))
    for step in range(8):
        shift = times(along, thick * (-0.95 + step * 0.15))
        for side in (-0.26, -0.09, 0.09, 0.26):
            place = add(add(centre, shift), times(hinge, thick * side))
            picture.ball(_at(pose, place), thick * 0.68, NAIL)


def _forearm(picture, pose):
    """Wrist and sleeve. The elbow hangs: the arm comes from below even where the hand points at the viewer."""
    radial, up, _ = skeleton.axes(pose)
    arm = skeleton.unit((-up[0], -up[1] - 0.5 * abs(up[2]), -0.35 * up[2]))
    aside = skeleton.unit(skeleton.minus(radial, times(arm, skeleton.dot(arm, radial))))
    for side in (-12, -8, -4, 0, 4, 8, 12):
        picture.tube(_at(pose, (side, 8, -1)), add(times(aside, side), times(arm, 30)), 14.5, 15.5, PALM)
    for side in (-14, -7, 0, 7, 14):
        cuff, end = add(times(aside, side), times(arm, 34)), add(times(aside, side * 1.2), times(arm, 300))
        picture.tube(cuff, end, 20.0, 25.0, SLEEVE)


def _blend(a, b, share):
    return add(a, times(skeleton.minus(b, a), share))


def _at(pose, point):
    return skeleton.to_world(pose, point)


def paint(picture, ground):
    """The hand on its ground: lit from above left, with a line around every finger."""
    depth, part = picture.depth, picture.part
    light = _light(depth)
    soft = light.filter(ImageFilter.GaussianBlur(depth.width / 110))
    light.paste(soft, mask=part.point(lambda value: 255 if value in (PALM, SLEEVE) else 0))
    skin = _tinted(light, SKIN)
    cloth = _tinted(light, CLOTH)
    nail = Image.blend(skin, Image.new("RGB", skin.size, "#fff1ea"), 0.5)
    body = skin
    body.paste(cloth, mask=part.point(lambda value: 255 if value == SLEEVE else 0))
    body.paste(nail, mask=part.point(lambda value: 255 if value == NAIL else 0))
    body = Image.composite(Image.new("RGB", body.size, "#6d4234"), body, _hollows(depth))
    image = ground.copy()
    image.paste(body, mask=part.point(lambda value: 255 if value else 0))
    image.paste(LINE, mask=_lines(depth, part, picture.scale).filter(ImageFilter.GaussianBlur(0.8)))
    return image


def _light(depth):
    """How bright each point is, 0 to 255, from the slope of the depth picture."""
    right, left = ImageChops.offset(depth, -2, 0), ImageChops.offset(depth, 2, 0)
    below, above = ImageChops.offset(depth, 0, -2), ImageChops.offset(depth, 0, 2)

    def bright(args):
        x = args["min"](args["max"]((args["right"] - args["left"]) / 4.0, -3.0), 3.0)
        y = args["min"](args["max"]((args["above"] - args["below"]) / 4.0, -3.0), 3.0)
        lit = (LIGHT[2] - x * LIGHT[0] - y * LIGHT[1]) / ((x * x + y * y + 1.0) ** 0.5)
        return args["convert"](args["min"](args["max"](lit * 190.0 + 62.0, 0.0), 255.0), "L")

    return ImageMath.lambda_eval(bright, right=right, left=left, below=below, above=above).filter(
        ImageFilter.GaussianBlur(1.2)
    )


def _tinted(light, tones):
    return ImageOps.colorize(light, tones[0], tones[2], tones[1], midpoint=138)


def _hollows(depth):
    """Where something near casts a soft shade on what lies behind it."""
    low = ImageMath.lambda_eval(
        lambda args: args["convert"](args["min"](args["max"](args["z"] * 0.45 + 128.0, 0.0), 255.0), "L"), z=depth
    )
    around = low.filter(ImageFilter.GaussianBlur(max(3, depth.width / 60)))
    return ImageChops.subtract(around, low).point(lambda value: min(110, value * 5))


def _lines(depth, part, scale):
    """A dark line on the farther side of every edge, and between fingers that touch."""
    reach = max(1, round(depth.width / 320))
    begin, full = 4.0 * scale, 6.5 * scale
    edge = Image.new("L", depth.size, 0)
    fingers = part.point(lambda value: value if 10 <= value <= 50 else 0)
    # The palm and the sleeve are each one body, however steeply they recede.
    bodies = part.point(lambda value: value if value in (PALM, SLEEVE) else 0)
    for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7), (-0.7, -0.7)):
        shift = (round(x * reach), round(y * reach))
        jump = _jump(depth, ImageChops.offset(depth, *shift), begin, full)
        apart = ImageChops.difference(bodies, ImageChops.offset(bodies, *shift))
        inside = ImageChops.subtract(bodies.point(_solid), apart.point(_solid))
        edge = ImageChops.lighter(edge, ImageChops.subtract(jump, inside))
        if x + y > 0:
            edge = ImageChops.lighter(edge, _touching(fingers, ImageChops.offset(fingers, *shift)))
    # The shifted pictures come in again at the other side.
    frame = Image.new("L", edge.size, 0)
    frame.paste(255, (2 * reach, 2 * reach, edge.width - 2 * reach, edge.height - 2 * reach))
    return ImageChops.darker(edge, frame)


def _jump(depth, beside, begin, full):
    """How sharply the neighbour stands before a point, 0 to 255."""

    def sharp(args):
        rise = (args["b"] - args["a"] - begin) * (255.0 / (full - begin))
        return args["convert"](args["min"](args["max"](rise, 0.0), 255.0), "L")

    return ImageMath.lambda_eval(sharp, a=depth, b=beside)


def _touching(fingers, neighbour):
    """A fainter line where one finger borders on another."""
    other = ImageChops.difference(fingers, neighbour).point(lambda value: 150 if value else 0)
    both = ImageChops.darker(fingers, neighbour).point(_solid)
    return ImageChops.darker(other, both)


def _solid(value):
    return 255 if value else 0
