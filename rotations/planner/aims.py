"""What a rotation plan is to be good at."""

from enum import StrEnum


class Aim(StrEnum):
    """What a plan is to be good at. The manager orders them; an earlier one is never given up for a later one."""

    COVER = "cover"  # seats and cover rules filled
    CHANGES = "changes"  # cells as published before
    FAIRNESS = "fairness"  # busy load near everybody's share; far off counts more (score.unfairness)
    MASTERY = "mastery"  # every clerk through every post they can hold
    WISHES = "wishes"  # wishes and volunteers


ORDER = (Aim.COVER, Aim.CHANGES, Aim.FAIRNESS, Aim.MASTERY, Aim.WISHES)
