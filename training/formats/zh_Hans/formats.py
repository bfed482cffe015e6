"""Dates of the Chinese interface: always with the weekday, 24-hour time."""

DATE_FORMAT = "Y年n月j日 D"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "Y年n月j日 D H:i"
YEAR_MONTH_FORMAT = "Y年n月"
MONTH_DAY_FORMAT = "n月j日 D"
SHORT_DATE_FORMAT = "Y-m-d"
SHORT_DATETIME_FORMAT = "Y-m-d H:i"
FIRST_DAY_OF_WEEK = 1
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d"]
