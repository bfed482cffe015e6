"""The question bank: questions in topics, each published as a revision."""

from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
    WorkflowState,
)

from core.twins import Twin

from ..blocks import QuestionBlocks
from ..items import Item, body_of, words
from ..kinds import KindName


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


class QuestionTag(TaggedItemBase):
    """A word by which questions are found and drawn across topics."""

    content_object = ParentalKey("quizzes.Question", on_delete=models.CASCADE, related_name="tagged_items")


class Question(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """One question of the bank. An attempt is marked by the *published revision* it was drawn from."""

    Kind = KindName

    key = models.SlugField(
        _("key"),
        max_length=40,
        unique=True,
        help_text=_("By this an import finds the question again. Empty: one is made up."),
    )
    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="questions")
    # Of the one block in `body`, for lists, filters and draws.
    kind = models.CharField(_("kind"), max_length=12, choices=KindName.choices, editable=False)
    stem = models.TextField(
        _("question"),
        max_length=2000,
        help_text=_("Where something is to be filled in write ____ (four underscores) for each blank."),
    )
    picture = models.ForeignKey(
        "core.Picture",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Shown with the question."),
    )
    clip = models.ForeignKey(
        "core.Clip",
        verbose_name=_("film or sound"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Played with the question."),
    )
    body = StreamField(QuestionBlocks(), verbose_name=_("how it is answered"), max_num=1, blank=True)
    # The texts of `body`, for searching: the stored stream escapes Chinese on some databases.
    words = models.TextField(editable=False, default="", blank=True)
    explanation = models.TextField(
        _("explanation"), max_length=2000, blank=True, help_text=_("Shown after the quiz is handed in.")
    )
    source = models.CharField(
        _("source"),
        max_length=200,
        blank=True,
        help_text=_("The rule or book that says so."),
    )
    read_again = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("read again in"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The lesson that teaches it; whoever answered wrongly is led there."),
    )
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty (1–3)"), default=1, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    tags = ClusterTaggableManager(
        through=QuestionTag, blank=True, verbose_name=_("tags"), help_text=_("Draws can ask for them.")
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["topic", "key"]

    def __str__(self):
        return self.stem[:80]

    def save(self, *args, **kwargs):
        self.kind, self.words = self.item.kind, words(self.item)
        return super().save(*args, **kwargs)

    @property
    def approved_schedule(self):
        # Wagtail knows this shortcut for pages only.
        return self._approved_schedule if hasattr(self, "_approved_schedule") else super().approved_schedule

    @property
    def item(self):
        """The question as written, what is being edited included."""
        kind, body = body_of(self.body.get_prep_value())
        return Item(kind=kind, stem=self.stem, body=body, explanation=self.explanation)

    @property
    def preview_modes(self):
        return [("asked", _("As it is asked")), ("explained", _("After handing in"))]

    def get_preview_template(self, request, mode_name):
        return "quizzes/preview_question.html"

    def get_preview_context(self, request, mode_name):
        from ..paper import films, specimen
        from ..reading import lead_back

        [line] = lead_back([specimen(self)], request)
        return {
            **super().get_preview_context(request, mode_name),
            "line": line,
            "films": films([line]),
            "explained": mode_name == "explained",
            "review": {"right": True, "key": True, "explanations": True},
        }
