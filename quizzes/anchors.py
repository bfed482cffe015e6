"""Pictures and clips of a rubric's anchors, fetched at once however many levels there are."""

from dataclasses import dataclass

from core.models import Clip, Picture, with_small_versions

from .rubric import Criterion, Level, Rubric

# Wide enough for a phone at twice its width.
SIZE = "width-720"


@dataclass(frozen=True)
class Anchored:
    """A level with its picture and clip, where they still are."""

    level: Level
    picture: Picture | None
    clip: Clip | None


@dataclass(frozen=True)
class Line:
    """A criterion as pages show it."""

    criterion: Criterion
    levels: list[Anchored]


def with_anchors(rubric: Rubric) -> list[Line]:
    """The criteria in order, in at most four queries; none without pictures and clips."""
    levels = [level for criterion in rubric.criteria for level in criterion.levels]
    pictures = _pictures({level.picture for level in levels if level.picture})
    clips = _clips({level.clip for level in levels if level.clip})
    return [
        Line(
            criterion,
            [Anchored(level, pictures.get(level.picture), clips.get(level.clip)) for level in criterion.levels],
        )
        for criterion in rubric.criteria
    ]


def has_clips(lines: list[Line]) -> bool:
    """Whether the page needs the player."""
    return any(anchored.clip for line in lines for anchored in line.levels)


def _pictures(keys):
    if not keys:
        return {}
    return {picture.pk: picture for picture in Picture.objects.filter(pk__in=keys).prefetch_renditions(SIZE)}


def _clips(keys):
    return {clip.pk: clip for clip in with_small_versions(Clip.objects.filter(pk__in=keys))} if keys else {}
