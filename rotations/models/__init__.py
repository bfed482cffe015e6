"""Posts and what they ask for; the calendar; presence; who stands where; wishes and pairs; plans; files."""

from .calendar import CalendarDay, DayPart, SeatRule
from .imports import RotationImport
from .plans import Cell, Period, PlanChange, PlanRemark, PlanRun, RotationPlan, RotationSettings
from .posts import Counter, HallMinimum, Post, PostVersion, Requirement
from .presence import EVERY_DAY, Leave, WorkTime
from .stays import Assignment, Replacement
from .swaps import Swap, SwapStep
from .wishes import Pair, Wish

__all__ = [
    "EVERY_DAY",
    "Assignment",
    "CalendarDay",
    "Cell",
    "Counter",
    "DayPart",
    "HallMinimum",
    "Leave",
    "Pair",
    "Period",
    "PlanChange",
    "PlanRemark",
    "PlanRun",
    "Post",
    "PostVersion",
    "Replacement",
    "Requirement",
    "RotationImport",
    "RotationPlan",
    "RotationSettings",
    "SeatRule",
    "Swap",
    "SwapStep",
    "Wish",
    "WorkTime",
]
