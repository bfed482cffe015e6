"""Wagtail's checker, taught what a lesson needs: it finds in the preview what `lesson_checks` has written there."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem

from .lesson_checks import Rule


class LessonChecker(ContentCheckerItem):
    """Captions, weight, alternative text, contrast, reading length, and entries that are not published yet."""

    axe_run_only = [
        *(rule for rule in ContentCheckerItem.axe_run_only if rule != "empty-meta-description"),
        "color-contrast",
        "image-alt",
        *Rule.values,
    ]
    axe_custom_rules = [
        *(rule for rule in ContentCheckerItem.axe_custom_rules if rule["id"] != "empty-meta-description"),
        # A line of the list of faults carries no aria-label, so axe's own check for one fails on every line.
        *(
            {
                "id": rule.value,
                "impact": "serious",
                "selector": f"[data-author-fault='{rule.value}']",
                "tags": ["best-practice"],
                "any": ["aria-label"],
                "enabled": True,
            }
            for rule in Rule
        ),
    ]
    axe_messages = {
        **ContentCheckerItem.axe_messages,
        "color-contrast": {"error_name": _("Text hardly stands out"), "help_text": _("Make it darker or lighter")},
        "image-alt": {"error_name": _("A picture without words"), "help_text": _("Write what it shows")},
        **{
            rule.value: {"error_name": rule.label, "help_text": _("The first lines of the preview say what to do")}
            for rule in Rule
        },
    }
