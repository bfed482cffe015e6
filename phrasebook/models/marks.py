"""What people do with entries: mark them, and bring many in at once."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class Favourite(models.Model):
    """An entry somebody wants at hand."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourite_entries")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    entry = GenericForeignKey()
    marked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("favourite")
        verbose_name_plural = _("favourites")
        ordering = ["-marked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "content_type", "object_id"], name="one_mark_a_favourite")
        ]

    def __str__(self):
        return f"{self.user_id} {self.content_type_id} {self.object_id}"


class EntryImport(models.Model):
    """A file of entries that was read: first a dry run, then, once applied, the record of what it did."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="entry_imports")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    # What was found and what would be done with each row of each sheet.
    rows = models.JSONField()
    ignored_columns = models.JSONField(default=list)
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import of entries")
        verbose_name_plural = _("imports of entries")
        ordering = ["-created_at"]

    def __str__(self):
        return self.file_name
