"""What the program does not do for a person, with the sentence they are told."""


class Refused(Exception):
    """Its text is the sentence for the person."""
