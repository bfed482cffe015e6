"""The exercises of a phrase: pieces that are the sentence, wordings that are not, and marking that cannot be fooled."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from phrasebook.drills import bare, chips, english_chips, exercises, shuffled, wordings
from training.demo import source

PHRASES = [phrase for course in source.courses() for phrase in course["phrases"]]
SENTENCES = st.text(alphabet="您好请坐要办理什么业务一二长得还A9，。？、：“” 8:", max_size=40)


def phrase(text="您好，请坐。", english="Hello.", avoid="", pk=1, pinyin="nín hǎo, qǐng zuò.", scenario_id=1):
    return SimpleNamespace(
        pk=pk, text=text, english=english, avoid=avoid, pinyin=pinyin, scenario_id=scenario_id, live=True
    )


@given(SENTENCES, SENTENCES)
def test_joined_the_pieces_are_the_sentence_whatever_its_reading_says(text, reading):
    for said in (reading, " ".join(lazy_pinyin(text)), ""):
        pieces = chips(text, said)
        assert not pieces or bare("".join(pieces)) == bare(text)
        assert not pieces or 3 <= len(pieces) <= 8
        assert all(pieces)


@given(st.lists(st.sampled_from(["Please", "take", "a", "seat", "o'clock", "re-read", "5"]), max_size=15))
def test_joined_the_english_pieces_are_the_sentence(words):
    pieces = english_chips(" ".join(words) + ".")
    assert not pieces or " ".join(pieces).split() == words
    assert not pieces or 3 <= len(pieces) <= 8


@pytest.mark.parametrize("written", PHRASES, ids=lambda written: written["key"])
def test_a_written_phrase_falls_into_pieces(written):
    pieces = chips(written["text"], written["pinyin"])
    assert 3 <= len(pieces) <= 8
    assert bare("".join(pieces)) == bare(written["text"])


def test_the_reading_says_where_words_begin():
    assert chips("您好，请坐。请问您要办理什么业务？", "nín hǎo, qǐng zuò. qǐngwèn nín yào bànlǐ shénme yèwù?") == [
        *("您好", "请坐", "请问", "您", "要", "办理", "什么", "业务")
    ]
    assert chips("我去银行，行吗？", "wǒ qù yínháng, xíng ma?") == ["我", "去", "银行", "行", "吗"]
    assert chips("请到这儿来拿", "qǐng dào zhèr lái ná") == ["请", "到", "这儿", "来", "拿"]


def test_numbers_stay_whole():
    assert any("95598" in piece for piece in chips("请拨打95598报修", ""))
    assert not any(piece.endswith("22") for piece in chips("高峰8:00到22:00，低谷22:00到次日8:00", ""))


@given(st.lists(st.text("ab", min_size=1), min_size=2, max_size=8), st.text())
def test_the_order_offered_stays_and_is_never_the_right_one(pieces, seed):
    mixed = shuffled(pieces, seed)
    assert mixed == shuffled(pieces, seed)
    assert sorted(mixed) == sorted(pieces)
    assert mixed != pieces or len(set(pieces)) == 1


def test_the_courteous_wording_stands_beside_what_its_author_quotes():
    found = wordings(phrase(avoid="不要低头问“办什么？”，也不要喊“下一个”。"))
    assert (found.good, found.poor) == ("您好，请坐。", ("办什么？", "下一个"))
    english = wordings(phrase(avoid="不说“What do you want?”，像在盘问。"))
    assert (english.good, english.poor) == ("Hello.", ("What do you want?",))


def test_a_term_that_is_quoted_is_no_way_of_speaking():
    assert wordings(phrase(avoid="不说“house number”，那是门牌号。")) is None
    assert wordings(phrase(avoid="不要默默收钱。")) is None


def test_without_a_quotation_those_of_the_same_scenario_serve():
    one = phrase()
    same, other = (
        phrase("再见。", avoid="不要说“好了”。", pk=2),
        phrase("走好。", avoid="不要说“行了”。", pk=3, scenario_id=2),
    )
    assert wordings(one, [one, same, other]).poor == ("好了",)
    assert wordings(one, [one, other]) is None


def practised(**which):
    which = {"listen": True, "order": True, "courtesy": True, **which}
    return exercises(
        [phrase(english="Please take a seat.", avoid="不要说“坐”。", text="您好，请您先坐下。", pinyin="")], **which
    )


def test_only_the_chosen_exercises_are_there():
    assert practised()[0].names == ["listen", "order", "order_en", "courtesy"]
    assert practised(listen=False, courtesy=False)[0].names == ["order", "order_en"]
    assert practised(listen=False, order=False, courtesy=False) == []


def test_an_answer_is_right_only_when_it_is():
    (one,) = practised()
    assert one.is_right("order", one.chips)
    assert not one.is_right("order", one.chips[::-1])
    assert not one.is_right("order", ["".join(one.chips)])
    assert one.is_right("order_en", ["Please", "take", "a", "seat"])
    assert not one.is_right("order_en", ["take", "Please", "a", "seat"])
    assert one.is_right("courtesy", "您好，请您先坐下。")
    assert not one.is_right("courtesy", "坐")
    assert one.is_right("listen", "again")


@given(
    st.sampled_from(["listen", "order", "order_en", "courtesy", "else"]),
    st.recursive(st.none() | st.text() | st.integers(), st.lists),
)
def test_nothing_a_browser_can_send_breaks_the_marking(name, answer):
    assert practised()[0].is_right(name, answer) in (True, False)
