"""What only a solver sees, held against all plans of tiny problems."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings

from rotations.planner.clashes import Ask, Asked, Kind, Known
from rotations.planner.cores import WEIGHTS, find_cores, find_relaxation
from rotations.planner.explain import explain
from rotations.planner.problem import FREE, NOTHING, Bond, Pair
from rotations.planner.trial import Trial, islands

from .tiny import least_missing, plain, problems

ANY = problems(parts=2, runs=True, locks=True, pairs=True, cover=2, clerks=3, posts=3, periods=3)


def only(problem, asks):
    """The problem with nothing asked but this; seats stay places to stand at, as in the model."""
    return without(problem, [asked for asked in everything(problem) if asked not in asks])


def everything(problem):
    return [asked for island in islands(problem) for asked in Trial(problem, island).given]


def without(problem, asks):
    """The problem that gives something up, as far as a problem can say so: the seats that are given up are returned."""
    locked, cover = problem.locked.copy(), list(problem.cover)
    most, rest, pairs = problem.most_running.copy(), problem.rest.copy(), list(problem.pairs)
    seats = []
    for asked in asks:
        if asked.ask == Ask.LOCK:
            locked[asked.clerk, asked.period] = FREE
        elif asked.ask == Ask.RUN_LIMIT:
            most[asked.post] = 0 if not asked.amount else most[asked.post] + asked.amount
        elif asked.ask == Ask.REST:
            rest[asked.post] = 0
        elif asked.ask == Ask.PAIR:
            pairs[asked.pair] = replace(pairs[asked.pair], when=np.zeros_like(pairs[asked.pair].when))
        elif asked.ask == Ask.COVER:
            for number, rule in enumerate(cover):
                if rule.key == asked.rule:
                    least = rule.least.copy()
                    least[asked.period, asked.part] -= asked.amount or least[asked.period, asked.part]
                    cover[number] = replace(rule, least=least)
        else:
            seats.append(asked)
    fewer = replace(problem, locked=locked, most_running=most, rest=rest, pairs=tuple(pairs), cover=tuple(cover))
    return fewer, seats


def possible(problem, seats):
    """Whether a plan meets everything but the seats given up."""
    from .tiny import _filled, costs, plans

    cells = plans(problem)
    if not len(cells):
        return False
    wanted = problem.seats.copy()
    for asked in seats:
        at = (asked.post, asked.period, asked.part)
        wanted[at] -= asked.amount or wanted[at]
    holders = costs(replace(problem, seats=np.zeros_like(problem.seats)), cells)
    return bool(((_filled(problem, cells) >= wanted[None]).all(axis=(1, 2, 3)) & (holders == 0)).any())


@settings(max_examples=60, deadline=None)
@given(ANY)
def test_a_core_cannot_be_met_and_is_needed_to_its_last_part(problem):
    found = find_cores(problem, most=99)
    assert found.settled
    assert bool(found.clashes) == (least_missing(problem) != 0)
    for clash in found.clashes:
        assert (clash.kind, clash.known) == (Kind.TOGETHER, Known.CORE)
        assert not possible(*only(problem, clash.asks))
        for one in clash.asks:
            assert possible(*only(problem, [asked for asked in clash.asks if asked != one]))


@settings(max_examples=60, deadline=None)
@given(ANY)
def test_what_flows_found_is_not_told_again(problem):
    known = explain(problem)
    found = find_cores(problem, known, most=99)
    assert found.settled
    if not known:
        assert bool(found.clashes) == (least_missing(problem) != 0)


@settings(max_examples=60, deadline=None)
@given(ANY)
def test_giving_up_what_a_relaxation_says_makes_a_plan_possible(problem):
    found = find_relaxation(problem)
    assert bool(found) == (least_missing(problem) != 0)
    assert all(clash.known == Known.LEAST_RELAXATION for clash in found)
    assert possible(*without(problem, [asked for clash in found for asked in clash.asks]))


@settings(max_examples=60, deadline=None)
@given(problems(runs=False, cover=1, clerks=3, posts=3, periods=3))
def test_the_least_relaxation_of_seats_and_holders_is_what_the_best_plan_lacks(problem):
    given_up = sum(asked.amount for clash in find_relaxation(problem) for asked in clash.asks)
    assert given_up == least_missing(problem)


def test_a_learner_who_cannot_stand_beside_the_certified_one_is_told_with_the_pair():
    allowed = np.ones((2, 2, 1), dtype=bool)
    pair = Pair(Bond.TOGETHER, 0, 1, np.array([True]), np.array([True, True]))
    problem = plain(allowed, [[1], [1]], pairs=(pair,))
    assert explain(problem) == []
    (clash,) = find_cores(problem).clashes
    assert Asked(Ask.PAIR, pair=0) in clash.asks
    assert clash.posts == (0, 1)


def test_locks_that_end_a_rest_too_soon_are_told():
    locked = np.array([[0, FREE, 0]])
    problem = plain(np.ones((1, 2, 3)), [[1, 0, 1], [0, 1, 0]], rest=np.array([2, 0]), locked=locked)
    (clash,) = find_cores(problem, explain(problem)).clashes
    assert len(clash.asks) == 3
    assert Asked(Ask.REST, post=0) in clash.asks
    (relaxed,) = find_relaxation(problem)
    # Cheaper than another rest: one lock lifted, and the seat there left empty.
    assert [(asked.ask, asked.amount) for asked in relaxed.asks] == [(Ask.SEATS, 1), (Ask.LOCK, 1)]


def test_a_run_limit_is_given_up_by_as_many_periods_as_needed():
    problem = plain(np.ones((1, 1, 4)), np.ones((1, 4), int), most_running=np.array([1]))
    dear = WEIGHTS[Ask.SEATS]
    (relaxed,) = find_relaxation(problem)
    assert sum(asked.amount for asked in relaxed.asks) == 2  # two empty seats are cheaper than three periods more
    assert dear * 2 < WEIGHTS[Ask.RUN_LIMIT] * 3


def test_halls_that_share_nothing_are_islands():
    allowed = np.zeros((4, 2, 1), dtype=bool)
    allowed[:2, 0] = allowed[2:, 1] = True
    assert [(found.clerks, found.posts) for found in islands(plain(allowed, [[1], [1]]))] == [
        ((0, 1), (0,)),
        ((2, 3), (1,)),
    ]
    assert NOTHING not in islands(plain(allowed, [[1], [1]]))[0].posts
