"""Training that people are to do, by when, and the rules that say who."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.append_only import AppendOnlyModel
from courses.models import CoursePage
from people.models import Hall, User
from people.roles import Role, has_role
from skills.models import Certification

from .cycles import Cycle

ONE_TARGET = Q(course__isnull=False, certification__isnull=True) | Q(course__isnull=True, certification__isnull=False)


class RuleQuerySet(models.QuerySet):
    """Questions about rules."""

    def kept_by(self, viewer):
        """Those a manager may change: of the own hall; for an administrator all."""
        if has_role(viewer, Role.ADMINISTRATOR):
            return self
        return self.filter(hall=viewer.hall_id) if viewer.hall_id else self.none()


class AssignmentRule(models.Model):
    """Who is to do a course or get a certificate, and by when; kept true by itself while it is on.

    `audience` holds the conditions, all of which must be met, by name: programmes.audiences reads and writes it. The
    due day is fixed (`due_on`), or counted in days from something about the person (`due_days`, `due_from`).
    """

    class DueFrom(models.TextChoices):
        ASSIGNED = "assigned", pgettext_lazy("due", "the day it is assigned")
        HIRED = "hired", pgettext_lazy("due", "the first day of work")
        POST = "post", pgettext_lazy("due", "the day the post begins")

    name = models.CharField(_("name"), max_length=100)
    # Whose rule it is: that of the managers of a hall, for its people alone; empty: one of the administrators.
    hall = models.ForeignKey(
        Hall, verbose_name=_("hall"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    course = models.ForeignKey(
        CoursePage, verbose_name=_("course"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    certification = models.ForeignKey(
        Certification, verbose_name=_("certificate"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    audience = models.JSONField(default=dict)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    # Negative: so many days before the post begins.
    due_days = models.SmallIntegerField(_("or within (days)"), null=True, blank=True)
    due_from = models.CharField(_("counted from"), max_length=8, choices=DueFrom.choices, default=DueFrom.ASSIGNED)
    is_on = models.BooleanField(_("on"), default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    # The last time it was made true.
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule for training")
        verbose_name_plural = _("rules for training")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=ONE_TARGET,
                name="a_rule_has_one_target",
                violation_error_message=_("Choose a course or a certificate."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_days__isnull=True),
                name="a_rule_has_one_due_day",
                violation_error_message=_("Say a day or a number of days, not both."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def target(self):
        """The course or the certification that is assigned."""
        return self.course or self.certification


class AssignmentQuerySet(models.QuerySet):
    """Questions about assigned training."""

    def still_open(self):
        """Neither done nor taken back."""
        return self.filter(ended_at__isnull=True)

    def visible_to(self, viewer):
        """That of people the viewer may see."""
        return self.filter(user__in=User.objects.visible_to(viewer))


class TrainingAssignment(models.Model):
    """Somebody is to do a course or get a certificate, by hand or by a rule. Doing it again is another row."""

    class Ending(models.TextChoices):
        DONE = "done", pgettext_lazy("assignment", "done")
        WITHDRAWN = "withdrawn", pgettext_lazy("assignment", "taken back")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="training")
    course = models.ForeignKey(CoursePage, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    certification = models.ForeignKey(Certification, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments")
    # Whether the round was opened by assigning it: then it is taken back with it.
    opened_cycle = models.BooleanField(default=False)
    rule = models.ForeignKey(
        AssignmentRule, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    # In words of the program's own making, as people were told: {"because": […]}.
    why = models.JSONField(default=dict)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField(_("assigned at"))
    # As it stands after the last extension.
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    # A person decided the day: the rule does not move it any more.
    due_decided = models.BooleanField(default=False)
    # The rule asks for it no longer, but it was begun: it stays until it is done or taken back by a person.
    outlived_rule = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True, default="")
    ending_reason = models.CharField(max_length=300, blank=True, default="")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assigned training")
        verbose_name_plural = _("assigned training")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["user", "ended_at"], name="training_of_a_person")]
        constraints = [
            models.CheckConstraint(condition=ONE_TARGET, name="an_assignment_has_one_target"),
            models.UniqueConstraint(
                fields=["user", "course"], condition=Q(ended_at__isnull=True), name="a_course_is_assigned_once"
            ),
            models.UniqueConstraint(
                fields=["user", "certification"],
                condition=Q(ended_at__isnull=True),
                name="a_certification_is_assigned_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="") | Q(ended_at__isnull=False) & ~Q(ending=""),
                name="an_assignment_that_ended_says_how",
            ),
        ]

    def __str__(self):
        return f"{self.user_id} {self.course_id or self.certification_id} {self.due_on or '–'}"

    @property
    def target(self):
        """The course or the certification."""
        return self.course or self.certification

    @property
    def title(self):
        """The name of the course or certificate in the reader's language."""
        return self.course.local_title if self.course_id else self.certification.local_name

    def is_overdue(self, on):
        """Whether it is open after its day."""
        return self.ended_at is None and self.due_on is not None and self.due_on < on


class Extension(AppendOnlyModel):
    """More time (or less) for one assignment, with the reason."""

    assignment = models.ForeignKey(TrainingAssignment, on_delete=models.PROTECT, related_name="extensions")
    due_before = models.DateField(null=True, blank=True)
    due_on = models.DateField(_("to be done by"))
    reason = models.CharField(_("reason"), max_length=300)
    # Nobody: the rule, because the day it counts from has moved.
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.assignment_id} {self.due_on}"


class ExceptionQuerySet(models.QuerySet):
    """Questions about exceptions."""

    def unresolved(self):
        """Those that wait for somebody to decide."""
        return self.filter(resolution="")

    def visible_to(self, viewer):
        """Those of people the viewer may see."""
        return self.filter(user__in=User.objects.visible_to(viewer))


class AssignmentException(models.Model):
    """A rule would give somebody a due day that cannot be kept; a person decides. Until then nothing is assigned.

    What was decided stays as a row. Somebody exempt stays so until that is lifted; the other decisions are carried out
    at once.
    """

    class Problem(models.TextChoices):
        PAST = "past", _("the due day has passed")
        TOO_SHORT = "too_short", _("less time than the training takes")
        AFTER_LEAVING = "after_leaving", _("due after the last day of work")
        ON_LEAVE = "on_leave", _("on leave until the due day")
        NO_DAY = "no_day", _("the day it is counted from is not known")
        HELD_BACK = "held_back", _("a prerequisite is missing")
        TAKEN_BACK = "taken_back", _("was taken back by hand")

    class Resolution(models.TextChoices):
        DATED = "dated", _("assigned with another day")
        KEPT = "kept", _("assigned all the same")
        EXEMPT = "exempt", _("not to be assigned by this rule")
        LIFTED = "lifted", _("was exempt, and is no longer")

    rule = models.ForeignKey(AssignmentRule, on_delete=models.CASCADE, related_name="exceptions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    problem = models.CharField(max_length=16, choices=Problem.choices)
    due_on = models.DateField(null=True, blank=True)
    found_at = models.DateTimeField()
    resolution = models.CharField(max_length=8, choices=Resolution.choices, blank=True, default="")
    resolved_due_on = models.DateField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="")
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = ExceptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exception of a rule")
        verbose_name_plural = _("exceptions of rules")
        ordering = ["-found_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "user"], condition=Q(resolution=""), name="one_open_exception_a_rule_and_person"
            )
        ]

    def __str__(self):
        return f"{self.rule_id} {self.user_id} {self.problem}"
