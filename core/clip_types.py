"""What an uploaded clip really is: its first bytes decide, never its name."""

# What a browser plays, by the ending of the file: the container that must be inside.
CONTAINERS = {
    "mp4": "mp4",
    "m4a": "mp4",
    "webm": "webm",
    "weba": "webm",
    "mp3": "mp3",
    "ogg": "ogg",
    "opus": "ogg",
    "wav": "wav",
}
# The ending a recorded sound gets.
SOUND_ENDINGS = {"webm": "weba", "mp4": "m4a", "ogg": "ogg", "mp3": "mp3", "wav": "wav"}
HEAD = 64  # bytes that suffice to tell
_STILL_PICTURES = {b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1"}


def container_of(head):
    """`mp4`, `webm`, `mp3`, `ogg` or `wav` by the first bytes of a file; None for anything else."""
    if head[4:8] == b"ftyp":
        return None if head[8:12] in _STILL_PICTURES else "mp4"
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "webm" if b"webm" in head[:HEAD] else None
    if head.startswith(b"OggS"):
        return "ogg"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "wav"
    return "mp3" if head.startswith(b"ID3") or _is_mpeg_frame(head) else None


def _is_mpeg_frame(head):
    """Eleven bits of one, then MPEG layer III with a bit rate and a sampling rate that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    return head[2] >> 4 not in {0, 15} and head[2] >> 2 & 3 != 3


def ending_of(name):
    """The ending of a file's name in small letters, without its dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def head_of(file):
    """The first bytes of an uploaded file, which is left at its beginning."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    return head
