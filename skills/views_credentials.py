"""Credentials for programs, and what is needed to check them: the issuer, the keys, the status lists. All public."""

import json
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from .credentials.achievement import PURPOSES
from .credentials.tokens import MEDIA_TYPE
from .issuer import issuer_document, key_set
from .keys import public_keys
from .limits import too_many
from .models import SignedCredential, StatusList
from .status_lists import status_list

# Long enough to spare the server, short enough that a revocation is seen the same hour.
CACHED = "public, max-age=300"


def _for_programs(view: Callable[..., HttpResponse]):
    """Anybody may ask from anywhere, pages of other sites too, but not too often; no search engine keeps it."""

    @login_not_required
    @require_safe
    @wraps(view)
    def answer(request, **arguments):
        now = timezone.now()
        response = HttpResponse(status=429) if too_many(request, now) else view(now=now, **arguments)
        response["Access-Control-Allow-Origin"] = "*"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


@_for_programs
def issuer(now):
    """The profile of the issuer with all its keys."""
    return _json(issuer_document(public_keys().values()), "application/ld+json", CACHED)


@_for_programs
def keys(now):
    """The keys as a JWK set."""
    return _json(key_set(public_keys().values()), "application/jwk-set+json", CACHED)


@_for_programs
def status(now, number, purpose):
    """The signed list of the certificates that are revoked, or suspended, today."""
    if purpose not in PURPOSES or not StatusList.objects.filter(number=number).exists():
        raise Http404
    return _json(status_list(number, purpose, now), "application/vc", CACHED)


@_for_programs
def credential(now, public_id):
    """The credential of a certificate with its proof."""
    row = _signed(public_id)
    response = _json(row.credential, "application/vc", "no-store")
    response["Content-Disposition"] = f'attachment; filename="{row.certificate.number}.json"'
    return response


@_for_programs
def token(now, public_id):
    """The same as a token."""
    row = _signed(public_id)
    response = HttpResponse(row.jwt, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    response["Content-Disposition"] = f'attachment; filename="{row.certificate.number}.jwt"'
    return response


def _signed(public_id) -> SignedCredential:
    # PostgreSQL refuses a NUL with an error where SQLite finds nothing.
    rows = SignedCredential.objects.filter(certificate__public_id=public_id.replace("\0", ""))
    row = rows.select_related("certificate").last()
    if row is None:
        raise Http404
    return row


def _json(value, content_type, caching):
    response = HttpResponse(json.dumps(value, ensure_ascii=False, indent=1), content_type=content_type)
    response["Cache-Control"] = caching
    return response
