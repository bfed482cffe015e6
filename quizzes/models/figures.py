"""What was last counted of each question, for lists: the question's own page counts anew whenever it is opened."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ..estimates import Estimate
from ..flags import Flag
from .bank import Question


class FiguresQuerySet(models.QuerySet):
    def current(self):
        """Those of the version that is published now; figures of an older wording accuse nobody any more."""
        return self.filter(revision=F("question__live_revision"))

    def flagged(self):
        """Those with something to look at."""
        return self.current().exclude(codes="")


class QuestionFigures(models.Model):
    """The figures of one question as counted at a moment, of its published version, over everybody's first answers.

    Not a fact but a copy of a count: it can be thrown away and counted again. Shares are between 0 and 1; `flags` are
    `quizzes.flags.Flag` as dictionaries, `codes` their codes between blanks, for filters.
    """

    question = models.OneToOneField(Question, on_delete=models.CASCADE, related_name="figures")
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.CASCADE, related_name="+")
    counted_at = models.DateTimeField(_("counted at"))
    answers = models.PositiveIntegerField()
    facility = models.FloatField(_("facility"), null=True)
    facility_low = models.FloatField(null=True)
    facility_high = models.FloatField(null=True)
    discrimination = models.FloatField(_("discrimination"), null=True)
    discrimination_low = models.FloatField(null=True)
    discrimination_high = models.FloatField(null=True)
    guess = models.FloatField(default=0)
    median_seconds = models.FloatField(_("median time"), null=True)
    flags = models.JSONField(default=list)
    codes = models.CharField(max_length=200, blank=True, db_index=True)

    objects = FiguresQuerySet.as_manager()

    class Meta:
        verbose_name = _("figures of a question")
        verbose_name_plural = _("figures of questions")

    def __str__(self):
        return f"{self.question_id} {self.counted_at:%Y-%m-%d %H:%M}"

    @property
    def level(self) -> Estimate | None:
        """The facility with its interval; how that was made is not kept."""
        return _estimate(self.facility, self.facility_low, self.facility_high)

    @property
    def apart(self) -> Estimate | None:
        """The discrimination with its interval."""
        return _estimate(self.discrimination, self.discrimination_low, self.discrimination_high)

    @property
    def raised(self) -> list[Flag]:
        """The flags, the gravest first; the word that there are too few answers is none."""
        return [flag for flag in (Flag(**kept) for kept in self.flags) if not flag.silent]


def _estimate(value: float | None, low: float | None, high: float | None) -> Estimate | None:
    return None if value is None else Estimate(value, low, high, "kept")
