"""The pages read the clock; in these tests it stands still."""

import pytest
import time_machine

from .factories import NOW


@pytest.fixture(autouse=True)
def _ten_in_the_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def count_queries(client, django_assert_max_num_queries):
    """`count_queries(url)`: how many queries a page makes beside those for the session and the user."""

    def count(url):
        client.get(url)
        with django_assert_max_num_queries(14) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    return count
