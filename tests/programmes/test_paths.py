"""What is asked for and what is done, by property."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from programmes.paths import Asked, Group, Part, Proof, fulfilled_on, met_on, proofs_used, still_to_do

DAY = date(2026, 11, 23)
part_ids = st.sampled_from("abcdef")
parts = st.lists(part_ids, min_size=1, max_size=4, unique=True).map(
    lambda ids: tuple(Part(i, Asked.COURSE, ord(i), minutes=ord(i) % 4) for i in ids)
)
groups = st.builds(Group, st.just("g"), st.none() | st.integers(1, 4), parts)
paths = st.lists(groups, min_size=1, max_size=3)
proofs = st.dictionaries(
    part_ids, st.integers(0, 30).map(lambda n: Proof(DAY + timedelta(days=n), "completion", str(n))), max_size=6
)


@given(paths, proofs)
def test_a_path_is_fulfilled_when_nothing_is_left_to_do_or_it_can_never_be(path, done):
    possible = all(group.asked <= len(group.parts) for group in path)
    assert (fulfilled_on(path, done) is not None) == (possible and not still_to_do(path, done))


@given(paths, proofs)
def test_on_the_day_it_was_fulfilled_enough_was_done_and_the_day_before_it_was_not(path, done):
    day = fulfilled_on(path, done)
    if day is None:
        return
    known = {part: proof for part, proof in done.items() if proof.on <= day}
    earlier = {part: proof for part, proof in done.items() if proof.on < day}
    assert fulfilled_on(path, known) == day
    assert fulfilled_on(path, earlier) is None
    used = {part.id: proof for part, proof in proofs_used(path, done)}
    assert fulfilled_on(path, used) == day


@given(paths, proofs)
def test_doing_what_is_left_fulfils_what_can_be(path, done):
    left = {part.id: Proof(DAY, "completion", "x") for part in still_to_do(path, done)}
    # The same course may stand in a path under two ids: doing it proves both.
    both = {
        part.id: Proof(DAY, "completion", "x")
        for group in path
        for part in group.parts
        if part.key in {ord(one) for one in left}
    }
    if all(group.asked <= len(group.parts) for group in path):
        assert fulfilled_on(path, done | both) is not None


@given(groups, proofs, part_ids, st.integers(0, 30))
def test_doing_more_never_undoes(group, done, further, days):
    before, more = met_on(group, done), done | {further: done.get(further) or Proof(DAY, "completion", "y")}
    after = met_on(group, more)
    assert before is None or (after is not None and after <= before)
