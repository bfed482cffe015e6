"""Small versions of clips, as far as they can be thought out without running anything.

What ffmpeg is told, what ffprobe answers, and whether a file needs a small version at all. An uploaded file is not
trusted: it is read by the reader of its own container alone, so that a list of other files is never followed.
"""

import json
from dataclasses import dataclass

LONGEST = 30 * 60  # seconds of a clip that are still made small
LONGEST_SECOND = 3 * 60
MOST_PIXELS = 4096 * 2304  # of one picture; larger ones are a way to fill the memory
LONGER_SIDE = 960
SMALL_FILM = 1_100_000  # bits a second below which a film is small as it is
SMALL_SOUND = 100_000
MOST_ANSWER = 200_000  # characters of ffprobe's answer that are read

# The reader ffmpeg is bound to, by container.
READERS = {"mp4": "mov", "webm": "matroska", "mp3": "mp3", "ogg": "ogg", "wav": "wav"}
DECODERS = (
    "h264,hevc,mpeg4,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,libaom-av1,aac,mp3,mp3float,opus,libopus,vorbis,libvorbis,"
    "flac,alac,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_u8"
)
FILM_ENCODER, SECOND_FILM_ENCODER = "libx264", "libvpx-vp9"


class NoFilm(ValueError):
    """The file holds nothing that can be made small; `reason` is `long`, `large` or `unreadable`."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Facts:
    """What a clip is, by ffprobe; sizes are those of the picture as it is shown, turned when the phone was."""

    duration: float | None = None
    width: int | None = None
    height: int | None = None
    film: str = ""
    sound: str = ""
    pixels: str = ""

    @property
    def is_film(self) -> bool:
        return bool(self.film)


def read_facts(answer: str) -> Facts:
    """The facts in ffprobe's JSON. Raises NoFilm when it holds neither sound nor film."""
    try:
        found = json.loads(answer)
        streams = [stream for stream in found.get("streams", []) if isinstance(stream, dict)]
        length = _seconds(found.get("format", {}).get("duration"))
    except (ValueError, AttributeError, RecursionError) as wrong:
        raise NoFilm("unreadable") from wrong
    film = next((stream for stream in streams if stream.get("codec_type") == "video" and not _is_cover(stream)), {})
    sound = next((stream for stream in streams if stream.get("codec_type") == "audio"), {})
    if not film and not sound:
        raise NoFilm("unreadable")
    width, height = _size(film)
    return Facts(
        duration=length or _seconds(film.get("duration")) or _seconds(sound.get("duration")),
        width=width,
        height=height,
        film=str(film.get("codec_name", "?")) if film else "",
        sound=str(sound.get("codec_name", "?")) if sound else "",
        pixels=str(film.get("pix_fmt", "")),
    )


def _is_cover(stream: dict) -> bool:
    """A picture of the record's cover inside a sound file."""
    disposition = stream.get("disposition")
    return isinstance(disposition, dict) and bool(disposition.get("attached_pic"))


def _seconds(value: object) -> float | None:
    try:
        seconds = float(str(value))
    except ValueError:
        return None
    return round(seconds, 3) if 0 < seconds < 10**7 else None


def _size(film: dict) -> tuple[int | None, int | None]:
    width, height = film.get("width"), film.get("height")
    if not isinstance(width, int) or not isinstance(height, int) or width < 1 or height < 1:
        return None, None
    return (height, width) if _is_turned(film) else (width, height)


def _is_turned(film: dict) -> bool:
    sides = film.get("side_data_list")
    turns = [side.get("rotation", 0) for side in sides if isinstance(side, dict)] if isinstance(sides, list) else []
    return any(isinstance(turn, (int, float)) and round(abs(turn)) % 180 == 90 for turn in turns)


def check(facts: Facts) -> None:
    """Raises NoFilm for what would keep the machine busy for an hour or fill its memory."""
    if facts.duration and facts.duration > LONGEST:
        raise NoFilm("long")
    if (facts.width or 0) * (facts.height or 0) > MOST_PIXELS:
        raise NoFilm("large")


def is_small(facts: Facts, container: str, size: int) -> bool:
    """Whether a file of that many bytes can be given to a phone as it is: small, and of a kind every browser plays."""
    if not facts.duration:
        return False
    rate = size * 8 / facts.duration
    if not facts.is_film:
        return rate <= SMALL_SOUND and container in {"mp3", "mp4"} and facts.sound in {"mp3", "aac"}
    return (
        rate <= SMALL_FILM
        and container == "mp4"
        and (facts.film, facts.pixels) == ("h264", "yuv420p")
        and facts.sound in {"", "aac", "mp3"}
        and max(facts.width or 0, facts.height or 0) <= LONGER_SIDE
    )


def wants_second(facts: Facts) -> bool:
    """Whether a WebM is tried as well: it takes three times as long to make as an MP4."""
    return facts.is_film and (facts.duration or LONGEST) <= LONGEST_SECOND


def is_worth_it(small: int, original: int) -> bool:
    """Whether a version spares enough bytes to be kept beside the original."""
    return small <= original * 0.9


# What the programs are told


def probe_command(tool: str, path: str, container: str) -> list[str]:
    """ffprobe, asked for the few facts we use."""
    wanted = "format=duration:stream=codec_type,codec_name,width,height,pix_fmt,duration"
    return [
        *[tool, "-v", "error", "-print_format", "json"],
        *["-show_entries", f"{wanted}:stream_disposition=attached_pic:stream_side_data=rotation"],
        *_reading(path, container),
    ]


def film_command(tool: str, path: str, container: str, target: str) -> list[str]:
    """ffmpeg making an MP4 that every browser plays and that begins to play before it is loaded."""
    picture = ["-c:v", "libx264", "-preset", "fast", "-crf", "28", "-maxrate", "1000k", "-bufsize", "2000k"]
    sound = ["-c:a", "aac", "-b:a", "64k", "-ac", "1"]
    return [*_film(tool, path, container), *picture, *sound, "-movflags", "+faststart", *_writing("mp4", target)]


def second_film_command(tool: str, path: str, container: str, target: str) -> list[str]:
    """ffmpeg making a WebM, often smaller than the MP4."""
    picture = ["-c:v", "libvpx-vp9", "-crf", "38", "-b:v", "0", "-deadline", "good", "-cpu-used", "5"]
    sound = ["-c:a", "libopus", "-b:a", "48k", "-ac", "1"]
    return [*_film(tool, path, container), *picture, *sound, *_writing("webm", target)]


def sound_command(tool: str, path: str, container: str, target: str) -> list[str]:
    """ffmpeg making an M4A, which every browser plays."""
    sound = ["-map", "0:a:0", "-c:a", "aac", "-b:a", "64k", "-ac", "1", "-movflags", "+faststart"]
    return [*_beginning(tool, path, container), *sound, *_writing("mp4", target)]


def poster_command(tool: str, path: str, container: str, target: str, at: float) -> list[str]:
    """ffmpeg taking one picture out of a film."""
    picture = ["-map", "0:V:0", "-an", "-frames:v", "1", "-vf", _scale(), "-c:v", "mjpeg", "-q:v", "4", "-update", "1"]
    return [*_beginning(tool, path, container, at), *picture, *_writing("image2", target)]


def moment_of_poster(facts: Facts) -> float:
    """A second into the film, or the middle of a shorter one: the first picture is often black."""
    return round(min(1.0, (facts.duration or 0) / 2), 3)


def _reading(path: str, container: str) -> list[str]:
    """The file and nothing it points at: no network, no other reader than that of its container, no rare decoder."""
    limits = ["-protocol_whitelist", "file", "-codec_whitelist", DECODERS, "-max_pixels", str(MOST_PIXELS)]
    return [*limits, "-threads", "1", "-f", READERS[container], "-i", f"file:{path}"]


def _beginning(tool: str, path: str, container: str, at: float = 0.0) -> list[str]:
    whole = [tool, "-hide_banner", "-nostdin", "-v", "error", "-max_alloc", str(2**29), "-filter_threads", "1", "-y"]
    return [*whole, "-ss", str(at), "-t", str(LONGEST), *_reading(path, container)]


def _film(tool: str, path: str, container: str) -> list[str]:
    # Thirty pictures a second at most: what phones film beyond that nobody needs in a lesson.
    streams = ["-map", "0:V:0", "-map", "0:a:0?", "-vf", _scale(), "-fpsmax", "30", "-pix_fmt", "yuv420p"]
    return [*_beginning(tool, path, container), *streams]


def _scale() -> str:
    """Never larger than the original; even sides, which the encoders want."""
    side = f"min({LONGER_SIDE}\\,"
    return f"scale=w={side}iw):h={side}ih):force_original_aspect_ratio=decrease:force_divisible_by=2,setsar=1"


def _writing(form: str, target: str) -> list[str]:
    # Without the place and the owner's name a phone writes into a film.
    return ["-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn", "-threads", "1", "-f", form, f"file:{target}"]
