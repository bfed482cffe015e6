"""Looking things up while a customer waits."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from core.models import Clip
from phrasebook.lookup import MOST, scenarios_with_counts
from phrasebook.models import Phrase, Sign

from .factories import make_dialogue, make_phrase, make_scenario, make_sign

INDEX = reverse("phrasebook:index")


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("query", ["坐", "请坐", "qingzuo", "qz", "seat", "Seats"])
def test_a_phrase_is_found_as_people_type(client_as, query):
    make_phrase()
    page = text_of(client_as().get(INDEX, {"q": query}))
    assert "您好，请坐。" in page
    assert 'lang="zh-Hans"' in page
    assert 'lang="en"' in page


def test_signs_and_dialogues_are_found_too(client_as):
    make_sign()
    make_dialogue(title="电费多了")
    page = text_of(client_as().get(INDEX, {"q": "电费"}))
    assert "电费多了" in page
    assert "第1句" in page
    assert "sign-card" in page


def test_what_is_not_published_is_not_shown_to_anybody_here(client_as):
    scenario = make_scenario(slug="bills")
    make_phrase(text="草稿一句", live=False, scenario=scenario)
    for kind in (make_sign, make_dialogue):
        kind(live=False, scenario=scenario)
    client = client_as()
    for page in [client.get(INDEX, {"q": "草稿"}), client.get(INDEX), client.get(INDEX + "bills/")]:
        assert "草稿一句" not in text_of(page)
        assert "sign-card" not in text_of(page)


def test_a_published_phrase_stays_as_it_was_while_a_draft_is_written(client_as):
    phrase = make_phrase()
    phrase.text = "草稿一句"
    phrase.save_revision()
    assert "您好，请坐。" in text_of(client_as().get(INDEX, {"q": "请坐"}))
    assert "草稿一句" not in text_of(client_as().get(INDEX, {"q": "草稿"}))
    phrase.latest_revision.publish()
    assert "草稿一句" in text_of(client_as().get(INDEX, {"q": "草稿"}))


def test_the_scenarios_are_listed_with_their_counts_and_empty_ones_left_out(client_as):
    busy = make_scenario(name="缴费")
    make_scenario(name="空的情景")
    for _time in range(2):
        make_phrase(scenario=busy)
    make_sign(scenario=busy)
    response = client_as().get(INDEX)
    (row,) = response.context["scenarios"]
    assert (row.phrase_count, row.sign_count, row.dialogue_count) == (2, 1, 0)


def test_scenarios_stand_in_the_order_of_a_visit_not_of_their_codes(db):
    for order, slug in enumerate(["welcome", "payment", "complaints"]):
        make_phrase(scenario=make_scenario(slug=slug, order=order))
    assert [row.slug for row in scenarios_with_counts()] == ["welcome", "payment", "complaints"]


def test_an_unknown_scenario_is_not_found(client_as):
    assert client_as().get(INDEX + "nowhere/").status_code == 404


def test_nothing_found_says_what_to_try(client_as):
    response = client_as().get(INDEX, {"q": "xyzzy"})
    assert response.status_code == 200
    assert 'class="empty"' in text_of(response)


def test_an_empty_phrasebook_and_an_empty_scenario_say_so(client_as):
    client = client_as()
    assert 'class="empty"' in text_of(client.get(INDEX))
    assert 'class="empty"' in text_of(client.get(reverse("phrasebook:scenario", args=[make_scenario().slug])))


def test_what_is_typed_is_never_markup(client_as):
    page = text_of(client_as().get(INDEX, {"q": '"><script>alert(1)</script>'}))
    assert "<script>alert" not in page


def test_a_long_list_says_how_many_it_left_out(client_as):
    for number in range(15):
        make_phrase(text=f"电费第{number}句")
    response = client_as().get(INDEX, {"q": "电费"})
    assert len(response.context["results"].phrases) == MOST["phrase"] == 8
    assert response.context["results"].left_out == 7


def clip(**fields):
    made = Clip(title="clip", type="video", duration=2, **fields)
    made.file.save("clip.mp4", ContentFile(b"0"), save=True)
    return made


@pytest.mark.parametrize(
    ("status", "placeholder", "film", "mark"),
    [
        ("to_film", None, False, False),
        ("in_review", False, False, False),
        ("in_review", True, True, True),
        ("reviewed", False, True, False),
        ("reviewed", True, True, True),
    ],
)
def test_a_sign_shows_a_film_only_when_it_is_reviewed_or_marked(client_as, status, placeholder, film, mark):
    make_sign(status=status, clip=None if placeholder is None else clip(placeholder=placeholder))
    page = text_of(client_as().get(INDEX, {"q": "电费"}))
    assert ("<video" in page) == film
    assert ("badge-caution" in page) == mark
    assert ("sign-slot" in page) != film


@pytest.mark.parametrize("address", [INDEX, INDEX + "?q=电费", INDEX + "bills/"])
def test_the_number_of_queries_does_not_grow(client_as, django_assert_max_num_queries, address):
    client = client_as()
    scenario = make_scenario(slug="bills", name="电费")

    def more(count):
        for _time in range(count):
            make_phrase(scenario=scenario, text="电费是多少")
            make_sign(scenario=scenario, clip=clip(placeholder=True), status=Sign.Status.IN_REVIEW)
            make_dialogue(scenario=scenario, title="电费")

    def queries():
        client.get(address)  # the first to ask after a change reads the index anew
        with django_assert_max_num_queries(12 + 2) as counted:  # and the session and the person
            assert client.get(address).status_code == 200
        return len(counted)

    more(1)
    one = queries()
    more(20)
    # Page by page: the first page of many may hold fewer kinds of entries than the only page of a few.
    assert queries() <= one


def test_signing_in_is_asked_for(client, db):
    assert client.get(INDEX).status_code == 302


def test_the_search_key_follows_every_save(db):
    phrase = make_phrase()
    phrase.english = "A brand new sentence"
    phrase.save(update_fields=["english"])
    assert "brand" in Phrase.objects.get(pk=phrase.pk).search_key
