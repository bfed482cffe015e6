"""What people do inside a lesson: where they stopped watching, what they have done, and what they say about it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from .pages import LessonPage
from .records import Enrolment


class Playback(models.Model):
    """Where somebody stopped in a clip of a lesson, to the second, on whichever device."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="playbacks")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    clip = models.ForeignKey("core.Clip", on_delete=models.CASCADE, related_name="+")
    seconds = models.FloatField(_("stopped at"), default=0)
    # How much of the clip has been seen at least once, from 0 to 1; it only grows.
    seen = models.FloatField(_("share seen"), default=0)
    # Which parts were seen: pairs of seconds that do not overlap, in order.
    parts = models.JSONField(default=list)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("place in a clip")
        verbose_name_plural = _("places in clips")
        constraints = [
            models.UniqueConstraint(fields=["user", "page", "clip"], name="one_place_a_clip"),
            models.CheckConstraint(condition=models.Q(seen__gte=0, seen__lte=1), name="seen_is_a_share"),
        ]

    def __str__(self):
        return f"{self.user_id} {self.page_id} {self.clip_id} {self.seconds:.1f}"


class BlockDone(models.Model):
    """Something a lesson asks for was done: a clip seen, a check answered, a drill or a dialogue practised."""

    class Kind(models.TextChoices):
        WATCH = "watch", _("clip seen")
        CHECK = "check", _("check answered")
        DRILL = "drill", _("drill done")
        DIALOGUE = "dialogue", _("dialogue played")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="blocks_done")
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="+")
    # The id of the block in the body of the lesson.
    block = models.CharField(max_length=36)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # How it went, for instance {"right_at_first": true} or {"declared": true} when the browser could not watch along.
    detail = models.JSONField(default=dict)
    done_at = models.DateTimeField()

    class Meta:
        verbose_name = _("thing done in a lesson")
        verbose_name_plural = _("things done in lessons")
        constraints = [models.UniqueConstraint(fields=["enrolment", "page", "block"], name="one_doing_a_block")]

    def __str__(self):
        return f"{self.enrolment_id} {self.page_id} {self.block} {self.kind}"


class Remark(models.Model):
    """What a reader says about a lesson in ten seconds, and what a trainer answers."""

    class Kind(models.TextChoices):
        STUCK = "stuck", _("I got stuck")
        HELPED = "helped", _("this helped me at the counter")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="remarks")
    page = models.ForeignKey(LessonPage, on_delete=models.PROTECT, related_name="remarks")
    # The id of the block it is about; empty when it is about the whole lesson.
    block = models.CharField(max_length=36, blank=True, default="")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(_("in a few words"), max_length=300, blank=True)
    made_at = models.DateTimeField()
    answer = models.CharField(pgettext_lazy("remark", "answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    # When the reader has seen the answer; until then it is news on their day.
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "page", "block", "kind"],
                condition=models.Q(answered_at__isnull=True),
                name="one_open_remark_a_place_and_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at__isnull=True)
                | ~models.Q(answer="") & models.Q(answered_at__isnull=False),
                name="an_answer_has_a_moment",
            ),
        ]

    def __str__(self):
        return f"{self.user_id} {self.page_id} {self.kind}"
