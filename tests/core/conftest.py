import pytest
from django.utils import translation


@pytest.fixture
def in_english():
    """Sentences made outside a request, in the language of the source."""
    with translation.override("en"):
        yield
