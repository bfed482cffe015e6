"""The question bank: questions in topics, each published as a revision."""

from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel
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

from core.twins import Twin

from ..drawing import Content, variants


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
        from ..paper import specimen

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
