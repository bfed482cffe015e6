"""A rotation that is told to its end: a quarter planned, approved and published, a draft of the next one that somebody
has said something about, and an exchange of two clerks that waits for the manager."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from people.models import Hall, User
from rotations.models import Assignment, RotationPlan, Swap
from rotations.plan_talk import approve, hand_in, remark
from rotations.planner.solve import solve
from rotations.plans import change_cells, make_plan, people_of
from rotations.publishing import publish
from rotations.setting_out import placed, set_out
from rotations.swapping import answer_swap, ask_swap, choices, stay_over

from . import source

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
NUMBERS = "一二三四"
# So much of a quarter has to be ahead for clerks to have something to look forward to; else the next one is published.
AHEAD = 3 * WEEK
# Rounds of the planner, not seconds: the same day gives the same plan on any machine.
ROUNDS, LONGEST = 1, 120.0
APPROVED = "看过了，忙闲安排得比较匀，同意。"
REMARKED = "下个季度请让新同事先跟岗两周再单独上综合业务窗口；月底缴费忙，那一周尽量少换岗。"


def tell_of_plans(hall: Hall, people: dict[str, User], today: date) -> None:
    """Let the managers and two clerks have done all that in the last days, through the services they would have used.

    Before the plan begins people stand where they were placed by hand, and learners stay there.
    """
    manager, other = (people[number] for number in source.hall()["rotation"]["managers"])
    year, quarter = quarter_of(today + AHEAD)
    plan = _draft(hall, year, quarter, manager, _at(today - 7 * DAY), since=today - DAY)
    _plan_it(plan, manager, today - 6 * DAY)
    hand_in(plan=plan, by=manager, now=_at(today - 4 * DAY))
    plan.refresh_from_db()
    approve(plan=plan, by=other, now=_at(today - 3 * DAY), seen=plan.revision, text=APPROVED)
    publish(plan=plan, by=manager, now=_at(today - 2 * DAY, 18))
    after = (year, quarter + 1) if quarter < 4 else (year + 1, 1)
    remark(plan=_draft(hall, *after, manager, _at(today - DAY, 10)), text=REMARKED, by=other, now=_at(today - DAY, 16))
    _exchange(plan, [people[source.hall()["cast"]["clerk"]], *people.values()], today)


def quarter_of(day: date) -> tuple[int, int]:
    """The year, and the number of the quarter from 1."""
    return day.year, (day.month + 2) // 3


def weeks_of(year: int, quarter: int) -> tuple[date, int]:
    """The first Monday of a quarter, and how many Mondays lie in it: its weeks, none of which is another's too."""
    begin = date(year, 3 * quarter - 2, 1)
    end = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
    first = begin + (-begin.weekday() % 7) * DAY
    return first, ((end - DAY - first).days // 7) + 1


def _at(day: date, hour: int = 17) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, 30)))


def _draft(hall: Hall, year: int, quarter: int, by: User, now: datetime, since: date = date.min) -> RotationPlan:
    """A plan of the weeks of a quarter that begin on a day or later."""
    first, count = weeks_of(year, quarter)
    over = max(0, -((first - since).days // 7))
    name = f"{year}年第{NUMBERS[quarter - 1]}季度轮岗"
    facts = {"hall": hall, "name": name, "kind": "week", "by": by, "now": now}
    return make_plan(first_day=first + over * WEEK, count=count - over, **facts)


def _plan_it(plan: RotationPlan, manager: User, today: date) -> None:
    """Plan everybody but those who learn at a post by the manager's own word: they stay as they were placed."""
    learning = set(Assignment.objects.exclude(note="").values_list("user", flat=True))
    people = [one for one in people_of(plan, manager) if one.pk not in learning]
    out = set_out(plan, today=today, people=people)
    found = solve(out.problem, limit=LONGEST, rounds=ROUNDS)
    change_cells(plan=plan, cells=placed(out, found.plan), by=manager, now=_at(today), kind="planner")


def _exchange(plan: RotationPlan, people: Iterable[User], today: date) -> Swap | None:
    """The first two who can exchange one of the coming weeks, agreed between them; None where nobody can."""
    weeks = list(plan.periods.filter(first_day__gt=today).values_list("first_day", "last_day")[:4])
    for user in people:
        for first, last in weeks:
            stay = stay_over(user, first, last)
            could = choices(stay, first, last) if stay else []
            best = next((one.stay.user for one in could if one.sides.both_can and not one.sides.against), None)
            if best:
                swap = ask_swap(user=user, colleague=best, first_day=first, last_day=last, now=_at(today - DAY, 12))
                return answer_swap(swap=swap, agrees=True, by=best, now=_at(today - DAY, 18))
    return None
