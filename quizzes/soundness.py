"""Whether a question can be asked and marked at all. Sentences for its author; pure."""

from django.utils.translation import gettext as _

from .items import Item
from .kinds import KINDS


def problems(item: Item) -> list[str]:
    """What stands in the way of publishing, in sentences. Empty when sound."""
    if item.kind not in KINDS:
        return [_("Choose how the question is answered.")]
    if not item.stem.strip():
        return [_("Write what is asked.")]
    return KINDS[item.kind].problems(item)
