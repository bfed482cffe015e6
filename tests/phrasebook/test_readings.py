"""Drafts of readings: never more than a draft, never less than all of the sentence."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phrasebook import readings
from phrasebook.readings import fitting, ipa_of, is_whole, look_up, pinyin_of

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
TEXTS = st.text(alphabet=st.one_of(HAN, st.sampled_from("，。？！、：“”（）…—0123abcXYZ 　'\"\t\n*/")), max_size=40)


@pytest.mark.parametrize(
    ("text", "pinyin"),
    [
        ("您好，请坐。", "nín hǎo, qǐng zuò."),
        ("请稍等，好吗？", "qǐng shāo děng, hǎo ma?"),
        ("您在“网上国网”App上查", "nín zài “wǎng shàng guó wǎng” App shàng chá"),
        ("拨打95598。", "bō dǎ 95598."),
        ("什么时间（早上）？", "shénme shíjiān (zǎoshàng)?"),
        ("答案", "dá'àn"),
        ("", ""),
    ],
)
def test_pinyin_has_tones_words_and_the_punctuation_of_the_sentence(text, pinyin):
    assert pinyin_of(text) == pinyin


@pytest.mark.parametrize("text", ["银行", "还钱", "长短", "行走"])
def test_characters_of_two_readings_are_read_by_the_word_they_stand_in(text):
    assert pinyin_of(text).replace(" ", "") in {"yínháng", "huánqián", "chángduǎn", "xíngzǒu"}


@pytest.mark.parametrize(
    ("english", "ipa"),
    [
        ("Hello. Please take a seat.", "/həˈloʊ. pliz teɪk ə sit./"),
        ("What’s the number?", "/wɑts ðə ˈnʌmbər?/"),
        ("Please pay 286 yuan", "/pliz peɪ 286* juɑn/"),
        ("an EV charger", "/ən EV* ˈtʃɑrdʒər/"),
        ("Qwrtz!", "/Qwrtz*!/"),
        ("", ""),
        ("？！", ""),
    ],
)
def test_sounds_stand_between_slashes_and_unknown_words_are_marked(english, ipa):
    assert ipa_of(english) == ipa


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_the_punctuation_is_that_of_latin_letters_and_no_space_is_wasted(text):
    pinyin = pinyin_of(text)
    assert not re.search("[，。？！、：（）]", pinyin)
    assert "  " not in pinyin
    assert pinyin == pinyin.strip()
    assert not re.search(r" [,.?!:;)”]", pinyin)
    for word in re.findall("[A-Za-z0-9]+", text):
        assert word in pinyin


@given(st.text(alphabet=HAN, min_size=1, max_size=30))
@settings(max_examples=200, deadline=None)
def test_every_common_character_gets_a_syllable(text):
    unread = [character for character in text if pinyin_of(character) == character]
    assert re.findall(r"[\u4e00-\u9fff]", pinyin_of(text)) == unread


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_is_drafted_without_failing_and_without_inner_slashes(text):
    ipa = ipa_of(text)
    assert "/" not in ipa[1:-1]
    assert ipa == "" or (ipa.startswith("/") and ipa.endswith("/"))
    pinyin_of(text)


@given(st.text(max_size=30), st.integers(0, 30))
def test_a_draft_is_whole_or_none(draft, most):
    assert fitting(draft, most) in {draft, ""}
    assert len(fitting(draft, most)) <= most


def test_a_reading_is_whole_when_it_is_there_and_nothing_waits_for_a_hand():
    assert is_whole("nín hǎo", "/həˈloʊ/")
    assert not is_whole("nín hǎo", "")
    assert not is_whole("nín hǎo", "/EV*/")


def test_a_sentence_sounds_the_same_looked_up_alone_among_others_or_after_the_memory_was_emptied(monkeypatch):
    sentences = ["Please check the details.", "Your bill is ready.", "An EV charger, qwrtz!"]
    alone = [ipa_of(sentence) for sentence in sentences]
    monkeypatch.setattr(readings, "_heard", {})
    look_up(sentences)
    assert [ipa_of(sentence) for sentence in sentences] == alone
    monkeypatch.setattr(readings, "MOST_HEARD", 1)
    assert [ipa_of(sentence) for sentence in sentences] == alone
