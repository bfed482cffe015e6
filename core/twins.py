"""English twins: a Chinese field and its `_en` sibling, shown in the reader's language."""

from django.utils.translation import get_language


class Twin:
    """A read-only attribute: `title` in the Chinese interface, `title_en` in the English one when it is filled.

    >>> class Course: local_title = Twin("title")
    """

    def __init__(self, field):
        self.field, self.english = field, f"{field}_en"

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return self.of(instance, get_language())

    def of(self, instance, language):
        """The same for a page that names many and asks for the reader's language once: `Course.local_title.of(…)`."""
        if (language or "").startswith("en"):
            return getattr(instance, self.english) or getattr(instance, self.field)
        return getattr(instance, self.field)
