"""The question bank, quizzes and attempts. Knows nothing of courses."""

from .attempts import Act, Answer, Attempt, AttemptQuestion, ExtraTime, HandMark, Signal
from .bank import Question, QuestionTag, Topic
from .figures import QuestionFigures
from .imports import ImportLayout, ImportRow, QuestionImport
from .quizzes import Draw, FixedQuestion, Quiz, Section

__all__ = [
    "Act",
    "Answer",
    "Attempt",
    "AttemptQuestion",
    "Draw",
    "ExtraTime",
    "FixedQuestion",
    "HandMark",
    "ImportLayout",
    "ImportRow",
    "Question",
    "QuestionFigures",
    "QuestionImport",
    "QuestionTag",
    "Quiz",
    "Section",
    "Signal",
    "Topic",
]
