"""Halls and the people in them; what the list said before; staff files that were read."""

from .history import FIRST_DAY, PastEmployment, StaffRecord
from .imports import StaffImport
from .staff import NEVER_GIVEN, STAFF_NUMBER, Hall, User, UserManager, UserQuerySet

__all__ = [
    "FIRST_DAY",
    "NEVER_GIVEN",
    "STAFF_NUMBER",
    "Hall",
    "PastEmployment",
    "StaffImport",
    "StaffRecord",
    "User",
    "UserManager",
    "UserQuerySet",
]
