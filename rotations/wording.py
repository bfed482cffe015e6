"""Weekdays, stretches of days and aims in words."""

from datetime import date

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from core.templatetags.ui import day

from .models import EVERY_DAY
from .planner.aims import Aim

AIM_WORDS = {
    Aim.COVER: (
        pgettext_lazy("aim", "Every seat filled"),
        gettext_lazy("All seats, and enough clerks in the hall who hold the skills you set as minimums."),
    ),
    Aim.CHANGES: (
        pgettext_lazy("aim", "Few changes"),
        gettext_lazy("What was published stays as it is wherever it can."),
    ),
    Aim.FAIRNESS: (
        pgettext_lazy("aim", "Fair shares of busy work"),
        gettext_lazy("Everybody carries a load near their share, part-timers in proportion."),
    ),
    Aim.MASTERY: (
        pgettext_lazy("aim", "Everybody through every post"),
        gettext_lazy("People come to posts that they can hold and have not stood at yet."),
    ),
    Aim.WISHES: (
        pgettext_lazy("aim", "Wishes"),
        gettext_lazy("What people would like, would rather not, or volunteer for."),
    ),
}


def weekday_name(number: str | int) -> str:
    """The short name of a weekday, Monday is 1."""
    return str(WEEKDAYS_ABBR[int(number) - 1])


def weekdays_in_words(weekdays: str) -> str:
    """ "1345" as "Mon, Wed – Fri"; every day, and none said, as that."""
    if not weekdays or weekdays == EVERY_DAY:
        return pgettext("weekdays", "every day")
    runs: list[list[str]] = []
    for number in weekdays:
        if runs and int(runs[-1][-1]) + 1 == int(number):
            runs[-1].append(number)
        else:
            runs.append([number])
    return pgettext("between the words of a list", ", ").join(word for run in runs for word in _run_in_words(run))


def _run_in_words(run):
    if len(run) < 3:
        return [weekday_name(number) for number in run]
    words = {"first": weekday_name(run[0]), "last": weekday_name(run[-1])}
    return [pgettext("weekdays", "%(first)s to %(last)s") % words]


def stretch_in_words(first: date | None, last: date | None) -> str:
    """From when to when, both days included; either end may be open."""
    if first and first == last:
        return day(first)
    if first and last:
        return f"{day(first)} – {day(last)}"
    if first:
        return _("from %(day)s on") % {"day": day(first)}
    if last:
        return _("until %(day)s") % {"day": day(last)}
    return pgettext("stretch of days", "always")
