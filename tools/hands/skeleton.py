"""A right hand as bones: fixed lengths, joints that turn, and the 21 points that follow from the angles.

Millimetres. The hand's own axes are `radial` (towards the thumb), `up` (from the wrist to the knuckles) and `palm`
(out of the palm). The world is the viewer's: x to the right of the picture, y up, z towards the viewer. Somebody who
faces the viewer has the left on the right of the picture.
"""

import math
from dataclasses import dataclass, replace

FINGERS = ("index", "middle", "ring", "little")
WRIST = (0.0, 0.0, 0.0)
# (radial, up, palm) of each knuckle: they lie on a shallow arch.
KNUCKLES = {
    "index": (25.0, 88.0, 1.0),
    "middle": (5.0, 91.0, -1.5),
    "ring": (-14.0, 86.0, 0.0),
    "little": (-31.5, 77.0, 3.5),
}
# Proximal, middle and distal bone; the last ends in the middle of the fingertip.
BONES = {
    "index": (45.0, 27.0, 19.0),
    "middle": (49.0, 31.0, 20.0),
    "ring": (46.0, 29.5, 20.0),
    "little": (37.0, 22.0, 17.0),
}
THUMB_ROOT = (20.0, 17.0, 9.0)
THUMB_BONES = (45.0, 35.0, 25.0)
# How thick the flesh is at knuckle, first joint, second joint and tip.
FLESH = {
    "thumb": (13.5, 11.8, 11.0, 9.4),
    "index": (11.0, 10.0, 9.1, 8.0),
    "middle": (11.2, 10.2, 9.3, 8.2),
    "ring": (10.8, 9.6, 8.8, 7.7),
    "little": (9.6, 8.4, 7.6, 6.7),
}


@dataclass(frozen=True)
class Finger:
    """How one of the four long fingers stands, in degrees: bent at its three joints, spread towards the thumb."""

    knuckle: float = 0.0
    middle: float = 0.0
    tip: float = 0.0
    spread: float = 0.0


@dataclass(frozen=True)
class Thumb:
    """How the thumb stands, in degrees.

    `out` turns its first bone in the plane of the palm away from the fingers, `fore` lifts it out of that plane;
    `roll` turns the hinges about the first bone, and the two bends close them.
    """

    out: float = 45.0
    fore: float = 25.0
    roll: float = 0.0
    middle: float = 15.0
    tip: float = 15.0


@dataclass(frozen=True)
class Pose:
    """All joint angles of a hand, and which way it is held: its `up` and its `palm` as the viewer sees them."""

    index: Finger
    middle: Finger
    ring: Finger
    little: Finger
    thumb: Thumb
    up: tuple = (0.0, 1.0, 0.0)
    palm: tuple = (0.0, 0.0, 1.0)

    def finger(self, name):
        return getattr(self, name)


def add(a, b):
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def minus(a, b):
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def times(a, number):
    return (a[0] * number, a[1] * number, a[2] * number)


def dot(a, b):
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a, b):
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def length(a):
    return math.sqrt(dot(a, a))


def unit(a):
    return times(a, 1 / length(a))


def turned(vector, axis, degrees):
    """The vector turned about a unit axis (Rodrigues)."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    along = times(axis, dot(axis, vector) * (1 - cos))
    return add(add(times(vector, cos), times(cross(axis, vector), sin)), along)


def chain(start, direction, hinge, lengths, bends):
    """Points of a row of bones: each bone leaves the one before it by a bend about the same hinge."""
    points = [start]
    for bone, bend in zip(lengths, bends, strict=True):
        direction = turned(direction, hinge, bend)
        points.append(add(points[-1], times(direction, bone)))
    return points


def finger_frame(finger):
    """Which way a finger leaves the palm, and the hinge that closes it, in the hand's own axes."""
    forward = turned((0.0, 1.0, 0.0), (0.0, 0.0, -1.0), finger.spread)
    return forward, cross(forward, (0.0, 0.0, 1.0))


def finger_points(name, finger):
    """Knuckle, two joints and tip, in the hand's own axes."""
    forward, hinge = finger_frame(finger)
    return chain(KNUCKLES[name], forward, hinge, BONES[name], (finger.knuckle, finger.middle, finger.tip))


def thumb_frame(thumb):
    """Which way the thumb leaves its root, and the hinge that closes it, in the hand's own axes."""
    forward = turned((0.0, 1.0, 0.0), (0.0, 0.0, -1.0), thumb.out)
    sideways = cross(forward, (0.0, 0.0, 1.0))
    forward = turned(forward, sideways, thumb.fore)
    # Unrolled, the hinge closes the thumb in the plane of the palm, towards the little finger.
    return forward, turned(turned((0.0, 0.0, 1.0), sideways, thumb.fore), forward, thumb.roll)


def thumb_points(thumb):
    """Root, two joints and tip of the thumb, in the hand's own axes."""
    forward, hinge = thumb_frame(thumb)
    return chain(THUMB_ROOT, forward, hinge, THUMB_BONES, (0.0, thumb.middle, thumb.tip))


def own_points(pose):
    """The 21 points in the hand's own axes: wrist, thumb from its root to its tip, then the four fingers."""
    points = [WRIST, *thumb_points(pose.thumb)]
    for name in FINGERS:
        points += finger_points(name, pose.finger(name))
    return points


def axes(pose):
    """Radial, up and palm as unit vectors of the viewer, made square to each other."""
    up = unit(pose.up)
    palm = unit(minus(pose.palm, times(up, dot(up, pose.palm))))
    return cross(up, palm), up, palm


def to_world(pose, point):
    """A point of the hand's own axes where the viewer sees it."""
    radial, up, palm = axes(pose)
    return add(add(times(radial, point[0]), times(up, point[1])), times(palm, point[2]))


def landmarks(pose):
    """The 21 points as the viewer sees them."""
    radial, up, palm = axes(pose)
    return [add(add(times(radial, r), times(up, u)), times(palm, p)) for r, u, p in own_points(pose)]


def between(start, end, share):
    """The pose a share of the way from one to another, joint by joint; up and palm turn on the shortest arc.

    For hands held less than a right angle apart.
    """
    joints = {}
    for name in (*FINGERS, "thumb"):
        a, b = getattr(start, name), getattr(end, name)
        joints[name] = replace(a, **{key: _mix(getattr(a, key), getattr(b, key), share) for key in vars(a)})
    return Pose(**joints, up=_arc(start.up, end.up, share), palm=_arc(start.palm, end.palm, share))


def _mix(a, b, share):
    return a + (b - a) * share


def _arc(a, b, share):
    a, b = unit(a), unit(b)
    angle = math.acos(max(-1.0, min(1.0, dot(a, b))))
    if angle < 1e-6:
        return b
    scale = math.sin(angle)
    return add(times(a, math.sin((1 - share) * angle) / scale), times(b, math.sin(share * angle) / scale))
