"""The search box answers 电费, dianfei, df and bill alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.search_text import candidates, found, matches, score, search_key
from phrasebook.models import Phrase
from tests.phrasebook.factories import make_phrase

BILL = search_key("查询电费余额", "Check the balance of an electricity bill")


CHINESE = ["电费", "查询电费余额", "电费查询", "余额", "费", "“电费”"]
PINYIN = ["dianfei", "DianFei", "diànfèi", "dian fei", "df", "cxdf", "ＤＦ", "cha"]
ENGLISH = ["bill", "Bills", "electric bill", "BALANCE check", "电费 bill"]
SOMETHING_ELSE = ["过户", "guohu", "ill", "ianfei", "电费过户停电", "电费 transfer", "zz", "？！", "%", "_"]


@pytest.mark.parametrize("query", [*CHINESE, *PINYIN, *ENGLISH])
def test_a_query_as_people_type_it_is_found(query):
    assert matches(BILL, query)


@pytest.mark.parametrize("query", SOMETHING_ELSE)
def test_a_query_about_something_else_is_not_found(query):
    assert not matches(BILL, query)


def test_words_as_written_come_before_pinyin_and_pinyin_before_initials():
    assert score(BILL, "电费") > score(BILL, "dianfei") > score(BILL, "df") > 0


def test_a_corrected_reading_is_found_besides_the_guessed_one():
    key = search_key("行长", pinyin="háng zhǎng")
    assert matches(key, "hangzhang")
    assert matches(search_key("绿色"), "lvse")


def test_an_empty_query_matches_everything():
    assert matches(BILL, "")
    assert matches("", "  ")


@given(st.text(max_size=40), st.text(max_size=20))
def test_no_text_and_no_query_breaks_it(text, query):
    assert score(search_key(text), query) >= 0


@given(st.text(alphabet="电费查询余额过户停复", min_size=1, max_size=12), st.data())
def test_every_part_of_a_chinese_text_finds_it(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert matches(search_key(text), text[start:end])


@pytest.mark.parametrize("query", ["电费", "电费查询", "dianfei", "df", "bill", "100%", "a_b", "过户"])
def test_the_database_loses_no_row_that_the_score_would_keep(db, query):
    texts = ["查询电费余额", "电费", "缴纳 bill", "过户", "100%", "a b", "axb"]
    for text in texts:
        Phrase.objects.filter(pk=make_phrase().pk).update(search_key=search_key(text))
    kept = {phrase for phrase in Phrase.objects.all() if matches(phrase.search_key, query)}
    assert kept <= set(Phrase.objects.filter(candidates(query)))
    assert kept == set(found(Phrase.objects.all(), query))
