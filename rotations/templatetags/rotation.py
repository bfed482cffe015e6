"""The words of the rotation in templates."""

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from ..board_cells import chip
from ..board_words import SAYS
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


@register.filter
def called(user, names):
    """What somebody is called among the people named beside them: `namesakes.told_apart`."""
    return names.get(user.pk, user.full_name)


@register.simple_tag
def post_chip(number):
    """The number of a post on its colour."""
    return chip(number)


@register.simple_tag
def board_say(say):
    """What a cell of a board says: sign and word."""
    sign, word = SAYS[say]
    return format_html('<span class="say say-{}"><i aria-hidden="true">{}</i>{}</span>', say.value, sign, word)


@register.filter
def named(due):
    """What is due, in the reader's language."""
    return (due.what_en if (get_language() or "").startswith("en") else "") or due.what
