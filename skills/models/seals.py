"""What left the house on paper and as a file: facts, because keys, type and the drawing of the sheet do not stay."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.append_only import AppendOnlyModel

from .awards import Certificate


class PrintedSeal(AppendOnlyModel):
    """What the code of a certificate says below an address (skills.seals), made once by the key of that time.

    A hall that moves to another address, or loses a key, gets another seal; papers printed before keep theirs.
    """

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="seals")
    address = models.CharField(_("address"), max_length=250)
    key_id = models.CharField(_("signing key"), max_length=40)
    text = models.TextField(_("seal"))
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["sealed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "address", "key_id"], name="one_seal_an_address_and_key")
        ]

    def __str__(self):
        return f"{self.certificate_id} {self.key_id}"


class IssuedSheet(AppendOnlyModel):
    """The fingerprint of a PDF of a certificate that somebody was given; the file itself is drawn anew each time.

    By it a file is known as ours when the sheet has long been drawn otherwise.
    """

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="sheets")
    sha256 = models.CharField("SHA-256", max_length=64)
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("issued sheet")
        verbose_name_plural = _("issued sheets")
        ordering = ["issued_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["certificate", "sha256"], name="one_row_a_sheet")]

    def __str__(self):
        return f"{self.certificate_id} {self.sha256[:12]}"
