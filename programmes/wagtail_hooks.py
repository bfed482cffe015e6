from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def log_what_managers_decide(actions):
    """So that decisions about cycles can be read in the CMS with the rest of the audit trail."""
    actions.register_action("programmes.waive_part", _("Waive a part of a programme"), _("Part of a programme waived"))
    actions.register_action(
        "programmes.hand_in", _("Hand in a certificate from outside"), _("Certificate from outside handed in")
    )
    actions.register_action(
        "programmes.recognise", _("Decide on a certificate from outside"), _("Certificate from outside decided on")
    )
