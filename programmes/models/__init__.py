"""Certification programmes, the cycles of people, what is recognised or waived, and training that is assigned."""

from .assigning import AssignmentException, AssignmentRule, Extension, TrainingAssignment
from .cycles import Cycle, CycleEvent, Recognition, RecognitionDecision, Waiver
from .programmes import Programme, ProgrammeGrant, ProgrammePrerequisite
from .records import RecordsCheck

__all__ = [
    "AssignmentException",
    "AssignmentRule",
    "Cycle",
    "CycleEvent",
    "Extension",
    "Programme",
    "ProgrammeGrant",
    "ProgrammePrerequisite",
    "Recognition",
    "RecognitionDecision",
    "RecordsCheck",
    "TrainingAssignment",
    "Waiver",
]
