"""What is to be spoken: the phrases of the demonstration content, in both languages. Needs nothing but Python."""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "training" / "demo" / "content"
AUDIO = ROOT / "training" / "demo" / "audio"

LANGUAGES = ("zh", "en")
CHINESE_VOICES = ("zm_yunxi", "zf_xiaoxiao")  # of an even number, of an odd one
ENGLISH_VOICE = "heart"


@dataclass(frozen=True)
class Line:
    """One phrase in one language."""

    key: str
    language: str
    text: str
    reading: str = ""  # the pinyin; English is read from its spelling

    @property
    def fingerprint(self):
        """Changes with everything that is heard: the text, and the pinyin it is read from."""
        return hashlib.sha256("\0".join((self.text, self.reading)).encode()).hexdigest()[:16]

    @property
    def voice(self):
        """A woman and a man take turns in Chinese, by the number at the end of the key; one voice speaks English."""
        if self.language == "en":
            return ENGLISH_VOICE
        return CHINESE_VOICES[int(self.key[-1]) % 2]

    def path(self, slow=False, folder=AUDIO):
        """Where its recording lies."""
        return folder / f"{self.key}.{self.language}{'.slow' if slow else ''}.mp3"


def lines(folder=CONTENT):
    """Every phrase twice, Chinese first, in the order of the content."""
    for file in sorted(folder.glob("*.toml")):
        written = tomllib.loads(file.read_text(encoding="utf-8"))
        for phrase in written.get("phrases", []):
            yield Line(phrase["key"], "zh", phrase["text"], phrase["pinyin"])
            yield Line(phrase["key"], "en", phrase["english"])
