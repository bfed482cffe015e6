"""Bytes as text, and back to exactly the same bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills.credentials.multibase import (
    LONGEST_BASE58,
    from_base58,
    from_base64url,
    public_key_from_multibase,
    public_key_to_multibase,
    to_base58,
    to_base64url,
)


@given(st.binary(max_size=80))
def test_base58_comes_back_as_it_went(data):
    assert from_base58(to_base58(data)) == data


@given(st.binary(max_size=300))
def test_base64url_comes_back_as_it_went(data):
    assert from_base64url(to_base64url(data)) == data


@given(st.text(max_size=60))
def test_every_other_spelling_is_refused(text):
    for read, write in ((from_base58, to_base58), (from_base64url, to_base64url)):
        try:
            data = read(text)
        except ValueError:
            continue
        assert write(data) == text


def test_known_values():
    assert to_base58(b"Hello World!") == "2NEpo7TZRRrLZSi2U"
    assert to_base58(bytes.fromhex("0000287fb4cd")) == "11233QC4"
    # The public key of the test vectors of W3C Data Integrity EdDSA Cryptosuites 1.0.
    key = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ6XJPt5swbTQ2"
    assert public_key_to_multibase(public_key_from_multibase(key)) == key


@pytest.mark.parametrize(
    "text", ["", "z", "6Mk", "u7QE", "z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc", "z" + "2" * 44]
)
def test_what_is_no_public_ed25519_key_is_refused(text):
    with pytest.raises(ValueError, match="Ed25519"):
        public_key_from_multibase(text)


@given(st.binary(min_size=32, max_size=32))
def test_public_keys_look_alike_and_come_back(raw):
    text = public_key_to_multibase(raw)
    assert text.startswith("z6Mk")
    assert public_key_from_multibase(text) == raw


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "é", "2" * (LONGEST_BASE58 + 1)])
def test_letters_outside_the_alphabet_and_long_texts_are_refused(text):
    with pytest.raises(ValueError, match=r"base58|too long"):
        from_base58(text)


@pytest.mark.parametrize("text", ["QQ==", "Q Q", "QR", "Q+", "Q", "é"])
def test_base64url_has_one_spelling(text):
    with pytest.raises(ValueError, match="base64url"):
        from_base64url(text)
