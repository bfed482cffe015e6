"""A published entry was changed: what its editor decided about those who learnt the old words."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from core.append_only import AppendOnlyModel
from core.twins import Twin

from .pages import CoursePage


class EntryChange(AppendOnlyModel):
    """An edit of a phrase, sign, dialogue or term that lessons show, and its weight."""

    class Weight(models.TextChoices):
        COSMETIC = "cosmetic", _("cosmetic: nobody has to learn anything")
        DELTA = "delta", _("delta lesson: those who learnt it see what is new")
        RECERTIFY = "recertify", _("re-certify: those who hold a certificate renew it")

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    entry = GenericForeignKey()
    # The published revisions on either side of the edit, while they are kept.
    before = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    after = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    # The words that differ: [{"name", "before", "after"}]; readers are shown these, whatever becomes of the entry.
    words = models.JSONField(default=list)
    title = models.CharField(max_length=300)
    weight = models.CharField(max_length=10, choices=Weight.choices)
    # What is new in one sentence, for those who read it.
    note = models.CharField(_("what is new"), max_length=300, blank=True)
    note_en = models.CharField(_("what is new, in English"), max_length=400, blank=True)
    # Until when those who hold a certificate renew it.
    due_on = models.DateField(_("renew until"), null=True, blank=True)
    # What the editor was shown when deciding: lessons, questions, certificates and people.
    touched = models.JSONField(default=dict)
    courses = models.ManyToManyField(CoursePage, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    local_note = Twin("note")

    class Meta:
        verbose_name = _("change of an entry")
        verbose_name_plural = _("changes of entries")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(weight="recertify") | models.Q(due_on__isnull=False),
                name="re_certifying_has_a_day",
                violation_error_message=_("Say until when the certificates are to be renewed."),
            )
        ]

    def __str__(self):
        return f"{self.content_type_id} {self.object_id} {self.weight}"


class DeltaRead(AppendOnlyModel):
    """Somebody has read what is new."""

    change = models.ForeignKey(EntryChange, on_delete=models.PROTECT, related_name="reads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reading of a change")
        verbose_name_plural = _("readings of changes")
        constraints = [models.UniqueConstraint(fields=["change", "user"], name="one_reading_a_change")]

    def __str__(self):
        return f"{self.change_id} {self.user_id}"
