"""Which questions a quiz asks, and by which rules."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from core.twins import Twin

from ..kinds import KindName
from .bank import Question, Topic


class QuizQuerySet(models.QuerySet):
    def with_questions(self):
        """With the fixed questions and the draws, so that many can be judged at once."""
        return self.prefetch_related("fixed_questions__question", "draws__topic")


class Quiz(ClusterableModel):
    """Which questions are asked, and the rules of passing."""

    class Mode(models.TextChoices):
        EXAM = "exam", _("exam: marked when it is handed in")
        PRACTICE = "practice", _("practice: feedback at once")

    class Counting(models.TextChoices):
        """Of several attempts, which mark decides."""

        BEST = "best", _("the best")
        LAST = "last", _("the last")
        FIRST = "first", _("the first")
        MEAN = "mean", _("the mean of all")

    class ReviewWhen(models.TextChoices):
        """From when on the person sees more than the mark."""

        AT_ONCE = "at_once", _("as soon as it is handed in")
        DONE = "done", _("once passed, or when no attempt is left")
        CLOSED = "closed", _("after the quiz has closed")
        NEVER = "never", _("never: only the mark")

    title = models.CharField(_("title"), max_length=100)
    title_en = models.CharField(_("English title"), max_length=150, blank=True)
    intro = models.TextField(_("introduction"), max_length=500, blank=True)
    intro_en = models.TextField(_("English introduction"), max_length=600, blank=True)
    mode = models.CharField(
        _("mode"),
        max_length=10,
        choices=Mode.choices,
        default=Mode.EXAM,
        help_text=_("Practice: every answer is explained at once and cannot be changed after that."),
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True, help_text=_("Empty: open already."))
    closes_at = models.DateTimeField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_("Nobody starts after it; attempts end by it. Empty: never."),
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark (%)"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    counting = models.CharField(
        _("the mark that counts"), max_length=10, choices=Counting.choices, default=Counting.BEST
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
    grace_seconds = models.PositiveSmallIntegerField(
        _("grace for answers on their way (seconds)"),
        default=60,
        validators=[MaxValueValidator(600)],
        help_text=_("An answer given in time counts when it arrives up to so many seconds after the deadline."),
    )
    shuffle_options = models.BooleanField(_("shuffle options"), default=True)
    shuffle_questions = models.BooleanField(_("shuffle questions"), default=False, help_text=_("Within each section."))
    review_when = models.CharField(
        _("details are shown"), max_length=10, choices=ReviewWhen.choices, default=ReviewWhen.AT_ONCE
    )
    review_right = models.BooleanField(_("show which answers were right and wrong"), default=True)
    review_key = models.BooleanField(_("show the right answers"), default=True)
    review_explanations = models.BooleanField(_("show explanations and where to read again"), default=True)

    local_title = Twin("title")
    local_intro = Twin("intro")

    objects = QuizQuerySet.as_manager()

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True)
                | models.Q(closes_at__isnull=True)
                | models.Q(closes_at__gt=models.F("opens_at")),
                name="a_quiz_closes_after_it_opens",
                violation_error_message=_("It has to close after it opens."),
            )
        ]

    def __str__(self):
        return self.local_title


def section_field():
    """The number of the section a question or draw belongs to."""
    return models.PositiveSmallIntegerField(
        _("section"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )


def points_field():
    """What a question is worth."""
    return models.DecimalField(
        _("points"), max_digits=5, decimal_places=2, default=1, validators=[MinValueValidator(Decimal("0.25"))]
    )


class Section(Orderable):
    """A part of a quiz; its number is its place in the list."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="sections")
    title = models.CharField(_("title"), max_length=100)
    title_en = models.CharField(_("English title"), max_length=150, blank=True)
    minimum = models.PositiveSmallIntegerField(
        _("minimum (%)"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_("Below it the whole quiz is not passed, whatever the other sections bring."),
    )

    local_title = Twin("title")

    panels = [FieldRowPanel([FieldPanel("title"), FieldPanel("title_en"), FieldPanel("minimum")])]

    class Meta(Orderable.Meta):
        verbose_name = _("section of a quiz")
        verbose_name_plural = _("sections of quizzes")


class FixedQuestion(Orderable):
    """A question every attempt contains."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="fixed_questions")
    question = models.ForeignKey(Question, verbose_name=_("question"), on_delete=models.PROTECT, related_name="+")
    section = section_field()
    points = points_field()

    panels = [FieldPanel("question"), FieldRowPanel([FieldPanel("section"), FieldPanel("points")])]

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
    """So many questions taken at random from the bank, none of them twice and none that is fixed."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="draws")
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: from every topic."),
    )
    tags = models.CharField(
        _("tags"), max_length=200, blank=True, help_text=_("Only questions that have all of them; parted by commas.")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=KindName.choices, blank=True)
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty (1–3)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
        help_text=_("Empty: any."),
    )
    count = models.PositiveSmallIntegerField(_("how many"), validators=[MinValueValidator(1)])
    section = section_field()
    points = points_field()

    panels = [
        FieldRowPanel([FieldPanel("topic"), FieldPanel("count"), FieldPanel("points")]),
        FieldRowPanel([FieldPanel("tags"), FieldPanel("difficulty"), FieldPanel("kind"), FieldPanel("section")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("random draw of a quiz")
        verbose_name_plural = _("random draws of quizzes")

    def __str__(self):
        words = [self.topic.local_name if self.topic else _("every topic"), self.tags, self.get_kind_display()]
        level = _("difficulty %(level)d") % {"level": self.difficulty} if self.difficulty else ""
        return " · ".join(str(word) for word in [*words, level] if word)
