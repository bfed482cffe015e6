from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .viewsets import CertificationViewSet, SkillViewSet


@hooks.register("register_admin_viewset")
def skills_and_certifications():
    # "skills" alone is the namespace of our own pages.
    return [
        SkillViewSet("cms_skills", url_prefix="skills"),
        CertificationViewSet("cms_certifications", url_prefix="certifications"),
    ]


@hooks.register("register_log_actions")
def log_awards_and_revocations(actions):
    """So that the history of a person's skills can be read in the CMS with the rest of the audit trail."""
    actions.register_action("skills.award", _("Award a skill"), _("Skill awarded"))
    actions.register_action("skills.revoke", _("Revoke an award"), _("Award revoked"))
    actions.register_action("skills.suspend", _("Suspend a certificate"), _("Certificate suspended"))
    actions.register_action("skills.reinstate", _("Reinstate a certificate"), _("Certificate reinstated"))
