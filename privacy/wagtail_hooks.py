from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def log_answers_and_removals(actions):
    """So that what was decided about personal data is read with the rest of the audit trail."""
    actions.register_action("privacy.answer", _("Answer a request"), _("Request for a correction answered"))
    actions.register_action("privacy.forget", _("Remove personal data"), _("Personal data removed"))
