"""What is typed with a slip is found, and nothing that is measured in one way is missed in the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from core.search_text import search_key, words_of
from core.typing_slips import Slips, Words, distance, slips_allowed, sound

KEYS = [
    search_key("查询电费余额", "Check the balance of an electricity bill"),
    search_key("账单", "account statement"),
    search_key("请您稍等", "One moment, please."),
    search_key("南方电网", "Southern grid"),
    search_key("停电通知", "power cut notice"),
]
BILL, ACCOUNT, MOMENT, SOUTH, CUT = range(5)
LETTERS = st.text("adefginz", min_size=1, max_size=12)


def nearly(query):
    """Places by their cost, and in that order."""
    costs = Slips(KEYS).near(words_of(query))
    return sorted(costs, key=lambda place: (costs[place], place))


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("dinafei", BILL),  # exchanged
        ("dianfe", BILL),  # not yet finished, and nothing wrong with it
        ("dianfri", BILL),  # beside the key
        ("diafei", BILL),  # missing
        ("dianffei", BILL),  # twice
        ("dian4fri4", BILL),
        ("chaxundianfeuyeu", BILL),  # two in a long word
        ("elecrticity", BILL),
        ("balence bill", BILL),
        ("zangdan", ACCOUNT),  # z for zh
        ("zhandan", ACCOUNT),  # n for ng
        ("acount", ACCOUNT),
        ("saodeng", MOMENT),
        ("shaoden", MOMENT),
        ("lanfang", SOUTH),  # l for n
        ("nangfan", SOUTH),
        ("tindian", CUT),
        ("tigndian", CUT),
    ],
)
def test_a_slip_is_forgiven(query, place):
    assert nearly(query)[:1] == [place]


@pytest.mark.parametrize("query", ["guohu", "xyzzy", "dfx", "transformer", "", "？！", "过户", "12345", "bill guohu"])
def test_something_else_is_not_near(query):
    assert nearly(query) == []


def test_what_is_typed_right_costs_nothing_and_a_confused_sound_less_than_a_slip():
    keys = [search_key("电费"), search_key("账单")]
    assert Slips(keys).near(["dianfei"]) == {0: 0}
    assert Slips(keys).near(["zangdan"]) == {1: 1}
    assert Slips(keys).near(["zangden"]) == {1: 2}


def test_every_word_must_be_found_and_their_slips_add_up():
    assert Slips(KEYS).near(["balence", "bil"]) == {BILL: 2}
    assert Slips(KEYS).near(["balence", "moment"]) == {}


def test_short_words_hold_no_slip_and_long_ones_two():
    assert [slips_allowed("x" * length) for length in (1, 3, 4, 7, 8, 20)] == [0, 0, 1, 1, 2, 2]


@given(LETTERS, LETTERS, st.integers(0, 2))
def test_the_distance_is_that_to_the_nearest_beginning(word, other, most):
    least = min(OSA.distance(word, other[:length]) for length in range(len(other) + 1))
    assert min(distance(word, other, most), most + 1) == min(least, most + 1)


@given(st.lists(LETTERS, max_size=12), LETTERS, st.integers(0, 2))
def test_no_word_is_missed_for_being_measured_by_its_beginning_first(others, word, most):
    words = Words((other, place) for place, other in enumerate(others))
    measured = {place: distance(word, other, most) for place, other in enumerate(others)}
    assert words.near(word, most) == {place: slips for place, slips in measured.items() if slips <= most}


@given(LETTERS, LETTERS)
def test_what_sounds_alike_begins_alike(beginning, end):
    assert sound(beginning + "a" + end).startswith(sound(beginning))


@given(st.text(max_size=30), st.text(max_size=70))
def test_no_text_and_no_query_breaks_it(text, query):
    assert all(cost >= 0 for cost in Slips([search_key(text)]).near(words_of(query)).values())
