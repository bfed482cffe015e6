"""Signs with films in the phrasebook: as many questions for one as for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phrasebook.lookup import MOST
from tests.core.factories import make_clip
from tests.courses.factories import make_course, make_lesson

from .factories import make_phrase, make_scenario, make_sign


def make_films(scenario, numbers):
    for number in numbers:
        make_sign(
            scenario=scenario,
            meaning=f"数字{number}",
            clip=make_clip(f"n-{number}", placeholder=True),
            second_clip=make_clip(f"s-{number}"),
        )


@pytest.mark.parametrize("query", [{}, {"q": "数字"}])
def test_many_films_ask_no_more_than_one(client_as, query):
    client, scenario = client_as(), make_scenario(slug="films")
    address = reverse("phrasebook:index") if query else reverse("phrasebook:scenario", args=["films"])

    def asked():
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address, query)
        return len(captured), answer.content.decode()

    make_films(scenario, range(1))
    asked()
    few, one = asked()
    make_films(scenario, range(1, 8))
    asked()  # the first after a publication reads the index anew
    many, all_of_them = asked()
    assert one.count("<video") == 2
    assert all_of_them.count("<video") == 2 * (MOST["sign"] if query else 8)
    assert many == few


def test_a_film_under_review_is_shown_from_no_side(client_as):
    make_sign(
        scenario=make_scenario(slug="films"), status="in_review", clip=make_clip("front"), second_clip=make_clip("side")
    )
    page = client_as().get(reverse("phrasebook:scenario", args=["films"])).content.decode()
    assert "<video" not in page
    assert "审核中" in page


def test_a_phrase_of_a_lesson_is_heard_and_heard_slowly(client_as):
    spoken = make_clip("zh", type="audio", synthetic=True)
    phrase = make_phrase(audio=spoken, audio_slow=make_clip("slow", type="audio"))
    page = client_as().get(make_lesson(make_course(lessons=0), body=[("phrase", {"phrase": phrase})]).get_url())
    text = page.content.decode()
    assert f'href="{spoken.url}" data-slow="{phrase.audio_slow.url}"' in text
    assert "合成语音" in text


def test_a_phrase_without_a_recording_has_no_button(client_as):
    page = client_as().get(make_lesson(make_course(lessons=0), body=[("phrase", {"phrase": make_phrase()})]).get_url())
    assert 'class="heard"' not in page.content.decode()
