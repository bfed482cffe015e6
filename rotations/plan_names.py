"""How the clerks, posts, periods and rules of a plan are called in a sentence. Pure: names and days in, words out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .week_parts import WeekParts

MOST_NAMES = 6
DAY = timedelta(days=1)
WEEK = 6 * DAY


@dataclass(frozen=True)
class Names:
    """What the numbers of the axes are called. `periods` are first and last days, `numbers` how periods are counted;
    `parts` holds one name, whatever it is, where the hall knows whole days only; `weekdays` and `open_on` are those of
    `WeekParts`."""

    clerks: Sequence[str]
    posts: Sequence[str]
    periods: Sequence[tuple[date, date]]
    parts: Sequence[str] = ("",)
    rules: Mapping[str, str] = field(default_factory=dict)
    numbers: Sequence[int] = ()
    weekdays: Sequence[str] = ()
    open_on: Sequence[str] = ()

    @property
    def in_weeks(self) -> bool:
        """Whether every period is a week."""
        return all(last - first == WEEK for first, last in self.periods)

    def people(self, clerks: Iterable[int]) -> str:
        """Names, the number of the others where they are many."""
        some = [self.clerks[clerk] for clerk in clerks]
        shown = comma(some[:MOST_NAMES])
        if len(some) <= MOST_NAMES:
            return shown
        more = len(some) - MOST_NAMES
        return ngettext("%(names)s and %(count)d other", "%(names)s and %(count)d others", more) % {
            "names": shown,
            "count": more,
        }

    def post(self, post: int) -> str:
        """One post, in quotation marks."""
        return pgettext("name of a post", "“%(name)s”") % {"name": self.posts[post]}

    def posts_of(self, posts: Iterable[int]) -> str:
        """Posts in quotation marks."""
        some = [self.post(post) for post in posts]
        if len(some) <= MOST_NAMES:
            return comma(some)
        more = len(some) - MOST_NAMES
        words = {"names": comma(some[:MOST_NAMES]), "count": more}
        return ngettext("%(names)s and %(count)d other post", "%(names)s and %(count)d other posts", more) % words

    def rule(self, key: str) -> str:
        """What a cover rule asks its holders to hold."""
        return self.rules.get(key, key)

    def span(self, count: int) -> str:
        """So many periods."""
        if self.in_weeks:
            return ngettext("%(count)d week", "%(count)d weeks", count) % {"count": count}
        return ngettext("%(count)d period", "%(count)d periods", count) % {"count": count}

    def when(self, periods: Sequence[int], parts: Sequence[int] = (), *, dated: bool = True) -> str:
        """Periods by number, with their days; and the weekdays and parts of the day where it is not all of them."""
        words = comma(self._run(run, dated) for run in _runs(periods))
        if part := WeekParts(self.parts, self.weekdays, self.open_on).words(parts, periods):
            words = _("%(when)s, %(part)s") % {"when": words, "part": part}
        return words

    def _run(self, run: Sequence[int], dated: bool) -> str:
        first, last = self._number(run[0]), self._number(run[-1])
        if self.in_weeks:
            said = _("week %(first)s") if first == last else _("weeks %(first)s–%(last)s")
        else:
            said = _("period %(first)s") if first == last else _("periods %(first)s–%(last)s")
        words = said % {"first": first, "last": last}
        if not dated:
            return words
        days = days_in_words(self.periods[run[0]][0], self.periods[run[-1]][1])
        return _("%(when)s (%(days)s)") % {"when": words, "days": days}

    def _number(self, period: int) -> int:
        return self.numbers[period] if self.numbers else period + 1


def days_in_words(first: date, last: date) -> str:
    """Days without weekdays, as a sentence can bear: "7 Dec – 20 Dec"."""
    form = pgettext("date format", "j M")
    return f"{date_format(first, form)} – {date_format(last, form)}"


def comma(words: Iterable[str]) -> str:
    """Words of a list."""
    return pgettext("between the words of a list", ", ").join(words)


def _runs(periods: Iterable[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for period in sorted(set(periods)):
        if runs and runs[-1][-1] == period - 1:
            runs[-1].append(period)
        else:
            runs.append([period])
    return runs
