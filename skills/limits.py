"""How often strangers may ask."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

LOOKUPS_A_MINUTE = 60


def too_many(request: HttpRequest, now: datetime, what: str = "verify", most: int | None = None) -> bool:
    """Counts what one address asks for in one minute; what is asked for cannot be guessed, this only spares the
    server."""
    key = f"{what}:{get_adapter().get_client_ip(request)}:{int(now.timestamp()) // 60}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) > (LOOKUPS_A_MINUTE if most is None else most)
