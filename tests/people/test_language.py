"""In which language somebody is written to."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from people.services import choose_language

pytestmark = pytest.mark.django_db


def test_switching_the_language_of_the_pages_is_remembered(client_as, person):
    clerk = person()
    assert clerk.reads == "zh-hans"
    answer = client_as(user=clerk).post(reverse("set_language"), {"language": "en", "next": "/skills/"})
    assert answer["Location"] == "/skills/"
    clerk.refresh_from_db()
    assert clerk.reads == "en"


@pytest.mark.parametrize("language", ["fr", "", "../x", "EN"])
def test_a_language_the_hall_does_not_speak_changes_nothing(client_as, person, language):
    clerk = person(language="en")
    client_as(user=clerk).post(reverse("set_language"), {"language": language})
    clerk.refresh_from_db()
    assert clerk.language == "en"


def test_somebody_signed_out_switches_too(client):
    assert client.post(reverse("set_language"), {"language": "en"}).status_code == 302


def test_a_get_changes_nothing(client_as, person):
    clerk = person()
    client_as(user=clerk).get(reverse("set_language"), {"language": "en"})
    clerk.refresh_from_db()
    assert clerk.language == ""


def test_an_unknown_language_is_refused_by_the_service(person):
    with pytest.raises(ValidationError):
        choose_language(user=person(), language="fr")
