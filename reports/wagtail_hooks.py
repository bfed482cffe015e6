from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("reports.dossier", _("Make an audit dossier"), _("Audit dossier made"))
