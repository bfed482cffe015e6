"""What is expected of the year of tests/programmes/year.py by those who look at it: written by hand, by life."""

import datetime

from tests.programmes.year import COUNTS, LIVES, Life, spans_of, state_on

_FIRST = "02-01 valid, 06-02 renewal, 08-01 grace, 08-31 expired"
_BEFORE = "01-05 new, 05-02 90, 06-01 60"
_TO_THE_END = f"{_BEFORE}, 07-01 30, 07-24 7, 07-31 0, 08-01 grace-1, 08-08 grace-2, 08-15 grace-3"
_OVER = f"{_TO_THE_END}, 08-22 grace-4, 08-31 late-1, 09-07 late-2, 09-14 late-3, 09-21 late-4"

NEW = "new"

# Every certificate of a life, in the order in which they were issued: a paper tells of itself alone, not of the next.
PAPERS = {
    "renews in time, then on nearly the last day": [
        _FIRST,
        "06-10 valid, 10-11 renewal, 12-10 grace, +01-09 expired",
        "12-05 valid, +04-06 renewal, +06-05 grace, +07-05 expired",
    ],
    "renews in grace": [_FIRST, "08-15 valid, 12-17 renewal, +02-15 grace, +03-17 expired"],
    "lets it lapse and enters again": [_FIRST, "10-01 valid, +01-31 renewal, +04-01 grace, +05-01 expired"],
    "is revoked, enters again, and lets that lapse": [
        "02-01 valid, 04-10 revoked",
        "05-01 valid, 09-02 renewal, 11-01 grace, 12-01 expired",
    ],
    "is suspended for ten days, and need not renew": [
        "02-01 valid, 03-10 suspended, 03-20 valid, 06-02 renewal, 08-01 grace, 08-31 expired"
    ],
    "renews while suspended, and counts again with both": [
        "02-01 valid, 06-02 renewal, 06-20 suspended, 07-10 renewal, 08-01 grace, 08-31 expired",
        "07-01 suspended, 07-10 valid, 11-02 renewal, +01-01 grace, +01-31 expired",
    ],
    "learns anew because what is taught has changed": [
        _FIRST,
        "04-20 valid, 08-21 renewal, 10-20 grace, 11-19 expired",
    ],
    "leaves with a renewal open, and comes back": [
        _FIRST,
        "11-01 valid, +03-02 renewal, +05-01 grace, +05-31 expired",
    ],
    "renews long before it opens": [_FIRST, "03-15 valid, 07-17 renewal, 09-15 grace, 10-15 expired"],
    "was never assigned, and a round is taken back": [],
}

# Every word a clerk hears: the day, and how many days before the end, or which word of grace or after it; "new" where
# the manager has assigned a certification.
WORDS = {
    "renews in time, then on nearly the last day": f"{_BEFORE}, 09-10 90, 10-10 60, 11-09 30, 12-02 7",
    "renews in grace": (
        f"{_TO_THE_END}, 11-16 90, 12-16 60, +01-15 30, +02-07 7, +02-14 0, +02-15 grace-1, +02-22 grace-2"
    ),
    "lets it lapse and enters again": f"{_OVER}, 12-31 90, +01-30 60",
    # Nothing of the certificate that was revoked before its end came near.
    "is revoked, enters again, and lets that lapse": (
        "01-05 new, 04-20 new, 08-02 90, 09-01 60, 10-01 30, 10-24 7, 10-31 0, 11-01 grace-1,"
        " 11-08 grace-2, 11-15 grace-3, 11-22 grace-4, 12-01 late-1, 12-08 late-2, 12-15 late-3, 12-22 late-4"
    ),
    # On 5 June somebody decided that it need not be renewed.
    "is suspended for ten days, and need not renew": "01-05 new, 05-02 90, 06-01 60",
    # The word of 1 July is not said: it is suspended, and then renewed.
    "renews while suspended, and counts again with both": (
        f"{_BEFORE}, 10-02 90, 11-01 60, 12-01 30, 12-24 7, 12-31 0, +01-01 grace-1, +01-08 grace-2, +01-15 grace-3,"
        " +01-22 grace-4, +01-31 late-1, +02-07 late-2, +02-14 late-3, +02-21 late-4"
    ),
    # The change of 1 April is said on the morning after, though the word of thirty days before was due the day before.
    "learns anew because what is taught has changed": (
        "01-05 new, 04-02 30, 07-21 90, 08-20 60, 09-19 30, 10-12 7, 10-19 0, 10-20 grace-1, 10-27 grace-2,"
        " 11-03 grace-3, 11-10 grace-4, 11-19 late-1, 11-26 late-2, 12-03 late-3, 12-10 late-4"
    ),
    # Away from 16 June to 30 September; back again the latest word alone.
    "leaves with a renewal open, and comes back": f"{_BEFORE}, 10-02 late-4, +01-30 90",
    "renews long before it opens": (
        "01-05 new, 03-01 new, 06-16 90, 07-16 60, 08-15 30, 09-07 7, 09-14 0, 09-15 grace-1,"
        " 09-22 grace-2, 09-29 grace-3, 10-06 grace-4, 10-15 late-1, 10-22 late-2, 10-29 late-3, 11-05 late-4"
    ),
    "was never assigned, and a round is taken back": "03-01 new, 05-01 new",
}

assert set(PAPERS) == set(WORDS) == set(LIVES)

Spans = list[tuple[datetime.date, str]]


def papers_of(life: Life, on: datetime.date) -> list[Spans]:
    """What is written of the certificates issued by a day."""
    return [spans for words in PAPERS[life.name] if (spans := spans_of(words))[0][0] <= on]


def words_on(life: Life, on: datetime.date) -> list[str]:
    """What somebody hears on a day."""
    return [word for day, word in spans_of(WORDS[life.name]) if day == on]


def skill_on(life: Life, on: datetime.date) -> str | None:
    """What the skill is worth: as the life says while it says anything of it, then as the last paper does."""
    should = life.should_be(on)
    if should in COUNTS | {"suspended", "revoked"}:
        return should
    papers = papers_of(life, on)
    return state_on(papers[-1], on) if papers else None


def is_edge(spans: Spans, on: datetime.date) -> bool:
    """Whether a day is the first or the last of a state."""
    return any(day in (on, on + datetime.timedelta(days=1)) for day, _state in spans)


def last_day(spans: Spans, state: str) -> datetime.date:
    """The last day before a state begins; far away when that is not written."""
    return min((day for day, name in spans if name == state), default=datetime.date.max) - datetime.timedelta(days=1)
