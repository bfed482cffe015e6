"""The small drawn and linked pieces of a profile. A page has dozens of each, and a template is slow at them."""

from functools import cache, lru_cache
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from core.templatetags.ui import day, icon

register = template.Library()

_NOBODY = "number"


@register.simple_tag
def level_bar(bar):
    """The four blocks of a level (skills.pictures.Bar), as many lit as it says; the badge beside it is in words."""
    return _blocks(tuple(step["css"] for step in bar.steps), tuple(step["x"] for step in bar.steps))


@lru_cache(maxsize=50)
def _blocks(styles, places):
    blocks = "".join(
        f'<rect class="{style}" x="{x}" width="23" height="10"/>' for style, x in zip(styles, places, strict=True)
    )
    return mark_safe(f'<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{blocks}</svg>')


@register.simple_tag
def lifeline(line):
    """The line of a skill through two years (skills.pictures.Stretch), today in the middle."""
    drawn = "".join(f'<rect class="{one.kind}" x="{one.x}" y="4" width="{one.width}" height="12"/>' for one in line)
    return mark_safe(  # numbers and the three names of pictures.lifeline, nothing that people write
        '<svg class="lifeline" viewBox="0 0 730 20" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="ground" y="7" width="730" height="6"/>{drawn}'
        '<line class="now" x1="365" x2="365" y1="0" y2="20"/></svg>'
    )


@register.filter
def until(last):
    """The last day something counts, or that it has none."""
    return gettext("until %(day)s") % {"day": day(last)} if last else gettext("no expiry")


@register.simple_tag
def certificate_link(number, css="nowrap", picture=""):
    """A link to the page of a certificate, in its number."""
    before, after = _around()
    address = f"{before}{quote(number)}{after}"
    return format_html('<a class="{}" href="{}">{}{}</a>', css, address, icon(picture) if picture else "", number)


@cache
def _around():
    """What stands before and behind the number in the address: putting it together anew for each link is slow."""
    before, _number, after = reverse("skills:certificate", args=[_NOBODY]).rpartition(_NOBODY)
    return before, after
