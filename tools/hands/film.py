"""From a relaxed hand into the handshape, a while to look at it, and back. Every picture carries the warning."""

from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw

from . import painting, skeleton
from .skeleton import Finger, Pose, Thumb

SIZE = 480
RATE = 25
# Pictures at rest, on the way, in the handshape, on the way back and at rest again.
REST, WAY, HOLD, REST_AGAIN = 5, 15, 27, 3
WARNING = Path(__file__).parent / "warning.png"
BAR = 46
# Painted this many times larger, for soft edges.
FINE = 2
POINTS_A_MILLIMETRE = 1.62
DROP = 22.0
GROUND, HALO = "#f4f8f5", "#e3efe8"


def relaxed(pose):
    """The hand before it makes its shape: fingers hanging loosely, held a little more upright."""
    long = [Finger(bend, bend + 6, 12, spread) for bend, spread in ((16, 5), (20, 1), (23, -3), (26, -8))]
    leant = skeleton.unit(skeleton.add(skeleton.unit(pose.up), (0.0, 0.22, 0.0)))
    return Pose(*long, Thumb(38, 28, 10, 16, 14), up=leant, palm=pose.palm)


def shares():
    """How far into the handshape each picture is, from 0 to 1 and back."""
    way = [_eased((step + 1) / (WAY + 1)) for step in range(WAY)]
    return [0.0] * REST + way + [1.0] * HOLD + way[::-1] + [0.0] * REST_AGAIN


def seconds():
    return len(shares()) / RATE


def frames(shape, size=SIZE):
    """All pictures of a clip. Those that are the same are painted once."""
    painted = {}
    for share in shares():
        if share not in painted:
            painted[share] = frame(shape, share, size)
        yield painted[share]


def frame(shape, share, size=SIZE):
    """One picture: the hand and the warning. What it means stands beside the clip, for questions ask about it."""
    fine = size * FINE
    scale = POINTS_A_MILLIMETRE * fine / SIZE
    pose = skeleton.between(relaxed(shape.pose), shape.pose, share)
    x, y = _middle(shape.pose)
    middle = (x, y + BAR / 4 / POINTS_A_MILLIMETRE + DROP * (1 - share))
    picture = painting.paint(painting.sculpt(pose, fine, scale, middle), _ground(fine))
    picture = picture.resize((size, size), Image.Resampling.LANCZOS)
    _warn(picture)
    return picture


def _eased(share):
    return share * share * (3 - 2 * share)


def _middle(pose):
    """The middle of the posed hand, so that every handshape stands in the middle of its picture."""
    points = skeleton.landmarks(pose)
    return tuple((min(p[axis] for p in points) + max(p[axis] for p in points)) / 2 for axis in (0, 1))


@cache
def _ground(fine):
    image = Image.new("RGB", (fine, fine), GROUND)
    middle, radius = fine * (0.5 + BAR / 2 / SIZE), fine * 0.40
    ImageDraw.Draw(image).ellipse((fine / 2 - radius, middle - radius, fine / 2 + radius, middle + radius), fill=HALO)
    return image


def _warn(picture):
    """The warning at the top, where a player does not lay its buttons."""
    size = picture.width
    height = round(size * BAR / SIZE)
    with Image.open(WARNING) as warning:
        bar = warning.convert("RGB").resize((size, height), Image.Resampling.LANCZOS)
    picture.paste(bar, (0, 0))
