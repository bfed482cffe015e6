"""Speak the phrases of the demonstration hall into training/demo/audio: `python -m tools.voices.speak --help`."""

import argparse
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from misaki.zh import ZHG2P

from . import content, manifest, readings, sound
from .heart import Heart
from .kokoro import Kokoro

EVERYDAY = {"zh": 0.85, "en": 1.0}  # speed of the model: left alone it hurries in Chinese
SLOW = 0.75  # of that: the model speaks slowly, nothing is stretched
BRISK = 5.2  # syllables a second: a Chinese line that comes out faster is spoken again at EASY
EASY = 4.8
log = logging.getLogger("voices")


def utterance(line, kokoro, heart):
    """A function that speaks the line at a given speed. Chinese that cannot be read is refused here, unspoken."""
    if line.language == "en":
        return partial(heart.say, line.text)
    phonemes = readings.chinese_phonemes(line.reading, line.text, ZHG2P.py2ipa, heart.phonemes)
    return partial(kokoro.say, phonemes, line.voice)


def speak(line, say):
    """Make the normal and the slow recording of one line; the entry for the list."""
    speed = EVERYDAY[line.language]
    normal = sound.trimmed(say(speed))
    if (pace := _pace(line, normal)) > BRISK:
        speed *= EASY / pace
        normal = sound.trimmed(say(speed))
    slow = sound.trimmed(say(speed * SLOW))
    for samples, is_slow in ((normal, False), (slow, True)):
        sound.save(sound.levelled(samples), line.path(is_slow))
    return manifest.entry(line, len(normal) / sound.RATE, len(slow) / sound.RATE)


def _pace(line, samples):
    """Syllables a second; English is never too fast."""
    return readings.count(line.reading) / sound.measured(samples).speaking if line.language == "zh" else 0


def speak_all(lines, listed, kokoro, heart, workers):
    """Make what is missing or was made from another text, keeping the list in step after every line."""
    due = [line for line in lines if not manifest.is_current(line, listed)]
    log.info("%d of %d lines to speak", len(due), len(lines))
    sayings = [utterance(line, kokoro, heart) for line in due]
    began = time.monotonic()
    with ThreadPoolExecutor(workers) as pool:
        spoken = pool.map(speak, due, sayings)
        for done, (line, entry) in enumerate(zip(due, spoken, strict=True), 1):
            listed.setdefault(line.key, {})[line.language] = entry
            manifest.write(listed)
            log.info("%s %s, %d of %d, %.0f s", line.key, line.language, done, len(due), time.monotonic() - began)


def forget_others(lines, listed):
    """Remove what no phrase asks for any more."""
    keys = {line.key for line in lines}
    wanted = {line.path(slow) for line in lines for slow in (False, True)}
    for path in sorted(set(content.AUDIO.glob("*.mp3")) - wanted):
        log.info("removed %s", path.name)
        path.unlink()
    for key in set(listed) - keys:
        del listed[key]
    manifest.write(listed)


def main():
    parser = argparse.ArgumentParser(description="Speak the phrases of the demonstration hall.")
    parser.add_argument("--voices", type=Path, required=True, help="the folder voices/ of the npm package kokoro-js")
    parser.add_argument("--cache", type=Path, default=Path("var/voices"), help="where the model is put together")
    parser.add_argument("--at-once", type=int, default=2, help="lines spoken at the same time, one core each")
    chosen = parser.parse_args()
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    content.AUDIO.mkdir(exist_ok=True)
    lines, listed = list(content.lines()), manifest.load()
    kokoro = Kokoro(chosen.cache, chosen.voices)
    speak_all(lines, listed, kokoro, Heart(), chosen.at_once)
    forget_others(lines, listed)


if __name__ == "__main__":
    main()
