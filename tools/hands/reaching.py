"""Finds the angles of the thumb that bring its tip to a place: on another finger, against a fingertip, into the palm.

A descent by ever smaller steps from a fixed start: the same question always gets the same answer.
"""

from dataclasses import replace
from functools import cache

from . import skeleton
from .skeleton import FLESH, Thumb, add, dot, length, minus, times

# What a thumb can do, in degrees.
LIMITS = {
    "out": (-25.0, 75.0),
    "fore": (-10.0, 80.0),
    "roll": (-50.0, 80.0),
    "middle": (-5.0, 75.0),
    "tip": (-15.0, 85.0),
}
START = Thumb(out=25, fore=40, roll=20, middle=25, tip=25)


@cache
def reach(place, pad=None, start=START):
    """The thumb whose tip lies at `place` of the hand's own axes and whose pad faces `pad`, if that is asked."""
    thumb, best = start, _miss(start, place, pad)
    for step in (16.0, 8.0, 4.0, 2.0, 1.0, 0.5):
        improved = True
        while improved:
            improved = False
            for joint in LIMITS:
                for change in (step, -step):
                    moved = _within(thumb, joint, change)
                    miss = _miss(moved, place, pad)
                    if miss < best - 1e-6:
                        thumb, best, improved = moved, miss, True
    return thumb


def pad_of(thumb):
    """Which way the soft side of the thumb's tip faces."""
    points = skeleton.thumb_points(thumb)
    return skeleton.unit(skeleton.cross(skeleton.thumb_frame(thumb)[1], minus(points[3], points[2])))


def _within(thumb, joint, change):
    low, high = LIMITS[joint]
    return replace(thumb, **{joint: min(high, max(low, getattr(thumb, joint) + change))})


def _miss(thumb, place, pad):
    """How far from what was asked, in millimetres; a strained thumb costs a little too."""
    away = length(minus(skeleton.thumb_points(thumb)[3], place))
    turned = 0.0 if pad is None else 9.0 * (1 - dot(pad_of(thumb), skeleton.unit(pad)))
    strain = 0.00035 * sum((getattr(thumb, joint) - getattr(START, joint)) ** 2 for joint in LIMITS)
    return away + turned + strain


def on_back(name, finger, bone, share):
    """Where the thumb's tip lies when it rests on the back of a bone (0 to 2) of a finger."""
    points = skeleton.finger_points(name, finger)
    along = skeleton.unit(minus(points[bone + 1], points[bone]))
    back = skeleton.cross(along, skeleton.finger_frame(finger)[1])
    place = add(points[bone], times(minus(points[bone + 1], points[bone]), share))
    return add(place, times(back, FLESH[name][bone + 1] + FLESH["thumb"][3]))


def against_tip(name, finger, aside=(0.0, 0.0)):
    """Where the thumb's tip lies when it meets the pad of a fingertip."""
    points = skeleton.finger_points(name, finger)
    along = skeleton.unit(minus(points[3], points[2]))
    hinge = skeleton.finger_frame(finger)[1]
    pad = skeleton.cross(hinge, along)
    gap = FLESH[name][3] + FLESH["thumb"][3]
    slant = skeleton.unit(add(pad, add(times(along, aside[0]), times(hinge, aside[1]))))
    return add(points[3], times(slant, gap * 0.95))
