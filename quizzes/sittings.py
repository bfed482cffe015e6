"""Attempts as they go on: who sits where, how far, and who seems stuck. Reading only, in few queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, IntegerField, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from people.models import User

from .models import Answer, Attempt, AttemptQuestion, Quiz, Signal

# Nobody thinks about one question of a hall's quiz for longer than this without a word to the server.
STUCK_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class Sitting:
    """One open attempt at a moment: `answered` of `asked` questions have an answer, the last of them at `last_at`."""

    attempt: Attempt
    now: datetime
    asked: int
    answered: int
    last_at: datetime | None
    signals: int

    @property
    def quiet_for(self) -> timedelta:
        """Since the last answer; since the beginning when there is none."""
        return self.now - (self.last_at or self.attempt.started_at)

    @property
    def is_stuck(self) -> bool:
        """Whether nothing has come for long although questions are open. A hint to go and look, no more."""
        return self.quiet_for >= STUCK_AFTER and self.answered < self.asked and not self.is_over

    @property
    def is_over(self) -> bool:
        """Whether the time is up and the attempt only waits to be closed by the clock."""
        return self.attempt.is_overdue(self.now)

    @property
    def quiet_minutes(self) -> int:
        return int(self.quiet_for.total_seconds() // 60)

    @property
    def minutes_left(self) -> int | None:
        """Whole minutes that have begun; None without a limit."""
        if self.attempt.deadline is None:
            return None
        return max(0, -int(-(self.attempt.deadline - self.now).total_seconds() // 60))


def sittings(people: QuerySet[User], now: datetime, quiz: Quiz | None = None) -> list[Sitting]:
    """The open attempts of these people, at one quiz or at all, in one query: the one with the least time left first.

    An answer that was taken back still counts as answered; counting it exactly would mean reading every answer.
    """
    answers = Answer.objects.filter(attempt=OuterRef("pk")).order_by().values("attempt")
    asked = AttemptQuestion.objects.filter(attempt=OuterRef("pk")).order_by().values("attempt")
    signals = Signal.objects.filter(attempt=OuterRef("pk")).order_by().values("attempt")
    rows = Attempt.objects.filter(ended_at__isnull=True, user__in=people)
    if quiz is not None:
        rows = rows.filter(quiz=quiz)
    rows = rows.select_related("user__hall", "quiz").annotate(
        asked=_number(asked.annotate(n=Count("pk"))),
        answered=_number(answers.annotate(n=Count("position", distinct=True))),
        last_at=Subquery(answers.annotate(last=Max("given_at")).values("last")),
        told=_number(signals.annotate(n=Count("pk"))),
    )
    found = [Sitting(row, now, row.asked, row.answered, row.last_at, row.told) for row in rows.order_by("started_at")]
    return sorted(found, key=lambda one: (one.attempt.deadline is None, one.attempt.deadline or one.attempt.started_at))


def _number(rows: QuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.values("n"), output_field=IntegerField()), 0)


@dataclass(frozen=True)
class Room:
    """Everybody who sits at one quiz now."""

    quiz: Quiz
    sittings: tuple[Sitting, ...]

    @property
    def stuck(self) -> int:
        return sum(one.is_stuck for one in self.sittings)

    @property
    def signals(self) -> int:
        return sum(one.signals for one in self.sittings)

    @property
    def next_end(self) -> datetime | None:
        """When the next of them has to end."""
        return min((one.attempt.deadline for one in self.sittings if one.attempt.deadline), default=None)


def rooms(people: QuerySet[User], now: datetime) -> list[Room]:
    """The quizzes these people sit at now, the fullest first; one query."""
    found: dict[Quiz, list[Sitting]] = {}
    for one in sittings(people, now):
        found.setdefault(one.attempt.quiz, []).append(one)
    return sorted((Room(quiz, tuple(rows)) for quiz, rows in found.items()), key=lambda room: -len(room.sittings))


def waiting_for_marks(people: QuerySet[User]) -> QuerySet[AttemptQuestion]:
    """Answers that a person has to mark, the one that waits longest first."""
    return (
        AttemptQuestion.objects.filter(
            points__isnull=True,
            attempt__ended_at__isnull=False,
            attempt__points__isnull=True,
            attempt__voided_at__isnull=True,
            attempt__user__in=people,
        )
        .select_related("attempt__quiz", "attempt__user__hall")
        .order_by("attempt__ended_at", "attempt", "position")
    )


@dataclass(frozen=True)
class Waiting:
    """How many answers wait to be marked by hand, and since when the oldest does."""

    count: int
    oldest: datetime | None


def how_many_wait(people: QuerySet[User], viewer: User) -> Waiting:
    """Of what this viewer may mark: nobody marks their own answers."""
    rows = waiting_for_marks(people).exclude(attempt__user=viewer)
    found = rows.order_by().aggregate(count=Count("pk"), oldest=Min("attempt__ended_at"))
    return Waiting(found["count"], found["oldest"])


def attempts_of(person: User) -> QuerySet[Attempt]:
    """Everything a person has sat, the latest first; voided ones too, with `told`: how many signals there are."""
    return person.attempts.select_related("quiz").annotate(told=Count("signals")).order_by("-started_at", "-pk")
