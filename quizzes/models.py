"""The question bank, quizzes and attempts. Knows nothing of courses."""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
    WorkflowState,
)

from core.append_only import AppendOnlyModel
from core.twins import Twin

from .drawing import Content, variants
from .marking import Score


class TopicQuerySet(models.QuerySet):
    def with_counts(self):
        """Each with `published`: how many questions can be drawn from it."""
        published = Q(questions__live=True, questions__live_revision__isnull=False)
        return self.annotate(published=models.Count("questions", filter=published))


class Topic(models.Model):
    """A drawer of the question bank; random draws take from one."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)

    local_name = Twin("name")

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self):
        return self.local_name


class QuestionQuerySet(models.QuerySet):
    def published(self):
        """Those an attempt can be pinned to: live, with the revision that was published."""
        return self.filter(live=True, live_revision__isnull=False)

    def for_list(self):
        """With all that a row of the CMS list says, without a query for each row."""
        scheduled = Revision.objects.filter(
            content_type=ContentType.objects.get_for_model(Question),
            object_id=Cast(models.OuterRef("pk"), models.CharField()),
            approved_go_live_at__isnull=False,
        )
        under_review = models.Prefetch(
            "_workflow_states", queryset=WorkflowState.objects.active(), to_attr="_current_workflow_states"
        )
        return (
            self.select_related("topic", "latest_revision", "locked_by")
            .prefetch_related(under_review)
            .annotate(_approved_schedule=models.Exists(scheduled))
        )


class Question(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """One question of the bank. An attempt is marked by the *published revision* it was drawn from."""

    class Kind(models.TextChoices):
        SINGLE = "single", _("single choice")
        MULTIPLE = "multiple", _("multiple choice")
        TRUE_FALSE = "true_false", _("true or false")
        FILL_IN = "fill_in", _("fill in the blanks")

    key = models.SlugField(
        _("key"),
        max_length=40,
        unique=True,
        help_text=_("By this an import finds the question again. Empty: one is made up."),
    )
    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="questions")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    stem = models.TextField(
        _("question"),
        max_length=1000,
        help_text=_("In a fill-in question write ____ (four underscores) for each blank."),
    )
    statement_is_true = models.BooleanField(
        _("the statement is true"), null=True, blank=True, help_text=_("For true-or-false questions only.")
    )
    explanation = models.TextField(_("explanation"), max_length=1000, help_text=_("Shown after the quiz is handed in."))
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty (1–3)"), default=1, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["topic", "key"]

    def __str__(self):
        return self.stem[:80]

    @property
    def approved_schedule(self):
        # Wagtail knows this shortcut for pages only.
        return self._approved_schedule if hasattr(self, "_approved_schedule") else super().approved_schedule

    @property
    def content(self):
        """The question as written, unsaved options and blanks of the editor included."""
        return Content(
            kind=self.kind,
            stem=self.stem,
            explanation=self.explanation,
            options=tuple((option.text, option.is_correct) for option in self.options.all()),
            statement_is_true=self.statement_is_true,
            blanks=tuple(variants(blank.accepted) for blank in self.blanks.all()),
        )

    @property
    def preview_modes(self):
        return [("asked", _("As it is asked")), ("explained", _("After handing in"))]

    def get_preview_template(self, request, mode_name):
        return "quizzes/preview_question.html"

    def get_preview_context(self, request, mode_name):
        from .paper import specimen

        return {
            **super().get_preview_context(request, mode_name),
            "line": specimen(self.content),
            "explained": mode_name == "explained",
        }


class Option(Orderable):
    """One answer to choose from."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="options")
    text = models.CharField(_("text"), max_length=300)
    is_correct = models.BooleanField(_("correct"), default=False)

    panels = [FieldPanel("text"), FieldPanel("is_correct")]

    class Meta(Orderable.Meta):
        verbose_name = _("option")
        verbose_name_plural = _("options")


class Blank(Orderable):
    """One blank of a fill-in question, in the order of the stem, with every accepted spelling on a line of its own."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="blanks")
    accepted = models.TextField(_("accepted answers, one a line"), max_length=500)

    panels = [FieldPanel("accepted")]

    class Meta(Orderable.Meta):
        verbose_name = _("blank")
        verbose_name_plural = _("blanks")


class QuizQuerySet(models.QuerySet):
    def with_questions(self):
        """With the fixed questions and the draws, so that many can be judged at once."""
        return self.prefetch_related("fixed_questions__question", "draws__topic")


class Quiz(ClusterableModel):
    """Which questions are asked, and the rules of passing."""

    title = models.CharField(_("title"), max_length=100)
    title_en = models.CharField(_("English title"), max_length=150, blank=True)
    intro = models.TextField(_("introduction"), max_length=500, blank=True)
    intro_en = models.TextField(_("English introduction"), max_length=600, blank=True)
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark (%)"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attempt_limit = models.PositiveSmallIntegerField(
        _("attempts allowed"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Empty: no limit.")
    )
    waiting_minutes = models.PositiveIntegerField(_("waiting time between attempts (minutes)"), default=0)
    time_limit_minutes = models.PositiveSmallIntegerField(
        _("time limit (minutes)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: no limit."),
    )

    local_title = Twin("title")
    local_intro = Twin("intro")

    objects = QuizQuerySet.as_manager()

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering = ["title"]

    def __str__(self):
        return self.local_title


class FixedQuestion(Orderable):
    """A question every attempt contains."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="fixed_questions")
    question = models.ForeignKey(Question, verbose_name=_("question"), on_delete=models.PROTECT, related_name="+")

    panels = [FieldPanel("question")]

    class Meta(Orderable.Meta):
        verbose_name = _("question always asked in a quiz")
        verbose_name_plural = _("questions always asked in quizzes")
        constraints = [
            models.UniqueConstraint(
                fields=["quiz", "question"],
                name="a_question_is_fixed_once",
                violation_error_message=_("This question is in the quiz already."),
            )
        ]


class Draw(Orderable):
    """So many questions taken at random from a topic, none of them twice and none that is fixed."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="draws")
    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField(_("how many"), validators=[MinValueValidator(1)])

    panels = [FieldRowPanel([FieldPanel("topic"), FieldPanel("count")])]

    class Meta(Orderable.Meta):
        verbose_name = _("random draw of a quiz")
        verbose_name_plural = _("random draws of quizzes")


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
