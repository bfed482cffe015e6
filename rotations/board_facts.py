"""Everything a board must know to say at once where somebody may be put and why not, as rows of codes.

One answer for the whole board instead of a question a cell: most cells say the same few things, so each sentence stands
in it once. A *saying* is a code of `board` with the numbers of its sentences; a *row* is the sayings of somebody at a
post through all periods; people name a row for each post. docs/decisions/0095.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from core.templatetags.ui import day
from people.history import employments
from people.models import User
from skills.models import Award

from .board import AWAY, CLOSED, FLAGGED, PARTLY, UNABLE, Board
from .held import held_rows
from .judging import Away, Held, Need, NeedAnswer, absences, judge_need
from .models import Leave, Period, Post
from .needs import with_needs
from .reasons import Reason

HeldBy = Mapping[tuple[int, int], Sequence[Held]]


class _Sayings:
    """Sentences, sayings and rows, each once."""

    def __init__(self) -> None:
        self.sentences: dict[str, int] = {}
        self.sayings: dict[tuple[int, tuple[int, ...]], int] = {}
        self.rows: dict[tuple[int, ...], int] = {}
        self._known: dict[Reason, int] = {}

    def sentence(self, reason: Reason) -> int:
        """The number of what a reason says; the evidence is not said, and most sentences differ by it alone."""
        key = reason._replace(evidence=None)
        if key not in self._known:
            self._known[key] = self.sentences.setdefault(key.text, len(self.sentences))
        return self._known[key]

    def saying(self, code: int, reasons: Iterable[int]) -> int:
        return self.sayings.setdefault((code, tuple(reasons)), len(self.sayings))

    def row(self, sayings: Iterable[int]) -> int:
        return self.rows.setdefault(tuple(sayings), len(self.rows))


def facts_of(board: Board, *, today: date) -> dict[str, Any]:
    """The facts of a board, ready to be sent; in six queries whatever its size."""
    out = board.out
    problem, said = out.problem, _Sayings()
    needs = [_needs_of(post) for post in with_needs(out.posts)]
    held = _held(out.people, {need.skill_id for of_post in needs for need in of_post})
    away = _away(board)
    answers = _Answers(held, out.periods)
    people = []
    for i, user in enumerate(out.people):
        absent = [tuple(said.sentence(reason) for reason in reasons) for reasons in away[i]]
        rows = [_row(board, said, answers, (i, p), absent, of_post) for p, of_post in enumerate(needs)]
        before = [int(problem.running_post[i]), int(problem.running[i])]
        resting = {p: int(until) for p, until in enumerate(problem.resting[i]) if until > 0}
        people.append({"pk": user.pk, "name": user.full_name, "rows": rows, "before": before, "resting": resting})
    return {
        "revision": board.plan.revision,
        "people": people,
        "periods": [_period(period, today) for period in out.periods],
        "posts": [_post(board, p, post) for p, post in enumerate(out.posts)],
        "rows": list(said.rows),
        "sayings": [[code, list(reasons)] for code, reasons in said.sayings],
        "sentences": list(said.sentences),
    }


def _period(period: Period, today: date) -> dict[str, Any]:
    return {"number": period.number, "day": day(period.first_day), "over": period.last_day < today}


def _post(board: Board, p: int, post: Post) -> dict[str, Any]:
    wanted = [int(seats) for seats in board.out.problem.wanted[p]]
    facts = {"pk": post.pk, "name": post.local_name, "most": post.most_running, "rest": post.rest}
    return facts | {"wanted": wanted}


def _needs_of(post: Post) -> list[Need]:
    return [Need(row.skill_id, row.level, row.skill) for row in post.requirements.all()]


def _held(people: Sequence[User], skills: set[int]) -> HeldBy:
    if not people or not skills:
        return {}
    awards = Award.objects.filter(user__in=[user.pk for user in people], skill__in=skills)
    return held_rows(awards.order_by("pk"), proof=False)


def _away(board: Board) -> list[list[list[Reason]]]:
    """What keeps people away: i, t."""
    people, periods = board.out.people, board.out.periods
    first, last = periods[0].first_day, periods[-1].last_day
    work = employments(people, first, last)
    leaves: dict[int, list[Away]] = {}
    rows = Leave.objects.filter(user__in=[user.pk for user in people], first_day__lte=last, last_day__gte=first)
    for user, *days in rows.order_by("first_day", "pk").values_list("user_id", "first_day", "last_day"):
        leaves.setdefault(user, []).append(Away(*days))
    return [
        [absences(leaves.get(one.pk, []), work[one.pk], each.first_day, each.last_day) for each in periods]
        for one in people
    ]


class _Answers:
    """How needs are met in each period; what somebody never held is said once for all of them."""

    def __init__(self, held: HeldBy, periods: Sequence[Period]) -> None:
        self.held, self.periods = held, periods
        self._found: dict[tuple[int, int, int], list[NeedAnswer]] = {}
        self._never: dict[tuple[int, int], list[NeedAnswer]] = {}

    def of(self, user: int, need: Need) -> list[NeedAnswer]:
        rows = self.held.get((user, need.skill_id))
        if not rows:
            key = (need.skill_id, need.level)
            if key not in self._never:
                first = self.periods[0]
                self._never[key] = [judge_need(need, [], first.first_day, first.last_day)] * len(self.periods)
            return self._never[key]
        asked = (user, need.skill_id, need.level)
        if asked not in self._found:
            self._found[asked] = [judge_need(need, rows, one.first_day, one.last_day) for one in self.periods]
        return self._found[asked]


def _row(
    board: Board,
    said: _Sayings,
    answers: _Answers,
    place: tuple[int, int],
    absent: list[tuple[int, ...]],
    needs: list[Need],
) -> int:
    i, p = place
    met = [answers.of(board.out.people[i].pk, need) for need in needs]
    sayings = []
    for t, code in enumerate(board.codes[i, p]):
        reasons: list[int] = list(absent[t]) if code in (PARTLY, AWAY) else []
        if code in (UNABLE, PARTLY, AWAY):
            reasons += [said.sentence(reason) for of_need in met for reason in of_need[t].blocking]
        elif code == FLAGGED:
            reasons += [said.sentence(reason) for of_need in met for reason in of_need[t].flags]
        sayings.append(said.saying(int(code), reasons if code != CLOSED else ()))
    return said.row(sayings)
