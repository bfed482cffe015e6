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
    actions.register_action("programmes.waive_cycle", _("Waive a certificate"), _("Certificate waived"))
    actions.register_action("programmes.withdraw_cycle", _("Take a round back"), _("Round taken back"))


@hooks.register("register_log_actions")
def log_what_is_assigned(actions):
    """The same for training that is assigned, and for the rules that assign it."""
    actions.register_action("programmes.assign", _("Assign training"), _("Training assigned"))
    actions.register_action("programmes.extend", _("Change the day of assigned training"), _("Day of training changed"))
    actions.register_action("programmes.take_back", _("Take assigned training back"), _("Assigned training taken back"))
    actions.register_action("programmes.rule", _("Save a rule for training"), _("Rule for training saved"))
    actions.register_action("programmes.rule_off", _("Switch a rule for training off"), _("Rule switched off"))
    actions.register_action("programmes.rule_applied", _("Make a rule for training true"), _("Rule made true"))
    actions.register_action("programmes.exception", _("Decide on an exception of a rule"), _("Exception decided on"))
