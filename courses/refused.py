"""How the services of this room say no."""


class Refused(Exception):
    """It cannot be done now; the message is a sentence for the person who tried."""
