"""The handshapes: for each letter and number the angles, the way the hand is held, and the description it follows.

A handshape is here only when a written description of it could be confirmed; everything else stays an empty slot until
it is filmed. The words are ours: they say what the drawing shows, and a Deaf reviewer has the last one.
"""

from dataclasses import dataclass

from .reaching import against_tip, on_back, reach
from .skeleton import Finger, Pose, Thumb

SCHEME = "GF 0021-2019"
COMMON = "国家通用手语（公开的词条说明）"
EVERYDAY = "各地通行的单手数字"

# How the hand is held. Left is the signer's left, which the viewer sees on the right.
# 掌心向前偏左
FORWARD = {"up": (0.0, 1.0, 0.0), "palm": (0.34, 0.0, 0.94)}
# 掌心向前，更偏左：what points at the viewer would not be seen otherwise
SIDEWAYS = {"up": (0.0, 1.0, 0.0), "palm": (0.74, 0.0, 0.67)}
# 掌心向外
OUTWARD = {"up": (0.0, 1.0, 0.0), "palm": (0.12, 0.0, 0.99)}
# 指尖朝左，手背向外；with the thumb's side leant to the viewer where thumb and index finger make a ring
ACROSS = {"up": (1.0, 0.06, 0.0), "palm": (0.0, 0.0, -1.0)}
ACROSS_LEANT = {"up": (1.0, 0.06, 0.0), "palm": (0.0, 0.48, -0.88)}
# 虎口朝内：the side of the little finger faces the viewer
INWARD = {"up": (0.30, 0.92, 0.22), "palm": (0.90, -0.30, 0.30)}
INWARD_CLOSED = {"up": (0.34, 0.92, 0.14), "palm": (0.93, -0.34, 0.16)}
INWARD_UPRIGHT = {"up": (0.0, 1.0, 0.05), "palm": (0.90, 0.0, 0.43)}
# 手背向右；虎口朝后上方；指尖朝下、虎口朝前偏左
BACK_RIGHT = {"up": (0.36, 0.0, 0.93), "palm": (0.93, 0.0, -0.36)}
BACK_AND_UP = {"up": (0.03, 0.79, 0.61), "palm": (0.71, -0.03, 0.70)}
DOWNWARD = {"up": (0.26, -0.96, 0.10), "palm": (0.86, 0.20, -0.46)}
# 掌心向外，the thumb's side leant to the viewer
OUTWARD_LEANT = {"up": (0.0, 1.0, 0.0), "palm": (-0.24, 0.0, 0.97)}


@dataclass(frozen=True)
class Shape:
    """A letter or a number: what is drawn, and after which words."""

    key: str
    letter: str
    pose: Pose
    norm: str
    described: str


def straight(spread=0.0, bend=2.0):
    """A long finger stretched out."""
    return Finger(bend, 3, 2, spread)


def together(knuckle=2.0, middle=3.0, tip=2.0):
    """The four long fingers side by side, touching."""
    return tuple(Finger(knuckle, middle, tip, spread) for spread in (-2.2, 0.0, 1.5, 3.4))


# Fingers closed into the palm.
INDEX, MIDDLE = Finger(82, 102, 62, 4), Finger(82, 102, 62, 1)
RING, LITTLE = Finger(82, 102, 62, -2), Finger(82, 102, 62, -6)
# The index finger of a ring, and fingers bent over the thumb.
RINGED = Finger(48, 62, 34, 6)
ASIDE = Finger(54, 56, 30, 20)
OVER = tuple(Finger(96, 40, 14, spread) for spread in (3, 0, -4))
HOOK = Finger(8, 88, 22, 3)
LEVEL = Finger(86, 4, 2, 0)

# Where the thumb lies.
ON_MIDDLE = reach(on_back("middle", MIDDLE, 1, 0.55))
ON_RING = reach(on_back("ring", RING, 1, 0.55))
ON_RING_TIP = reach(on_back("ring", RING, 2, 0.4))
ON_LITTLE = reach(on_back("little", LITTLE, 1, 0.55))
ON_LITTLE_TIP = reach(on_back("little", LITTLE, 2, 0.4))
ON_LEVEL = reach(on_back("middle", LEVEL, 1, 0.4))
IN_PALM = reach((4.0, 60.0, 20.0), (0.0, 0.3, -1.0))
NEAR_PALM = Thumb(out=6, fore=20, roll=25, middle=8, tip=4)
BESIDE_PALM = Thumb(out=12, fore=12, roll=20, middle=4, tip=-4)
MAKING_RING = reach(against_tip("index", RINGED))


def held(fingers, thumb, how):
    index, middle, ring, little = fingers
    return Pose(index, middle, ring, little, thumb, **how)


def _closed_o():
    fingers = together(46, 60, 40)
    return held(fingers, reach(against_tip("middle", fingers[1], (0.5, 0.45))), INWARD_CLOSED)


def _pinched_q():
    index, middle = Finger(62, 44, 18, 4), Finger(60, 46, 18, 0)
    return held((index, middle, RING, LITTLE), reach(against_tip("index", index, (0.3, -0.4))), INWARD)


def _touching_t():
    middle, ring = Finger(66, 58, 26, 3), Finger(66, 56, 26, -1)
    thumb = reach(against_tip("middle", middle, (0.2, -0.5)))
    return held((straight(8), middle, ring, straight(-16)), thumb, FORWARD)


def _letter(letter, pose, described):
    return Shape(f"sl-f-{letter.lower()}", letter, pose, SCHEME, described)


def _number(number, pose, norm, described):
    return Shape(f"sl-n-{number}", number, pose, norm, described)


FIST = (INDEX, MIDDLE, RING, LITTLE)
POINTING = (straight(3), MIDDLE, RING, LITTLE)
WIDE = Thumb(out=80, fore=6, middle=0, tip=-8)

LETTERS = (
    _letter(
        "A",
        held(FIST, Thumb(out=84, fore=10, middle=2, tip=-8), BACK_RIGHT),
        "四指收进掌心成拳，拇指竖起，指尖向上，手背对着打手语的人的右边。",
    ),
    _letter("B", held(together(), IN_PALM, FORWARD), "四指伸直并紧竖起，拇指弯进掌心，掌心对着前方略偏左。"),
    _letter(
        "C",
        held(together(42, 44, 22), Thumb(18, 62, 30, 20, 22), INWARD),
        "四指并紧在上、拇指在下，都弯成弧，指尖相对留口，像字母 C，虎口对着自己。",
    ),
    _letter("D", held(FIST, ON_MIDDLE, BACK_AND_UP), "握拳，拇指压在中指的中间一节上，虎口对着后上方。"),
    _letter(
        "E",
        held((RINGED, straight(3), straight(-5), straight(-15)), MAKING_RING, ACROSS_LEANT),
        "拇指和食指围成圈，其余三指横着伸直、略分开，指尖向左，手背向外。",
    ),
    _letter(
        "F",
        held((straight(9), straight(-1), RING, LITTLE), ON_RING_TIP, ACROSS),
        "食指、中指横着伸直、略分开，指尖向左，其余收起，拇指压住无名指末节，手背向外。",
    ),
    _letter("G", held(POINTING, ON_MIDDLE, ACROSS), "食指横着伸直，指尖向左，其余收起，拇指压在中指上，手背向外。"),
    _letter(
        "H",
        held((straight(-1.5), straight(1), RING, LITTLE), ON_RING_TIP, FORWARD),
        "食指、中指并紧竖直，其余收起，拇指压住无名指，掌心向前略偏左。",
    ),
    _letter("I", held(POINTING, ON_MIDDLE, FORWARD), "食指竖直，其余收起，拇指压在中指中间一节，掌心向前略偏左。"),
    _letter(
        "J",
        held((HOOK, MIDDLE, RING, LITTLE), ON_MIDDLE, SIDEWAYS),
        "食指伸起后弯成钩，中间一节的背面朝上，其余收起，拇指压在中指上，掌心向前偏左。",
    ),
    _letter(
        "K",
        held((straight(3), LEVEL, RING, LITTLE), ON_LEVEL, INWARD_UPRIGHT),
        "食指竖直，中指平伸与它成直角，拇指搭在中指上，其余收起，虎口对着自己。",
    ),
    _letter(
        "L",
        held((straight(2), MIDDLE, RING, LITTLE), Thumb(78, 6, 0, 0, -8), FORWARD),
        "拇指、食指张开，食指向上，其余收进掌心，掌心向前略偏左。",
    ),
    _letter(
        "M",
        held((*OVER, LITTLE), ON_LITTLE, FORWARD),
        "拇指搭在收起的小指上，食指、中指、无名指并紧弯下，盖住拇指，指尖斜向前下。",
    ),
    _letter(
        "N",
        held((*OVER[:2], RING, LITTLE), ON_RING, FORWARD),
        "拇指搭在收起的无名指上，食指、中指并紧弯下，盖住拇指，指尖斜向前下。",
    ),
    _letter("O", _closed_o(), "四指并紧弯下，拇指与食指、中指的指尖相抵，围成圆，像字母 O，虎口对着自己。"),
    _letter(
        "P",
        held((RINGED, straight(1, 6), straight(-3, 6), straight(-9, 6)), MAKING_RING, DOWNWARD),
        "拇指和食指围成圈，其余三指并紧伸直，指尖斜向下，虎口向前略偏左。",
    ),
    _letter("Q", _pinched_q(), "拇指在下，与并在一起的食指、中指的指尖捏住，其余收起，虎口对着自己略偏左。"),
    _letter(
        "R",
        held((straight(2), MIDDLE, RING, LITTLE), Thumb(86, 4, 0, 0, -8), ACROSS),
        "拇指、食指张开，食指尖向左，拇指尖向上，其余收起，手背向外。",
    ),
    _letter(
        "S",
        held(together(68, 16, 8), NEAR_PALM, SIDEWAYS),
        "四指并紧、略弯，从指根折向前，与手掌成直角，拇指靠近掌心，掌心向前偏左。",
    ),
    _letter("T", _touching_t(), "拇指与中指、无名指的指尖相抵，食指和小指竖直，掌心向前略偏左。"),
    _letter("U", held(together(), BESIDE_PALM, FORWARD), "四指伸直并紧竖起，拇指不弯、靠近手掌，掌心向前略偏左。"),
    _letter(
        "V",
        held((straight(14), straight(-9), RING, LITTLE), ON_RING_TIP, FORWARD),
        "食指、中指竖直分开，像字母 V，其余收起，拇指压住无名指末节，掌心向前略偏左。",
    ),
    _letter(
        "W",
        held((straight(17), straight(1), straight(-15), LITTLE), ON_LITTLE_TIP, FORWARD),
        "食指、中指、无名指竖直分开，像字母 W，拇指压住小指末节，掌心向前略偏左。",
    ),
    _letter(
        "X",
        held((Finger(24, 3, 2, -11), Finger(-9, 5, 3, 27), RING, LITTLE), ON_RING_TIP, FORWARD),
        "食指、中指竖直，中指交叉搭在食指背上，其余收起，拇指压住无名指，掌心向前略偏左。",
    ),
    _letter(
        "Y",
        held((INDEX, MIDDLE, RING, straight(-22)), Thumb(44, 12, 0, 0, -6), FORWARD),
        "拇指和小指伸出，指尖向上，其余三指收起，掌心向前略偏左。",
    ),
    _letter(
        "Z",
        held((straight(4), MIDDLE, RING, straight(-12)), ON_MIDDLE, ACROSS),
        "食指和小指横着伸直，指尖向左，其余收起，手背向外。",
    ),
)
NUMBERS = (
    _number("1", held(POINTING, ON_MIDDLE, OUTWARD), COMMON, "食指竖直，其余收起，掌心向外。"),
    _number(
        "2",
        held((straight(14), straight(-9), RING, LITTLE), ON_RING_TIP, OUTWARD),
        COMMON,
        "食指、中指竖直分开，其余收起，掌心向外。",
    ),
    _number(
        "3",
        held((ASIDE, straight(6), straight(-7), straight(-22)), reach(against_tip("index", ASIDE)), OUTWARD_LEANT),
        COMMON,
        "中指、无名指、小指竖直分开，拇指、食指收在一起，掌心向外。",
    ),
    _number(
        "4",
        held((straight(14), straight(4), straight(-8), straight(-22)), IN_PALM, OUTWARD),
        COMMON,
        "四指竖直分开，拇指弯进掌心，掌心向外。",
    ),
    _number(
        "5",
        held((straight(14), straight(3), straight(-9), straight(-23)), Thumb(58, 14, 0, 0, -4), OUTWARD),
        EVERYDAY,
        "五指张开竖起，掌心向外。",
    ),
    _number(
        "6",
        held((INDEX, MIDDLE, RING, straight(-22)), Thumb(58, 12, 0, 0, -6), OUTWARD),
        EVERYDAY,
        "拇指和小指伸出张开，其余三指收起。",
    ),
    _number(
        "9",
        held((HOOK, MIDDLE, RING, LITTLE), ON_MIDDLE, INWARD_UPRIGHT),
        COMMON,
        "食指弯成钩，中间一节的背面朝上，其余收起，虎口对着自己。",
    ),
)
SHAPES = LETTERS + NUMBERS
