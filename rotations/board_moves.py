"""What a manager does to a board: refused where somebody cannot stand and nobody says why they should all the same.

`plans.change_cells` writes whatever a plan may hold, since the planner and an undo go through it too; what a person may
enter by hand is more narrow, and that is said here.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.templatetags.ui import day
from people.models import User

from .board import Board, Say
from .models import PlanChange, RotationPlan
from .plans import Placed, cells_of, change_cells, people_of
from .setting_out import set_out

MOST_AT_ONCE = 200


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
    periods = {period.number: period for period in plan.periods.all()}
    users = {user.pk: user for user in people_of(plan, by)}
    for cell in news:
        period, user = periods.get(cell.period), users.get(cell.user)
        if period is None or user is None:
            continue  # change_cells says what is wrong with it
        words = {"name": user.full_name, "day": day(period.first_day)}
        was = before.get((cell.period, cell.user))
        if was and was.locked and was.post != cell.post:
            raise ValidationError(_("%(name)s is locked in the period from %(day)s. Unlock the cell first.") % words)
        if period.last_day < today:
            raise ValidationError(_("The period from %(day)s is over and stays as it was.") % words)
    _check_able(plan, [cell for cell in news if cell.post], users, today)


def _check_able(plan, cells, users, today):
    people = [users[pk] for pk in dict.fromkeys(cell.user for cell in cells) if pk in users]
    if not people:
        return
    out = set_out(plan, today=today, people=people)
    board = Board(out)
    number = {period.number: t for t, period in enumerate(out.periods)}
    for cell in cells:
        if cell.user not in board.clerk or cell.post not in board.post or cell.period not in number:
            continue
        t, p, i = number[cell.period], board.post[cell.post], board.clerk[cell.user]
        say = board.say(i, p, t)
        words = {"name": users[cell.user].full_name, "post": out.posts[p].local_name}
        words["day"] = day(out.periods[t].first_day)
        if say == Say.CLOSED:
            raise ValidationError(_("The hall is closed in the period from %(day)s.") % words)
        if say == Say.AWAY:
            raise ValidationError(_("%(name)s is away in the period from %(day)s.") % words)
        if say == Say.PARTLY and not cell.note:
            raise ValidationError(
                _("%(name)s is away on some days of the period from %(day)s. Open the cell to plan it all the same.")
                % words
            )
        if say == Say.NO and not cell.note:
            raise ValidationError(
                _("%(name)s cannot stand at “%(post)s” in the period from %(day)s. Open the cell to see why.") % words
            )
