"""Captions other programs wrote (SubRip) come in as well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.captions import as_webvtt, cues, faults
from core.captions_srt import cues_of_srt, is_srt

SRT = "\ufeff" + "\r\n".join(
    ["1", "00:00:01,500 --> 00:00:03,000", "您好，", "请坐。", "", "2", "00:00:04,000 --> 00:00:05,250", "再见。", ""]
)
MARKS = "<>{}&-"
words = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"], blacklist_characters=MARKS), min_size=1)
lines = words.map(str.strip).filter(lambda line: line and not line.isdecimal())
spoken = st.lists(st.tuples(st.integers(0, 3_600_000), st.integers(1, 60_000), lines), min_size=1, max_size=20)


def written(captions):
    blocks = [
        f"{number}\n{_stamp(start)} --> {_stamp(start + length)}\n{text}\n"
        for number, (start, length, text) in enumerate(captions, start=1)
    ]
    return "\n".join(blocks)


def _stamp(thousandths):
    seconds, part = divmod(thousandths, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{part:03}"


def test_captions_are_read_with_their_lines():
    assert [(cue.start, cue.end, cue.text) for cue in cues_of_srt(SRT)] == [
        (1.5, 3.0, "您好，\n请坐。"),
        (4.0, 5.25, "再见。"),
    ]


def test_bold_italics_and_places_of_other_programs_fall_away():
    text = SRT.replace("再见。", '<font color="red">{\\an8}<b>再见</b>。</font>')
    assert cues_of_srt(text)[-1].text == "再见。"


def test_an_empty_line_inside_a_caption_does_not_end_it():
    text = "1\n00:00:01,000 --> 00:00:02,000\n您好\n\n请坐\n\n2\n00:00:03,000 --> 00:00:04,000\n好"
    assert [cue.text for cue in cues_of_srt(text)] == ["您好\n请坐", "好"]


def test_captions_out_of_order_are_put_in_order():
    text = "1\n00:00:03,000 --> 00:00:04,000\n二\n\n2\n00:00:01,000 --> 00:00:02,000\n一\n"
    assert [cue.text for cue in cues_of_srt(text)] == ["一", "二"]


@pytest.mark.parametrize(
    ("text", "srt"),
    [(SRT, True), ("WEBVTT\n\n00:00:01,000 --> 00:00:02,000\n好", False), ("您好", False), ("", False)],
)
def test_subrip_is_told_from_webvtt(text, srt):
    assert is_srt(text) is srt


@given(spoken)
def test_what_was_spoken_arrives_whole_and_without_faults(captions):
    text = written(captions)
    read = cues_of_srt(text)
    assert sorted((cue.start, cue.text) for cue in read) == sorted(
        (start / 1000, text) for start, _end, text in captions
    )
    kept = as_webvtt(read)
    assert faults(kept) == []
    assert [cue.text for cue in cues(kept)] == [cue.text for cue in read]


@given(st.text())
def test_any_text_is_read_or_passed_over(text):
    assert all(cue.text for cue in cues_of_srt(text))
