"""Why something is no credential of ours. Pure."""


class Refused(Exception):
    """It cannot be read, means something we do not know, or was altered; `code` says which (skills.verdicts).

    `where` is the place in the document, such as `credentialSubject.name`; empty when it is the whole.
    """

    def __init__(self, code: str, where: str = ""):
        super().__init__(f"{code} {where}".strip())
        self.code = code
        self.where = where
