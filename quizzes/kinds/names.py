"""The kinds of question by name."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class KindName(TextChoices):
    """The value stands in the database, in files and in the editor's stream."""

    SINGLE = "single", _("single choice")
    MULTIPLE = "multiple", _("multiple choice")
    TRUE_FALSE = "true_false", _("true or false")
    FILL_IN = "fill_in", _("fill in the blanks")
    NUMERIC = "numeric", _("number with a unit")
    MATCHING = "matching", _("matching")
    ORDERING = "ordering", _("putting in order")
    CATEGORISE = "categorise", _("sorting into groups")
    CLOZE = "cloze", _("choosing words for a text")
    HOTSPOT = "hotspot", _("pointing at a picture")
    LISTEN = "listen", _("listening and choosing")
    WATCH = "watch", _("watching a sign and choosing")
    BUILD = "build", _("building a sentence")
    ESSAY = "essay", _("short essay")
    CASE = "case", _("case with several questions")
