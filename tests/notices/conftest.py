import pytest

from . import world


@pytest.fixture
def dues(settings):
    """The list of what is due; nothing else is."""
    settings.DUE_SOURCES = [world.SOURCE]
    world.DUES.clear()
    yield world.DUES
    world.DUES.clear()
