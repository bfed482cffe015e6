"""How good a plan is: what it costs in each aim, and what it means for each person, in words."""

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import User

from .board import Board
from .planner.aims import Aim
from .planner.problem import FREE
from .planner.score import even, loads, near, score, standing
from .wording import AIM_WORDS


@dataclass(frozen=True)
class AimScore:
    """An aim in the order of the plan. `cost` 0 is as good as can be."""

    title: str
    cost: int
    sentence: str


@dataclass(frozen=True)
class PersonScore:
    """What the plan means for somebody: `load` against the fair `share`, and how far that is."""

    user: User
    load: int
    share: int
    most: int  # what the bars are drawn against
    periods: int
    posts: int
    new: int
    changes: int
    is_even: bool  # about the fair share: nobody would see the difference
    is_far: bool

    @property
    def off(self) -> str:
        """How far the load is from fair, in words."""
        if self.is_even:
            return _("fair")
        if self.load > self.share:
            return _("%(count)d more") % {"count": self.load - self.share}
        return _("%(count)d less") % {"count": self.share - self.load}


def aim_scores(board: Board) -> list[AimScore]:
    """What the plan costs in each of its aims, the first before all others."""
    problem = board.out.problem
    costs = score(problem, board.stands)
    return [
        AimScore(str(AIM_WORDS[aim][0]), costs.costs[aim], _sentence(board, aim, costs.costs[aim]))
        for aim in costs.order
    ]


def _sentence(board, aim, cost):
    if aim == Aim.COVER:
        return _of_cover(board, cost)
    if aim == Aim.CHANGES:
        if not (board.out.problem.published != FREE).any():
            return _("Nothing is published for these days, so nothing changes.")
        text = ngettext(
            "%(count)d place differs from what is published.", "%(count)d places differ from what is published.", cost
        )
    elif aim == Aim.FAIRNESS:
        return _of_fairness(board)
    elif aim == Aim.MASTERY:
        text = ngettext(
            "%(count)d time somebody stays away from a post that they could learn.",
            "%(count)d times somebody stays away from a post that they could learn.",
            cost,
        )
    else:
        text = ngettext("%(count)d time a wish is not met.", "%(count)d times a wish is not met.", _unmet(board))
        cost = _unmet(board)
    return text % {"count": cost}


def _unmet(board):
    problem = board.out.problem
    return int((problem.wish[standing(problem, board.stands)] > 0).sum())


def _of_cover(board, cost):
    if not cost:
        return _("Every seat is filled, and enough holders of every skill are there.")
    seats, holders = int(board.seats_missing.sum()), int(board.cover_missing.sum())
    found = []
    if seats:
        found.append(
            ngettext("%(count)d seat is not filled.", "%(count)d seats are not filled.", seats) % {"count": seats}
        )
    if holders:
        text = ngettext(
            "%(count)d holder of a skill is missing that the hall wants.",
            "%(count)d holders of skills are missing that the hall wants.",
            holders,
        )
        found.append(text % {"count": holders})
    return " ".join(found)


def _of_fairness(board):
    problem = board.out.problem
    off = np.abs(loads(problem, board.stands) - problem.target)
    far = int((off > near(problem)).sum())
    text = ngettext(
        "%(count)d person carries much more or less than a fair share of busy work.",
        "%(count)d people carry much more or less than a fair share of busy work.",
        far,
    )
    return text % {"count": far} if far else _("Everybody carries about a fair share of busy work.")


def person_scores(board: Board) -> list[PersonScore]:
    """Everybody, those furthest from their fair share first."""
    problem = board.out.problem
    load, about, reach = loads(problem, board.stands), even(problem), near(problem)
    stands = standing(problem, board.stands)
    at = np.asarray(stands.any(axis=2))
    changed = np.asarray((problem.published != FREE) & (problem.published != board.stands.cells))
    most = int(max([*load, *problem.target, 1]))
    found = [
        PersonScore(
            user=user,
            load=int(load[i]),
            share=int(problem.target[i]),
            most=most,
            periods=int(stands[i].sum()),
            posts=int(at[i].sum()),
            new=int((problem.learn[i] & at[i]).sum()),
            changes=int(changed[i].sum()),
            is_even=bool(abs(load[i] - problem.target[i]) <= about[i]),
            is_far=bool(abs(load[i] - problem.target[i]) > reach[i]),
        )
        for i, user in enumerate(board.out.people)
    ]
    return sorted(found, key=lambda one: -abs(one.load - one.share))
