"""The words of the rotation in templates."""

from django import template

from ..wording import stretch_in_words, weekdays_in_words

register = template.Library()


@register.filter
def weekdays(value):
    """Weekdays by their numbers, in words."""
    return weekdays_in_words(value)


@register.filter
def stretch(row):
    """From when to when something holds; of a row, or of a line of a page."""
    if isinstance(row, dict):
        return stretch_in_words(row["first_day"], row["last_day"])
    return stretch_in_words(row.first_day, row.last_day)
