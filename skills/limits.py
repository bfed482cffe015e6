"""How often strangers may ask. What they ask for cannot be guessed; this only spares the server."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

# Pages that people open.
LOOKUPS_A_MINUTE = 60
# A program that checks one credential fetches four documents.
DOCUMENTS_A_MINUTE = 240


def too_many(request: HttpRequest, now: datetime, what: str = "verify", most: int | None = None) -> bool:
    """Counts this look-up, and says whether the address has made too many of its kind this minute."""
    key = f"{what}:{get_adapter().get_client_ip(request)}:{int(now.timestamp()) // 60}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) > (LOOKUPS_A_MINUTE if most is None else most)


def too_many_documents(request: HttpRequest, now: datetime) -> bool:
    """The same for what programs fetch."""
    return too_many(request, now, "credentials", DOCUMENTS_A_MINUTE)
