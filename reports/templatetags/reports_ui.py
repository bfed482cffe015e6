"""How a report shows its cells and figures."""

from django import template
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.templatetags.ui import day, state

from ..frame import Column, Kind, Report, Row

register = template.Library()

# A number of a certificate is read in one piece; a title may be broken.
SHORT = 20


@register.simple_tag
def amount(value: int, unit: str = "") -> str:
    """A figure of the summary: how many, or for minutes the hours with one decimal."""
    if unit == "minutes":
        return _("%(hours)s h") % {"hours": localize(round(value / 60, 1))}
    return localize(value)


@register.simple_tag
def cell(column: Column, row: Row) -> str:
    """What stands in a column of a row. A person is a link to their skills, a state a badge."""
    value = row.cells.get(column.key)
    if value is None or value == "":
        return ""
    match column.kind:
        case Kind.STATE:
            return state(value.kind, value.text) if str(value.text) else ""
        case Kind.LINK:
            short = "short" if len(value.text) < SHORT else ""
            return (
                format_html('<a class="{}" href="{}">{}</a>', short, value.url, value.text) if value.url else value.text
            )
        case Kind.DATE | Kind.MOMENT:
            return format_html('<span class="nowrap">{}</span>', day(value))
        case Kind.NUMBER:
            return localize(value)
        case _:
            return value


@register.filter
def is_number(column: Column) -> bool:
    return column.kind == Kind.NUMBER


@register.simple_tag
def sorts(report: Report, column: Column, sort: str) -> dict:
    """How a column is sorted now (for aria-sort) and which order a click asks for."""
    now = "ascending" if sort == column.key else "descending" if sort == f"-{column.key}" else ""
    return {"now": now, "next": f"-{column.key}" if now == "ascending" else column.key}


@register.simple_tag(takes_context=True)
def drill(context, figure) -> str:
    """Where a figure of the summary leads: its facets instead of those chosen, the form as it is filled in."""
    query = context["request"].GET.copy()
    report = context["report"]
    for key in [facet.key for facet in report.facets if facet.key not in context["form"].fields] + ["page"]:
        query.pop(key, None)
    for key, value in figure.drill.items():
        query[key] = value
    return f"?{query.urlencode()}#rows" if query else "?#rows"
