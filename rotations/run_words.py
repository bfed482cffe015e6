"""How far a run of the planner is: in words, per aim, and as a line over time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from skills.models import Level, Skill

from .models import DayPart, PlanRun, Post, RotationPlan
from .planner.aims import Aim
from .runs import LOST, LOST_AFTER, UNDER_WAY, State, aims_of_run
from .week_parts import weekdays_named
from .wording import AIM_WORDS, stretch_in_words

LONG_WAIT = timedelta(seconds=20)
MOST_SHOWN = 12
UNCLEAR = 1.0  # a distance beyond this share says nothing

COSTS: dict[Aim, Callable[[int], str]] = {
    Aim.COVER: lambda count: ngettext("%(count)d seat or holder missing", "%(count)d seats or holders missing", count),
    Aim.CHANGES: lambda count: ngettext("%(count)d change", "%(count)d changes", count),
    Aim.FAIRNESS: lambda count: ngettext(
        "%(count)d point away from fair shares", "%(count)d points away from fair shares", count
    ),
    Aim.MASTERY: lambda count: ngettext("%(count)d post not yet stood at", "%(count)d posts not yet stood at", count),
    Aim.WISHES: lambda count: ngettext("%(count)d point of wishes unmet", "%(count)d points of wishes unmet", count),
}


class AimLine(NamedTuple):
    """One aim of a run: what it costs now, what is proven, and whether no plan does better."""

    title: str
    now: str
    proven: str
    is_best: bool


def cost_in_words(aim: Aim, cost: int) -> str:
    """What a plan costs in an aim."""
    return COSTS[aim](cost) % {"count": cost}


def percent(share: float) -> str:
    """A distance as per cent, rounded up: it must not promise too much."""
    value = share * 100
    return f"{ceil(value * 10) / 10:g}" if value < 10 else str(ceil(value))


def distance_in_words(gap: float | None) -> str:
    """How far the best plan so far lies above the best possible at most."""
    if gap is None:
        return _("How good a plan could be at best is being worked out.")
    if gap == 0:
        return _("Proven: no plan is better than this one.")
    if gap > UNCLEAR:
        return _("The plan is still far from what may be possible.")
    return _("At most %(percent)s %% away from the best possible plan.") % {"percent": percent(gap)}


def aim_lines(run: PlanRun) -> list[AimLine]:
    """Each aim in the order of the run."""
    found = []
    for aim in aims_of_run(run) if run.scores else ():
        cost, bound = run.scores[aim.value], run.bounds.get(aim.value, 0)
        is_best, said = cost <= bound, _missing_people(run) if aim == Aim.COVER else cost
        proven = _proven(cost, bound, said == cost)
        found.append(AimLine(str(AIM_WORDS[aim][0]), cost_in_words(aim, said), proven, is_best))
    return found


def _missing_people(run: PlanRun) -> int:
    """How many people are missing, period by period: the cost counts them in each part of the week and the day."""
    most: dict[tuple, int] = {}
    for row in run.missing:
        key = tuple(row[: 4 if row[0] == "skill" else 3])
        most[key] = max(most.get(key, 0), row[-1])
    return sum(most.values()) or run.scores[Aim.COVER.value]


def _proven(cost: int, bound: int, is_told: bool) -> str:
    """What is proven about an aim; `is_told` where the least cost would mean something beside the one that is told."""
    if cost <= bound:
        return pgettext("of an aim", "best possible")
    if not bound:
        return _("not proven yet")
    words = {"least": bound, "percent": percent((cost - bound) / bound)}
    if not is_told:
        return _("within %(percent)s %%") % words
    return _("at least %(least)d: within %(percent)s %%") % words


def words_of(run: PlanRun, now: datetime) -> str:
    """What the planner is doing, in one sentence."""
    if run.state == State.WAITING:
        return _why_waiting(run, now)
    if run.state == State.FAILED:
        return _why_failed(run)
    if run.stop_asked and run.state in UNDER_WAY:
        return _("The planner is stopping.")
    if not run.scores:
        return _("The planner reads the hall.") if run.state in UNDER_WAY else _("Stopped before a plan was found.")
    return distance_in_words(run.gap)


def _why_waiting(run: PlanRun, now: datetime) -> str:
    """Of a run nobody took: whether another is worked on, or nobody is there who would."""
    if run.asked_at >= now - LONG_WAIT:
        return _("The planner waits for its turn.")
    if PlanRun.objects.filter(state=State.RUNNING, seen_at__gte=now - LOST_AFTER).exists():
        return _("The planner is at work on another plan. This one is next and begins by itself.")
    return _(
        "The planner does not answer. Please ask the administrator whether its background worker is running. The plan "
        "waits and begins by itself as soon as it is."
    )


def _why_failed(run: PlanRun) -> str:
    if run.method == "no plan":
        return _("Locked cells stand against each other or against the rules: no plan keeps them all. Unlock some.")
    if run.method == LOST and run.best:
        return _("The planner was interrupted. What it had found is kept: go on from there.")
    return _("The planner was interrupted before it found a plan. Let it plan again.")


def missing_lines(plan: RotationPlan, run: PlanRun) -> tuple[list[str], int]:
    """What the best plan lacks, one sentence for each post and each skill, the most lacking first; and how many more
    there are. At most four queries."""
    rows: dict[tuple, list] = {}
    for row in run.missing:
        rows.setdefault((row[0], row[2], row[3] if row[0] == "skill" else None), []).append(row)
    if not rows:
        return [], 0
    order = sorted(rows, key=lambda key: -sum(row[-1] for row in rows[key]))[:MOST_SHOWN]
    days = {number: stretch_in_words(*ends) for number, *ends in plan.periods.values_list(*_PERIOD)}
    posts = Post.objects.in_bulk({what for kind, what, _level in order if kind == "seats"})
    skills = Skill.objects.in_bulk({what for kind, what, _level in order if kind == "skill"})
    parts = DayPart.objects.in_bulk({row[3] for row in run.missing if row[0] == "seats" and row[3]})
    lines = []
    for key in order:
        kind, what, level = key
        found = rows[key]
        periods = sorted({row[1] for row in found})
        words = {"count": max(row[-1] for row in found), "periods": len(periods), "when": days.get(periods[0], "")}
        if kind == "seats" and what in posts:
            lines.append(_seats_line(words, posts[what], found, parts))
        elif kind == "skill" and what in skills:
            lines.append(_skill_line(words | {"skill": skills[what].local_name, "level": Level(level).label}))
    return lines, len(rows) - len(order)


# kind, period, post, part, seats; before the seats the weekdays, where they are told apart
_WITHOUT_WEEKDAYS = 5
_PERIOD = ("number", "first_day", "last_day")


def _seats_line(words: dict, post: Post, rows: list, parts: dict[int, DayPart]) -> str:
    named = sorted({parts[row[3]] for row in rows if row[3] in parts}, key=lambda part: part.begins_at)
    weekdays = "".join(sorted({day for row in rows if len(row) > _WITHOUT_WEEKDAYS for day in row[4]}))
    name = " · ".join(
        filter(None, [post.local_name, weekdays_named(weekdays), "/".join(part.local_name for part in named)])
    )
    return ngettext(
        "“%(post)s” lacks up to %(count)d in %(periods)d period: %(when)s",
        "“%(post)s” lacks up to %(count)d in %(periods)d periods, first %(when)s",
        words["periods"],
    ) % (words | {"post": name})


def _skill_line(words: dict) -> str:
    return (
        ngettext(
            "The hall lacks up to %(count)d holders of “%(skill)s” (%(level)s) in %(periods)d period: %(when)s",
            "The hall lacks up to %(count)d holders of “%(skill)s” (%(level)s) in %(periods)d periods, first %(when)s",
            words["periods"],
        )
        % words
    )


# The line over time

WIDTH, HEIGHT, LEFT, BELOW = 320, 120, 36, 20


class Curve(NamedTuple):
    """The distance to the best possible over time, as a path of an SVG, with the ends of its axes in words."""

    path: str
    top: str
    seconds: int
    said: str


def curve_of(run: PlanRun) -> Curve | None:
    """None with fewer than two points in which anything is proven."""
    points = [(at, min(UNCLEAR, (best - bound) / max(1, bound))) for at, best, bound in run.track if best >= bound]
    if len(points) < 2:
        return None
    end = max(float(run.seconds), points[-1][0])
    # What was far off at first would press all the rest to the ground.
    high = max(0.01, max([gap for _at, gap in points if gap < UNCLEAR], default=UNCLEAR))
    path, last = [], None
    for at, gap in points:
        x = LEFT + (WIDTH - LEFT) * at / end
        y = (HEIGHT - BELOW) * (1 - min(1.0, gap / high)) + 2
        # A step, not a slope: between two points nothing was known to be better.
        path.append(f"M{x:.1f} {y:.1f}" if last is None else f"H{x:.1f}V{y:.1f}")
        last = y
    first, latest = points[0][1], points[-1][1]
    said = _("The distance to the best possible plan went from %(first)s %% to %(last)s %% in %(seconds)d seconds.") % {
        "first": percent(first),
        "last": percent(latest),
        "seconds": round(points[-1][0]),
    }
    return Curve("".join(path), f"{percent(high)} %", round(end), said)
