"""What a manager does to a board: refused where somebody cannot stand and nobody says why they should all the same.

`plans.change_cells` writes whatever a plan may hold, since the planner and an undo go through it too; what a person may
enter by hand is more narrow, and that is said here.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.ui import day
from people.models import User

from .board import Board, Say
from .models import PlanChange, RotationPlan
from .plans import Placed, cells_of, change_cells, people_of
from .setting_out import set_out

MOST_AT_ONCE = 200
Key = tuple[int, int]  # number of a period, user


class Refusal(NamedTuple):
    """Why a cell may not be changed so. `by_word`: it may when a note says why. `at_board`: said where the cell can be
    opened."""

    sentence: str
    by_word: bool = False
    at_board: str = ""


@transaction.atomic
def place_cells(
    *, plan: RotationPlan, cells: Sequence[Placed], by: User, now: datetime, today: date, seen: int | None
) -> PlanChange | None:
    """Set cells by hand. Answers and raises as `plans.change_cells`; ValidationError also for a locked cell (unlock it
    first), a period that is over, somebody away on all of its days, and, without a note why, somebody who is away on
    some of them or cannot stand there."""
    plan = RotationPlan.objects.select_for_update(no_key=True, of=("self",)).get(pk=plan.pk)
    if len(cells) > MOST_AT_ONCE:
        raise ValidationError(_("At most %(most)d cells at once.") % {"most": MOST_AT_ONCE})
    before = cells_of(plan)
    news = [cell for cell in cells if before.get((cell.period, cell.user), _nothing(cell)) != cell]
    # What is there already is a second click, and a plan that moved on is the more useful thing to be told.
    if news and seen in (None, plan.revision):
        _check(plan, news, before, by, today)
    return change_cells(plan=plan, cells=cells, by=by, now=now, seen=seen)


def _nothing(cell):
    return Placed(cell.period, cell.user, said=False)


def _check(plan, news, before, by, today):
    for refusal in refusals(plan, news, before, by, today).values():
        raise ValidationError(refusal.at_board or refusal.sentence)


def refusals(
    plan: RotationPlan, news: Sequence[Placed], before: Mapping[Key, Placed], by: User, today: date
) -> dict[Key, Refusal]:
    """Why cells that are to be changed may not be changed by hand so, by `(period, user)`; those that may are not in
    it, nor those of people or periods the plan does not have."""
    periods = {period.number: period for period in plan.periods.all()}
    users = {user.pk: user for user in people_of(plan, by)}
    found: dict[Key, Refusal] = {}
    for cell in news:
        period, user = periods.get(cell.period), users.get(cell.user)
        if period is None or user is None:
            continue  # change_cells says what is wrong with it
        words = {"name": user.full_name, "day": day(period.first_day)}
        key = cell.period, cell.user
        was = before.get(key)
        if was and was.locked and was.post != cell.post:
            sentence = _("%(name)s is locked in the period from %(day)s. Unlock the cell first.")
            found[key] = Refusal(sentence % words)
        elif period.last_day < today:
            found[key] = Refusal(_("The period from %(day)s is over and stays as it was.") % words)
    able = _unable(plan, [cell for cell in news if cell.post], users, today)
    return {**able, **found}


def _unable(plan, cells, users, today) -> dict[Key, Refusal]:
    people = [users[pk] for pk in dict.fromkeys(cell.user for cell in cells) if pk in users]
    if not people:
        return {}
    out = set_out(plan, today=today, people=people)
    board = Board(out)
    number = {period.number: t for t, period in enumerate(out.periods)}
    found = {}
    for cell in cells:
        if cell.user not in board.clerk or cell.post not in board.post or cell.period not in number:
            continue
        t, p, i = number[cell.period], board.post[cell.post], board.clerk[cell.user]
        say = board.say(i, p, t)
        words = {"name": users[cell.user].full_name, "post": out.posts[p].local_name}
        words["day"] = day(out.periods[t].first_day)
        if say in _SENTENCES:
            found[cell.period, cell.user] = Refusal(_SENTENCES[say] % words)
        elif say in _BY_WORD and not cell.note:
            sentence, at_board = _BY_WORD[say]
            found[cell.period, cell.user] = Refusal(sentence % words, by_word=True, at_board=at_board % words)
    return found


_SENTENCES = {
    Say.CLOSED: gettext_lazy("The hall is closed in the period from %(day)s."),
    Say.AWAY: gettext_lazy("%(name)s is away in the period from %(day)s."),
}
# What the manager can plan by their own word: the sentence alone, and the one of the board, which leads there.
_BY_WORD = {
    Say.PARTLY: (
        gettext_lazy("%(name)s is away on some days of the period from %(day)s."),
        gettext_lazy(
            "%(name)s is away on some days of the period from %(day)s. Open the cell to plan it all the same."
        ),
    ),
    Say.NO: (
        gettext_lazy("%(name)s cannot stand at “%(post)s” in the period from %(day)s."),
        gettext_lazy("%(name)s cannot stand at “%(post)s” in the period from %(day)s. Open the cell to see why."),
    ),
}
