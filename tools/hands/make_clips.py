"""Makes the placeholder clips of the demonstration: for every handshape a small film, a poster, a line of the manifest.

    python -m tools.hands.make_clips [KEY ...]

Needs ffmpeg. The same run gives the same pictures.
"""

import subprocess
import sys
from pathlib import Path

from . import film
from .shapes import SHAPES

CLIPS = Path(__file__).resolve().parents[2] / "training" / "demo" / "clips"
MANIFEST = CLIPS / "clips.toml"
CREDIT = "星窗示意图：由手部模型绘制，非真人，未经聋人审核"
ENCODE = (
    *("ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24"),
    *("-s", f"{film.SIZE}x{film.SIZE}", "-r", str(film.RATE), "-i", "-", "-an"),
    *("-c:v", "libx264", "-preset", "slow", "-crf", "33", "-tune", "animation", "-pix_fmt", "yuv420p"),
    *("-threads", "1", "-movflags", "+faststart", "-map_metadata", "-1", "-fflags", "+bitexact"),
    *("-flags:v", "+bitexact"),
)


def make(shape):
    """Film and poster of one handshape."""
    process = subprocess.Popen([*ENCODE, str(CLIPS / f"{shape.key}.mp4")], stdin=subprocess.PIPE)
    for picture in film.frames(shape):
        process.stdin.write(picture.tobytes())
    process.stdin.close()
    if process.wait():
        raise SystemExit(f"ffmpeg could not encode {shape.key}")
    film.frame(shape, 1.0).save(CLIPS / f"{shape.key}.webp", quality=72, method=6)


def manifest():
    """What there is, and after which words it was drawn, as TOML."""
    head = (
        "# 由 python -m tools.hands.make_clips 生成，请勿手改。\n"
        "# 每一段都是示意占位：手部模型绘制，非真人，未经聋人审核；聋人示范者拍摄、审核员审核后由真人片子代替。\n\n"
        f'credit = "{CREDIT}"\n'
    )
    return head + "".join(_entry(shape) for shape in SHAPES)


def _entry(shape):
    return (
        f'\n[[clips]]\nkey = "{shape.key}"\nfile = "{shape.key}.mp4"\nposter = "{shape.key}.webp"\n'
        f"width = {film.SIZE}\nheight = {film.SIZE}\nseconds = {film.seconds()}\n"
        f'norm = "{shape.norm}"\ndescribed = "{shape.described}"\n'
    )


def main(keys):
    """Write the clips that are asked for, or all, and the manifest."""
    CLIPS.mkdir(parents=True, exist_ok=True)
    for shape in SHAPES:
        if not keys or shape.key in keys:
            make(shape)
            sys.stdout.write(f"{shape.key}\n")
    MANIFEST.write_text(manifest(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
