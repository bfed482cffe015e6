"""The pages read the clock; in these tests it stands still."""

import pytest
import time_machine

from .factories import NOW


@pytest.fixture(autouse=True)
def _ten_in_the_morning():
    with time_machine.travel(NOW, tick=False):
        yield
