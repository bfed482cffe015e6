"""Small films and sounds for tests, made by ffmpeg, and files that only pretend to be one."""

import io
import os
import shutil
import subprocess
import wave
import zipfile

import pytest
from django.core.files.base import ContentFile
from wagtail.models import Collection

from core.models import Clip

HAS_FFMPEG = bool(shutil.which("ffmpeg") and shutil.which("ffprobe"))
needs_ffmpeg = pytest.mark.skipif(not HAS_FFMPEG, reason="ffmpeg is not installed; see the test that wants it on CI")
ON_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

# The first bytes of each kind of file, as far as anybody looks.
MP4 = b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\0" * 40
WEBM = b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm" + b"\0" * 40
MP3 = b"ID3\x04\0\0\0\0\0\0" + b"\0" * 60
OGG = b"OggS\0\x02" + b"\0" * 60


def made(folder, name, *arguments):
    """The bytes of a file ffmpeg makes: `made(tmp_path, "a.mp4", "-f", "lavfi", "-i", "testsrc")`."""
    target = folder / name
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments, str(target)], check=True, timeout=120)
    return target.read_bytes()


def film(folder, name="film.mp4", size="1280x720", seconds=2, *more):
    """A heavy film with a test picture and a tone."""
    picture = ["-f", "lavfi", "-i", f"testsrc2=s={size}:d={seconds}:r=15"]
    tone = ["-f", "lavfi", "-i", f"sine=d={seconds}"]
    codec = ["-c:v", "libvpx", "-b:v", "4M"] if name.endswith("webm") else ["-c:v", "libx264", "-preset", "ultrafast"]
    return made(folder, name, *picture, *tone, *codec, *(more or ["-qp", "10"] if codec[1] == "libx264" else more))


def wav(seconds=2):
    """A sound without ffmpeg."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(44_100)
        sound.writeframes(bytes(range(256)) * (44_100 * 2 * seconds // 256))
    return file.getvalue()


def zipped():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "a")
    return file.getvalue()


def kept(content, name="film.mp4", **fields):
    """A clip that waits for its small versions."""
    fields.setdefault("type", "video")
    fields.setdefault("preparation", Clip.Preparation.WAITING)
    root = Collection.get_first_root_node()
    return Clip.objects.create(title="你好", file=ContentFile(content, name), collection=root, **fields)
