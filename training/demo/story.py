"""The year behind the hall, as a plan: who went through which course when, and how it ended.

Pure: the same day gives the same story. Only `history.py` turns it into rows, through the services of the rooms.
"""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

SEED = "嘉兴 2007"
# When the course was completed, in days before today. Twelve months of validity, sixty days of renewal and fifteen of
# grace make the states from these days; months of 28 to 31 days leave a margin at each end.
COMPLETED = {
    "valid": (285, 6),
    "renewal": (354, 314),
    "grace": (377, 369),
    "expired": (452, 394),
    "revoked": (200, 120),
}
FIRST_ROUND = (436, 400)
RENEWED_AFTER = (312, 345)
FAILED_LAST = (14, 3)
LEARNING_SINCE = (22, 5)
REVOKED_AGO = 40
LONGEST_COURSE = 16  # days
HOLDING = {"valid", "renewed", "renewal", "grace"}
# The states that reach furthest back are given first, so that the newly hired are left for the present.
ORDER = ("expired", "renewed", "renewal", "grace", "revoked", "valid", "failed", "learning")
EARLIEST = {**COMPLETED, "renewed": FIRST_ROUND, "failed": FAILED_LAST, "learning": LEARNING_SINCE}
# Who is given the one does not hold the other: the counter that asks for both shall stay short of people.
RIVALS = {"hall-english": "sign-language-basics"}


@dataclass(frozen=True)
class Sitting:
    """One attempt at the quiz, and how many answers go wrong in it."""

    started_at: datetime
    wrong: int


@dataclass(frozen=True)
class Journey:
    """One person's way through one course, as far as it went: when each lesson was done, and the attempts."""

    staff_number: str
    course: str
    started_at: datetime
    lessons: tuple[datetime, ...]
    sittings: tuple[Sitting, ...] = ()
    passed: bool = False
    revoked_on: date | None = None

    @property
    def last_moment(self):
        """When the journey ended or was last continued."""
        return max([self.started_at, *self.lessons, *(sitting.started_at for sitting in self.sittings)])


def journeys(hall: Mapping, courses, today: date, zone: tzinfo) -> list[Journey]:
    """Everybody's journeys in the order in which they ended; every moment lies before today."""
    states = cast(hall, courses)
    told = []
    for course in courses:
        pins = {number: pinned.get(course["slug"]) for number, pinned in hall["pinned"].items()}
        for person in hall["people"]:
            number = person["staff_number"]
            state = states[course["slug"]].get(number, "never")
            if state != "never":
                pin = pins.get(number)
                told += _Teller(course, number, today, zone).tell(state, pin if isinstance(pin, Mapping) else {})
    return sorted(told, key=lambda journey: (journey.last_moment, journey.staff_number, journey.course))


def cast(hall: Mapping, courses) -> dict[str, dict[str, str]]:
    """Which clerk ends up in which state, a course: the pinned ones as written, the others drawn."""
    clerks = [person for person in hall["people"] if "clerk" in person["roles"]]
    states: dict[str, dict[str, str]] = {}
    for course in courses:
        slug = course["slug"]
        pinned = {number: _state(pins[slug]) for number, pins in hall["pinned"].items() if slug in pins}
        wanted = Counter(hall["story"][slug]) - Counter(pinned.values())
        rivals = states.get(RIVALS.get(slug, ""), {})
        states[slug] = pinned | _draw(
            slug, wanted, [one for one in clerks if one["staff_number"] not in pinned], rivals
        )
    return states


def _state(pin):
    return pin["state"] if isinstance(pin, Mapping) else pin


def _draw(slug, wanted, clerks, rivals):
    clerks = list(clerks)
    random.Random(f"{SEED}/{slug}").shuffle(clerks)
    drawn: dict[str, str] = {}
    for state in ORDER:
        fit = [
            person["staff_number"]
            for person in clerks
            if person["staff_number"] not in drawn
            and -person["hired"] > EARLIEST[state][0] + LONGEST_COURSE
            and not (state in HOLDING and rivals.get(person["staff_number"]) in HOLDING)
        ]
        drawn |= dict.fromkeys(fit[: wanted[state]], state)
    return drawn


class _Teller:
    """Draws the moments of one person's journeys through one course; each has random numbers of its own."""

    def __init__(self, course, staff_number, today, zone):
        self.course, self.staff_number, self.today, self.zone = course, staff_number, today, zone
        self.rng = random.Random(f"{SEED}/{course['slug']}/{staff_number}")
        self.lessons = len(course["lessons"])
        questions = len(course["quiz"]["fixed"]) + course["quiz"]["draw"]
        self.may_miss = questions * (100 - course["quiz"]["pass_mark"]) // 100

    def tell(self, state, pin):
        """The one or two journeys that lead to a state; `pin` may name `days_ago` and the `lessons` done."""
        if state == "learning":
            return [self._learning(pin)]
        if state == "renewed":
            first = self._before(FIRST_ROUND)
            second = first + timedelta(days=self.rng.randint(*RENEWED_AFTER))
            return [self._through(first, [*self._failures(), self._pass()]), self._through(second, [self._pass()])]
        if state == "failed":
            count = self.rng.choices((1, 2, 3), weights=(5, 3, 2))[0]
            return [self._through(self._before(FAILED_LAST), [self._failure() for _ in range(count)], passed=False)]
        ended = self.today - timedelta(days=pin["days_ago"]) if pin else self._before(COMPLETED[state])
        revoked_on = self.today - timedelta(days=REVOKED_AGO) if state == "revoked" else None
        return [self._through(ended, [*self._failures(), self._pass()], revoked_on=revoked_on)]

    def _learning(self, pin):
        since = self.today - timedelta(days=pin["days_ago"]) if pin else self._before(LEARNING_SINCE)
        done = pin["lessons"] if pin else self.rng.randint(1, self.lessons - 2)
        lessons = self._reading(since, min(since + timedelta(days=3), self.today - timedelta(days=1)), done)
        return Journey(self.staff_number, self.course["slug"], lessons[0] - timedelta(minutes=6), lessons)

    def _through(self, last_day, wrongs, *, passed=True, revoked_on=None):
        last_lesson = last_day - timedelta(days=len(wrongs))
        lessons = self._reading(last_lesson - timedelta(days=self.rng.randint(2, 9)), last_lesson, self.lessons)
        days_before = range(len(wrongs) - 1, -1, -1)
        sittings = tuple(
            Sitting(self._at(last_day - timedelta(days=ago), 13 * 60 + self.rng.randrange(200)), wrong)
            for ago, wrong in zip(days_before, wrongs, strict=True)
        )
        started_at = lessons[0] - timedelta(minutes=7)
        return Journey(self.staff_number, self.course["slug"], started_at, lessons, sittings, passed, revoked_on)

    def _reading(self, first_day, last_day, count):
        """So many lessons one after another, some on the same day."""
        days, on_day, moments = (last_day - first_day).days, Counter(), []
        for place in range(count):
            day = first_day + timedelta(days=place * days // max(count - 1, 1))
            moments.append(self._at(day, 8 * 60 + 50 + 75 * on_day[day] + self.rng.randrange(60)))
            on_day[day] += 1
        return tuple(moments)

    def _failures(self):
        return [self._failure() for _ in range(self.rng.choices((0, 1, 2), weights=(74, 21, 5))[0])]

    def _failure(self):
        return self.rng.randint(self.may_miss + 1, self.may_miss + 3)

    def _pass(self):
        return self.rng.choices(range(self.may_miss + 1), weights=range(2, self.may_miss + 3))[0]

    def _before(self, span):
        earliest, latest = span
        return self.today - timedelta(days=self.rng.randint(latest, earliest))

    def _at(self, day, minute):
        return datetime.combine(day, time(0, 0), self.zone) + timedelta(minutes=minute)
