"""English twins: a Chinese field and its `_en` sibling, shown in the reader's language."""

from django.utils.translation import get_language


class Twin:
    """A read-only attribute: `title` in the Chinese interface, `title_en` in the English one when it is filled.

    >>> class Course: local_title = Twin("title")
    """

    def __init__(self, field):
        self.field = field

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if (get_language() or "").startswith("en"):
            return getattr(instance, f"{self.field}_en") or getattr(instance, self.field)
        return getattr(instance, self.field)
