"""Numbers as other programs write them. They stay text: 2.50 is not 2.5 to whoever typed it."""

import re
from decimal import Decimal

# At most 30 places and a small exponent: 1e999999 written out would fill the memory.
NUMBER = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,2})?", re.ASCII)


def middle(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """A range as the number in its middle and how far one may be off."""
    low, high = min(low, high), max(low, high)
    return (low + high) / 2, (high - low) / 2


def written(number: Decimal) -> str:
    """Without exponent and without zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
