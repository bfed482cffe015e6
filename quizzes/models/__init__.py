"""The question bank, quizzes and attempts. Knows nothing of courses."""

from .attempts import Answer, Attempt, AttemptQuestion
from .bank import Blank, Option, Question, Topic
from .imports import ImportLayout, ImportRow, QuestionImport
from .quizzes import Draw, FixedQuestion, Quiz

__all__ = [
    "Answer",
    "Attempt",
    "AttemptQuestion",
    "Blank",
    "Draw",
    "FixedQuestion",
    "ImportLayout",
    "ImportRow",
    "Option",
    "Question",
    "QuestionImport",
    "Quiz",
    "Topic",
]
