"""What GIFT carries comes back as it went; what it cannot carry is named."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizzes.exchange.gift import read
from quizzes.exchange.gift_writing import write
from quizzes.exchange.outgoing import Outgoing
from quizzes.exchange.shapes import tidy, tidy_line
from quizzes.items import Item

from . import strategies as drawn

CARRIED = ("single", "multiple", "true_false", "numeric", "matching", "essay")


def come_back(going):
    """Writes one question and reads it again."""
    written = write([going])
    assert written.refused == [], written.refused
    return read(written.content)


@pytest.mark.parametrize("kind", CARRIED)
@given(data=st.data())
def test_what_gift_carries_comes_back_as_it_went(kind, data):
    going = data.draw(drawn.outgoings(kind))
    if kind == "matching":
        assume(all("->" not in pair["left"] for pair in going.item.body["pairs"]))
    (found,) = come_back(going)
    assert found.item == tidy(going.item)
    assert found.notes == ()
    assert (found.key, found.tags) == (tidy_line(going.key), tuple(map(tidy_line, going.tags)))
    assert (found.difficulty, found.source) == (going.difficulty, tidy_line(going.source))
    assert found.topic == " / ".join(filter(None, map(tidy_line, going.topic.split(" / "))))


@given(st.data())
def test_a_blank_comes_back_wherever_it_stands(data):
    stem, body = data.draw(drawn.fill_ins(most=1))
    assume("->" not in str(body) and "*" not in str(body))
    (found,) = come_back(Outgoing(Item("fill_in", stem, body)))
    assert found.item == tidy(Item("fill_in", stem, body))


@given(st.lists(st.sampled_from(CARRIED).flatmap(drawn.outgoings), max_size=6))
def test_written_and_refused_together_are_all_that_was_given(goings):
    written = write(goings)
    found = read(written.content)
    refused = {one.place for one in written.refused}
    assert [one.item for one in found] == [tidy(one.item) for place, one in enumerate(goings) if place not in refused]
    assert all(one.reason for one in written.refused)


@pytest.mark.parametrize("kind", ["ordering", "categorise", "cloze", "hotspot", "listen", "watch", "build", "case"])
@given(data=st.data())
def test_a_kind_gift_does_not_know_is_refused_by_name(kind, data):
    going = Outgoing(data.draw(drawn.items(kind)), key="K7")
    written = write([going])
    assert [(one.place, one.key) for one in written.refused] == [(0, "K7")]
    assert read(written.content) == []
