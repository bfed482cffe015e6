"""Certificates: for the people who hold them and for those who may see them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.typesetting import qr_svg
from people.models import User

from . import certificates
from .models import Certificate


@require_safe
def certificate(request, number):
    """One certificate with every fact on it, its QR code and its PDF."""
    found = _visible_certificate(request, number)
    address = certificates.verification_address(found)
    return render(
        request,
        "skills/certificate.html",
        {
            "certificate": found,
            "facts": found.facts,
            "standing": certificates.standing_of(found, timezone.localdate()),
            "address": address,
            "qr": qr_svg(address),
            "own": found.user_id == request.user.pk,
            "language": "en" if (get_language() or "").startswith("en") else "zh",
        },
    )


@require_safe
def certificate_pdf(request, number):
    """The certificate to print or keep."""
    found = _visible_certificate(request, number)
    name = _("Certificate {number} {name}.pdf").format(number=found.number, name=found.facts["name"])
    return HttpResponse(
        certificates.certificate_pdf(found, timezone.now()),
        content_type="application/pdf",
        headers={"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "private, no-store"},
    )


def _visible_certificate(request, number):
    people = User.objects.visible_to(request.user)
    return get_object_or_404(Certificate.objects.filter(user__in=people).select_related("user"), number=number)
