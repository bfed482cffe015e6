"""The public verification page: anybody with the address printed on a certificate may check it."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .certificates import standing_of
from .models import Certificate

LOOKUPS_A_MINUTE = 60


@login_not_required
@require_safe
def verify(request, public_id):
    """Every fact printed on the certificate and its state today; no fact that is not on the paper."""
    now = timezone.now()
    if _too_many(request, now):
        return _answer(request, "skills/verify_too_many.html", {}, status=429)
    # PostgreSQL refuses a NUL with an error where SQLite finds nothing.
    certificate = Certificate.objects.filter(public_id=public_id.replace("\0", "")).first()
    if certificate is None:
        return _answer(request, "skills/verify_unknown.html", {}, status=404)
    standing = standing_of(certificate, timezone.localdate(now))
    context = {"facts": certificate.facts, "standing": standing, "today": standing.on}
    return _answer(request, "skills/verify.html", context)


def _answer(request, template, context, status=200):
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


def _too_many(request, now):
    """Counts look-ups of one address in one minute; the addresses cannot be guessed, this only spares the server."""
    key = f"verify:{get_adapter().get_client_ip(request)}:{int(now.timestamp()) // 60}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) > LOOKUPS_A_MINUTE


def verify_offline(request): ...
def offline_file(request): ...
def verify_file(request): ...
