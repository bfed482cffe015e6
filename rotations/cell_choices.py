"""One cell of a board: every post somebody could be put at in a period, with the answer and everything that speaks
against it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from people.models import User

from .board import Board, BoardCell, Say
from .eligibility import Verdict, judge_all
from .models import Period, Post
from .planner.checking import Rule, run_faults
from .planner.problem import Plan
from .plans import Placed
from .reasons import Code

# Being away is said once of the person, not once of every post.
_AWAY = frozenset([Code.ON_LEAVE, Code.NOT_HIRED_YET, Code.LEFT, Code.LEAVES_DURING])


@dataclass(frozen=True)
class Choice:
    """A post for a person and a period. `against` are sentences that forbid nothing: rest, running, full seats."""

    post: Post
    number: int
    say: Say
    here: bool
    wanted: int
    standing: list[str]
    verdict: Verdict
    against: list[str] = field(default_factory=list)

    @property
    def reasons(self) -> list:
        """Why not, or what to see to, apart from being away."""
        return [reason for reason in self.verdict.reasons if reason.code not in _AWAY]


@dataclass(frozen=True)
class CellChoices:
    """A cell and its choices, those who can first, in the order of the posts."""

    cell: BoardCell
    choices: list[Choice]
    away: list[str]


def choices_of(
    board: Board, cells: dict[tuple[int, int], Placed], people: Sequence[User], period: Period
) -> CellChoices:
    """The choices of the only person of a board, in four queries more. `cells` and `people` are those of the whole
    plan, so that it can be said who stands there."""
    out = board.out
    t, user = out.periods.index(period), out.people[0]
    names = {person.pk: person.full_name for person in people}
    at: dict[int | None, list[str]] = {}
    for (number, pk), placed in cells.items():
        if number == period.number and pk != user.pk and pk in names:
            at.setdefault(placed.post, []).append(names[pk])
    verdicts = judge_all([user], out.posts, period.first_day, period.last_day, offers=[]) if out.posts else []
    cell = board.cell(0, t)
    found = []
    for p, (post, verdict) in enumerate(zip(out.posts, verdicts, strict=True)):
        standing, wanted = at.get(post.pk, []), int(out.problem.wanted[p, t])
        against = [*_running(board, p, t), *_full(standing, wanted)]
        say = board.say(0, p, t)
        found.append(Choice(post, p + 1, say, cell.post == post, wanted, standing, verdict, against))
    found.sort(key=lambda one: (not one.here, one.say == Say.NO, bool(one.against), one.number))
    away = [reason.text for reason in (verdicts[0].reasons if verdicts else []) if reason.code in _AWAY]
    return CellChoices(cell, found, away)


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


def _full(standing, wanted):
    if wanted == 0:
        yield _("Nobody is wanted there in this period.")
    elif len(standing) >= wanted:
        names = pgettext("between the words of a list", ", ").join(standing[:6])
        yield _("All %(wanted)d seats are taken: %(names)s.") % {"wanted": wanted, "names": names}
