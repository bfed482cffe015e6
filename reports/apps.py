from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Questions asked again and again: filtered, kept, sent; and the dossier an auditor asks for."""

    name = "reports"
    verbose_name = _("Reports of the hall")
