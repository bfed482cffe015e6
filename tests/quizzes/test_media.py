"""What an attempt shows and plays: at addresses that tell nothing, for its own person alone."""

import re

import pytest
import time_machine
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction

from quizzes.media import named
from quizzes.services import start_attempt, submit_attempt

from .conftest import statements
from .factories import NOW, make_question, make_quiz, minutes
from .media_factories import item_of_kind, make_clip, make_picture, one_of_each_media, options, publish

pytestmark = pytest.mark.usefixtures("mounted")


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + minutes(1), tick=False):
        yield


@pytest.fixture
def clerk(person):
    return person()


@pytest.fixture
def signed_in(client_as, clerk):
    return client_as(user=clerk)


def attempt_of(clerk, *questions):
    return start_attempt(user=clerk, quiz=make_quiz(questions), now=NOW)


def page_of(client, attempt, name="attempt"):
    return client.get(reverse(name, args=[attempt.public_id])).content.decode()


def addresses(page):
    return re.findall(r'(?:src|poster|href)="(/a/[^"]+/media/[^"]+)"', page)


def test_nothing_on_the_page_names_a_file_a_sign_or_what_is_right(signed_in, clerk):
    attempt = attempt_of(clerk, *one_of_each_media())
    page = page_of(signed_in, attempt)
    for telling in ("secret", "answer.", "答案是", "数字 6", "说的是甲", "范文", "解析", "/media/captions/", "media/media"):
        assert telling not in page
    assert len(addresses(page)) == 4  # two pictures, a recording, a film


def test_every_address_is_served_with_its_type_and_in_ranges(signed_in, clerk):
    attempt = attempt_of(clerk, *one_of_each_media())
    types = set()
    for address in addresses(page_of(signed_in, attempt)):
        whole = signed_in.get(address)
        assert whole.status_code == 200
        types.add(whole["Content-Type"])
        assert "secret" not in str(whole.headers)
        part = signed_in.get(address, headers={"Range": "bytes=2-5"})
        assert part.status_code == 206
        assert b"".join(part.streaming_content) == b"".join(whole.streaming_content)[2:6]
    assert types == {"image/webp", "audio/mpeg", "video/mp4"}


def test_they_are_there_after_the_end_too(signed_in, clerk):
    attempt = attempt_of(clerk, *one_of_each_media())
    submit_attempt(attempt=attempt, now=NOW + minutes(1))
    found = addresses(page_of(signed_in, attempt, "attempt_result"))
    assert found
    assert all(signed_in.get(address).status_code == 200 for address in found)


def test_for_anybody_else_they_do_not_exist(client_as, client, person, signed_in, clerk):
    attempt = attempt_of(clerk, *one_of_each_media())
    [address, *_more] = addresses(page_of(signed_in, attempt))
    assert client_as(user=person()).get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("position", "name"),
    [(1, "map-poster"), (1, "picture"), (1, "nonsense"), (9, "map"), (2, "sound-mp4"), (2, "sound-poster"), (3, "sign-x")],
)
def test_what_a_question_does_not_name_is_not_found(signed_in, clerk, position, name):
    attempt = attempt_of(clerk, *one_of_each_media())
    assert signed_in.get(reverse("attempt_media", args=[attempt.public_id, position, name])).status_code == 404


def test_being_asked_is_permission_to_see_it(signed_in, clerk):
    attempt = attempt_of(clerk, publish("m-watch", item_of_kind("watch")))
    CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type=CollectionViewRestriction.PASSWORD, password="x"
    )
    [address] = addresses(page_of(signed_in, attempt))
    assert signed_in.get(address).status_code == 200


def test_a_placeholder_stays_marked_and_a_synthetic_voice_is_called_one(signed_in, clerk):
    attempt = attempt_of(clerk, *one_of_each_media())
    page = page_of(signed_in, attempt)
    assert page.count("badge-caution") == 1
    assert "合成语音" in page


def test_a_film_that_was_withdrawn_is_missed_kindly(signed_in, clerk):
    from phrasebook.models import Sign

    attempt = attempt_of(clerk, publish("m-watch", item_of_kind("watch")))
    Sign.objects.update(clip=None)
    page = page_of(signed_in, attempt)
    assert addresses(page) == []
    assert "player-none" in page


def with_media(question, **media):
    """The question published anew with something beside its stem."""
    for name, thing in media.items():
        setattr(question, name, thing)
    question.save()
    question.save_revision().publish()
    return question


def test_a_picture_and_a_clip_stand_beside_the_stem_the_clip_with_its_captions(signed_in, clerk):
    question = with_media(make_question("q1"), picture=make_picture(), clip=make_clip("video", width=320, height=240))
    page = page_of(signed_in, attempt_of(clerk, question))
    assert 'alt="一张账单"' in page
    assert "/media/captions/" in page
    assert len(addresses(page)) == 2


def test_a_large_picture_has_its_size_on_the_page(signed_in, clerk):
    question = with_media(make_question("q1"), picture=make_picture(size=(2400, 1200)))
    attempt = attempt_of(clerk, question)
    page = page_of(signed_in, attempt)
    assert 'width="1200" height="600"' in page


def test_options_can_be_pictures(signed_in, clerk):
    rows = [{**row, "picture": make_picture().pk} for row in options("甲", "乙")]
    from quizzes.items import Item

    attempt = attempt_of(clerk, publish("q1", Item("single", "哪一张？", {"options": rows})))
    found = addresses(page_of(signed_in, attempt))
    assert len(found) == 2
    assert all(signed_in.get(address)["Content-Type"] == "image/webp" for address in found)


@pytest.mark.parametrize("size", [1, 10])
def test_many_pictures_cost_no_more_queries_than_one(signed_in, clerk, size):
    attempt = attempt_of(clerk, *[publish(f"{kind}{n}", item_of_kind(kind)) for n in range(size) for kind in ("hotspot", "listen", "watch")])
    page_of(signed_in, attempt)
    with statements() as made:
        page_of(signed_in, attempt)
    # The attempt, its quiz, its questions, the answers; pictures, clips, signs with their clips, small versions.
    assert len(made) == 8


def test_a_page_without_media_asks_for_none(signed_in, clerk):
    attempt = attempt_of(clerk, make_question("q1"))
    with statements() as made:
        page_of(signed_in, attempt)
    assert len(made) == 4


def test_every_word_of_a_question_is_served(signed_in, clerk):
    attempt = attempt_of(clerk, *one_of_each_media())
    for asked in attempt.questions.all():
        for word in named(asked.shown):
            address = reverse("attempt_media", args=[attempt.public_id, asked.position, word])
            assert signed_in.get(address).status_code == 200
