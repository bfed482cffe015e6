from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """What the hall has to tell somebody: an inbox, an e-mail a day at most, a calendar. Knows nothing of why."""

    name = "notices"
    verbose_name = _("Inbox")
