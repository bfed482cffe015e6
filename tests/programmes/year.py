"""A year and a half of a hall, and what is expected of every day of it, written down by hand.

Rules of every certificate here: valid for 6 months from completion, renewal opens 60 days before its end, 30 days of
grace. So one of 1 February counts until 31 July, is renewed from 2 June on, and is in grace until 30 August.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from people.history import keep_history
from people.models import User
from people.roles import Role
from people.services import record_leaving
from programmes.daily import daily
from programmes.models import Cycle, Programme
from programmes.services import open_cycle, withdraw_cycle
from rotations.models import Post
from skills.models import Certificate
from skills.services import reinstate, revoke_certificate, suspend

from ..rotations.factories import PostFactory
from ..skills.factories import CertificationFactory, SkillFactory
from .deeds import change, do, plain_course
from .factories import make_programme, path

FIRST_DAY, DAYS = datetime.date(2026, 1, 5), 420
COUNTS = {"valid", "renewal", "grace"}

# What the manager, the editor and the clerks do, by day; and how they stand from which day on, as a person would say.
LIVES = {
    "renews in time, then on nearly the last day": (
        {"01-05": "assign", "02-01": "learn", "06-10": "learn", "12-05": "learn"},
        "01-05 assigned, 02-01 valid, 06-02 renewal, 06-10 valid, 10-11 renewal, 12-05 valid",
    ),
    "renews in grace": (
        {"01-05": "assign", "02-01": "learn", "08-15": "learn"},
        "01-05 assigned, 02-01 valid, 06-02 renewal, 08-01 grace, 08-15 valid, 12-17 renewal, +02-15 grace",
    ),
    "lets it lapse and enters again": (
        {"01-05": "assign", "02-01": "learn", "10-01": "learn"},
        "01-05 assigned, 02-01 valid, 06-02 renewal, 08-01 grace, 08-31 assigned, 10-01 valid, +01-31 renewal",
    ),
    "is revoked, enters again, and lets that lapse": (
        {"01-05": "assign", "02-01": "learn", "04-10": "revoke", "04-20": "assign", "05-01": "learn"},
        "01-05 assigned, 02-01 valid, 04-10 revoked, 04-20 assigned, 05-01 valid, 09-02 renewal, 11-01 grace,"
        " 12-01 assigned",
    ),
    "is suspended for ten days, and need not renew": (
        {"01-05": "assign", "02-01": "learn", "03-10": "suspend", "03-20": "reinstate", "06-05": "withdraw"},
        "01-05 assigned, 02-01 valid, 03-10 suspended, 03-20 valid, 06-02 renewal, 08-01 grace, 08-31 withdrawn",
    ),
    "renews while suspended, and counts again with both": (
        {"01-05": "assign", "02-01": "learn", "06-20": "suspend", "07-01": "learn", "07-10": "reinstate"},
        "01-05 assigned, 02-01 valid, 06-02 renewal, 06-20 suspended, 07-10 valid, 11-02 renewal, +01-01 grace,"
        " +01-31 assigned",
    ),
    "learns anew because what is taught has changed": (
        {"01-05": "assign", "02-01": "learn", "04-01": "change", "04-20": "learn"},
        "01-05 assigned, 02-01 valid, 08-21 renewal, 10-20 grace, 11-19 assigned",
    ),
    "leaves with a renewal open, and comes back": (
        {"01-05": "assign", "02-01": "learn", "06-15": "leave", "10-01": "return", "11-01": "learn"},
        "01-05 assigned, 02-01 valid, 06-02 renewal, 08-01 grace, 08-31 withdrawn, 10-01 assigned, 11-01 valid",
    ),
    "renews long before it opens": (
        {"01-05": "assign", "02-01": "learn", "03-01": "assign", "03-15": "learn"},
        "01-05 assigned, 02-01 valid, 07-17 renewal, 09-15 grace, 10-15 assigned",
    ),
    "was never assigned, and a round is taken back": (
        {"03-01": "assign", "04-01": "withdraw", "05-01": "assign"},
        "01-05 -, 03-01 assigned, 04-01 withdrawn, 05-01 assigned",
    ),
}
AWAY = {"leaves with a renewal open, and comes back": ("06-16", "10-01")}


def day_of(word):
    """`06-10` is of the first year, `+01-31` of the next."""
    year = FIRST_DAY.year + word.startswith("+")
    return datetime.date.fromisoformat(f"{year}-{word.lstrip('+')}")


@dataclass
class Life:
    """One clerk, with what happens and what is expected."""

    name: str
    clerk: User
    boss: User
    programme: Programme
    deeds: dict[datetime.date, str]
    expected: list[tuple[datetime.date, str]]
    away: tuple[datetime.date, datetime.date] | None = None
    log: list[str] = field(default_factory=list)

    @property
    def course(self):
        return self.programme.first[0].value["parts"][0].value.specific

    def should_be(self, on):
        """The state written down for a day."""
        state = state_on(self.expected, on)
        return None if state == "-" else state

    def works(self, on):
        return not (self.away and self.away[0] <= on < self.away[1])

    def live(self, on, now):
        deed = self.deeds.get(on)
        if deed:
            getattr(self, f"_{deed}")(on, now)

    def _assign(self, on, now):
        open_cycle(
            user=self.clerk, certification=self.programme.certification, now=now, by=self.boss, reason="岗位要求"
        )

    def _learn(self, on, now):
        do(User.objects.get(pk=self.clerk.pk), self.course, now=now, again=True)

    def _held(self):
        return Certificate.objects.filter(user=self.clerk).order_by("valid_from").last()

    def _revoke(self, on, now):
        revoke_certificate(certificate=self._held(), on=on, reason="测验由他人代答", by=self.boss)

    def _suspend(self, on, now):
        suspend(certificate=self._held(), on=on, reason="投诉核实中", by=self.boss, now=now)

    def _reinstate(self, on, now):
        reinstate(certificate=self._held(), on=on, reason="查明无责", by=self.boss, now=now)

    def _withdraw(self, on, now):
        cycle = Cycle.objects.still_open().get(user=self.clerk)
        withdraw_cycle(cycle=cycle, by=self.boss, reason="不再需要", now=now)

    def _change(self, on, now):
        change(self.course, by=self.boss, now=now, due_on=on + datetime.timedelta(days=29))

    def _leave(self, on, now):
        record_leaving(user=self.clerk, left_on=on, by=self.boss, now=now)

    def _return(self, on, now):
        User.objects.filter(pk=self.clerk.pk).update(left_on=None, hired_on=on)
        keep_history([self.clerk.pk], now=now)
        daily(now)


@dataclass
class Hall:
    """What an observer is shown on a day."""

    on: datetime.date
    now: datetime.datetime
    lives: list[Life]
    post: Post
    skill_id: int


def begin(person) -> tuple[list[Life], Post]:
    """The clerks with their programme, their manager, and a post that asks for what it grants.

    Whose course changes has a programme of their own: a change reaches everybody who learnt it.
    """
    boss, skill, found = person(Role.MANAGER), SkillFactory(), []
    shared = _programme(skill)
    for name, (deeds, expected) in LIVES.items():
        found.append(
            Life(
                name,
                person(),
                boss,
                _programme(skill) if "change" in deeds.values() else shared,
                {day_of(day): deed for day, deed in deeds.items()},
                spans_of(expected),
                tuple(map(day_of, AWAY[name])) if name in AWAY else None,
            )
        )
    return found, PostFactory(hall=boss.hall, needs=[(skill, 3)])


def _programme(skill):
    rules = CertificationFactory(validity_months=6, renewal_days=60, grace_days=30)
    return make_programme(path([plain_course()]), grants=[(skill, 3)], certification=rules)


def spans_of(words: str) -> list[tuple[datetime.date, str]]:
    """`[(first day, state)]` of "02-01 valid, 06-02 renewal"."""
    spans = (span.strip().split(" ") for span in words.split(","))
    return [(day_of(day), state) for day, state in spans]


def state_on(spans: list[tuple[datetime.date, str]], on: datetime.date) -> str:
    """The state written down for a day; "-" where nothing is."""
    return next((state for since, state in reversed(spans) if since <= on), "-")


def live_through(
    clock, lives: list[Life], post: Post, *, work: Callable, observers: Iterable[Callable[[Hall], None]]
) -> None:
    """Every day in order: the daily work in the morning, what people do at noon, and then the observers look."""
    needed = post.requirements.get().skill_id
    for number in range(DAYS):
        on = FIRST_DAY + datetime.timedelta(days=number)
        morning = datetime.datetime.combine(on, datetime.time(0, 30), tzinfo=datetime.UTC)
        clock.move_to(morning, tick=False)
        work(now=morning)
        now = morning + datetime.timedelta(hours=3)
        clock.move_to(now, tick=False)
        for life in lives:
            life.live(on, now)
        seen = Hall(on, now, lives, post, needed)
        for observe in observers:
            observe(seen)
