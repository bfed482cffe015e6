"""Sittings of a quiz: what was asked, what was answered, and how it ended."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Revision

from core.append_only import AppendOnlyModel

from ..marking import Score
from .bank import Question
from .quizzes import Quiz


class Attempt(models.Model):
    """One sitting of a quiz by one person. A row from the moment it starts; closed once, never reopened."""

    class Ending(models.TextChoices):
        SUBMITTED = "submitted", _("handed in")
        TIME_UP = "time_up", _("closed by the clock")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts")
    started_at = models.DateTimeField(_("started at"))
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    # The rules in force when it started: a later change of the quiz does not move them.
    pass_mark = models.PositiveSmallIntegerField(_("pass mark (%)"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ending = models.CharField(_("ending"), max_length=10, choices=Ending.choices, blank=True)
    points = models.PositiveSmallIntegerField(_("points"), null=True, blank=True)
    max_points = models.PositiveSmallIntegerField(_("points possible"))
    passed = models.BooleanField(_("passed"), null=True, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-started_at"]
        indexes = [
            models.Index(fields=["user", "quiz", "started_at"], name="attempts_of_a_person"),
            models.Index(fields=["deadline"], name="open_attempts_by_deadline", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["ended_at"], name="attempts_by_end"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "quiz"], condition=Q(ended_at__isnull=True), name="one_open_attempt_a_quiz"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="", points__isnull=True, passed__isnull=True)
                | Q(ended_at__isnull=False, points__isnull=False, passed__isnull=False) & ~Q(ending=""),
                name="an_attempt_is_open_or_wholly_closed",
            ),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__lte=F("max_points")), name="points_within_the_possible"
            ),
        ]

    def __str__(self):
        return f"{self.quiz_id} {self.user_id} {self.started_at:%Y-%m-%d %H:%M}"

    def is_overdue(self, now: datetime) -> bool:
        """Whether the deadline has passed; an answer given exactly on it still counts."""
        return self.deadline is not None and now > self.deadline

    @property
    def score(self) -> Score:
        """The outcome of an attempt that has ended."""
        return Score(self.points, self.max_points, self.pass_mark)


class AttemptQuestion(models.Model):
    """A question as drawn for one attempt: what is shown, and apart from it the key it will be marked by.

    `shown` = {"kind", "stem", "options": [{"id", "text"}], "blanks": n}; option ids are random a attempt.
    `answer_key` = single/multiple: {"options": [ids]}, true_false: {"value": bool}, fill_in: {"blanks": [[…], …]}.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    shown = models.JSONField()
    answer_key = models.JSONField()
    explanation = models.TextField(blank=True)
    # Filled when the attempt ends.
    is_correct = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name = _("question asked in an attempt")
        verbose_name_plural = _("questions asked in attempts")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="one_question_a_position"),
            models.UniqueConstraint(fields=["attempt", "question"], name="a_question_once_an_attempt"),
        ]


class Answer(AppendOnlyModel):
    """An answer as given: changing one's mind is another row with a higher sequence number. The last one counts.

    `value` = {"options": [ids]} | {"value": bool} | {"blanks": [text, …]}.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    value = models.JSONField()
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = pgettext_lazy("in an attempt", "answer")
        verbose_name_plural = _("answers")
        ordering = ["sequence"]
        constraints = [models.UniqueConstraint(fields=["attempt", "sequence"], name="one_answer_a_sequence_number")]
