"""Which questions a quiz asks, and by which rules."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from core.twins import Twin

from .bank import Question, Topic


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
