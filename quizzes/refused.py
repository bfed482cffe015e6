"""The answer "no", with its reason."""


class Refused(Exception):
    """The answer is no; `str()` is the sentence for the person. `code` tells programs why."""

    def __init__(self, sentence: str, code: str = "refused"):
        super().__init__(sentence)
        self.code = code
