"""The aims as one sum, for methods that know only one: an earlier aim weighs so much more that a later one hardly ever
buys it back. Plans are compared by their scores all the same, never by this sum."""

from .problem import FREE, Aim, Problem

STEEP = 100  # between aims where whole numbers are exact; five aims still fit into the numbers of a flow
GENTLE = 30  # between aims for solvers that reckon in floating point


def active(problem: Problem) -> list[Aim]:
    """The aims that can cost anything at all in this problem, in its order."""
    something = {
        Aim.CHANGES: bool((problem.published != FREE).any()),
        Aim.MASTERY: bool(problem.learn.any()),
        Aim.WISHES: bool(problem.wish.any()),
        Aim.FAIRNESS: bool(problem.busy.any() or problem.target.any()),
    }
    return [aim for aim in problem.aims if something.get(aim, True)]


def weights(problem: Problem, ratio: int = STEEP) -> dict[Aim, int]:
    """What one unit of each aim weighs: the last one that matters 1, the one before `ratio`, and so on."""
    matters = active(problem)
    found = dict.fromkeys(problem.aims, 0)
    for place, aim in enumerate(reversed(matters)):
        found[aim] = ratio**place
    return found
