"""Figures in templates: shares as per cent, correlations with two decimals, and the interval beside them."""

from django import template
from django.utils.translation import gettext, pgettext

from ..estimates import Estimate
from ..flags import percent

register = template.Library()
NOTHING = "–"


def _is_missing(value) -> bool:
    """A template hands over an empty text for an attribute of nothing."""
    return value is None or value == ""


@register.filter("percent")
def in_percent(share: float | None) -> str:
    """A share between 0 and 1: "34%"; a dash for none."""
    return NOTHING if _is_missing(share) else percent(share)


@register.filter
def tenths(share: float | None) -> str:
    """A share to a tenth of a per cent: "33.8%", as marks are compared with a pass mark."""
    return NOTHING if _is_missing(share) else f"{100 * share:.1f}%"


@register.filter
def hundredths(value: float | None) -> str:
    """A correlation: "0.31", "−0.05" with a real minus; a dash for none."""
    return NOTHING if _is_missing(value) else f"{value:.2f}".replace("-", "\N{MINUS SIGN}")


@register.filter
def percent_interval(found: Estimate | None) -> str:
    """The interval of a share: "28–41%"; empty without one."""
    if not found or found.low is None or found.high is None:
        return ""
    return f"{round(100 * found.low)}–{percent(found.high)}"


@register.filter
def interval(found: Estimate | None) -> str:
    """The interval of a correlation: "0.20 to 0.41", in words as both ends may be negative; empty without one."""
    if not found or found.low is None or found.high is None:
        return ""
    ends = {"low": hundredths(found.low), "high": hundredths(found.high)}
    return pgettext("interval", "%(low)s to %(high)s") % ends


@register.filter
def seconds(value: float | None) -> str:
    """A time spent on a question: "34 s", "2 min 5 s"; a dash for none."""
    if _is_missing(value):
        return NOTHING
    minutes, rest = divmod(round(value), 60)
    if not minutes:
        return gettext("%(seconds)d s") % {"seconds": rest}
    return gettext("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": rest}


@register.filter
def hundred(share: float | None) -> int:
    """A share as the value of a bar from 0 to 100."""
    return 0 if _is_missing(share) else round(100 * share)


@register.filter
def unlocalized(value: float) -> str:
    """A coordinate of a picture: always with a point."""
    return f"{value:g}"
