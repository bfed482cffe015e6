"""The words of the design system in templates: icons, dates, states and levels."""

import datetime
import time
from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, ngettext, pgettext, pgettext_lazy

register = template.Library()

# kind: (icon, tone, the word when the template gives none). Tones are the colours of .badge; red means "cannot".
STATES = {
    "yes": ("check", "ok", pgettext_lazy("eligibility", "can stand")),
    "flagged": ("alert", "caution", pgettext_lazy("eligibility", "can stand, flagged")),
    "no": ("x", "no", pgettext_lazy("eligibility", "cannot stand")),
    "info": ("info", "info", pgettext_lazy("state", "note")),
    "valid": ("check", "ok", pgettext_lazy("state", "valid")),
    "renewal": ("refresh", "caution", pgettext_lazy("state", "renewal open")),
    "grace": ("hourglass", "caution", pgettext_lazy("state", "in grace")),
    "expired": ("x", "no", pgettext_lazy("state", "expired")),
    "suspended": ("ban", "no", pgettext_lazy("state", "suspended")),
    "revoked": ("ban", "no", pgettext_lazy("state", "revoked")),
    "future": ("calendar", "plain", pgettext_lazy("state", "not yet valid")),
    "draft": ("edit", "plain", pgettext_lazy("state", "draft")),
    "todo": ("circle", "plain", pgettext_lazy("state", "to do")),
    "done": ("check", "ok", pgettext_lazy("state", "done")),
    "open": ("play", "info", pgettext_lazy("state", "open")),
}

# The same five words as skills.models.Level: this room stands below skills and may not ask it.
LEVELS = (
    pgettext_lazy("level", "none"),
    pgettext_lazy("level", "aware"),
    pgettext_lazy("level", "able"),
    pgettext_lazy("level", "certified"),
    pgettext_lazy("level", "coach"),
)


@register.simple_tag
def icon(name, css=""):
    """A decorative picture from the sprite; the word beside it is what a screen reader says."""
    return _icon(name, css)


# A page shows dozens of pictures and badges, and there are few kinds of them. Their address is asked for once: it
# changes only with the files, and then the server starts anew.
@lru_cache(maxsize=500)
def _icon(name, css):
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {css}" if css else "",
        static("icons/sprite.svg"),
        name,
    )


def _local(value):
    """A date as it is; an aware date-time in the time of the hall."""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.filter(expects_localtime=False)
def day(value):
    """Day and weekday, "11月23日 周一"; with the year when it is not this one. Empty for no date."""
    return day_in(_date_of(value), get_language()) if value else ""


def day_in(value, language):
    """The same of a date, for a page that names many and asks for the reader's language once; empty for no date."""
    return _in_words(value, value.year != _year_at(time.time() // 60), language) if value else ""


# A year begins on a whole minute, wherever the hall is; asking for the day took longer than putting it into words.
@lru_cache(maxsize=2)
def _year_at(_minute):
    return timezone.localdate().year


@register.filter(expects_localtime=False)
def full_day(value):
    """Day, weekday and always the year: "2026年11月23日 周一"."""
    return _in_words(_date_of(value), True, get_language()) if value else ""


def _date_of(value):
    value = _local(value)
    return value.date() if isinstance(value, datetime.datetime) else value


# A table of dates names the same days again and again, and putting one into words takes a dozen look-ups.
@lru_cache(maxsize=5000)
def _in_words(value, with_year, language):
    form = pgettext("date format", "D j M Y") if with_year else pgettext("date format", "D j M")
    return date_format(value, form)


@register.filter(expects_localtime=False)
def clock(value):
    """The time to the second, on the hall's clock: "10:42:07"."""
    return date_format(_local(value), "H:i:s") if value else ""


@register.filter
def minutes(value):
    """A number of minutes in words; empty when it is unknown."""
    if value is None or value == "":
        return ""
    return ngettext("%(count)d minute", "%(count)d minutes", int(value)) % {"count": int(value)}


@register.simple_tag
def state(kind, text=""):
    """A badge of icon, word and colour; `kind` is a key of STATES, `text` replaces its usual word."""
    return _badge(str(kind), text, get_language())


@lru_cache(maxsize=500)
def _badge(kind, text, language):
    picture, tone, word = STATES[kind]
    return format_html('<span class="badge badge-{}">{}{}</span>', tone, icon(picture), text or word)


@register.simple_tag
def level_badge(level):
    """Four dots, as many filled as the level 0-4 says, and its word."""
    return level_badge_in(int(level or 0), get_language())


@lru_cache(maxsize=20)
def level_badge_in(level, language):
    """The same for a page that draws many and asks for the reader's language once."""
    dots = format_html_join("", "<i{}></i>", ((mark_safe(' class="on"') if n < level else "",) for n in range(4)))
    return format_html(
        '<span class="level level-{}"><span class="level-dots" aria-hidden="true">{}</span>{}</span>',
        level,
        dots,
        LEVELS[level],
    )


@register.inclusion_tag("components/stars.html")
def stars(count, of=5):
    """The hall's stars: `count` filled of `of`, said in words to a screen reader."""
    count = int(count or 0)
    said = gettext("%(count)d of %(of)d stars") % {"count": count, "of": of}
    return {"filled": range(count), "empty": range(of - count), "said": said}
