"""Observed practicals 实操考核: what is looked at, by which rule it passes. Each is published as a revision."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from core.twins import Twin

from ..rubric import Rubric
from ..rubric_blocks import RubricBlocks, rubric_of


class PracticalQuerySet(models.QuerySet):
    def published(self):
        """Those somebody can ask to be observed in: live, with the revision that was published."""
        return self.filter(live=True, live_revision__isnull=False)


class Practical(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model):
    """Something people show at the counter while somebody who can teach it watches.

    Requests copy the rubric of the published revision: changing it moves nothing that is under way.
    """

    title = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("English title"), max_length=120, blank=True)
    intro = models.TextField(
        _("introduction"), max_length=500, blank=True, help_text=_("What the person does, where, and for how long.")
    )
    intro_en = models.TextField(_("English introduction"), max_length=600, blank=True)
    skill = models.ForeignKey(
        "skills.Skill",
        verbose_name=_("skill"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Whoever holds it at level “coach” on the day may observe."),
    )
    criteria = StreamField(RubricBlocks(), verbose_name=_("criteria"))
    pass_percent = models.PositiveSmallIntegerField(
        _("least points (%)"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    second_percent = models.PositiveSmallIntegerField(
        _("watched by a second observer (%)"),
        default=20,
        validators=[MaxValueValidator(100)],
        help_text=_("So many in a hundred, drawn by the system. Two observers show whether the anchors are clear."),
    )
    redo_days = models.PositiveSmallIntegerField(
        _("days until the next try"), default=3, help_text=_("After “not passed”; for practising in between.")
    )
    due_days = models.PositiveSmallIntegerField(
        _("days an observer has"), default=7, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )

    local_title = Twin("title")
    local_intro = Twin("intro")

    objects = PracticalQuerySet.as_manager()

    class Meta:
        verbose_name = _("observed practical")
        verbose_name_plural = _("observed practicals")
        ordering = ["title"]

    def __str__(self):
        return self.local_title

    @property
    def rubric(self) -> Rubric:
        """The rubric as written here, which may be a draft; requests carry the published one."""
        raw = self.criteria.get_prep_value()
        return rubric_of({"criteria": raw, "pass_percent": self.pass_percent})

    def get_preview_template(self, request, mode_name):
        return "quizzes/preview_practical.html"

    def get_preview_context(self, request, mode_name):
        from ..anchors import with_anchors

        return {**super().get_preview_context(request, mode_name), "lines": with_anchors(self.rubric)}
