"""Seats filled as far as they can be, and the sets of posts that Hall's theorem forbids, held against trying all."""

from itertools import chain, combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from rotations.planner.flows import Matching, crowds, match


@st.composite
def halls(draw, clerks=7, posts=4, seats=3):
    """Who may stand where (i, p) and how many seats there are (p)."""
    many, some = draw(st.integers(0, clerks)), draw(st.integers(1, posts))
    may = draw(st.lists(st.lists(st.booleans(), min_size=some, max_size=some), min_size=many, max_size=many))
    wanted = draw(st.lists(st.integers(0, seats), min_size=some, max_size=some))
    return np.array(may, dtype=bool).reshape(many, some), np.array(wanted)


def subsets(posts):
    return chain.from_iterable(combinations(posts, size) for size in range(1, len(posts) + 1))


def lack(may, wanted, posts):
    """Seats wanted at the posts above the clerks who may stand there."""
    return int(wanted[list(posts)].sum() - may[:, list(posts)].any(axis=1).sum())


def most_filled(may, wanted):
    """The most seats that can be filled, by another program."""
    clerks, posts = may.shape
    capacity = np.zeros((clerks + posts + 2, clerks + posts + 2), dtype=np.int32)
    capacity[0, 1 : clerks + 1] = 1
    capacity[1 : clerks + 1, clerks + 1 : -1] = may
    capacity[clerks + 1 : -1, -1] = wanted
    return maximum_flow(csr_array(capacity), 0, clerks + posts + 1).flow_value


@given(halls())
def test_as_many_seats_are_filled_as_another_program_fills(hall):
    may, wanted = hall
    assert match(may, wanted).missing == wanted.sum() - most_filled(may, wanted)


@given(halls())
def test_seats_are_missing_exactly_where_some_posts_want_more_than_there_are_clerks(hall):
    may, wanted = hall
    assert match(may, wanted).missing == max([0, *(lack(may, wanted, posts) for posts in subsets(range(len(wanted))))])


@given(halls())
def test_what_is_filled_may_be_filled(hall):
    may, wanted = hall
    matching = match(may, wanted)
    for number, (posts, count) in enumerate(zip(matching.reach, matching.count, strict=True)):
        standing = sum(taken.get(number, 0) for taken in matching.taken.values())
        assert standing + matching.spare[number] == count
        assert all(posts >> post & 1 for post, taken in matching.taken.items() if number in taken)
    for post, taken in matching.taken.items():
        assert sum(taken.values()) + matching.lack[post] == wanted[post]


@given(halls(seats=4))
def test_every_set_that_is_told_lacks_clerks_and_no_post_can_be_left_out(hall):
    may, wanted = hall
    matching = match(may, wanted)
    told = matching.hall_sets()
    assert bool(told) == bool(matching.missing)
    for found in told:
        assert found.needed == wanted[list(found.posts)].sum() > found.available
        assert found.available == may[:, list(found.posts)].any(axis=1).sum()
    for post in matching.lacking:
        smallest = match(may[:, sorted(matching.blocked(post))], wanted[sorted(matching.blocked(post))])
        assert smallest.missing
    if told:
        first = told[0]
        assert all(lack(may, wanted, posts) <= 0 for posts in subsets(first.posts) if len(posts) < len(first.posts))


@given(halls(seats=4))
def test_filling_what_the_told_sets_lack_fills_every_seat(hall):
    may, wanted = hall
    told = match(may, wanted).hall_sets()
    # Newcomers who may stand at any post of a set that lacks them.
    new = [
        [post in found.posts for post in range(len(wanted))]
        for found in told
        for _n in range(found.needed - found.available)
    ]
    more = np.vstack([may, np.array(new, dtype=bool).reshape(-1, len(wanted))])
    assert match(more, wanted).missing == 0


@given(halls())
def test_one_clerk_more_fits_at_a_post_unless_it_is_blocked(hall):
    may, wanted = hall
    matching = match(may, wanted)
    for post in range(len(wanted)):
        more = wanted.copy()
        more[post] += 1
        if wanted[post] and not matching.lack[post]:
            assert bool(matching.blocked(post)) == (match(may, more).missing > matching.missing)
            assert (post in matching.relieved()) != bool(matching.blocked(post))


@given(halls(), st.data())
def test_training_fills_a_seat_exactly_for_those_who_can_be_released(hall, data):
    may, wanted = hall
    matching = match(may, wanted)
    free = matching.releasable()
    released = {posts for number, posts in enumerate(matching.reach) if free >> number & 1}
    for post in matching.lacking:
        for clerk in np.flatnonzero(~may[:, post]):
            trained = may.copy()
            trained[clerk, post] = True
            mask = sum(1 << int(other) for other in np.flatnonzero(may[clerk] & (wanted > 0)))
            lowers = match(trained, wanted).missing < matching.missing
            assert lowers == (mask in released or mask == 0)


@given(halls())
def test_doing_without_a_post_is_the_same_as_never_having_had_it(hall):
    may, wanted = hall
    matching = match(may, wanted)
    before = matching.missing
    for post in list(matching.wants):
        fewer = wanted.copy()
        fewer[post] = 0
        assert matching.without({post}).missing == match(may, fewer).missing
    assert matching.missing == before


def test_clerks_who_may_stand_at_the_same_posts_are_one_crowd():
    may = np.zeros((5, 70), dtype=bool)
    may[:3, 69] = may[3, 0] = True
    assert crowds(may) == {1 << 69: 3, 1: 1, 0: 1}


def test_a_smaller_set_is_told_before_the_larger_one_it_is_part_of():
    told = Matching({0b11: 1}, {0: 1, 1: 2}).hall_sets()
    assert [(found.posts, found.needed, found.available) for found in told] == [((1,), 2, 1), ((0, 1), 3, 1)]
