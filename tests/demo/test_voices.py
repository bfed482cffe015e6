"""The recordings of the demonstration's phrases: all there, made from the text of today, small, of a fit length."""

import struct
import tomllib

import pytest

from tests.demo.test_content import phrases
from tools.voices import content, manifest, readings

LINES = list(content.lines())
WRITTEN = tomllib.loads(manifest.FILE.read_text(encoding="utf-8"))
LISTED = WRITTEN["lines"]
RECORDINGS = {(line.key, slow, line.language): line.path(slow) for line in LINES for slow in (False, True)}

LARGEST = 120_000
ALL_OF_THEM = 12_000_000
# Second half of an MPEG-2 layer III header: kilobits a second by index.
KILOBITS = (None, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def sound_of(path):
    """(frames, frames that are mono at 24 kHz, bytes left over) of an MP3 file, read frame by frame."""
    data = path.read_bytes()
    place = 0
    if data[:3] == b"ID3":
        place = 10 + sum(byte << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
    frames = plain = 0
    while place + 4 <= len(data):
        head = struct.unpack(">I", data[place : place + 4])[0]
        if head >> 19 != 0b1111111111110 or head >> 17 & 3 != 1:  # MPEG-2, layer III
            break
        frames += 1
        plain += (head >> 10 & 3 == 1) and (head >> 6 & 3 == 3)
        place += 72 * KILOBITS[head >> 12 & 15] * 1000 // 24_000 + (head >> 9 & 1)
    return frames, plain, len(data) - place


def seconds_of(path):
    """How long a file lasts: 576 samples in a frame, of which the first frame only says how it was made."""
    return (sound_of(path)[0] - 1) * 576 / 24_000


def test_every_phrase_of_the_content_is_spoken_in_both_languages():
    assert {line.key for line in LINES} == {phrase["key"] for phrase in phrases()}
    assert [path.name for path in RECORDINGS.values() if not path.exists()] == []


def test_nothing_lies_there_that_no_phrase_asks_for():
    assert set(content.AUDIO.glob("*.mp3")) == set(RECORDINGS.values())
    assert set(LISTED) == {line.key for line in LINES}


def test_a_phrase_edited_after_it_was_spoken_is_found():
    """Run `python -m tools.voices.speak` (see tools/voices/README.md) when this fails."""
    assert [(line.key, line.language) for line in LINES if not manifest.is_current(line, LISTED)] == []


@pytest.mark.parametrize("changed", [{"text": "您好。"}, {"reading": "nín hǎo"}, {"key": "sp-p02"}])
def test_other_words_another_pinyin_or_another_voice_make_a_recording_stale(changed):
    line = next(line for line in LINES if (line.key, line.language) == ("sp-p01", "zh"))
    listed = {"sp-p01": LISTED["sp-p01"], "sp-p02": LISTED["sp-p01"]}
    other = content.Line(**{**vars(line), **changed})
    assert manifest.is_current(line, listed)
    assert not manifest.is_current(other, listed)


def test_the_list_says_that_nobody_spoke_these_words():
    assert WRITTEN["made"]["synthetic"] is True
    assert WRITTEN["made"]["licence"] == "Apache-2.0"


def test_the_list_is_written_as_it_is_read(tmp_path):
    manifest.write(LISTED, tmp_path / "voices.toml")
    assert manifest.load(tmp_path / "voices.toml") == LISTED
    assert (tmp_path / "voices.toml").read_bytes() == manifest.FILE.read_bytes()


def test_recordings_are_small():
    sizes = {path.name: path.stat().st_size for path in RECORDINGS.values()}
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}
    assert sum(sizes.values()) < ALL_OF_THEM


def test_every_file_is_mono_mp3_from_its_first_frame_to_its_last_byte():
    assert [path.name for path in RECORDINGS.values() if not _whole(*sound_of(path))] == []


def _whole(frames, plain, left_over):
    return frames > 10 and frames == plain and left_over == 0


def test_files_last_as_long_as_the_list_says():
    """Give or take a tenth: the encoder fills its last frames."""
    wrong = []
    for (key, slow, language), path in RECORDINGS.items():
        stated = LISTED[key][language]["slow_seconds" if slow else "seconds"]
        if abs(seconds_of(path) - stated) > 0.15:
            wrong.append((path.name, stated, seconds_of(path)))
    assert wrong == []


def test_chinese_is_spoken_at_a_pace_one_can_follow():
    """Syllables a second, a third of a second of silence aside: unhurried, and slower where it says slow."""
    wrong = []
    for line in (line for line in LINES if line.language == "zh"):
        stated, syllables = LISTED[line.key]["zh"], readings.count(line.reading)
        normal = syllables / (stated["seconds"] - 0.3)
        slow = syllables / (stated["slow_seconds"] - 0.3)
        if not (3 <= normal <= 6 and 2 <= slow <= 4.5 and slow < 0.9 * normal):
            wrong.append((line.key, round(normal, 2), round(slow, 2)))
    assert wrong == []


def test_english_is_spoken_at_a_pace_one_can_follow():
    """Letters and figures a second; speech of everyday runs at about fifteen."""
    wrong = []
    for line in (line for line in LINES if line.language == "en"):
        stated, letters = LISTED[line.key]["en"], sum(character.isalnum() for character in line.text)
        normal, slow = letters / (stated["seconds"] - 0.3), letters / (stated["slow_seconds"] - 0.3)
        if not (5 <= normal <= 22 and slow < 0.9 * normal):
            wrong.append((line.key, round(normal, 1), round(slow, 1)))
    assert wrong == []
