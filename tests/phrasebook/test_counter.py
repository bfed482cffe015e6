"""At the counter: answers while one types, sounds, an address for every entry, stars."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from phrasebook import index
from phrasebook.models import Favourite, Phrase
from phrasebook.services import MOST_FAVOURITES, Refused, mark, unmark

from .factories import make_dialogue, make_phrase, make_recording, make_scenario, make_sign, make_term

INDEX, RESULTS = reverse("phrasebook:index"), reverse("phrasebook:results")
NOW = datetime.datetime(2026, 11, 25, 9, tzinfo=datetime.UTC)
MAKERS = {"phrase": make_phrase, "sign": make_sign, "term": make_term, "dialogue": make_dialogue}


def text_of(response):
    return response.content.decode()


def entry_url(entry):
    return reverse("phrasebook:entry", args=[entry.kind, entry.key])


def mark_url(entry):
    return reverse("phrasebook:mark", args=[entry.kind, entry.key])


# What is found


@pytest.mark.parametrize("query", ["峰谷", "fenggu", "feng1gu3", "fgdj", "tariff", "低谷"])
def test_a_term_is_found_by_its_name_and_its_explanation(client_as, query):
    make_term(name_en="off-peak tariff")
    assert "峰谷电价" in text_of(client_as().get(RESULTS, {"q": query}))


@pytest.mark.parametrize("query", ["qingzuu", "qinzuo", "qignzuo", "pleese", "saet"])
def test_a_slip_is_forgiven_and_said_to_be_one(client_as, query):
    make_phrase()
    response = client_as().get(RESULTS, {"q": query})
    assert "您好，请坐。" in text_of(response)
    assert response.context["results"].count == 0
    assert len(response.context["results"].near) == 1


def test_what_is_written_as_typed_stands_above_what_is_near(client_as):
    make_phrase(text="张单", english="-", pinyin="")
    make_phrase(text="赞单", english="-", pinyin="")
    results = client_as().get(RESULTS, {"q": "zandan"}).context["results"]
    assert [entry.text for entry in results.phrases] == ["赞单"]
    assert [entry.text for entry in results.near] == ["张单"]


def test_with_enough_answers_nobody_is_asked_what_was_meant(client_as):
    for _time in range(5):
        make_phrase(text="赞单", english="-", pinyin="")
    make_phrase(text="张单", english="-", pinyin="")
    assert client_as().get(RESULTS, {"q": "zandan"}).context["results"].near == []


def test_a_scenario_answers_by_its_name(client_as):
    make_phrase(scenario=make_scenario(slug="bills", name="交电费"))
    make_scenario(slug="empty", name="电费空情景")
    assert [row.slug for row in client_as().get(RESULTS, {"q": "dianfei"}).context["results"].scenarios] == ["bills"]


def test_the_box_that_answers_gets_the_answer_without_the_page_around_it(client_as):
    make_phrase()
    client = client_as()
    fragment = text_of(client.get(RESULTS, {"q": "请坐"}))
    assert "<html" not in fragment
    card = fragment[fragment.index("<article") : fragment.index("</article>")]
    assert "您好，请坐。" in card
    assert card in text_of(client.get(INDEX, {"q": "请坐"}))


@pytest.mark.parametrize("query", ["x" * 5000, "\0", "%", "'; DROP TABLE", "😀", "<b>", "𠮷", "\u202e", "１２３", "  "])
def test_odd_things_typed_are_answered_calmly(client_as, query):
    make_phrase()
    client = client_as()
    for address in (INDEX, RESULTS):
        response = client.get(address, {"q": query})
        assert response.status_code == 200
        assert "<b>”" not in text_of(response)


# The index in memory


def test_the_index_is_read_anew_after_every_publication_and_only_then(db, django_assert_num_queries):
    phrase = make_phrase()
    assert len(index.current().found("qingzuo")) == 1
    with django_assert_num_queries(1):
        index.current()
    phrase.text = "请慢走。"
    phrase.save_revision()
    with django_assert_num_queries(1):
        assert index.current().found("manzou") == []
    phrase.latest_revision.publish()
    with django_assert_num_queries(5):
        assert len(index.current().found("manzou")) == 1
    phrase.unpublish()
    assert index.current().found("manzou") == []


def test_an_entry_taken_off_behind_the_index_is_not_shown(client_as):
    phrase = make_phrase()
    client = client_as()
    client.get(RESULTS, {"q": "请坐"})
    held = index.current()
    Phrase.objects.filter(pk=phrase.pk).update(live=False)
    index._held = (index.stamp(), held)
    assert "entry-card" not in text_of(client.get(RESULTS, {"q": "请坐"}))


# Sounds


def test_only_the_recordings_that_are_there_can_be_heard(client_as):
    make_phrase(audio=make_recording(), audio_en=make_recording())
    page = text_of(client_as().get(RESULTS, {"q": "请坐"}))
    assert page.count('class="btn sound"') == 2
    assert "synthetic" not in page


def test_a_synthetic_voice_is_called_one(client_as):
    make_phrase(audio=make_recording(), audio_slow=make_recording(synthetic=True))
    assert 'class="synthetic' in text_of(client_as().get(RESULTS, {"q": "请坐"}))


def test_a_phrase_without_recordings_offers_no_sound(client_as):
    make_phrase()
    assert "sounds" not in text_of(client_as().get(RESULTS, {"q": "请坐"}))


# An address for every entry


@pytest.mark.parametrize("kind", MAKERS)
def test_every_entry_has_an_address_of_its_own(client_as, kind):
    made = MAKERS[kind]()
    response = client_as().get(entry_url(made))
    assert response.status_code == 200
    assert made.words[0] in text_of(response)
    assert made.scenario.local_name in text_of(response)


@pytest.mark.parametrize("kind", MAKERS)
def test_what_is_not_published_has_no_address(client_as, kind):
    made = MAKERS[kind](live=False)
    client = client_as()
    assert client.get(entry_url(made)).status_code == 404
    assert client.post(mark_url(made)).status_code == 404


@pytest.mark.parametrize("address", ["phrase/no-such/", "entry/a/", "scenario/a/", "phrase/%00/", "phrase/sp-p01"])
def test_an_address_of_nothing_is_not_found(client_as, address):
    assert client_as().get(INDEX + address, follow=True).status_code == 404


def test_a_customer_is_shown_the_words_and_nothing_else(client_as):
    made = make_phrase()
    page = text_of(client_as().get(entry_url(made), {"large": "1"}))
    assert 'class="large-zh" lang="zh-Hans">您好，请坐。' in page
    assert "main-nav" not in page


def test_a_long_shelf_is_turned_page_by_page(client_as):
    scenario = make_scenario(slug="bills")
    for _time in range(20):
        make_phrase(scenario=scenario)
    client = client_as()
    first, second = (client.get(f"{INDEX}bills/", {"page": number}).context["results"] for number in (1, 2))
    assert first.count + second.count == 20
    assert {entry.pk for entry in first.phrases}.isdisjoint({entry.pk for entry in second.phrases})
    for odd in ("0", "99", "x", "9" * 30):
        assert client.get(f"{INDEX}bills/", {"page": odd}).status_code == 200


# Stars


def test_a_star_makes_an_entry_a_favourite_and_pressing_twice_makes_no_second(client_as, person):
    clerk, made = person(), make_phrase()
    client = client_as(user=clerk)
    for _click in range(2):
        assert client.post(mark_url(made), {"on": "1"}, headers={"X-Requested-With": "fetch"}).status_code == 204
    assert Favourite.objects.get().user == clerk
    page = text_of(client.get(INDEX))
    assert made.text in page
    assert 'aria-pressed="true"' in text_of(client.get(RESULTS, {"q": "请坐"}))
    for _click in range(2):
        client.post(mark_url(made), {"on": "0"}, headers={"X-Requested-With": "fetch"})
    assert not Favourite.objects.exists()
    assert 'aria-pressed="false"' in text_of(client.get(RESULTS, {"q": "请坐"}))


def test_without_scripts_a_star_leads_back_to_where_it_was_pressed(client_as):
    made, client = make_sign(), client_as()
    back = f"http://testserver{INDEX}?q=%E7%94%B5"
    assert client.post(mark_url(made), {"on": "1"}, headers={"Referer": back}).url == back
    for elsewhere in ("https://elsewhere.example/", "javascript:alert(1)", ""):
        assert client.post(mark_url(made), {"on": "1"}, headers={"Referer": elsewhere}).url == entry_url(made)


def test_nobody_sees_the_favourites_of_a_colleague(client_as, person):
    made = make_phrase()
    mark(user=person(), entry=made, now=NOW)
    client = client_as()
    assert made.text not in text_of(client.get(INDEX))
    assert 'aria-pressed="false"' in text_of(client.get(entry_url(made)))


def test_favourites_stand_newest_first_and_only_while_they_are_published(client_as, person):
    clerk = person()
    made = [make(key=f"fav-{number}") for number, make in enumerate(MAKERS.values())]
    for number, each in enumerate(made):
        mark(user=clerk, entry=each, now=NOW + datetime.timedelta(minutes=number))
    made[0].unpublish()
    shown = client_as(user=clerk).get(INDEX).context["favourites"]
    assert [entry.key for entry in shown] == ["fav-3", "fav-2", "fav-1"]


def test_a_full_list_refuses_one_more_in_a_sentence_and_keeps_what_it_has(client_as, person):
    clerk = person()
    for _time in range(MOST_FAVOURITES):
        mark(user=clerk, entry=make_phrase(), now=NOW)
    more = make_phrase()
    with pytest.raises(Refused):
        mark(user=clerk, entry=more, now=NOW)
    client = client_as(user=clerk)
    answer = client.post(mark_url(more), {"on": "1"}, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 409
    assert str(MOST_FAVOURITES) in text_of(answer)
    assert str(MOST_FAVOURITES) in text_of(client.post(mark_url(more), {"on": "1"}, follow=True))
    assert Favourite.objects.count() == MOST_FAVOURITES


def test_two_clicks_at_the_same_moment_make_one_favourite(racing_db, person):
    clerk, made = person(), make_phrase()
    racing_db.together(2 * [lambda: mark(user=clerk, entry=made, now=timezone.now())])
    assert Favourite.objects.count() == 1
    racing_db.together(2 * [lambda: unmark(user=clerk, entry=made)])
    assert not Favourite.objects.exists()


# Weight


def heavy_phrase(scenario, number):
    sounds = {name: make_recording(synthetic=True) for name in ("audio", "audio_slow", "audio_en", "audio_en_slow")}
    return make_phrase(
        scenario=scenario,
        key=f"a-rather-long-key-{number}",
        text="您这期的电费是二百八十六元五角，请问您想怎么缴费？",
        english="Your bill for this period comes to 286.50 yuan. How would you like to pay today, please?",
        pinyin="nín zhè qī de diànfèi shì èrbǎi bāshíliù yuán wǔ jiǎo",
        when="核对账单以后，说出金额之前先看客户。",
        avoid="不要只报数字不看人。",
        **sounds,
    )


def test_the_heaviest_page_of_answers_weighs_at_most_thirty_kilobytes(client_as, person):
    scenario = make_scenario(slug="bills", name="电费")
    for number in range(14):
        heavy_phrase(scenario, number)
    for make in (make_sign, make_dialogue, make_term):
        for _time in range(5):
            make(scenario=scenario, **{"name": "电费"} if make is make_term else {})
    client = client_as()
    for address in (f"{INDEX}?q=df", f"{INDEX}bills/", f"{RESULTS}?q=df"):
        assert len(client.get(address).content) <= 30_000, address
