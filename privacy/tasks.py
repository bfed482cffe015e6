"""Work that nobody waits for."""

from datetime import datetime

from . import services


def forget_leavers(now: datetime) -> int:
    """Remove the personal data of those who have been gone long enough; answers of how many. For `settings.DAILY`."""
    return len(services.forget_leavers(now=now))
