"""Printed textbooks made from the content that is taught on the screen."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.twins import Twin
from people.roles import is_trainer


class BookQuerySet(models.QuerySet):
    def finished(self):
        """Those that can be read."""
        return self.filter(state=Book.State.DONE)

    def visible_to(self, viewer):
        """Everybody reads finished books; trainers see the orders too."""
        return self if is_trainer(viewer) else self.finished()


class Book(models.Model):
    """One edition of a textbook: what it was made from, how far the printing is, and the file."""

    class Kind(models.TextChoices):
        COURSE = "course", _("a course")
        SCENARIO = "scenario", _("a scenario")
        SELECTION = "selection", _("a selection")

    class Paper(models.TextChoices):
        A5 = "a5", "A5"
        A4 = "a4", "A4"

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        PRINTING = "printing", _("being printed")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="books")
    kind = models.CharField(_("made from"), max_length=10, choices=Kind.choices)
    # What it is made from: {"course": pk}, {"scenario": slug} or {"entries": [["phrase", pk], …]}.
    source = models.JSONField()
    title = models.CharField(pgettext_lazy("book", "title"), max_length=100)
    title_en = models.CharField(_("English title"), max_length=150, blank=True)
    paper = models.CharField(_("paper"), max_length=2, choices=Paper.choices, default=Paper.A5)
    # Counted for each source: the third printing of a course is its third edition.
    edition = models.PositiveIntegerField(_("edition"))
    # The published revisions the book shows, as it was printed: {"phrase:12": 345}.
    revisions = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True, default="")
    file = models.FileField(upload_to="books", max_length=255, blank=True)
    pages = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    # When a worker took it; one that prints for long has lost its worker and may be taken by another.
    begun_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = BookQuerySet.as_manager()
    local_title = Twin("title")

    class Meta:
        verbose_name = _("textbook")
        verbose_name_plural = _("textbooks")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.title
