from wagtail.snippets.models import register_snippet

from .viewsets import PhrasebookGroup

register_snippet(PhrasebookGroup)
