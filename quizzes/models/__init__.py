"""The question bank, quizzes, attempts and observed practicals. Knows nothing of courses."""

from .attempts import Act, Answer, Attempt, AttemptQuestion, ExtraTime, HandMark, Signal
from .bank import Question, QuestionTag, Topic
from .figures import QuestionFigures
from .imports import ImportLayout, ImportRow, QuestionImport
from .observations import Duty, EvidenceFile, Observation, ObservationDecision, ObservationRequest, Reply, Voiding
from .practicals import Practical
from .quizzes import Draw, FixedQuestion, Quiz, Section

__all__ = [
    "Act",
    "Answer",
    "Attempt",
    "AttemptQuestion",
    "Draw",
    "Duty",
    "EvidenceFile",
    "ExtraTime",
    "FixedQuestion",
    "HandMark",
    "ImportLayout",
    "ImportRow",
    "Observation",
    "ObservationDecision",
    "ObservationRequest",
    "Practical",
    "Question",
    "QuestionFigures",
    "QuestionImport",
    "QuestionTag",
    "Quiz",
    "Reply",
    "Section",
    "Signal",
    "Topic",
    "Voiding",
]
