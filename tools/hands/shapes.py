"""The handshapes: for each letter and number the angles, the way the hand is held, and the description it follows.

A handshape is here only when a written description of it could be confirmed; everything else stays an empty slot until
it is filmed. The words are ours and say what the drawing shows, not how a Deaf signer would do it.
"""

from dataclasses import dataclass

from . import reaching
from .skeleton import Finger, Pose, Thumb

SCHEME = "GF 0021-2019"
FOREARM = (0.0, -1.0, 0.0)
# 掌心向前偏左: the palm faces the viewer and a little to the signer's left, which the viewer sees on the right.
FORWARD = {"up": (0.0, 1.0, 0.0), "palm": (0.34, 0.0, 0.94)}
# 指尖朝左、手背向外: the fingers lie across the picture, the back of the hand faces the viewer.
ACROSS = {"up": (1.0, 0.06, 0.0), "palm": (0.0, 0.0, -1.0)}
# 虎口朝内: the side of the thumb faces the signer; turned a little so that the viewer sees between the fingers.
INWARD = {"up": (0.42, 0.86, 0.30), "palm": (0.84, -0.46, 0.30)}

STRAIGHT = Finger(2, 3, 2)
FIST = Finger(82, 102, 62)


@dataclass(frozen=True)
class Shape:
    """A letter or a number: what is drawn, and after which words."""

    key: str
    letter: str
    pose: Pose
    norm: str
    described: str


def straight(spread=0.0, bend=2.0):
    return Finger(bend, 3, 2, spread)


def fist(spread=0.0, give=0.0):
    return Finger(82 - give, 102 - give, 62, spread)


def together(knuckle=2.0, middle=3.0, tip=2.0):
    """Four fingers side by side, touching."""
    spreads = (4.5, 1.0, -3.5, -9.0)
    return tuple(Finger(knuckle, middle, tip, spread) for spread in spreads)


def hand(index, middle, ring, little, thumb, held):
    return Pose(index, middle, ring, little, thumb, **held)


def closed(give=0.0):
    """Middle, ring and little finger in the palm."""
    return fist(1, give), fist(-2, give), fist(-6, give)


def resting(name, finger, bone=1, share=0.55):
    """The thumb laid on the back of a bent finger."""
    return reaching.reach(reaching.on_back(name, finger, bone, share))


def poses():
    F = Finger
    fwd, across = FORWARD, ACROSS
    side = {"up": (0.0, 1.0, 0.0), "palm": (0.74, 0.0, 0.67)}
    inward = {"up": (0.30, 0.92, 0.22), "palm": (0.90, -0.30, 0.30)}
    edge = {"up": (0.0, 1.0, 0.05), "palm": (0.90, 0.0, 0.43)}
    outward = {"up": (0.0, 1.0, 0.0), "palm": (0.12, 0.0, 0.99)}
    m, r, l = closed()
    i = fist(4)
    tuck = reaching.reach((4.0, 60.0, 20.0), (0.0, 0.3, -1.0))
    near = reaching.reach((17.0, 76.0, 17.0), (-0.5, 0.0, -1.0))
    on_m = resting("middle", m)
    on_r = resting("ring", r, 2, 0.4)
    on_rm = resting("ring", r)
    on_l = resting("little", l, 2, 0.4)
    on_lm = resting("little", l)
    ring_i = F(48, 62, 34, 6)
    ring_t = reaching.reach(reaching.against_tip("index", ring_i))
    c = together(42, 44, 22)
    o = (F(60, 52, 24, 4), F(60, 54, 24, 1), F(60, 56, 26, -3), F(60, 58, 28, -9))
    tip_o = reaching.reach(reaching.against_tip("middle", o[1], (0.3, 0.25)))
    q1, q2 = F(62, 44, 18, 4), F(60, 46, 18, 0)
    tip_q = reaching.reach(reaching.against_tip("index", q1, (0.3, -0.4)))
    t_m, t_r = F(66, 58, 26, 3), F(66, 56, 26, -1)
    tip_t = reaching.reach(reaching.against_tip("middle", t_m, (0.2, -0.5)))
    over = F(96, 40, 14)
    out = {}
    out["A"] = hand(i, m, r, l, Thumb(84, 10, 0, 2, -8), {"up": (0.50, 0.0, 0.86), "palm": (0.86, 0.0, -0.50)})
    out["B"] = hand(*together(), tuck, fwd)
    out["C"] = hand(*c, Thumb(18, 62, 30, 20, 22), inward)
    out["D"] = hand(i, m, r, l, on_m, {"up": (-0.17, 0.69, 0.70), "palm": (0.92, -0.14, 0.37)})
    out["E"] = hand(ring_i, straight(3), straight(-5), straight(-15), ring_t, across)
    out["F"] = hand(straight(9), straight(-1), r, l, on_r, across)
    out["G"] = hand(straight(3), m, r, l, on_m, across)
    out["H"] = hand(straight(4), straight(-0.5), r, l, on_r, fwd)
    out["I"] = hand(straight(3), m, r, l, on_m, fwd)
    out["J"] = hand(F(8, 88, 22, 3), m, r, l, on_m, side)
    out["K"] = hand(straight(3), F(86, 4, 2, 0), r, l, resting("middle", F(86, 4, 2, 0), 1, 0.4), edge)
    out["L"] = hand(straight(2), m, r, l, Thumb(78, 6, 0, 0, -8), fwd)
    out["M"] = hand(F(96, 40, 14, 3), F(96, 40, 14, 0), F(96, 40, 14, -4), l, on_lm, fwd)
    out["N"] = hand(F(96, 40, 14, 3), F(96, 40, 14, 0), r, l, on_rm, fwd)
    out["O"] = hand(*o, tip_o, inward)
    out["P"] = hand(ring_i, straight(1, 6), straight(-3, 6), straight(-9, 6), ring_t, {"up": (0.30, -0.95, 0.10), "palm": (0.90, 0.28, -0.34)})
    out["Q"] = hand(q1, q2, r, l, tip_q, inward)
    out["R"] = hand(straight(2), m, r, l, Thumb(86, 4, 0, 0, -8), across)
    out["S"] = hand(*together(68, 16, 8), near, side)
    out["T"] = hand(straight(8), t_m, t_r, straight(-16), tip_t, fwd)
    out["V"] = hand(straight(14), straight(-9), r, l, on_r, fwd)
    out["W"] = hand(straight(17), straight(1), straight(-15), l, on_l, fwd)
    out["X"] = hand(F(11, 4, 2, -4), F(-6, 12, 6, 13), r, l, on_r, fwd)
    out["Y"] = hand(i, m, r, straight(-22), Thumb(44, 12, 0, 0, -6), fwd)
    out["Z"] = hand(straight(4), m, r, straight(-12), on_m, across)
    out["1"] = hand(straight(3), m, r, l, on_m, outward)
    out["2"] = hand(straight(14), straight(-9), r, l, on_r, outward)
    out["3"] = hand(ring_i, straight(10), straight(-5), straight(-22), ring_t, outward)
    out["4"] = hand(straight(14), straight(4), straight(-8), straight(-22), tuck, outward)
    out["5"] = hand(straight(14), straight(3), straight(-9), straight(-23), Thumb(58, 14, 0, 0, -4), outward)
    out["6"] = hand(i, m, r, straight(-22), Thumb(58, 12, 0, 0, -6), outward)
    out["9"] = hand(F(8, 88, 22, 3), m, r, l, on_m, edge)
    return out
