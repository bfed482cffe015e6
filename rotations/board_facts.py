"""Everything a board must know to say at once where somebody may be put and why not, as rows of codes.

One answer for the whole board instead of a question a cell: most cells say the same few things, so each sentence stands
in it once. A *saying* is a code of `board` with the numbers of its sentences; a *row* is the sayings of somebody at a
post through all periods; people name a row for each post. docs/decisions/0095.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from core.templatetags.ui import day
from people.history import employments
from people.models import User
from skills.models import Award

from .board import ABLE, AWAY, CLOSED, FLAGGED, PARTLY, Board
from .board_words import away_in_words
from .held import held_rows
from .judging import Away, Held, Need, NeedAnswer, absences, judge_need
from .models import Leave, Period, Post
from .needs import with_needs
from .planner.problem import Problem
from .reasons import Reason

Numbers = tuple[int, ...]
Both = tuple[Numbers, Numbers]
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
            self._known[key] = self.text(key.text)
        return self._known[key]

    def text(self, words: str) -> int:
        """The number of a sentence."""
        return self.sentences.setdefault(words, len(self.sentences))

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
    absences_of = _away(board)
    people = []
    usual = _Reasons(said, held, [(one.first_day, one.last_day) for one in out.periods])
    for i, user in enumerate(out.people):
        # Whoever works on some weekdays only is asked about those, so what is said of them is judged by themselves.
        found = (
            usual if out.able.asked[i].all() else _Reasons(said, held, [_span(board, i, one) for one in out.periods])
        )
        away = [_away_said(board, said, (i, t), reasons) for t, reasons in enumerate(absences_of[i])]
        rows = [_row(board, said, found, (i, p), away, of_post) for p, of_post in enumerate(needs)]
        before = [int(problem.running_post[i]), int(problem.running[i])]
        resting = {p: int(until) for p, until in enumerate(problem.resting[i]) if until > 0}
        facts = {"pk": user.pk, "name": board.names[user.pk], "rows": rows, "before": before, "resting": resting}
        people.append(facts | _there(problem, i))
    return {
        "revision": board.plan.revision,
        "people": people,
        "periods": [_period(period, today) for period in out.periods],
        "posts": [_post(board, p, post) for p, post in enumerate(out.posts)],
        "rows": list(said.rows),
        "sayings": [[code, list(reasons)] for code, reasons in said.sayings],
        "sentences": list(said.sentences),
        "parts": problem.seats.shape[2],
    }


def _there(problem: Problem, i: int) -> dict[str, Any]:
    """In which parts of the week or the day of each period somebody works, as bits; nothing who works in all."""
    bits = 1 << np.arange(problem.seats.shape[2])
    return {} if problem.present[i].all() else {"there": (problem.present[i] @ bits).tolist()}


def _span(board: Board, i: int, period: Period) -> tuple[date, date]:
    """The days of a period that are asked of somebody."""
    return board.out.able.span(i, period.first_day, period.last_day)


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
        [absences(leaves.get(one.pk, []), work[one.pk], *_span(board, i, each)) for each in periods]
        for i, one in enumerate(people)
    ]


def _away_said(board: Board, said: _Sayings, place: tuple[int, int], reasons: Sequence[Reason]) -> Numbers:
    """What is said of somebody away: the reasons, or only the days where there are others that can be stood."""
    if days := board.days_away(*place):
        return (said.text(away_in_words(days)),)
    return tuple(map(said.sentence, reasons))


class _Reasons:
    """The sentences of every need in each period by number: those that block, and those to be seen to.

    What somebody never held is judged once for everybody, and what is held throughout with nothing to see to not at
    all: that is nearly everything.
    """

    def __init__(self, said: _Sayings, held: HeldBy, periods: Sequence[tuple[date, date]]) -> None:
        self.said, self.held, self.periods = said, held, periods
        self._found: dict[tuple[int, int, int], list[Both]] = {}

    def of(self, user: int, need: Need) -> list[Both]:
        rows = self.held.get((user, need.skill_id))
        key = (user if rows else 0, need.skill_id, need.level)
        if key not in self._found:
            self._found[key] = self._judged(need, rows or [])
        return self._found[key]

    def _judged(self, need: Need, rows: Sequence[Held]) -> list[Both]:
        first, last = min(self.periods)[0], max(self.periods)[1]
        if not rows:
            return [self._numbers(judge_need(need, [], first, last))] * len(self.periods)
        if any(_is_quiet(row, need, first, last) for row in rows):
            return [((), ())] * len(self.periods)
        return [self._numbers(judge_need(need, rows, *days)) for days in self.periods]

    def _numbers(self, answer: NeedAnswer) -> Both:
        sentence = self.said.sentence
        return tuple(map(sentence, answer.blocking)), tuple(map(sentence, answer.flags))


def _is_quiet(row: Held, need: Need, first: date, last: date) -> bool:
    """Whether an award alone meets a need on all days, with nothing to see to."""
    ends = min(row.quiet[1], row.validity[1])
    return row.level >= need.level and row.valid_from <= first and last <= ends


def _row(board: Board, said: _Sayings, found: _Reasons, place: tuple[int, int], away: list[Numbers], needs: list[Need]):
    i, p = place
    codes = board.codes[i, p].tolist()
    if not any(codes):
        return said.row([said.saying(ABLE, ())] * len(codes))
    user = board.out.people[i].pk
    met = [found.of(user, need) for need in needs]
    return said.row(said.saying(code, _why(code, t, away, met)) for t, code in enumerate(codes))


def _why(code: int, t: int, away: list[Numbers], met: list[list[Both]]) -> Numbers:
    if code in (ABLE, CLOSED):
        return ()
    which = 1 if code == FLAGGED else 0
    reasons = away[t] if code in (PARTLY, AWAY) else ()
    return reasons + tuple(number for of_need in met for number in of_need[t][which])
