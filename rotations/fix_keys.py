"""A fix in an address, and read back: what it would do is worked out anew from the plan, never read from there."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from .looking import Looked
from .planner.fixes import UNREACHABLE, Fix, Prices, Step
from .planner.problem import FREE

_MOST = 200  # periods or parts an address may name


def key_of(fix: Fix, looked: Looked) -> dict[str, str]:
    """What an address says of a fix: numbers of people, posts and periods as the hall knows them."""
    out = looked.out
    said = {"step": fix.step.value.replace(" ", "-")}
    if fix.clerk is not None:
        said["who"] = str(out.people[fix.clerk].pk)
    if fix.post is not None:
        said["post"] = str(out.posts[fix.post].pk)
    if fix.periods and fix.step not in (Step.TRAIN, Step.TRAIN_HOLDER):
        said["periods"] = ".".join(str(out.periods[period].number) for period in fix.periods)
    if fix.parts:
        said["parts"] = ".".join(map(str, fix.parts))
    if fix.rule:
        said["rule"] = fix.rule
    if fix.pair is not None:
        said["pair"] = str(fix.pair)
    if fix.step in (Step.FEWER_SEATS, Step.FEWER_HOLDERS, Step.LONGER_RUN):
        said["to"] = str(fix.to)
    return said


def fix_of(said: Mapping[str, str], looked: Looked) -> Fix | None:
    """The fix an address names, if it can be done to the plan as it is now; None for nonsense and for what is over."""
    steps = {step.value.replace(" ", "-"): step for step in Step}
    step = steps.get(said.get("step", ""))
    if step is None:
        return None
    out = looked.out
    clerk = _place(said.get("who"), [user.pk for user in out.people])
    post = _place(said.get("post"), [one.pk for one in out.posts])
    numbers = [period.number for period in out.periods]
    periods = [_place(word, numbers) for word in said.get("periods", "").split(".")[:_MOST] if word]
    parts = [_place(word, list(range(len(out.parts)))) for word in said.get("parts", "").split(".")[:_MOST] if word]
    pair = _place(said.get("pair"), list(range(len(looked.problem.pairs))))
    rule, to = said.get("rule", ""), _number(said.get("to"))
    if None in periods or None in parts or (rule and rule not in looked.needs):
        return None
    fix = Fix(
        step,
        0,
        clerk,
        post,
        tuple(sorted({period for period in periods if period is not None})),
        tuple(sorted({part for part in parts if part is not None})),
        rule=rule,
        pair=pair,
        to=to or 0,
    )
    return _DONE[step](fix, looked)


def _number(word: str | None) -> int | None:
    return int(word) if word and word.isascii() and word.isdecimal() and len(word) < 16 else None


def _place(word: str | None, values: list[int]) -> int | None:
    number = _number(word)
    return values.index(number) if number in values else None


def _train(fix: Fix, looked: Looked) -> Fix | None:
    means = looked.ways.means
    if fix.clerk is None or fix.post is None or means.cost[fix.clerk, fix.post] == UNREACHABLE:
        return None
    periods = np.arange(looked.problem.size[2])
    could = periods >= means.ready[fix.clerk, fix.post]
    could &= ~means.absent[fix.clerk] & ~looked.problem.allowed[fix.clerk, fix.post]
    cells = tuple((fix.post, int(period)) for period in np.flatnonzero(could))
    minutes = int(means.cost[fix.clerk, fix.post])
    return replace(fix, periods=(), parts=(), cells=cells, minutes=minutes, price=minutes)


def _train_holder(fix: Fix, looked: Looked) -> Fix | None:
    means = looked.ways.means
    if fix.clerk is None or fix.rule not in means.holder_cost:
        return None
    minutes = int(means.holder_cost[fix.rule][fix.clerk])
    if minutes == UNREACHABLE:
        return None
    rule = next((rule for rule in looked.problem.cover if rule.key == fix.rule), None)
    periods = np.arange(looked.problem.size[2]) >= means.holder_ready[fix.rule][fix.clerk]
    if rule is not None:
        periods &= ~rule.holders[fix.clerk]
    when = tuple(map(int, np.flatnonzero(periods)))
    return replace(fix, post=None, periods=when, parts=(), minutes=minutes, price=minutes)


def _move_leave(fix: Fix, looked: Looked) -> Fix | None:
    means = looked.ways.means
    if fix.clerk is None or not fix.periods or not means.absent[fix.clerk, list(fix.periods)].all():
        return None
    cells = tuple(
        (int(post), period) for period in fix.periods for post in np.flatnonzero(means.able[fix.clerk, :, period])
    )
    return replace(fix, cells=cells, price=Prices().leave * len(fix.periods)) if cells else None


def _unlock(fix: Fix, looked: Looked) -> Fix | None:
    if fix.clerk is None or not fix.periods or (looked.problem.locked[fix.clerk, list(fix.periods)] == FREE).any():
        return None
    return replace(fix, price=Prices().lock * len(fix.periods))


def _fewer_seats(fix: Fix, looked: Looked) -> Fix | None:
    if fix.post is None or not fix.periods or not fix.parts:
        return None
    seats = looked.problem.seats[np.ix_([fix.post], fix.periods, fix.parts)]
    less = int((seats - np.minimum(seats, fix.to)).sum())
    return replace(fix, price=Prices().seat * less) if less else None


def _fewer_holders(fix: Fix, looked: Looked) -> Fix | None:
    rule = next((rule for rule in looked.problem.cover if rule.key == fix.rule), None)
    if rule is None or not fix.periods or not fix.parts:
        return None
    least = rule.least[np.ix_(fix.periods, fix.parts)]
    less = int((least - np.minimum(least, fix.to)).sum())
    return replace(fix, price=Prices().holder * less) if less else None


def _longer_run(fix: Fix, looked: Looked) -> Fix | None:
    if fix.post is None:
        return None
    most = int(looked.problem.most_running[fix.post])
    return replace(fix, price=Prices().run * (fix.to - most)) if 0 < most < fix.to <= most + _MOST else None


def _no_rest(fix: Fix, looked: Looked) -> Fix | None:
    return replace(fix, price=Prices().rest) if fix.post is not None and looked.problem.rest[fix.post] else None


def _no_pair(fix: Fix, _looked: Looked) -> Fix | None:
    return replace(fix, price=Prices().pair) if fix.pair is not None else None


_DONE = {
    Step.TRAIN: _train,
    Step.TRAIN_HOLDER: _train_holder,
    Step.MOVE_LEAVE: _move_leave,
    Step.UNLOCK: _unlock,
    Step.FEWER_SEATS: _fewer_seats,
    Step.FEWER_HOLDERS: _fewer_holders,
    Step.LONGER_RUN: _longer_run,
    Step.NO_REST: _no_rest,
    Step.NO_PAIR: _no_pair,
}
