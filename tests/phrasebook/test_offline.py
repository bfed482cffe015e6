"""What a device keeps of the phrasebook for the time without a network."""

import gzip
import json

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from core.models import Clip
from core.search_text import search_key
from phrasebook import offline
from phrasebook.services import MOST_FAVOURITES, mark

from .factories import make_dialogue, make_phrase, make_recording, make_sign, make_term

ENTRIES, PAGE, WORKER = reverse("phrasebook:offline_json"), reverse("phrasebook:offline"), reverse("service_worker")


def kept(client):
    response = client.get(ENTRIES)
    assert response["Content-Encoding"] == "gzip"
    return json.loads(gzip.decompress(response.content))["entries"]


def test_every_kind_of_published_entry_is_in_the_file_and_no_draft(client_as):
    for make in (make_sign, make_phrase, make_term, make_dialogue):
        make()
        make(live=False)
    assert [entry["kind"] for entry in kept(client_as())] == ["sign", "phrase", "term", "dialogue"]


def test_an_entry_brings_what_its_key_is_made_of(client_as):
    phrase = make_phrase(
        text="银行行长", pinyin="yínháng hángzhǎng", when="接待时", audio=make_recording(synthetic=True)
    )
    (entry,) = kept(client_as())
    assert entry["read"] == "yin hang hang zhang/jie dai shi"
    assert entry["sounds"] == {"audio": phrase.audio.url}
    assert entry["synthetic"] == ["audio"]
    assert search_key(entry["text"], entry["english"], entry["when"], pinyin=entry["pinyin"]) == phrase.search_key


def test_a_film_that_is_not_reviewed_is_not_named(client_as):
    clip = Clip.objects.create(title="film", type="video", duration=1, file="media/film.mp4")
    make_sign(clip=clip, status="in_review")
    (entry,) = kept(client_as())
    assert "clips" not in entry
    assert entry["in_review"] is True


def test_a_film_is_named_with_its_small_versions_of_which_a_phone_is_given_one(client_as):
    clip = Clip.objects.create(title="film", type="video", duration=1, file="media/film.mp4", placeholder=True)
    clip.encodings.create(kind="mp4", file="media_small/film.mp4", bytes=1, made_at=timezone.now())
    make_sign(clip=clip)
    (entry,) = kept(client_as())
    assert entry["clips"] == ["/media/media_small/film.mp4", "/media/media/film.mp4"]
    assert entry["placeholder"] is True


def test_a_device_that_has_this_version_gets_nothing_again(client_as):
    make_phrase()
    client = client_as()
    first = client.get(ENTRIES)
    assert client.get(ENTRIES, headers={"If-None-Match": first["ETag"]}).status_code == 304
    make_phrase()
    again = client.get(ENTRIES, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


@pytest.mark.parametrize("change", ["the name of its scenario", "a recording", "what is kept was thrown away"])
def test_the_file_is_packed_anew_when_something_in_it_changed(client_as, change, monkeypatch):
    phrase = make_phrase(audio=make_recording())
    client = client_as()
    before = client.get(ENTRIES)["ETag"]
    if change == "the name of its scenario":
        phrase.scenario.name = "别的名字"
        phrase.scenario.save()
    elif change == "a recording":
        Clip.objects.update(synthetic=True)
    else:
        cache.clear()
    assert (client.get(ENTRIES)["ETag"] == before) == (change == "what is kept was thrown away")


def test_it_is_packed_once_and_not_for_every_device(client_as, monkeypatch):
    make_phrase()
    client = client_as()
    client.get(ENTRIES)
    monkeypatch.setattr(offline, "_everything", lambda: pytest.fail("packed again"))
    assert client.get(ENTRIES).status_code == 200


def test_the_page_for_no_network_holds_nothing_about_anybody(client_as, person):
    clerk = person(full_name="不该出现")
    page = client_as(user=clerk).get(PAGE).content.decode()
    assert "不该出现" not in page
    assert clerk.staff_number not in page
    assert "csrf" not in page
    assert "data-reader" not in page


def test_a_message_that_waits_for_the_next_page_is_not_kept_and_not_lost(client_as, person):
    clerk = person()
    for _time in range(MOST_FAVOURITES):
        mark(user=clerk, entry=make_phrase(), now=timezone.now())
    client = client_as(user=clerk)
    client.post(reverse("phrasebook:mark", args=["phrase", make_phrase().key]))
    assert "notice-caution" not in client.get(PAGE).content.decode()
    assert "notice-caution" in client.get(reverse("phrasebook:index")).content.decode()


@pytest.mark.django_db
def test_the_script_between_page_and_network_is_given_to_anybody_and_asked_for_anew_each_time(client):
    response = client.get(WORKER)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache"
    script = response.content.decode()
    shell = json.loads(script.partition("const SHELL = ")[2].partition(";\n")[0])
    assert {"/static/phrasebook/search.js", "/static/icons/sprite.svg"} <= set(shell["files"])
    assert (shell["page"], shell["entries"]) == (PAGE, ENTRIES)


@pytest.mark.django_db
def test_every_file_it_names_is_there(client):
    shell = json.loads(client.get(WORKER).content.decode().partition("const SHELL = ")[2].partition(";\n")[0])
    for file in shell["files"]:
        assert client.get(file).status_code == 200, file


def test_every_page_says_whose_it_is_so_that_the_next_person_finds_nothing(client_as, client, person):
    clerk = person()
    assert 'data-reader=""' in client.get(reverse("account_login")).content.decode()
    assert f'data-reader="{clerk.pk}"' in client_as(user=clerk).get("/phrasebook/").content.decode()
