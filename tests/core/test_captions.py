"""Captions: what people paste is read, what is wrong is said, what is written any browser reads."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.captions import Cue, as_webvtt, cues, faults

GOOD = "WEBVTT\n\n00:00.500 --> 00:02.000\n您好，请坐。\n\n00:02.000 --> 01:00:03.250\n请问您要办理什么业务？\n"
BOTH = [Cue(0.5, 2.0, "您好，请坐。"), Cue(2.0, 3603.25, "请问您要办理什么业务？")]

lines = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).map(str.strip).filter(bool)
words = st.lists(lines, min_size=1, max_size=3).map("\n".join)
moments = st.integers(0, 9_999 * 3_600_000).map(lambda thousandths: thousandths / 1000)
spoken = st.builds(
    lambda start, length, text: Cue(start, round(start + length, 3), text),
    moments,
    st.integers(1, 60_000).map(lambda thousandths: thousandths / 1000),
    words,
)


def test_captions_are_read_in_their_order():
    assert cues(GOOD) == BOTH
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    "same",
    [
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        GOOD.replace("\n\n", "\n\n\n \n"),
        GOOD.replace("WEBVTT", "WEBVTT - made by hand\nKind: captions"),
        GOOD.replace("00:00.500", "opening\n00:00.500"),
        GOOD.replace("--> 00:02.000", "--> 00:02.000 align:start line:0"),
        GOOD.replace("\n\n00:02", "\n\nNOTE a remark\n--of the editor\n\nSTYLE\n::cue { color: red }\n\n00:02"),
        GOOD.replace("您好，", "<b>您好，</b>").replace("请坐", "<c.loud>请坐</c>"),
    ],
)
def test_tools_write_the_same_in_many_ways(same):
    assert cues(same) == BOTH
    assert faults(same) == []


def test_who_speaks_is_kept_in_the_words():
    assert (
        cues("WEBVTT\n\n00:00.000 --> 00:01.000\n<v 客户>多少钱&#xff1f; 5 &lt; 6</v>\n")[0].text
        == "客户：多少钱？ 5 < 6"
    )


def test_subtitles_of_another_kind_are_read_and_named_as_faulty():
    srt = "1\n00:00:00,500 --> 00:00:02,000\n您好，请坐。\n"
    assert cues(srt) == BOTH[:1]
    assert len(faults(srt)) == 2


def test_nothing_at_all_is_no_fault():
    assert faults("") == faults(" \n") == []
    assert cues("") == []


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("您好\n", None, "WEBVTT"),
        ("WEBVTT\n", None, "no caption"),
        ("WEBVTT\n\n您好\n", 3, "no time"),
        ("WEBVTT\n\n0:1 --> 0:2\n您好\n", 3, "write the time"),
        ("WEBVTT\n\nname\n00:01.0 --> 00:02.000\n您好\n", 4, "write the time"),
        ("WEBVTT\n\n00:03.000 --> 00:02.000\n您好\n", 3, "ends before"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n", 3, "no words"),
        (GOOD + "\n00:01.000 --> 00:02.000\n晚了\n", 9, "above it"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n一\n99:99.000 --> 1\n二\n", 5, "write the time"),
    ],
)
def test_a_fault_is_said_with_its_line(text, line, said):
    with translation.override("en"):
        found = faults(text)
    assert any(said in each for each in found), found
    assert line is None or any(f"Line {line}:" in each for each in found), found


@given(st.lists(spoken, max_size=8))
def test_what_is_written_is_read_back_and_without_fault_when_in_order(some):
    assert cues(as_webvtt(some)) == some
    ordered = sorted(some, key=lambda cue: cue.start)
    assert faults(as_webvtt(ordered)) == [] or not some


@given(st.text())
def test_whatever_is_pasted_is_read_without_complaint_and_rewritten_as_a_sound_file(text):
    for source in (text, f"WEBVTT\n\n{text}", f"WEBVTT\n\n00:00.000 --> 00:01.000\n{text}"):
        read = cues(source)
        faults(source)
        assert all(0 <= cue.start < cue.end and cue.text.strip() for cue in read)
        assert cues(as_webvtt(read)) == read
