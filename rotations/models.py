"""Posts, what they ask for, how many a hall wants to hold a skill, and when people are away."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel

from core.append_only import AppendOnlyModel
from core.twins import Twin
from people.models import Hall, User
from people.roles import Role, has_role
from skills.models import Level, Skill


class PostQuerySet(models.QuerySet):
    """Questions about posts."""

    def visible_to(self, viewer):
        """Posts of the halls whose people the viewer may see; a clerk sees those of the own hall."""
        if has_role(viewer, Role.ADMINISTRATOR):
            return self
        return self.filter(hall_id=viewer.hall_id) if viewer.hall_id else self.none()


class Post(ClusterableModel):
    """A post 岗位 of a hall, with its number of seats."""

    hall = models.ForeignKey(Hall, verbose_name=_("hall"), on_delete=models.PROTECT, related_name="posts")
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    description = models.TextField(_("description"), max_length=500, blank=True)
    description_en = models.TextField(_("English description"), max_length=600, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), default=1, validators=[MinValueValidator(1)])
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    local_name = Twin("name")
    local_description = Twin("description")
    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["hall", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "name"],
                name="one_post_a_name",
                violation_error_message=_("This hall has a post of that name already."),
            )
        ]

    def __str__(self):
        return self.local_name

    def get_absolute_url(self):
        return reverse("rotations:post", args=[self.pk])


class Requirement(models.Model):
    """A post asks for a skill at a level or above."""

    post = ParentalKey(Post, on_delete=models.CASCADE, related_name="requirements")
    skill = models.ForeignKey(Skill, verbose_name=_("skill"), on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(
        _("at least"), choices=[choice for choice in Level.choices if choice[0] > 0], default=Level.ABLE
    )

    panels = [FieldPanel("skill"), FieldPanel("level")]

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering = ["skill__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "skill"],
                name="one_requirement_a_skill",
                violation_error_message=_("The post asks for this skill already."),
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="required_level_1_to_4"),
        ]

    def __str__(self):
        return f"{self.skill} ≥ {self.get_level_display()}"


class PostVersion(AppendOnlyModel):
    """What a post asked for from a moment on, until the next version: `needs` = {slug of the skill: level}.

    An auditor asks what a post asked for on a day long gone; requirements themselves know only today. A post that an
    administrator deletes takes its history along: nobody can ask about it any more, and the deletion is logged.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    seats = models.PositiveSmallIntegerField(_("seats"))
    needs = models.JSONField(default=dict)
    written_at = models.DateTimeField()
    # Empty for what was there when the history began.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("version of a post")
        verbose_name_plural = _("versions of posts")
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["post", "written_at"], name="versions_of_a_post")]

    def __str__(self):
        return f"{self.post_id} {self.written_at:%Y-%m-%d}"


class HallMinimum(models.Model):
    """A hall wants at least so many clerks who hold a skill at a level or above, whatever the posts ask for."""

    hall = models.ForeignKey(Hall, verbose_name=_("hall"), on_delete=models.CASCADE, related_name="minimums")
    skill = models.ForeignKey(Skill, verbose_name=_("skill"), on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(
        _("at least"), choices=[choice for choice in Level.choices if choice[0] > 0], default=Level.ABLE
    )
    people = models.PositiveSmallIntegerField(_("people"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("minimum of a hall")
        verbose_name_plural = _("minimums of halls")
        ordering = ["skill__order", "skill__slug", "level"]
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "skill", "level"],
                name="one_minimum_a_skill_and_level",
                violation_error_message=_("The hall has a minimum for this skill and level already."),
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="minimum_level_1_to_4"),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=999),
                name="minimum_of_one_to_999_people",
                violation_error_message=_("Say a number from 1 to 999."),
            ),
        ]

    def __str__(self):
        return f"{self.skill} ≥ {self.get_level_display()}: {self.people}"


class Leave(models.Model):
    """Somebody is away, both days included. Why is nobody's business here and is not kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.PROTECT, related_name="leaves"
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="leave_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first."),
            )
        ]

    def __str__(self):
        return f"{self.user} {self.first_day}–{self.last_day}"


class AssignmentQuerySet(models.QuerySet):
    """Questions about who stands where."""

    def on(self, day):
        """Those that cover a day."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)

    def from_day(self, day):
        """Those of a day and of later ones."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day))

    def visible_to(self, viewer):
        """Those of people the viewer may see."""
        return self.filter(user__in=User.objects.visible_to(viewer))


class Assignment(models.Model):
    """Somebody stands at a post, both days included; without a last day until further notice.

    One person stands at one post at a time. What has begun is never taken away: it ends, and the history stays. `note`
    is why the manager planned somebody who could not stand there yet.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.PROTECT, related_name="posts_held"
    )
    post = models.ForeignKey(Post, verbose_name=_("post"), on_delete=models.PROTECT, related_name="assignments")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("stay at a post")
        verbose_name_plural = _("stays at posts")
        ordering = ["first_day", "pk"]
        indexes = [models.Index(fields=["post", "first_day"], name="stays_at_a_post")]
        constraints = [
            models.UniqueConstraint(fields=["user", "first_day"], name="one_stay_a_person_begins_a_day"),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="a_stay_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.post} {self.first_day}–{self.last_day or '…'}"
