"""Every page reachable by links in English: accessible in light and dark, on a phone and a PC; valid HTML."""

import pytest

from .walk import WALKS, assert_every_page_is_good, assert_public_checks_are_good, assert_wrong_addresses_are_good


@pytest.mark.parametrize("role", WALKS)
def test_every_page_is_accessible_and_valid(open_page, role):
    assert_every_page_is_good(open_page(role, language="en-US"), role)


def test_a_wrong_and_a_forbidden_address_are_good_pages_too(open_page):
    assert_wrong_addresses_are_good(open_page("clerk", language="en-US"))


def test_the_checks_of_a_certificate_are_good_pages(open_page):
    assert_public_checks_are_good(open_page(language="en-US"))
