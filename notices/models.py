"""What people were told, what they have read of it, and how they want to be told."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from core.append_only import AppendOnlyModel, AppendOnlyQuerySet


def new_token():
    """192 random bits: the address of a calendar that nobody can guess."""
    return secrets.token_urlsafe(24)


class Rhythm(models.TextChoices):
    """How often somebody gets a letter about what they have not read."""

    DAILY = "daily", _("once a day, when there is something")
    WEEKLY = "weekly", _("once a week, when there is something")
    NEVER = "never", _("never: I look into the inbox")


class NoticeQuerySet(AppendOnlyQuerySet):
    """Questions about notices."""

    def unread(self):
        return self.filter(delivery__read_at=None)

    def of(self, user):
        """A person's, with their state; unread ones first, then the latest."""
        mine = self.filter(recipient=user).select_related("delivery")
        unread_first = models.Case(models.When(delivery__read_at=None, then=0), default=1)
        return mine.order_by(unread_first, "-written_at", "-pk")


class Notice(AppendOnlyModel):
    """Somebody was told something. `params` are facts, never sentences: they are read in the reader's language.

    `key` is what was said, once for each recipient. `subject` is what it is about ("certificate:123"): a later notice
    about the same takes its place among the unread. `link` is a path of this hall.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    subject = models.CharField(max_length=80, blank=True)
    params = models.JSONField(default=dict)
    link = models.CharField(max_length=300, blank=True)
    written_at = models.DateTimeField(db_index=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-written_at", "-pk"]
        # Keys and subjects come first: whoever tells thousands asks for those, and few people share one.
        constraints = [models.UniqueConstraint(fields=["key", "recipient"], name="nothing_is_said_twice")]
        indexes = [
            models.Index(fields=["recipient", "-written_at"], name="notices_of_a_person"),
            models.Index(fields=["subject", "recipient"], name="notices_about_a_thing"),
        ]

    def __str__(self):
        return f"{self.recipient_id} {self.key}"


class Digest(models.Model):
    """A letter to one person: at most one of a day. Until it is sent it may be taken along to a later day.

    Who holds the claim sends it; `sent_at` is written as soon as the mail server has taken it. docs/decisions/0074.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="digests")
    day = models.DateField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("e-mail", "letter")
        verbose_name_plural = pgettext_lazy("e-mail", "letters")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="one_letter_a_day"),
            models.UniqueConstraint(fields=["user"], condition=Q(sent_at=None), name="one_unsent_letter"),
        ]

    def __str__(self):
        return f"{self.user_id} {self.day}"


class Delivery(models.Model):
    """The state of a notice: read when, and told in which letter. `settled`: nobody had to read it any more."""

    notice = models.OneToOneField(Notice, primary_key=True, on_delete=models.PROTECT, related_name="delivery")
    # Again, so that the number of a person's unread notices is read off one small index.
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True)
    settled = models.BooleanField(default=False)
    digest = models.ForeignKey(Digest, null=True, on_delete=models.SET_NULL, related_name="deliveries")

    class Meta:
        verbose_name = _("state of a notice")
        verbose_name_plural = _("states of notices")
        indexes = [models.Index(fields=["recipient"], condition=Q(read_at=None), name="unread_of_a_person")]

    def __str__(self):
        return str(self.notice_id)


def unread_of_the_person():
    """How many unread notices a person has, as part of the statement that reads the person."""
    unread = Delivery.objects.filter(recipient=OuterRef("pk"), read_at=None).order_by()
    counted = unread.values("recipient").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class Round(models.Model):
    """One day's going through what is due; its row is locked while it is written, so that two never overlap."""

    day = models.DateField(primary_key=True)
    ended_at = models.DateTimeField(null=True)
    written = models.PositiveIntegerField(default=0)


class Preference(models.Model):
    """How somebody wants to be told; without a row as the hall says."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_preference")
    rhythm = models.CharField(pgettext_lazy("e-mail", "letters"), max_length=10, choices=Rhythm.choices, blank=True)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")

    def __str__(self):
        return f"{self.user_id} {self.rhythm}"


class CalendarAddress(models.Model):
    """The secret address under which a phone reads somebody's days, or those of their hall. Renewing replaces it."""

    class Scope(models.TextChoices):
        OWN = "own", _("my own days")
        TEAM = "team", _("the days of my hall")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_addresses")
    scope = models.CharField(max_length=10, choices=Scope.choices)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [models.UniqueConstraint(fields=["user", "scope"], name="one_address_a_calendar")]

    def __str__(self):
        return f"{self.user_id} {self.scope}"


class NoticeTemplate(models.Model):
    """The hall's own words for a kind of notice in one language; without them the built-in ones are used."""

    kind = models.CharField(pgettext_lazy("notices", "kind"), max_length=40)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    title = models.CharField(_("subject line"), max_length=120)
    sentence = models.TextField(_("sentence"), max_length=500)

    class Meta:
        verbose_name = _("words of a notice")
        verbose_name_plural = _("words of notices")
        ordering = ["kind", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language"],
                name="one_template_a_language",
                violation_error_message=_("There are words for this kind in this language already. Change those."),
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.language}"


@register_setting(icon="mail")
class NoticeSettings(BaseGenericSetting):
    """How people are told who have not chosen themselves."""

    rhythm = models.CharField(
        _("letters for those who have not chosen"), max_length=10, choices=Rhythm.choices, default=Rhythm.DAILY
    )

    class Meta:
        verbose_name = _("inbox and letters")
