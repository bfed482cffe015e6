"""What the hall has signed, and where its status lists speak of each certificate."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.append_only import AppendOnlyModel

from .awards import Certificate


class StatusList(models.Model):
    """How many places of a pair of status lists (revocation, suspension) are given away; its row is locked while the
    next is drawn."""

    number = models.PositiveIntegerField(primary_key=True)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("status list")
        verbose_name_plural = _("status lists")
        ordering = ["number"]

    def __str__(self):
        return str(self.number)


class StatusPlace(AppendOnlyModel):
    """The bit of a certificate, the same in the list of revocations and in that of suspensions; never given twice."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="status_place")
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="places")
    index = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("place in a status list")
        verbose_name_plural = _("places in status lists")
        constraints = [models.UniqueConstraint(fields=["status_list", "index"], name="one_certificate_a_place")]

    def __str__(self):
        return f"{self.status_list_id}#{self.index}"


class SignedCredential(AppendOnlyModel):
    """What the hall signed for a certificate, in both forms, and with which key. The latest one counts.

    `credential` carries its own proof. Whatever bears our signature and is not one of these was not signed by us.
    """

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="credentials")
    key_id = models.CharField(_("signing key"), max_length=40)
    credential = models.JSONField(_("credential"))
    jwt = models.TextField(_("credential as a token"))
    signed_at = models.DateTimeField(_("signed at"))

    class Meta:
        verbose_name = _("signed credential")
        verbose_name_plural = _("signed credentials")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "key_id"], name="a_key_signs_a_certificate_once"),
            models.CheckConstraint(condition=~Q(jwt=""), name="a_signed_credential_has_both_forms"),
        ]

    def __str__(self):
        return f"{self.certificate_id} {self.key_id}"
