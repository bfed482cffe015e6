"""The question bank, quizzes and attempts. Knows nothing of courses."""

from .attempts import Answer, Attempt, AttemptQuestion
from .bank import Blank, Option, Question, Topic
from .observations import Duty, EvidenceFile, Observation, ObservationDecision, ObservationRequest, Reply
from .practicals import Practical
from .quizzes import Draw, FixedQuestion, Quiz

__all__ = [
    "Answer",
    "Attempt",
    "AttemptQuestion",
    "Blank",
    "Draw",
    "Duty",
    "EvidenceFile",
    "FixedQuestion",
    "Observation",
    "ObservationDecision",
    "ObservationRequest",
    "Option",
    "Practical",
    "Question",
    "Quiz",
    "Reply",
    "Topic",
]
