"""How slices of the week and parts of the day are called in a sentence. Pure. docs/decisions/0100."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import pgettext, pgettext_lazy

WEEKDAYS = (
    pgettext_lazy("weekday in a sentence", "Monday"),
    pgettext_lazy("weekday in a sentence", "Tuesday"),
    pgettext_lazy("weekday in a sentence", "Wednesday"),
    pgettext_lazy("weekday in a sentence", "Thursday"),
    pgettext_lazy("weekday in a sentence", "Friday"),
    pgettext_lazy("weekday in a sentence", "Saturday"),
    pgettext_lazy("weekday in a sentence", "Sunday"),
)


@dataclass(frozen=True)
class WeekParts:
    """What the numbers of the axis h are called: each has the name of a part of the day, "" for the whole day, and
    its weekdays, Monday is 1. `weekdays` is empty where weekdays are not told apart. `open_on` are the weekdays on
    which the hall is open in each period: no day is named on which it is closed.
    """

    parts: Sequence[str] = ("",)
    weekdays: Sequence[str] = ()
    open_on: Sequence[str] = ()

    def words(self, some: Iterable[int], periods: Iterable[int] = ()) -> str:
        """What some numbers of the axis are together, in some periods; "" where that is all of the week or none."""
        wanted = sorted(set(some))
        if not 0 < len(wanted) < len(self.parts):
            return ""
        names = list(dict.fromkeys(self.parts))
        if not self.weekdays:
            return _list(self.parts[part] for part in wanted)
        every = set("".join(self.weekdays))
        is_open = set("".join(self.open_on[period] for period in periods if period < len(self.open_on))) or every
        days = {name: _days(self, [part for part in wanted if self.parts[part] == name], is_open) for name in names}
        together: dict[str, list[str]] = {}
        for name, weekdays in days.items():
            if weekdays:
                together.setdefault(weekdays, []).append(name)
        whole = "".join(sorted(every & is_open))
        said = [
            _both("" if weekdays == whole else weekdays, some_names if len(some_names) < len(names) else [])
            for weekdays, some_names in together.items()
        ]
        return pgettext("between times of the week", "; also ").join(filter(None, said))


def _days(parts: WeekParts, some: Iterable[int], is_open: set[str]) -> str:
    return "".join(sorted(set("".join(parts.weekdays[part] for part in some)) & is_open))


def _both(weekdays: str, names: Sequence[str]) -> str:
    if not weekdays or not names:
        return weekdays_named(weekdays) if weekdays else _list(names)
    words = {"days": weekdays_named(weekdays), "part": _list(names)}
    return pgettext("weekdays and part of the day", "%(days)s; %(part)s") % words


def weekdays_named(weekdays: str) -> str:
    """Weekdays one by one, as a sentence names them: "14" is Monday, Thursday."""
    return _list(str(WEEKDAYS[int(number) - 1]) for number in weekdays)


def _list(words: Iterable[str]) -> str:
    return pgettext("between the words of a list", ", ").join(words)
