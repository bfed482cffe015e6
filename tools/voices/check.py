"""What can be heard without ears: measure every recording, name those that look wrong (`python -m tools.voices.check`).

Measured on the file as a browser decodes it. Pinyin is compared with what a dictionary would have guessed, so that a
slip in the phrasebook shows; where the two differ and the pinyin is right, nothing is to be done.
"""

import logging
import re
import sys

from . import content, readings, sound

log = logging.getLogger("voices")

# Syllables a second of speaking, pauses included.
PACE = {("zh", False): (3.0, 6.0), ("zh", True): (2.0, 4.5), ("en", False): (2.5, 6.5), ("en", True): (1.8, 5.0)}
LEVEL = (-24.0, -17.5)
HIGHEST_PEAK = -0.5
MARGIN = (0.05, 0.30)
LONGEST_PAUSE = {False: 1.0, True: 1.2}  # between sentences, everyday and slow
LARGEST = 120_000


def syllables(line):
    """How many syllables a line has; in English as many as it has groups of vowels, a silent e aside."""
    if line.language == "zh":
        return readings.count(line.reading)
    words = re.findall(r"[a-z']+|\d", line.text.lower())
    return sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e\b", "", word)))) for word in words)


def doubts(line, slow, path):
    """(what was measured, what is doubtful about it) for one recording."""
    found = sound.measured(sound.load(path))
    pace = syllables(line) / found.speaking
    lowest, highest = PACE[line.language, slow]
    said = {
        f"{pace:.1f} syllables a second": lowest <= pace <= highest,
        f"peak {found.peak:.1f} dB": found.peak <= HIGHEST_PEAK,
        f"level {found.level:.1f} dB": LEVEL[0] <= found.level <= LEVEL[1],
        f"{found.before:.2f} s before": MARGIN[0] <= found.before <= MARGIN[1],
        f"{found.after:.2f} s after": MARGIN[0] <= found.after <= MARGIN[1],
        f"a pause of {found.longest_pause:.2f} s": found.longest_pause <= LONGEST_PAUSE[slow],
        f"{path.stat().st_size} bytes": path.stat().st_size <= LARGEST,
    }
    return (pace, found), [what for what, fine in said.items() if not fine]


def dictionary_reading(text):
    """The reading of each character as misaki would guess it."""
    import jieba
    from pypinyin import Style, lazy_pinyin

    jieba.setLogLevel(logging.WARNING)
    style = {"style": Style.TONE3, "neutral_tone_with_five": True, "v_to_u": True}
    words = [word for run in re.findall(r"[\u4e00-\u9fff]+", text) for word in jieba.lcut(run)]
    return [syllable for word in words for syllable in lazy_pinyin(word, **style)]


def main():
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    measured, doubtful = {}, 0
    for line in content.lines():
        if line.language == "zh":
            for character, stored, guessed in readings.differences(line.reading, line.text, dictionary_reading):
                log.info("%s: %s is %s in the phrasebook, a dictionary says %s", line.key, character, stored, guessed)
        for slow in (False, True):
            path = line.path(slow)
            if not path.exists():
                log.info("%s is missing", path.name)
                doubtful += 1
                continue
            figures, doubt = doubts(line, slow, path)
            measured.setdefault((line.language, line.voice, slow), []).append((path.name, *figures))
            doubtful += bool(doubt)
            if doubt:
                log.info("%s: %s", path.name, "; ".join(doubt))
    for (language, voice, slow), rows in sorted(measured.items()):
        _summary(f"{language} {voice} {'slow' if slow else 'normal'}", rows)
    log.info("%d recordings look doubtful", doubtful)
    return bool(doubtful)


def _summary(name, rows):
    def spread(values):
        values = sorted(values)
        return f"{values[0]:.2f} / {values[len(values) // 2]:.2f} / {values[-1]:.2f}"

    log.info(
        "%s, %d files (least / middle / most): pace %s, peak %s, level %s, longest pause %s, seconds %s",
        name,
        len(rows),
        spread(pace for _, pace, _ in rows),
        spread(found.peak for _, _, found in rows),
        spread(found.level for _, _, found in rows),
        spread(found.longest_pause for _, _, found in rows),
        spread(found.seconds for _, _, found in rows),
    )


if __name__ == "__main__":
    sys.exit(main())
