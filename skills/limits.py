"""How often strangers may ask. What they ask for cannot be guessed; this only spares the server."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

# Pages that people open.
LOOKUPS_A_MINUTE = 60
# A program that checks one credential fetches four documents.
DOCUMENTS_A_MINUTE = 240


def too_many(request: HttpRequest, now: datetime) -> bool:
    """Counts this look-up, and says whether the address has made too many this minute."""
    return _count("verify", request, now) > LOOKUPS_A_MINUTE


def too_many_documents(request: HttpRequest, now: datetime) -> bool:
    """The same for what programs fetch."""
    return _count("credentials", request, now) > DOCUMENTS_A_MINUTE


def _count(what: str, request: HttpRequest, now: datetime) -> int:
    """How often one address has asked in one minute."""
    key = f"{what}:{get_adapter().get_client_ip(request)}:{int(now.timestamp()) // 60}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key)
