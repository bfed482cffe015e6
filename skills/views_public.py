"""The public verification page: anybody with the address printed on a certificate may check it."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .certificates import standing_of, verification_address
from .limits import too_many
from .models import Certificate


@login_not_required
@require_safe
def verify(request, public_id):
    """Every fact printed on the certificate and its state today; no fact that is not on the paper."""
    now = timezone.now()
    if too_many(request, now):
        return _answer(request, "skills/verify_too_many.html", {}, status=429)
    # PostgreSQL refuses a NUL with an error where SQLite finds nothing.
    certificate = Certificate.objects.filter(public_id=public_id.replace("\0", "")).first()
    if certificate is None:
        return _answer(request, "skills/verify_unknown.html", {}, status=404)
    standing = standing_of(certificate, timezone.localdate(now))
    context = {
        "facts": certificate.facts,
        "standing": standing,
        "today": standing.on,
        "address": verification_address(certificate),
        "public_id": certificate.public_id,
        "is_signed": certificate.credentials.exists(),
    }
    return _answer(request, "skills/verify.html", context)


def _answer(request, template, context, status=200):
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response
