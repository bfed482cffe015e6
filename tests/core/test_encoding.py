"""What ffmpeg is told and what its answers mean, without running it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import encoding
from core.clip_types import CONTAINERS, container_of, ending_of
from core.encoding import Facts, NoFilm, read_facts
from core.preparing import small_size

from . import films

FILM = {"codec_type": "video", "codec_name": "h264", "width": 1920, "height": 1080, "pix_fmt": "yuv420p"}
SOUND = {"codec_type": "audio", "codec_name": "aac"}
json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
PARTS = ("codec_type", "codec_name", "width", "height", "pix_fmt", "duration", "side_data_list")
streams = st.fixed_dictionaries({}, optional=dict.fromkeys(PARTS, json_values))


def answer(*streams, duration="6.5"):
    return json.dumps({"streams": streams, "format": {"duration": duration}})


def test_the_facts_of_a_film_are_read():
    assert read_facts(answer(FILM, SOUND)) == Facts(6.5, 1920, 1080, "h264", "aac", "yuv420p")


@pytest.mark.parametrize(
    ("turn", "size"), [(90, (1080, 1920)), (-90, (1080, 1920)), (180, (1920, 1080)), (0, (1920, 1080))]
)
def test_a_film_of_a_turned_phone_has_the_size_it_is_shown_in(turn, size):
    facts = read_facts(answer({**FILM, "side_data_list": [{"rotation": turn}]}))
    assert (facts.width, facts.height) == size


def test_the_cover_of_a_record_is_no_film():
    cover = {**FILM, "codec_name": "mjpeg", "disposition": {"attached_pic": 1}}
    assert not read_facts(answer(cover, SOUND)).is_film


@pytest.mark.parametrize("duration", ["N/A", "nan", "inf", "-1", "0", None, [], "9" * 400])
def test_a_senseless_duration_is_none(duration):
    assert read_facts(answer(FILM, duration=duration)).duration is None


@pytest.mark.parametrize(
    "said", ["", "{", "[]", "{}", "[" * 50_000, '{"streams": [1]}', answer({"codec_type": "data"})]
)
def test_an_answer_without_film_and_sound_is_refused(said):
    with pytest.raises(NoFilm):
        read_facts(said)


@given(st.lists(streams), json_values)
def test_whatever_is_answered_gives_facts_or_a_refusal(found, duration):
    try:
        facts = read_facts(json.dumps({"streams": found, "format": {"duration": duration}}))
    except NoFilm:
        return
    assert facts.duration is None or 0 < facts.duration < 10**7
    assert (facts.width is None) == (facts.height is None)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (Facts(2 * 3600, 1280, 720, "h264"), "long"),
        (Facts(3, 30_000, 30_000, "h264"), "large"),
        (Facts(encoding.LONGEST + 1, film="", sound="aac"), "long"),
    ],
)
def test_what_would_keep_the_machine_busy_is_refused(facts, reason):
    with pytest.raises(NoFilm) as refused:
        encoding.check(facts)
    assert refused.value.reason == reason


def test_an_ordinary_film_is_not_refused():
    encoding.check(Facts(encoding.LONGEST, 3840, 2160, "hevc"))


@pytest.mark.parametrize(
    ("facts", "container", "size", "small"),
    [
        (Facts(10, 960, 540, "h264", "aac", "yuv420p"), "mp4", 1_000_000, True),
        (Facts(10, 960, 540, "h264", "", "yuv420p"), "mp4", 1_000_000, True),
        (Facts(10, 960, 540, "h264", "aac", "yuv420p"), "mp4", 2_000_000, False),
        (Facts(10, 1280, 720, "h264", "aac", "yuv420p"), "mp4", 1_000_000, False),
        (Facts(10, 540, 1200, "h264", "aac", "yuv420p"), "mp4", 1_000_000, False),
        (Facts(10, 960, 540, "hevc", "aac", "yuv420p"), "mp4", 1_000_000, False),
        (Facts(10, 960, 540, "h264", "aac", "yuv444p"), "mp4", 1_000_000, False),
        (Facts(10, 960, 540, "vp9", "opus", "yuv420p"), "webm", 1_000_000, False),
        (Facts(None, 960, 540, "h264", "aac", "yuv420p"), "mp4", 1_000, False),
        (Facts(10, sound="mp3"), "mp3", 80_000, True),
        (Facts(10, sound="aac"), "mp4", 80_000, True),
        (Facts(10, sound="mp3"), "mp3", 320_000, False),
        (Facts(10, sound="opus"), "ogg", 30_000, False),
        (Facts(10, sound="pcm_s16le"), "wav", 100_000, False),
    ],
)
def test_what_every_phone_plays_and_is_light_stays_as_it_is(facts, container, size, small):
    assert encoding.is_small(facts, container, size) is small


def test_a_version_must_spare_a_tenth():
    assert encoding.is_worth_it(90, 100)
    assert not encoding.is_worth_it(91, 100)


def test_a_long_film_gets_no_second_version_and_a_sound_none():
    assert encoding.wants_second(Facts(60, 960, 540, "h264"))
    assert not encoding.wants_second(Facts(600, 960, 540, "h264"))
    assert not encoding.wants_second(Facts(None, 960, 540, "h264"))
    assert not encoding.wants_second(Facts(60, sound="aac"))


COMMANDS = [
    encoding.probe_command("ffprobe", "/a b.mp4", "mp4"),
    encoding.film_command("ffmpeg", "/a b.mp4", "mp4", "/o.mp4"),
    encoding.second_film_command("ffmpeg", "/a b.mp4", "mp4", "/o.webm"),
    encoding.sound_command("ffmpeg", "/a b.mp4", "mp4", "/o.m4a"),
    encoding.poster_command("ffmpeg", "/a b.mp4", "mp4", "/o.jpg", 1.0),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[-1])
def test_every_program_is_bound_before_it_opens_the_file(command):
    before = command[: command.index("-i")]
    assert before[before.index("-protocol_whitelist") + 1] == "file"
    assert before[before.index("-f") + 1] == "mov"
    assert before[before.index("-threads") + 1] == "1"
    assert "-codec_whitelist" in before
    assert before[before.index("-max_pixels") + 1] == str(encoding.MOST_PIXELS)
    assert command[command.index("-i") + 1] == "file:/a b.mp4"


def test_every_container_we_take_has_its_reader():
    assert set(CONTAINERS.values()) == set(encoding.READERS)


@pytest.mark.parametrize(
    ("size", "small"),
    [
        ((1920, 1080), (960, 540)),
        ((1080, 1920), (540, 960)),
        ((301, 201), (300, 200)),
        ((1, 1), (2, 2)),
        ((None, None), (None, None)),
    ],
)
def test_a_small_version_keeps_the_proportions(size, small):
    assert small_size(Facts(3, *size, film="h264")) == small


@given(st.integers(1, 30_000), st.integers(1, 30_000))
def test_a_small_version_has_even_sides_within_bounds(width, height):
    sides = small_size(Facts(3, width, height, film="h264"))
    assert all(side % 2 == 0 and 2 <= side <= encoding.LONGER_SIDE for side in sides)


@pytest.mark.parametrize(("duration", "moment"), [(10, 1.0), (1, 0.5), (None, 0.0)])
def test_the_first_picture_is_taken_after_the_black(duration, moment):
    assert encoding.moment_of_poster(Facts(duration, 9, 9, "h264")) == moment


# What a file is by its first bytes


@pytest.mark.parametrize(
    ("head", "container"),
    [
        (films.MP4, "mp4"),
        (films.WEBM, "webm"),
        (films.MP3, "mp3"),
        (b"\xff\xfb\x90\x64" + b"\0" * 60, "mp3"),
        (films.OGG, "ogg"),
        (films.wav(), "wav"),
    ],
)
def test_a_file_is_known_by_its_first_bytes(head, container):
    assert container_of(head[:64]) == container


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b'<svg xmlns="http://www.w3.org/2000/svg">',
        b"<html><script>alert(1)</script>",
        films.zipped(),
        b"\0\0\0\x18ftypavif\0\0\0\0",
        b"\0\0\0\x18ftypheic\0\0\0\0",
        b"RIFF\0\0\0\0AVI LIST",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"\x1aE\xdf\xa3\x9fB\x82\x88matroska",
        b"\xff\xff\xff\xff" * 16,
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"%PDF-1.4",
        b"\x7fELF",
    ],
)
def test_what_only_pretends_to_be_a_clip_is_none(head):
    assert container_of(head[:64]) is None


@given(st.binary(max_size=80))
def test_any_bytes_are_of_a_known_kind_or_of_none(head):
    assert container_of(head) in {None, *CONTAINERS.values()}


@pytest.mark.parametrize(("name", "ending"), [("a.MP4", "mp4"), ("a", ""), ("a.b.webm", "webm"), ("a.", "")])
def test_the_ending_of_a_name(name, ending):
    assert ending_of(name) == ending
