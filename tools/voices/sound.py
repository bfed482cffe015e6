"""From samples to a small file that every browser plays: silence cut, loudness levelled, MP3; and how it turned out."""

import subprocess
from dataclasses import dataclass

import numpy as np

RATE = 24_000
FRAME = RATE // 100  # ten milliseconds
SILENCE = 0.15  # seconds left before and after
SPOKEN_LEVEL = -20.0  # decibels below full scale, of the frames in which somebody speaks
HIGHEST_PEAK = -1.5
QUIETER = 35.0  # decibels under the loudest frame: nobody speaks
BITRATE = 32  # kilobits a second: 4 kB


def decibels(value):
    return 20 * np.log10(np.maximum(value, 1e-9))


def frames(samples):
    """The level of each ten milliseconds, in decibels below full scale."""
    whole = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    return decibels(np.sqrt(np.mean(np.square(whole, dtype=np.float64), axis=1)))


def spoken_frames(levels):
    """Which frames have somebody speaking."""
    return np.flatnonzero(levels > levels.max() - QUIETER)


def trimmed(samples):
    """The line with SILENCE before and after it, in which whatever sounds there fades."""
    spoken = spoken_frames(frames(samples))
    start, stop = spoken[0] * FRAME, (spoken[-1] + 1) * FRAME
    pad = int(SILENCE * RATE)
    before, after = samples[max(0, start - pad) : start], samples[stop : stop + pad]
    faded = [before * np.linspace(0, 1, len(before)), samples[start:stop], after * np.linspace(1, 0, len(after))]
    return np.concatenate([np.zeros(pad - len(before)), *faded, np.zeros(pad - len(after))])


def levelled(samples):
    """As loud as every other line, unless its peaks would be too high."""
    levels = frames(samples)
    spoken = levels[spoken_frames(levels)]
    mean = 10 * np.log10(np.mean(10 ** (spoken / 10)))
    gain = min(SPOKEN_LEVEL - mean, HIGHEST_PEAK - decibels(np.abs(samples).max()))
    return samples * 10 ** (gain / 20)


def save(samples, path):
    """Write the file (mono MP3), replacing it only when it is whole."""
    unfinished = path.with_suffix(".part")
    _ffmpeg(
        *("-f", "f32le", "-ar", str(RATE), "-ac", "1", "-i", "pipe:0", "-map_metadata", "-1"),
        *("-codec:a", "libmp3lame", "-b:a", f"{BITRATE}k", "-f", "mp3", "-y", str(unfinished)),
        given=samples.astype("<f4").tobytes(),
    )
    unfinished.replace(path)


def load(path):
    """The samples of a file as a browser would decode them."""
    decoded = _ffmpeg("-i", str(path), "-f", "f32le", "-ar", str(RATE), "-ac", "1", "pipe:1")
    return np.frombuffer(decoded, dtype="<f4")


def _ffmpeg(*arguments, given=None):
    command = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-threads", "1", *arguments]
    return subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True).stdout


@dataclass(frozen=True)
class Measured:
    """What can be said about a recording without ears."""

    seconds: float
    peak: float
    level: float
    before: float
    after: float
    longest_pause: float

    @property
    def speaking(self):
        """Seconds from the first sound to the last."""
        return self.seconds - self.before - self.after


def measured(samples):
    levels = frames(samples)
    spoken = spoken_frames(levels)
    loud = levels[spoken]
    gaps = np.diff(spoken) - 1
    return Measured(
        seconds=len(samples) / RATE,
        peak=float(decibels(np.abs(samples).max())),
        level=float(10 * np.log10(np.mean(10 ** (loud / 10)))),
        before=float(spoken[0] / 100),
        after=float((len(levels) - 1 - spoken[-1]) / 100),
        longest_pause=float(gaps.max(initial=0) / 100),
    )
