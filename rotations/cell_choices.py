"""One cell of a board: every post somebody could be put at in a period, with the answer and everything that speaks
against it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from people.models import User

from .board import Board, BoardCell, Say
from .board_words import away_in_words
from .eligibility import Verdict, judge_all
from .models import Period, Post
from .opening import work_times
from .planner.checking import Rule, run_faults
from .planner.problem import Plan
from .plans import Placed
from .reasons import Code
from .slices import at_once

# Being away is said once of the person, not once of every post.
_AWAY = frozenset([Code.ON_LEAVE, Code.NOT_HIRED_YET, Code.LEFT, Code.LEAVES_DURING])


@dataclass(frozen=True)
class Choice:
    """A post for a person and a period. `against` are sentences that forbid nothing: rest, running, full seats. So many
    of the seats are `taken` by those of the `standing` who work at the same time as the person."""

    post: Post
    number: int
    say: Say
    here: bool
    wanted: int
    taken: int
    standing: list[str]
    verdict: Verdict
    against: list[str] = field(default_factory=list)

    @property
    def reasons(self) -> list:
        """Why not, or what to see to, apart from being away."""
        return [reason for reason in self.verdict.reasons if reason.code not in _AWAY]


@dataclass(frozen=True)
class CellChoices:
    """A cell and its choices, those who can first, in the order of the posts. `away` says when the person is not
    there, and never why where it is only some of the days."""

    cell: BoardCell
    choices: list[Choice]
    away: list[str]


def choices_of(
    board: Board, cells: dict[tuple[int, int], Placed], people: Sequence[User], period: Period
) -> CellChoices:
    """The choices of the only person of a board, in six queries more. `cells` and `people` are those of the whole
    plan, so that it can be said who stands there."""
    out = board.out
    t, user = out.periods.index(period), out.people[0]
    names = {person.pk: person.full_name for person in people}
    at: dict[int | None, list[int]] = {}
    for (number, pk), placed in cells.items():
        if number == period.number and pk != user.pk and pk in names:
            at.setdefault(placed.post, []).append(pk)
    times = work_times([user.pk, *(pk for some in at.values() for pk in some)], period.first_day, period.last_day)
    parts = list(dict.fromkeys(part.pk if part else None for part in out.parts))
    days = out.able.span(0, period.first_day, period.last_day)
    verdicts = judge_all([user], out.posts, *days, offers=[]) if out.posts else []
    cell = board.cell(0, t)
    found = []
    for p, (post, verdict) in enumerate(zip(out.posts, verdicts, strict=True)):
        others, wanted = at.get(post.pk, []), int(out.problem.wanted[p, t])
        taken, standing = at_once(times, others, user.pk, out.days[t], parts), [names[pk] for pk in others]
        against = [*_running(board, p, t), *_full(taken, standing, wanted)]
        say = board.say(0, p, t)
        found.append(Choice(post, p + 1, say, cell.post == post, wanted, taken, standing, verdict, against))
    found.sort(key=lambda one: (not one.here, one.say == Say.NO, bool(one.against), one.number))
    return CellChoices(cell, found, _away(board, t, verdicts))


def _away(board, t, verdicts):
    if days := board.days_away(0, t):
        return [away_in_words(days)]
    # Days off between two days that somebody works keep nobody away.
    reasons = verdicts[0].reasons if verdicts and board.missing[0, t] else []
    return [reason.text for reason in reasons if reason.code in _AWAY]


def _running(board, p, t):
    """What would be too long or too soon if the person stood there, and is not without it."""
    out = board.out
    without = board.stands.cells.copy()
    without[0, t] = -1
    there = without.copy()
    there[0, t] = p
    problem = replace(out.problem, pairs=())
    before = set(run_faults(problem, Plan(without)))
    rules = {fault.rule for fault in run_faults(problem, Plan(there)) if fault not in before}
    post = out.posts[p]
    if Rule.RUNS_TOO_LONG in rules:
        yield ngettext(
            "More than %(count)d period running at this post.",
            "More than %(count)d periods running at this post.",
            post.most_running,
        ) % {"count": post.most_running}
    if Rule.NO_REST in rules or (p < out.problem.resting.shape[1] and t < out.problem.resting[0, p]):
        yield _("Too soon after a stay at this post, or before the next one.")


def _full(taken, standing, wanted):
    if wanted == 0:
        yield _("Nobody is wanted there in this period.")
    elif taken >= wanted:
        names = pgettext("between the words of a list", ", ").join(standing[:6])
        yield _("All %(wanted)d seats are taken: %(names)s.") % {"wanted": wanted, "names": names}
