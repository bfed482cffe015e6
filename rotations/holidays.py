"""The public holidays of China and the days worked to make up for them, as the State Council announced them."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from chinese_calendar.constants import Holiday, holidays, workdays

# A year is known once its autumn is: the first days of January are announced with the year before.
KNOWN = frozenset(day.year for day in holidays if day.month == 10)


class PublicDay(NamedTuple):
    """A day unlike its weekday, with its names."""

    day: date
    is_open: bool
    name: str
    name_en: str


def public_days(year: int) -> Iterator[PublicDay]:
    """The holidays of a year and the days worked to make up for them, in order; KeyError for a year not known."""
    if year not in KNOWN:
        raise KeyError(year)
    for day in sorted(one for one in holidays.keys() | workdays.keys() if one.year == year):
        is_open = day in workdays
        holiday = Holiday((workdays if is_open else holidays)[day])
        # The package says 清明, 端午, 中秋; a hall's notice on the door says 清明节.
        name = holiday.chinese if holiday.chinese.endswith(("节", "元旦")) else f"{holiday.chinese}节"
        if is_open:
            yield PublicDay(day, True, f"{name}调休上班", f"Worked for {holiday.value}")
        else:
            yield PublicDay(day, False, name, holiday.value)
