from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    """What must be done for a certificate, the cycles of those who hold it, and training that is assigned."""

    name = "programmes"
    verbose_name = _("Programmes")
