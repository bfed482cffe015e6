"""Makes the small versions of a clip and writes down how that went."""

import logging
import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.core.files.base import File
from django.db import transaction

from . import encoding, ffmpeg
from .clip_types import container_of, head_of
from .encoding import Facts, NoFilm
from .models import Clip, Encoding

logger = logging.getLogger(__name__)

# The picture we take ourselves, so that it goes when the film goes; one a trainer chose stays.
FIRST_PICTURE = "first-picture-"


@dataclass
class Made:
    """What came of a clip; the files lie in a folder that is about to go."""

    state: str
    facts: Facts = field(default_factory=Facts)
    files: dict[str, Path] = field(default_factory=dict)
    poster: Path | None = None


def prepare(*, clip_pk: int, clock: Callable[[], datetime]) -> str | None:
    """Make the small versions of a waiting clip; answers its state afterwards, None when nobody waits for them.

    May run twice at once: whoever comes second finds nothing waiting, or throws away what it made.
    """
    clip = Clip.objects.filter(pk=clip_pk, preparation=Clip.Preparation.WAITING).first()
    if clip is None:
        return None
    with tempfile.TemporaryDirectory(prefix="clip-") as folder:
        made = _make(clip, Path(folder))
        return _record(clip=clip, made=made, now=clock())


def _make(clip: Clip, folder: Path) -> Made:
    tools = ffmpeg.tools()
    if tools is None or encoding.FILM_ENCODER not in tools.encoders:
        return Made(Clip.Preparation.NO_TOOL)
    facts = Facts()
    try:
        container = _container(clip)
        facts = _facts(tools, clip.file.path, container, folder)
        encoding.check(facts)
        made = Made(Clip.Preparation.DONE, facts, _versions(tools, clip, facts, container, folder))
        made.facts = _completed(tools, made, folder)
        made.poster = _poster(tools, clip, facts, container, folder)
    except (NoFilm, ffmpeg.CouldNot, OSError) as wrong:
        logger.warning("clip %s could not be made small: %s", clip.pk, wrong)
        return Made(Clip.Preparation.FAILED, facts)
    return made


def _container(clip: Clip) -> str:
    with clip.file.storage.open(clip.file.name) as file:
        container = container_of(head_of(file))
    if container is None:
        raise NoFilm("unreadable")
    return container


def _facts(tools: ffmpeg.Tools, path: str, container: str, folder: Path) -> Facts:
    command = encoding.probe_command(tools.ffprobe, path, container)
    printed = ffmpeg.run(command, folder, ffmpeg.PROBE_PATIENCE)
    with printed.open(encoding="utf-8", errors="replace") as file:
        return encoding.read_facts(file.read(encoding.MOST_ANSWER))


def _versions(tools: ffmpeg.Tools, clip: Clip, facts: Facts, container: str, folder: Path) -> dict[str, Path]:
    """The files worth keeping, by kind; none when the clip is small as it is."""
    original = clip.file.size
    if encoding.is_small(facts, container, original):
        return {}
    if not facts.is_film:
        first = _version(tools, encoding.sound_command, clip, container, folder / "small.m4a")
    else:
        first = _version(tools, encoding.film_command, clip, container, folder / "small.mp4")
    files: dict[str, Path] = {}
    # Not every browser plays the others, so that for those even a larger version is worth it.
    if encoding.is_worth_it(first.stat().st_size, original) or container not in {"mp4", "mp3"} or facts.film == "hevc":
        files[Encoding.Kind.MP4] = first
    if encoding.wants_second(facts) and encoding.SECOND_FILM_ENCODER in tools.encoders:
        second = _version(tools, encoding.second_film_command, clip, container, folder / "small.webm")
        if encoding.is_worth_it(second.stat().st_size, min(original, first.stat().st_size)):
            files[Encoding.Kind.WEBM] = second
    return files


def _version(tools: ffmpeg.Tools, command: Callable, clip: Clip, container: str, target: Path) -> Path:
    ffmpeg.run(command(tools.ffmpeg, clip.file.path, container, str(target)), target.parent)
    if not target.exists() or not target.stat().st_size:
        raise ffmpeg.CouldNot("nothing was written")
    return target


def _completed(tools: ffmpeg.Tools, made: Made, folder: Path) -> Facts:
    """The facts, with the duration of the small version where the original names none, as browsers record it."""
    facts = made.facts
    small = made.files.get(Encoding.Kind.MP4)
    if facts.duration or small is None:
        return facts
    measured = _facts(tools, str(small), "mp4", folder)
    return Facts(measured.duration, facts.width, facts.height, facts.film, facts.sound, facts.pixels)


def _poster(tools: ffmpeg.Tools, clip: Clip, facts: Facts, container: str, folder: Path) -> Path | None:
    """A first picture, when the film has none yet; a film without it is still a film."""
    if clip.thumbnail or not facts.is_film:
        return None
    target, at = folder / "poster.jpg", encoding.moment_of_poster(facts)
    try:
        ffmpeg.run(
            encoding.poster_command(tools.ffmpeg, clip.file.path, container, str(target), at),
            folder,
            ffmpeg.PROBE_PATIENCE,
        )
    except ffmpeg.CouldNot as wrong:
        logger.info("no picture of clip %s: %s", clip.pk, wrong)
    return target if target.exists() and target.stat().st_size else None


def _record(*, clip: Clip, made: Made, now: datetime) -> str | None:
    """Put what was made in the place of what was there, at once; nothing when the clip has changed meanwhile."""
    written: list = []
    try:
        with transaction.atomic():
            kept = Clip.objects.select_for_update().filter(pk=clip.pk, preparation=Clip.Preparation.WAITING).first()
            if kept is None or kept.file.name != clip.file.name:
                return None
            kept.encodings.all().delete()  # their files go with them
            for kind, path in made.files.items():
                written.append(_keep_version(kept, kind, path, made.facts, now).file)
            _fill_in(kept, made, written)
    except BaseException:
        for file in written:  # rows are taken back by the database, files are not
            file.storage.delete(file.name)
        raise
    logger.info("clip %s: %s, %d small versions", kept.pk, kept.preparation, len(made.files))
    return kept.preparation


def _keep_version(clip: Clip, kind: str, path: Path, facts: Facts, now: datetime) -> Encoding:
    # A name nobody had before: browsers keep what they have seen under the old one.
    name = f"{clip.pk}-{uuid.uuid4().hex[:12]}{path.suffix}"
    width, height = small_size(facts)
    version = Encoding(clip=clip, kind=kind, bytes=path.stat().st_size, width=width, height=height, made_at=now)
    with path.open("rb") as opened:
        version.file.save(name, File(opened), save=False)
    version.save()
    return version


def small_size(facts: Facts) -> tuple[int | None, int | None]:
    """Width and height of the small version of a film: the longer side within bounds, both even."""
    if not facts.width or not facts.height:
        return None, None
    factor = min(1.0, encoding.LONGER_SIDE / max(facts.width, facts.height))
    return (max(2, int(facts.width * factor) // 2 * 2), max(2, int(facts.height * factor) // 2 * 2))


def _fill_in(clip: Clip, made: Made, written: list) -> None:
    """The state, and what nobody typed in."""
    clip.preparation = made.state
    clip.duration = clip.duration or made.facts.duration or 0
    clip.width, clip.height = clip.width or made.facts.width, clip.height or made.facts.height
    if made.poster and not clip.thumbnail:
        with made.poster.open("rb") as opened:
            clip.thumbnail.save(f"{FIRST_PICTURE}{clip.pk}-{uuid.uuid4().hex[:8]}.jpg", File(opened), save=False)
        written.append(clip.thumbnail)
    clip.save(update_fields=["preparation", "duration", "width", "height", "thumbnail"])
