"""Courses as Wagtail pages, what people did in them, and what was made from them."""

from .books import Book
from .changes import DeltaRead, EntryChange
from .doing import BlockDone, Playback, Remark
from .pages import (
    Category,
    CourseGrant,
    CourseIndexPage,
    CoursePage,
    LearningPage,
    LessonPage,
    PracticalPage,
    QuizPage,
)
from .records import Completion, Enrolment, Progress

__all__ = [
    "BlockDone",
    "Book",
    "Category",
    "Completion",
    "CourseGrant",
    "CourseIndexPage",
    "CoursePage",
    "DeltaRead",
    "Enrolment",
    "EntryChange",
    "LearningPage",
    "LessonPage",
    "Playback",
    "PracticalPage",
    "Progress",
    "QuizPage",
    "Remark",
]
