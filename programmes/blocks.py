"""How a programme says what must be done: groups, each of which asks for all or some of its parts."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


class GroupBlock(blocks.StructBlock):
    """Parts of which all are asked for, or at least so many; one of several makes them alternatives."""

    title = blocks.CharBlock(label=_("name of the group"), max_length=100, required=False)
    title_en = blocks.CharBlock(label=_("English name of the group"), max_length=150, required=False)
    need = blocks.IntegerBlock(
        label=_("how many of them"), min_value=1, required=False, help_text=_("Empty: all of them.")
    )
    parts = blocks.StreamBlock(
        [
            ("course", blocks.PageChooserBlock(label=_("course"), page_type="courses.CoursePage")),
            ("quiz", SnippetChooserBlock("quizzes.Quiz", label=_("quiz"))),
            ("practical", SnippetChooserBlock("quizzes.Practical", label=_("observed practical"))),
        ],
        label=_("parts"),
        min_num=1,
    )

    class Meta:
        label = _("group")
        icon = "list-ul"


class PathBlocks(blocks.StreamBlock):
    """All groups are asked for."""

    group = GroupBlock()
