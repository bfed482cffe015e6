"""Who asked to be observed, who watches, what was seen, and what came of it. docs/practicals.md holds the picture."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Revision

from core.append_only import AppendOnlyModel
from people.models import User

from ..rubric import Rubric, Verdict, rubric_from
from .practicals import Practical

FIRST, SECOND = 1, 2
PLACES = ((FIRST, _("first observer")), (SECOND, _("second observer")))


class State(models.TextChoices):
    """Where a request stands; only how it ended is stored, the rest follows from what is there."""

    REQUESTED = "requested", pgettext_lazy("practical", "waiting for an observer")
    ASSIGNED = "assigned", pgettext_lazy("practical", "to be observed")
    SECOND = "second", pgettext_lazy("practical", "waiting for the second observer")
    OBSERVED = "observed", pgettext_lazy("practical", "waiting for the decision")
    ACCEPTED = "accepted", pgettext_lazy("practical", "accepted")
    REJECTED = "rejected", pgettext_lazy("practical", "not passed")
    REDO = "redo", pgettext_lazy("practical", "to be observed anew")
    WITHDRAWN = "withdrawn", pgettext_lazy("practical", "withdrawn")
    VOIDED = "voided", pgettext_lazy("practical", "accepted, voided afterwards")


ENDED = (State.ACCEPTED, State.REJECTED, State.REDO, State.WITHDRAWN, State.VOIDED)


class RequestQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Those of people the viewer may see, of the viewer's own, and those the viewer watches."""
        mine = Q(user__in=User.objects.visible_to(viewer)) | Q(user=viewer.pk)
        watched = Duty.objects.filter(observer=viewer.pk).values("request")
        return self.filter(mine | Q(pk__in=watched))

    def still_open(self):
        return self.filter(outcome="")

    def with_story(self):
        """With all that `state` and the pages ask, in a number of queries that does not grow."""
        named = ("practical__skill", "user", "asked_by", "decision__by", "voiding__by")
        return self.select_related(*named).prefetch_related(
            models.Prefetch("duties", Duty.objects.select_related("observer").order_by("place")),
            models.Prefetch("observations", Observation.objects.select_related("observer").order_by("place")),
        )


class ObservationRequest(models.Model):
    """One person is to be observed in one practical, by the rubric that was published when it was asked for."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practical = models.ForeignKey(Practical, on_delete=models.PROTECT, related_name="requests")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    # What the person was told will be looked at, as `rubric.as_json` writes it.
    sheet = models.JSONField()
    needs_second = models.BooleanField(_("drawn for a second observer"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="observation_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    note = models.CharField(pgettext_lazy("observation", "note"), max_length=200, blank=True)
    # Ordered anew by a decision; the one before it tells why.
    redo_of = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="redone_as")
    outcome = models.CharField(
        max_length=10, choices=[(state.value, state.label) for state in ENDED], blank=True, default=""
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for an observation")
        verbose_name_plural = _("requests for observations")
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["user", "practical", "asked_at"], name="requests_of_a_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "practical"], condition=Q(outcome=""), name="one_open_request_a_practical"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at__isnull=True)
                | Q(outcome__in=["accepted", "rejected", "redo", "withdrawn", "voided"], closed_at__isnull=False),
                name="a_request_is_open_or_wholly_closed",
            ),
        ]

    def __str__(self):
        return f"{self.practical_id} {self.user_id} {self.asked_at:%Y-%m-%d}"

    @cached_property
    def rubric(self) -> Rubric:
        return rubric_from(self.sheet)

    def duty(self, place):
        return next((duty for duty in self.duties.all() if duty.place == place), None)

    def observation(self, place):
        return next((seen for seen in self.observations.all() if seen.place == place), None)

    @property
    def is_open(self):
        return not self.outcome

    @property
    def is_watched(self):
        """Whether all observers who are to watch have handed in."""
        return bool(self.observation(FIRST) and (self.observation(SECOND) or not self.needs_second))

    @property
    def state(self) -> State:
        if self.outcome:
            return State(self.outcome)
        if self.observation(FIRST):
            return State.OBSERVED if self.is_watched else State.SECOND
        return State.ASSIGNED if self.duty(FIRST) else State.REQUESTED


class Duty(models.Model):
    """One observer is to watch one request, as the first or as the second of the sample."""

    request = models.ForeignKey(ObservationRequest, on_delete=models.CASCADE, related_name="duties")
    place = models.PositiveSmallIntegerField(choices=PLACES)
    observer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="observing_duties")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(_("assigned at"))
    due_on = models.DateField(_("by (day)"))

    class Meta:
        verbose_name = _("duty to observe")
        verbose_name_plural = _("duties to observe")
        constraints = [
            models.UniqueConstraint(fields=["request", "place"], name="one_observer_a_place"),
            models.UniqueConstraint(fields=["request", "observer"], name="two_observers_are_two_people"),
        ]


class Observation(AppendOnlyModel):
    """What one observer saw, written once.

    `marks` = {criterion id: {"level": level id, "note": text}}. Points, most and passed are what `rubric.verdict` said.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Made on the device: the same sheet sent twice is one observation.
    client_id = models.UUIDField(unique=True)
    request = models.ForeignKey(ObservationRequest, on_delete=models.PROTECT, related_name="observations")
    place = models.PositiveSmallIntegerField(choices=PLACES)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="observations")
    observer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="observed")
    observed_at = models.DateTimeField(_("observed at"))
    received_at = models.DateTimeField(_("received at"))
    marks = models.JSONField()
    comment = models.TextField(pgettext_lazy("on a mark", "comment"), max_length=1000, blank=True)
    points = models.PositiveIntegerField()
    most = models.PositiveIntegerField()
    failed = models.JSONField(default=list, blank=True)
    passed = models.BooleanField()

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        constraints = [models.UniqueConstraint(fields=["request", "place"], name="one_observation_a_place")]

    @property
    def verdict(self) -> Verdict:
        return Verdict(self.points, self.most, self.request.rubric.pass_percent, tuple(self.failed))


class ObservationDecision(AppendOnlyModel):
    """Accepted, rejected or to be done anew: by a trainer who did not watch."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("decision", "Accept")
        REJECTED = "rejected", pgettext_lazy("decision", "Not passed")
        REDO = "redo", pgettext_lazy("decision", "Observe anew")

    request = models.OneToOneField(ObservationRequest, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))
    note = models.TextField(pgettext_lazy("observation", "note"), max_length=500, blank=True)
    # A second observer was drawn and did not watch; the note says why.
    without_second = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("decision on an observation")
        verbose_name_plural = _("decisions on observations")


class Voiding(AppendOnlyModel):
    """An accepted observation counts for nothing any more, for good: who decided it, and why. All of it is kept."""

    request = models.OneToOneField(ObservationRequest, on_delete=models.PROTECT, related_name="voiding")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(_("voided at"))
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("voiding of an observation")
        verbose_name_plural = _("voidings of observations")

    def __str__(self):
        return f"{self.request_id} {self.voided_at:%Y-%m-%d}"


class Reply(AppendOnlyModel):
    """The person's answer to the result, and what observer or trainer says to it: once each."""

    class Side(models.TextChoices):
        PERSON = "person", _("the person observed")
        STAFF = "staff", _("observer or trainer")

    request = models.ForeignKey(ObservationRequest, on_delete=models.PROTECT, related_name="replies")
    side = models.CharField(max_length=6, choices=Side.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("text"), max_length=500)
    said_at = models.DateTimeField(_("said at"))

    class Meta:
        verbose_name = _("answer to a result")
        verbose_name_plural = _("answers to results")
        ordering = ["said_at"]
        constraints = [models.UniqueConstraint(fields=["request", "side"], name="one_reply_a_side")]


def evidence_path(evidence, name):
    """A name nobody can guess, and nothing of the name the camera gave."""
    return f"evidence/{evidence.added_at:%Y/%m}/{uuid.uuid4().hex}.{name.rpartition('.')[2].lower()}"


class EvidenceFile(models.Model):
    """A photo or clip of an observation, with the consent of those it shows.

    Whoever withdraws consent takes the file away; that it was there, and when it went, stays written.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", pgettext_lazy("evidence", "photo")
        CLIP = "clip", pgettext_lazy("evidence", "clip")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_id = models.UUIDField(unique=True)
    request = models.ForeignKey(ObservationRequest, on_delete=models.PROTECT, related_name="evidence")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    kind = models.CharField(max_length=5, choices=Kind.choices)
    file = models.FileField(upload_to=evidence_path, blank=True, max_length=200)
    bytes = models.PositiveBigIntegerField()
    consent_of = models.CharField(_("those shown who consented"), max_length=200)
    consent_at = models.DateTimeField(_("consented at"))
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("photo or clip of an observation")
        verbose_name_plural = _("photos and clips of observations")
        ordering = ["added_at", "pk"]
