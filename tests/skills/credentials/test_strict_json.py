"""JSON that two readers could read in two ways is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills.credentials.refusal import Refused
from skills.credentials.strict_json import DEEPEST, LARGEST, parse, text_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
SAFE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner),
    max_leaves=8,
)


@given(SAFE)
def test_what_has_one_meaning_is_read(value):
    assert parse(json.dumps(value)) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": 1, "a": 1}', "duplicate_key"),
        ('{"b": {"a": 1, "\\u0061": 2}}', "duplicate_key"),
        ("NaN", "not_json"),
        ("-Infinity", "not_json"),
        ("1.0", "not_json"),
        ("1e3", "not_json"),
        ("-0", "not_json"),
        (str(2**53), "not_json"),
        ("9" * 5000, "not_json"),
        ("[" * (DEEPEST + 2) + "]" * (DEEPEST + 2), "not_json"),
        ("[" * 30000, "not_json"),
        ('"\\ud800"', "not_text"),
        ('{"\\udfff": 1}', "not_text"),
        ("{", "not_json"),
        ("", "not_json"),
        ("{} {}", "not_json"),
        ("'a'", "not_json"),
    ],
)
def test_what_has_two_meanings_or_none_is_refused(text, code):
    with pytest.raises(Refused) as refusal:
        parse(text)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"\xff\xfe", "not_text"),
        ("\ud800", "not_text"),
        (b" " * (LARGEST + 1), "too_large"),
        ("语" * (LARGEST // 2), "too_large"),
    ],
)
def test_what_is_no_text_or_too_much_is_refused(document, code):
    with pytest.raises(Refused) as refusal:
        text_of(document)
    assert refusal.value.code == code


def test_a_byte_order_mark_and_white_space_are_no_harm():
    assert text_of(b"\xef\xbb\xbf {} \n") == "{}"
