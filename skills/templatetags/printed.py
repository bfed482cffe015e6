"""Reads the printed facts of a certificate, which are plain JSON, for templates."""

from datetime import date

from django import template

register = template.Library()


@register.filter
def printed_day(iso):
    """The day behind its ISO text."""
    return date.fromisoformat(iso)


@register.filter
def with_level(skill):
    """A printed skill and its level as one pair of languages."""
    return {"zh": f"{skill['zh']} · {skill['level_zh']}", "en": f"{skill['en']} · {skill['level_en']}"}
