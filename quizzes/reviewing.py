"""What a person sees of an ended attempt beside its mark, and from when on. Pure."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core.templatetags.ui import clock, day

from .models import Attempt, Quiz
from .standing import Standing


@dataclass(frozen=True)
class Review:
    """Which details are shown. `later` says when they will be, where they are not shown yet."""

    right: bool
    key: bool
    explanations: bool
    later: str = ""

    @property
    def shows_questions(self) -> bool:
        """Whether the page goes through the questions at all."""
        return self.right or self.key or self.explanations


EVERYTHING = Review(right=True, key=True, explanations=True)


def review_of(*, quiz: Quiz, attempt: Attempt, standing: Standing, now: datetime) -> Review:
    """What the review policy of the quiz lets the person see of this attempt now.

    In practice everything was explained already. An attempt that is closed while others are still allowed stays shut
    under "once passed, or when no attempt is left": what it asked can be asked again.
    """
    if attempt.mode == Quiz.Mode.PRACTICE:
        return EVERYTHING
    if later := _later(quiz, standing, now):
        return Review(right=False, key=False, explanations=False, later=later)
    return Review(right=quiz.review_right, key=quiz.review_key, explanations=quiz.review_explanations)


def _later(quiz: Quiz, standing: Standing, now: datetime) -> str:
    when = Quiz.ReviewWhen(quiz.review_when)
    if when == Quiz.ReviewWhen.NEVER:
        return _("This quiz shows the mark only. Ask your trainer about single questions.")
    if when == Quiz.ReviewWhen.DONE and standing.passed is None and standing.attempts_left != 0:
        return _("Answers and explanations are shown once you have passed, or when no attempt is left.")
    if when == Quiz.ReviewWhen.CLOSED and (quiz.closes_at is None or now < quiz.closes_at):
        if quiz.closes_at is None:
            return _("Answers and explanations are shown after the quiz has closed.")
        words = {"day": day(quiz.closes_at), "time": clock(quiz.closes_at)[:5]}
        return _("Answers and explanations are shown from %(day)s %(time)s, when the quiz closes.") % words
    return ""
