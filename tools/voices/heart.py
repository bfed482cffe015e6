"""The voice that speaks English: Heart of hibari, a small model taught by Kokoro's `af_heart`, quick on any machine."""

from functools import cached_property


class Heart:
    """`say(text, speed)` gives samples between -1 and 1, the same ones every time."""

    @cached_property
    def model(self):
        from hibari import Hibari

        return Hibari(voice="heart")

    def phonemes(self, word):
        """How one word is pronounced."""
        return self.model.g2p(word)

    def say(self, text, speed=1.0):
        return self.model(text, speed, seed=1)
