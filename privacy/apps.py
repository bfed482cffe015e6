from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """What is held about a person, who looked, what is put right, and what is removed in time."""

    name = "privacy"
    verbose_name = _("Personal data")
