"""Sittings of a quiz: what was asked, what was answered, and how it ended."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Revision

from core.append_only import AppendOnlyModel

from ..marking import Marked, Score, score
from .bank import Question
from .quizzes import Quiz


class AttemptQuerySet(models.QuerySet):
    def counted(self):
        """Those that stand: voided ones are kept, and count for nothing."""
        return self.filter(voided_at__isnull=True)


class Attempt(models.Model):
    """One sitting of a quiz by one person. A row from the moment it starts; closed once, never reopened."""

    class Ending(models.TextChoices):
        SUBMITTED = "submitted", _("handed in")
        TIME_UP = "time_up", _("closed by the clock")
        CLOSED = "closed", _("closed by a trainer")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts")
    started_at = models.DateTimeField(_("started at"))
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    # The rules in force when it started: a later change of the quiz does not move them.
    mode = models.CharField(_("mode"), max_length=10, choices=Quiz.Mode.choices, default=Quiz.Mode.EXAM)
    grace_seconds = models.PositiveSmallIntegerField(_("grace (seconds)"), default=60)
    pass_mark = models.PositiveSmallIntegerField(_("pass mark (%)"))
    # [{"title", "title_en", "minimum"}] in order: section 1 is the first. Empty: no sections.
    sections = models.JSONField(default=list, blank=True)
    # The window that may answer now: whoever opened the attempt last. Others are told so.
    lease = models.CharField(max_length=32, blank=True, editable=False)
    leased_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ending = models.CharField(_("ending"), max_length=10, choices=Ending.choices, blank=True)
    # Empty after the end while a person still has to mark something.
    points = models.DecimalField(_("points"), max_digits=8, decimal_places=2, null=True, blank=True)
    max_points = models.DecimalField(_("points possible"), max_digits=8, decimal_places=2)
    passed = models.BooleanField(_("passed"), null=True, blank=True)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

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
                | Q(ended_at__isnull=False, points__isnull=False, passed__isnull=False) & ~Q(ending="")
                | Q(ended_at__isnull=False, points__isnull=True, passed__isnull=True) & ~Q(ending=""),
                name="an_attempt_is_open_or_wholly_closed",
            ),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__lte=F("max_points")), name="points_within_the_possible"
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | Q(ended_at__isnull=False), name="what_is_voided_has_ended"
            ),
        ]

    def __str__(self):
        return f"{self.quiz_id} {self.user_id} {self.started_at:%Y-%m-%d %H:%M}"

    def is_overdue(self, now: datetime) -> bool:
        """Whether the deadline has passed; an answer given exactly on it still counts."""
        return self.deadline is not None and now > self.deadline

    def is_out_of_grace(self, now: datetime) -> bool:
        """Whether even an answer that was given in time comes too late now."""
        return self.deadline is not None and now > self.deadline + timedelta(seconds=self.grace_seconds)

    @property
    def awaits_marking(self) -> bool:
        """Ended, and a person still has to mark something of it."""
        return self.ended_at is not None and self.points is None

    @property
    def score(self) -> Score:
        """The outcome of an attempt that has ended and is marked."""
        return Score(self.points, self.max_points, self.pass_mark)

    def score_of(self, marks: Iterable[Marked | None]) -> Score | None:
        """What these marks of its questions come to by its own rules; None while a person has to give one of them."""
        known = list(marks)
        if None in known:
            return None
        minimums = {number: section["minimum"] for number, section in enumerate(self.sections, 1)}
        return score([one for one in known if one], self.pass_mark, minimums)


class AttemptQuestion(models.Model):
    """A question as drawn for one attempt: what is shown, and apart from it the key it will be marked by.

    `shown` and `answer_key` have the shapes of docs/questions.md; ids of options are random a attempt. `shown` names
    the media of the stem: {"picture": id, "clip": id}. `reading` = {"source": text, "page": id}: where to read again.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    section = models.PositiveSmallIntegerField(default=1)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    # The later revision whose corrected key marked it, if there was one.
    marked_by = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    shown = models.JSONField()
    answer_key = models.JSONField()
    explanation = models.TextField(blank=True)
    reading = models.JSONField(default=dict, blank=True)
    max_points = models.DecimalField(max_digits=6, decimal_places=2, default=1)
    # In practice: when the answer was explained; it cannot be changed after that.
    revealed_at = models.DateTimeField(null=True, blank=True)
    # Filled when the attempt ends; empty then where a person has to mark it. Right means all of its points.
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    is_correct = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name = _("question asked in an attempt")
        verbose_name_plural = _("questions asked in attempts")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="one_question_a_position"),
            models.UniqueConstraint(fields=["attempt", "question"], name="a_question_once_an_attempt"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__lte=F("max_points")), name="no_more_points_than_it_has"
            ),
        ]


class Answer(AppendOnlyModel):
    """An answer as given: changing one's mind is another row. The one given last counts, then the highest sequence.

    `given_at` is when the person gave it by the server's clock, `received_at` when it arrived: an answer may wait on
    the device. `seconds` is how long the question had been looked at by then, as the device measured it.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    value = models.JSONField()
    given_at = models.DateTimeField()
    received_at = models.DateTimeField()
    seconds = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("in an attempt", "answer")
        verbose_name_plural = _("answers")
        ordering = ["given_at", "sequence"]
        constraints = [models.UniqueConstraint(fields=["attempt", "sequence"], name="one_answer_a_sequence_number")]


class Act(AppendOnlyModel):
    """What a trainer did to an attempt, and why. `facts` says the rest: minutes added, marks before and after."""

    class Kind(models.TextChoices):
        EXTEND = "extend", _("time added")
        CLOSE = "close", _("closed")
        VOID = "void", _("voided")
        MARK = "mark", _("marked by hand")
        REGRADE = "regrade", _("marked anew")

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("act on an attempt")
        verbose_name_plural = _("acts on attempts")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt"], condition=Q(kind="void"), name="an_attempt_is_voided_once"),
            models.CheckConstraint(
                condition=~Q(kind__in=["void", "close", "regrade"]) | ~Q(reason=""),
                name="what_takes_away_has_a_reason",
                violation_error_message=_("Say why."),
            ),
        ]


class Signal(AppendOnlyModel):
    """Something that happened during an attempt, shown to the trainer as context; never a verdict."""

    class Kind(models.TextChoices):
        LEFT = "left", _("left the window")
        IDLE = "idle", _("did nothing for a long time")
        DEVICE = "device", _("went on in another window or on another device")
        OFFLINE = "offline", _("was without a network")

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="signals")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    seconds = models.PositiveIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("signal of an attempt")
        verbose_name_plural = _("signals of attempts")
        ordering = ["at", "pk"]


class ExtraTime(models.Model):
    """More time for a person, by a share of every time limit: for all quizzes, or for one."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="extra_times"
    )
    quiz = models.ForeignKey(
        Quiz,
        verbose_name=_("quiz"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="extra_times",
        help_text=_("Empty: every quiz."),
    )
    percent = models.PositiveSmallIntegerField(_("more time (%)"))
    reason = models.CharField(_("reason"), max_length=300)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    given_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("extra time")
        verbose_name_plural = _("extra times")
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=300),
                name="extra_time_is_1_to_300_percent",
                violation_error_message=_("Give 1 to 300 per cent."),
            )
        ]


class HandMark(AppendOnlyModel):
    """What a person gave a question that has to be marked by hand; the last one counts.

    `levels` = {criterion id: points}.
    """

    asked = models.ForeignKey(AttemptQuestion, on_delete=models.PROTECT, related_name="hand_marks")
    points = models.DecimalField(max_digits=6, decimal_places=2)
    levels = models.JSONField(default=dict, blank=True)
    comment = models.CharField(pgettext_lazy("on a mark", "comment"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("mark given by hand")
        verbose_name_plural = _("marks given by hand")
        ordering = ["at", "pk"]
