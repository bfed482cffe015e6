"""What must be done for a certificate."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, Orderable, PreviewableMixin, Revision, RevisionMixin

from core.twins import Twin
from courses.models import CoursePage
from skills.models import Certification, Level, Skill

from ..blocks import PathBlocks


class ProgrammeQuerySet(models.QuerySet):
    """Questions about programmes."""

    def for_list(self):
        """With all that a row of the CMS shows; whether publishing is scheduled would be asked for each row anew."""
        scheduled = Revision.objects.filter(
            base_content_type=ContentType.objects.get_for_model(self.model),
            object_id=Cast(models.OuterRef("pk"), models.CharField(max_length=255)),
            approved_go_live_at__isnull=False,
        )
        return self.select_related("certification").annotate(_approved_schedule=models.Exists(scheduled))


class Programme(DraftStateMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """The way to one kind of certificate: what is asked for the first time, what for a renewal, and what it grants.

    Only the published words count. A certification without a programme is issued by the courses that name it.
    """

    certification = models.OneToOneField(
        Certification, verbose_name=_("certification"), on_delete=models.PROTECT, related_name="programme"
    )
    summary = models.TextField(_("summary"), max_length=500, blank=True)
    summary_en = models.TextField(_("English summary"), max_length=800, blank=True)
    first = StreamField(PathBlocks(), verbose_name=_("for the first certificate"))
    renewal = StreamField(
        PathBlocks(required=False),
        verbose_name=_("for a renewal"),
        blank=True,
        help_text=_("Shorter, as a rule. Empty: the same as for the first certificate."),
    )
    recognises = models.BooleanField(
        _("certificates from outside may be recognised"),
        default=False,
        help_text=_("With a scan of the certificate, decided by a chief trainer."),
    )

    local_summary = Twin("summary")

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("certification programme")
        verbose_name_plural = _("certification programmes")
        ordering = ["certification__slug"]

    def __str__(self):
        return self.certification.local_name

    @property
    def approved_schedule(self):
        """As Wagtail's, without its query where a list has asked already."""
        return self._approved_schedule if hasattr(self, "_approved_schedule") else super().approved_schedule

    def get_preview_template(self, request, mode_name):
        return "programmes/preview.html"

    def get_preview_context(self, request, mode_name):
        from ..previewing import preview_of

        return {**super().get_preview_context(request, mode_name), **preview_of(self)}

    def clean(self):
        super().clean()
        issuing = CoursePage.objects.live().filter(certification=self.certification_id).first()
        if self.certification_id and issuing:
            raise ValidationError(
                {
                    "certification": _(
                        "The course “%(course)s” issues this certificate by itself. Take the certificate from the "
                        "course first; then the course can be a part of this programme."
                    )
                    % {"course": issuing.local_title}
                }
            )


class ProgrammeGrant(Orderable):
    """The certificate awards this skill at this level."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="grants")
    skill = models.ForeignKey(Skill, verbose_name=_("skill"), on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(
        _("level"), choices=[choice for choice in Level.choices if choice[0] > 0], default=Level.CERTIFIED
    )

    panels = [FieldPanel("skill"), FieldPanel("level")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "skill"],
                name="a_programme_grants_a_skill_once",
                violation_error_message=_("The programme grants this skill already."),
            ),
            models.CheckConstraint(condition=models.Q(level__range=(1, 4)), name="granted_level_1_to_4"),
        ]


class ProgrammePrerequisite(Orderable):
    """Another certificate that must count on the day this one is granted."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="prerequisites")
    certification = models.ForeignKey(
        Certification, verbose_name=_("certification"), on_delete=models.PROTECT, related_name="+"
    )

    panels = [FieldPanel("certification")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "certification"],
                name="a_prerequisite_once",
                violation_error_message=_("This certificate is asked for already."),
            )
        ]
