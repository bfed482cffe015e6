"""The forms of an import of questions: the file, the layout of each sheet, and what to do with what is known."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from .exchange.layouts import Layout
from .exchange.options import PARTINGS
from .exchange.table_cells import Sheet
from .exchange.table_words import ROLES
from .kinds import KindName
from .models import QuestionImport, Topic

ACCEPTED = ".xlsx,.csv,.tsv,.txt,.gift,.xml,.zip"
ROLE_WORDS = {
    "": pgettext_lazy("column of questions", "not read"),
    "kind": pgettext_lazy("column of questions", "kind"),
    "stem": pgettext_lazy("column of questions", "question"),
    "option": pgettext_lazy("column of questions", "one option"),
    "options": pgettext_lazy("column of questions", "all options in one cell"),
    "answer": pgettext_lazy("column of questions", "answer"),
    "explanation": pgettext_lazy("column of questions", "explanation"),
    "difficulty": pgettext_lazy("column of questions", "difficulty"),
    "topic": pgettext_lazy("column of questions", "topic"),
    "tags": pgettext_lazy("column of questions", "tags"),
    "points": pgettext_lazy("column of questions", "points"),
    "key": pgettext_lazy("column of questions", "key"),
    "source": pgettext_lazy("column of questions", "source"),
}
PARTING_WORDS = {
    "": gettext_lazy("find out by itself"),
    "\n": gettext_lazy("line breaks"),
    "\t": gettext_lazy("tabs"),
    "letters": gettext_lazy("their letters: A. B. C."),
}
# Kinds a row of such a table can be; the others have layouts of their own.
SHEET_KINDS = ("single", "multiple", "true_false", "fill_in", "numeric", "essay")
DIFFICULTIES = [
    ("", gettext_lazy("1, easy")),
    ("2", gettext_lazy("2, medium")),
    ("3", gettext_lazy("3, hard")),
]


class FileForm(forms.Form):
    """A file of questions."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=gettext_lazy(
            "Excel (.xlsx) or CSV in any layout, GIFT, Aiken, Moodle XML or QTI. Nothing is imported yet: first you "
            "see how every row is understood."
        ),
    )


class SheetForm(forms.Form):
    """How one sheet is laid out: a select over each column, and what holds for rows that do not say."""

    read = forms.BooleanField(label=gettext_lazy("Read this sheet"), required=False)
    header = forms.IntegerField(
        label=gettext_lazy("The headings stand in row"),
        required=False,
        min_value=0,
        max_value=20_000,
        help_text=gettext_lazy("0 where there are none."),
    )
    parting = forms.ChoiceField(
        label=gettext_lazy("Options in one cell are parted by"),
        required=False,
        choices=[("", PARTING_WORDS[""]), *((mark, PARTING_WORDS.get(mark, mark)) for mark in PARTINGS)],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of rows that name none"),
        required=False,
        choices=[
            ("", gettext_lazy("told by the answer")),
            *((kind, KindName(kind).label) for kind in SHEET_KINDS),
        ],
    )
    difficulty = forms.ChoiceField(
        label=gettext_lazy("Difficulty of rows that name none"),
        required=False,
        choices=DIFFICULTIES,
        help_text=gettext_lazy(
            "Between 0 and 1 a cell is read as the share of people who answer rightly: 0.3 is hard."
        ),
    )

    def __init__(self, *args, sheet: Sheet, layout: Layout, **more):
        kind = layout.kind if layout.kind in SHEET_KINDS else ""
        super().__init__(
            *args,
            initial={
                "read": layout.read and layout.can_be_read,
                "header": layout.header,
                "parting": layout.parting,
                "kind": kind,
                "difficulty": str(layout.difficulty or ""),
                **{f"c{place}": role for place, role in enumerate(layout.columns)},
            },
            **more,
        )
        self.sheet, self.layout = sheet, layout
        for place in range(len(layout.columns)):
            self.fields[f"c{place}"] = forms.ChoiceField(
                label=_("Column %(letter)s holds") % {"letter": column_letter(place)},
                required=False,
                choices=[(role, ROLE_WORDS[role]) for role in ("", *ROLES)],
            )

    @property
    def columns(self):
        """The selects over the columns, from the left."""
        return [self[f"c{place}"] for place in range(len(self.layout.columns))]

    def clean(self):
        cleaned = super().clean()
        if not self.errors and cleaned["read"]:
            roles = [cleaned[f"c{place}"] for place in range(len(self.layout.columns))]
            for sentence in _faults(roles):
                self.add_error(None, sentence)
        return cleaned

    def as_layout(self) -> Layout:
        """The layout the person has set."""
        cleaned = self.cleaned_data
        kind = cleaned["kind"] or (self.layout.kind if self.layout.kind not in SHEET_KINDS else "")
        return Layout(
            columns=tuple(cleaned[f"c{place}"] for place in range(len(self.layout.columns))),
            header=cleaned["header"] or 0,
            parting=cleaned["parting"],
            kind=kind,
            topic=self.layout.topic,
            difficulty=int(cleaned["difficulty"]) if cleaned["difficulty"] else None,
            read=cleaned["read"],
        )


def _faults(roles):
    if "stem" not in roles:
        yield _("Say which column holds the question, or do not read this sheet.")
    for role in ("stem", "options", "answer", "kind", "difficulty", "key", "points"):
        if roles.count(role) > 1:
            yield _("Only one column can hold this: %(role)s.") % {"role": ROLE_WORDS[role]}


def column_letter(place: int) -> str:
    """The name Excel gives a column: A for 0, AA for 26."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


class PlaceForm(forms.Form):
    """Where questions go that name no topic."""

    topic = forms.ModelChoiceField(
        label=gettext_lazy("Topic of questions that name none"),
        queryset=Topic.objects.all(),
        required=False,
        empty_label=gettext_lazy("a new topic, called as below"),
    )
    topic_name = forms.CharField(label=gettext_lazy("Name of the new topic"), max_length=60, required=False)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("topic") and not cleaned.get("topic_name"):
            self.add_error("topic_name", _("Choose a topic, or name a new one."))
        return cleaned


class ApplyForm(forms.Form):
    """What the import does."""

    duplicates = forms.ChoiceField(
        label=gettext_lazy("Questions that are known already"),
        choices=QuestionImport.Duplicates.choices,
        widget=forms.RadioSelect,
    )
    publish = forms.BooleanField(label=gettext_lazy("Publish them at once, so that they can be drawn"), required=False)

    def __init__(self, *args, may_publish: bool, has_duplicates: bool, **more):
        super().__init__(*args, **more)
        if not may_publish:
            del self.fields["publish"]
        if not has_duplicates:
            self.fields["duplicates"].widget = forms.HiddenInput()
