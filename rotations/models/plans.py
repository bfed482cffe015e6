"""Rotation plans: the periods, who stands where in each, how the plan was found, and what became of it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.append_only import AppendOnlyModel
from people.models import Hall

from ..planner.aims import Aim
from .posts import Post
from .presence import EVERY_DAY, WEEKDAYS


class RotationSettings(models.Model):
    """How a hall rotates: on which weekdays it is open, how long a period is, what a plan is to be good at."""

    class Kind(models.TextChoices):
        WEEK = "week", _("weeks")
        FORTNIGHT = "fortnight", _("two weeks")
        MONTH = "month", _("months")

    hall = models.OneToOneField(Hall, on_delete=models.CASCADE, related_name="rotation_settings")
    open_on = models.CharField(_("open on"), max_length=7, default=EVERY_DAY, validators=[WEEKDAYS])
    kind = models.CharField(_("a period is"), max_length=10, choices=Kind.choices, default=Kind.WEEK)
    # Comma-separated values of planner.problem.Aim.
    aims = models.CharField(_("aims"), max_length=100, default=",".join(Aim))

    class Meta:
        verbose_name = _("rotation settings")
        verbose_name_plural = _("rotation settings")

    def __str__(self):
        return str(self.hall)


class RotationPlanQuerySet(models.QuerySet):
    """Questions about plans."""

    def visible_to(self, viewer, halls):
        """Those of the halls a viewer manages."""
        return self.filter(hall__in=halls)


class RotationPlan(models.Model):
    """A rotation over some periods of a hall. Only a published one makes anybody stand anywhere."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("handed in for approval")
        PUBLISHED = "published", _("published")
        DROPPED = "dropped", _("dropped")

    hall = models.ForeignKey(Hall, verbose_name=_("hall"), on_delete=models.PROTECT, related_name="rotation_plans")
    name = models.CharField(_("name"), max_length=60)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    aims = models.CharField(_("aims"), max_length=100, default=",".join(Aim))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    # Rises with every change of a cell: two people at one board, and undo, tell old from new by it.
    revision = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = RotationPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("rotation plan")
        verbose_name_plural = _("rotation plans")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return self.name


class Period(models.Model):
    """A stretch of days in which nobody changes posts, both days included."""

    plan = models.ForeignKey(RotationPlan, on_delete=models.CASCADE, related_name="periods")
    number = models.PositiveSmallIntegerField(_("number"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_period_a_number"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="a_period_ends_after_it_begins"),
        ]

    def __str__(self):
        return f"{self.first_day}–{self.last_day}"


class Cell(models.Model):
    """Where somebody stands in a period; `post` empty with a lock: stays without a post. No row: nothing said."""

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="cells")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="rotation_cells")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="rotation_cells")
    is_locked = models.BooleanField(_("locked"), default=False)
    # Why the manager plans somebody who cannot stand there yet; empty for everybody who can.
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("cell of a plan")
        verbose_name_plural = _("cells of plans")
        ordering = ["period", "pk"]
        constraints = [models.UniqueConstraint(fields=["period", "user"], name="one_cell_a_person_and_period")]

    def __str__(self):
        return f"{self.user_id} {self.post_id}"


class PlanChange(AppendOnlyModel):
    """What was done to a plan: cells before and after as `[period number, user, post or null, locked]`. Undo is a
    change back, and another row."""

    plan = models.ForeignKey(RotationPlan, on_delete=models.CASCADE, related_name="changes")
    revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    undoes = models.OneToOneField("self", null=True, on_delete=models.CASCADE, related_name="undone_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("change of a plan")
        verbose_name_plural = _("changes of plans")
        ordering = ["plan", "revision"]
        constraints = [models.UniqueConstraint(fields=["plan", "revision"], name="one_change_a_revision")]

    def __str__(self):
        return f"{self.plan_id} {self.revision} {self.kind}"


class PlanRun(models.Model):
    """The planner at work on a plan, in the background: what it was asked, how far it is, what it found.

    `best` are the cells of the best plan so far as `[[post or null a period] a person]`, in the order of `people`,
    `posts` and the periods of the plan; `scores` and `bounds` by aim; `track` `[[seconds, best, bound], …]`. `missing`
    is what the best plan lacks: `["seats", period number, post, part of the day or null, how many]`, with the weekdays
    before the last where they are told apart, or `["skill", period number, skill, level, how many]`. A run at work that
    was not `seen_at` lately lost its worker.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("at work")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")
        FAILED = "failed", _("failed")

    plan = models.ForeignKey(RotationPlan, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    seed = models.PositiveIntegerField(default=1)
    seconds = models.PositiveSmallIntegerField(
        _("seconds"), default=60, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    based_on = models.PositiveIntegerField(help_text="revision of the plan it was read from")
    keeps = models.BooleanField(default=False, help_text="the cells as they are count as told: few are to change")
    people = models.JSONField(default=list)
    best = models.JSONField(default=list)
    scores = models.JSONField(default=dict)
    bounds = models.JSONField(default=dict)
    missing = models.JSONField(default=list)
    gap = models.FloatField(null=True)
    track = models.JSONField(default=list)
    method = models.CharField(max_length=100, blank=True)
    stop_asked = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("run of the planner")
        verbose_name_plural = _("runs of the planner")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state__in=["waiting", "running"]),
                name="one_run_of_a_plan_at_a_time",
                violation_error_message=_("The planner is at work on this plan already."),
            )
        ]

    def __str__(self):
        return f"{self.plan_id} {self.state}"


class PlanRemark(AppendOnlyModel):
    """What somebody said about a plan, that they handed it in, or that they approve of it."""

    plan = models.ForeignKey(RotationPlan, on_delete=models.CASCADE, related_name="remarks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.CharField(_("remark"), max_length=1000, blank=True)
    approves = models.BooleanField(default=False)
    hands_in = models.BooleanField(default=False)
    # Approval is of this state of the plan.
    revision = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("remark on a plan")
        verbose_name_plural = _("remarks on plans")
        ordering = ["at", "pk"]

    def __str__(self):
        return self.text[:40]
