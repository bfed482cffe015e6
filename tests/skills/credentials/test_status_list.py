"""One bit for each certificate, and nothing that tells whose."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills.credentials.multibase import from_base64url, to_base64url
from skills.credentials.refusal import Refused
from skills.credentials.status_list import LENGTH, decode, encode

INDEXES = st.sets(st.integers(0, LENGTH - 1), max_size=50)


@given(INDEXES)
def test_the_bits_come_back(indexes):
    assert decode(encode(indexes)) == indexes


@given(st.lists(st.integers(0, LENGTH - 1), max_size=20))
def test_order_and_repetition_change_nothing(indexes):
    assert encode(indexes) == encode(sorted(set(indexes)))


def test_the_first_bit_is_the_highest_of_the_first_byte():
    bits = gzip.decompress(from_base64url(encode([0, 15])[1:]))
    assert len(bits) == 16 * 1024
    assert bits[:2] == b"\x80\x01"


@pytest.mark.parametrize("index", [-1, LENGTH])
def test_an_index_outside_is_a_fault(index):
    with pytest.raises(ValueError, match="not in the list"):
        encode([index])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "u",
        encode([1])[1:],
        "z" + encode([1])[1:],
        encode([1]) + "A",
        "u" + to_base64url(gzip.compress(b"\0" * 100, mtime=0)),
        "u" + to_base64url(gzip.compress(b"\0" * 10_000_000, mtime=0)),
        "u" + to_base64url(b"\0" * 16384),
        encode([1])[:-8],
    ],
)
def test_other_lists_are_refused_without_unpacking_them(text):
    with pytest.raises(Refused):
        decode(text)
