"""How the voices read a phrase: from its pinyin, syllable by syllable."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.voices import content, readings
from tools.voices.readings import Syllable

MARKS = {1: "\u0304", 2: "\u0301", 3: "\u030c", 4: "\u0300", 5: ""}
INITIALS = ("", "b", "p", "m", "d", "t", "n", "l", "g", "k", "h", "zh", "ch", "sh", "z", "c", "s", "j", "q", "x", "y")
FINALS = ("a", "ai", "an", "ang", "ao", "ei", "en", "eng", "ia", "ian", "iang", "iao", "in", "ing", "ong", "ou", "uo")


def marked(syllable):
    """`hao3` as it is written, the mark over the vowel that bears it."""
    letters = syllable.letters
    bearer = next((letters.index(vowel) for vowel in "aoe" if vowel in letters), None)
    bearer = max(letters.rfind(vowel) for vowel in "iuü") if bearer is None else bearer
    return unicodedata.normalize("NFC", letters[: bearer + 1] + MARKS[syllable.tone] + letters[bearer + 1 :])


def written(syllables):
    """A pinyin word, with an apostrophe before a syllable that opens with a vowel."""
    spelled = [marked(syllable) for syllable in syllables]
    bare = [syllable.letters[0] in "aoeiuü" for syllable in syllables]
    return "".join("'" * (place > 0 and bare[place]) + word for place, word in enumerate(spelled))


any_syllable = st.builds(
    lambda initial, final, tone: Syllable(initial + final, tone),
    st.sampled_from(INITIALS),
    st.sampled_from(FINALS),
    st.integers(1, 5),
)


@given(st.lists(any_syllable, min_size=1, max_size=5))
def test_a_word_falls_into_the_syllables_it_was_put_together_from(syllables):
    assert readings.syllables_of(written(syllables)) == syllables


@given(st.text(max_size=60))
def test_whatever_is_written_either_falls_into_parts_or_is_refused_as_no_mandarin(text):
    try:
        parts = readings.parts_of(text)
    except readings.UnreadableError:
        return
    assert all(part for part in parts)


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("xī'ān", "xi1 an1"),
        ("xiān", "xian1"),
        ("fāng'àn", "fang1 an4"),
        ("wéiyuējīn", "wei2 yue1 jin1"),
        ("yīhuìr", "yi1 hui4 er5"),
        ("èrshí'èr", "er4 shi2 er4"),
        ("dì-yī", "di4 yi1"),
        ("gōnglǜ", "gong1 lü4"),
        ("Yīngyǔ", "ying1 yu3"),
        ("qīngqīngchǔchǔ", "qing1 qing1 chu3 chu3"),
        ("shénme", "shen2 me5"),
    ],
)
def test_words_that_are_easily_cut_in_the_wrong_place(word, syllables):
    assert " ".join(map(str, readings.syllables_of(word))) == syllables


@pytest.mark.parametrize("word", ["App", "hǎxx", "1234", "x", "hǎǎ"])
def test_what_is_no_mandarin_is_refused(word):
    with pytest.raises(readings.UnreadableError):
        readings.syllables_of(word)


@pytest.mark.parametrize(
    ("text", "pinyin", "said"),
    [
        ("看一下", "kàn yīxià", "kan4 yi2 xia4"),
        ("一张清单", "yī zhāng qīngdān", "yi4 zhang1 qing1 dan1"),
        ("第一档", "dì-yī dàng", "di4 yi1 dang4"),
        ("星期一，去", "xīngqīyī, qù", "xing1 qi1 yi1 , qu4"),
        ("不是", "bù shì", "bu2 shi4"),
        ("不能省", "bù néng shěng", "bu4 neng2 sheng3"),
        ("看一看", "kàn yi kàn", "kan4 yi5 kan4"),
        ("126元。一种？", "yībǎi èrshíliù yuán. yī zhǒng?", "yi1 bai3 er4 shi2 liu4 yuan2 . yi4 zhong3 ?"),
        ("医院", "yīyuàn", "yi1 yuan4"),
    ],
)
def test_yi_and_bu_take_the_tone_they_are_said_with(text, pinyin, said):
    flat = []
    for part in readings.spoken(readings.parts_of(pinyin), text):
        flat += map(str, part) if isinstance(part, list) else [part]
    assert " ".join(flat) == said


def test_foreign_words_are_left_to_whoever_reads_english():
    phonemes = readings.chinese_phonemes("zài App shang", "在App上", lambda syllable: f"<{syllable}>", str.upper)
    assert phonemes == "<zai4> APP <shang5>"


def test_a_slip_in_the_pinyin_is_found_and_a_number_of_syllables_that_cannot_be():
    def dictionary(text):
        return {"银行": ["yin2", "hang2"], "不要": ["bu4", "yao4"]}[text]

    assert readings.differences("yínxíng", "银行", dictionary) == [("行", "xing2", "hang2")]
    assert readings.differences("bú yào", "不要", dictionary) == []
    assert readings.differences("yín", "银行", dictionary) == [("(count)", "1", "2")]


def test_the_pinyin_of_every_phrase_can_be_read_and_has_a_syllable_for_every_character():
    wrong = []
    for line in content.lines():
        figures = any(character.isdigit() for character in line.text)
        if line.language == "zh" and not figures:
            characters = len(readings.HAN.findall(line.text))
            if readings.count(line.reading) != characters:
                wrong.append((line.key, readings.count(line.reading), characters))
    assert wrong == []
