"""Posts, what they ask for, their counters, and how many a hall wants to hold a skill."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel

from core.append_only import AppendOnlyModel
from core.twins import Twin
from people.models import Hall
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
    busy = models.PositiveSmallIntegerField(
        _("how busy"),
        default=1,
        validators=[MaxValueValidator(9)],
        help_text=_("0 to 9: a period at this post weighs so much in everybody's share of busy work."),
    )
    most_running = models.PositiveSmallIntegerField(
        _("most periods running"), default=0, help_text=_("So many periods one after another at most; 0: no limit.")
    )
    rest = models.PositiveSmallIntegerField(
        _("periods of rest"), default=0, help_text=_("After a stay, so many periods at other posts; 0: none.")
    )

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
            ),
            models.CheckConstraint(
                condition=Q(busy__lte=9),
                name="busy_0_to_9",
                violation_error_message=_("Say a number from 0 to 9."),
            ),
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


class Counter(models.Model):
    """A counter 窗口 of a post: what the sign above it says, and whether a wheelchair gets under it."""

    post = models.ForeignKey(Post, verbose_name=_("post"), on_delete=models.CASCADE, related_name="counters")
    number = models.CharField(_("number"), max_length=10)
    is_accessible = models.BooleanField(_("accessible"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("counter")
        verbose_name_plural = _("counters")
        ordering = ["post", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "number"],
                name="one_counter_a_number",
                violation_error_message=_("The post has a counter of that number already."),
            )
        ]

    def __str__(self):
        return self.number
