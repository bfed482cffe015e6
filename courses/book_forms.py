"""What somebody says who orders a textbook."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from phrasebook.models import Scenario

from .models import Book, CoursePage
from .textbook_content import MODELS

# More boxes than this are no list anybody reads.
MOST_SHOWN = 600


class BookForm(forms.Form):
    """Title and paper of a book; what it is made from is asked by the forms below."""

    title = forms.CharField(
        label=pgettext_lazy("book", "Title"),
        max_length=100,
        required=False,
        help_text=_("Leave it empty and the book is called as what it is made from."),
    )
    title_en = forms.CharField(label=pgettext_lazy("book", "English title"), max_length=150, required=False)
    paper = forms.ChoiceField(
        label=_("Paper"), choices=Book.Paper.choices, initial=Book.Paper.A5, widget=forms.RadioSelect
    )

    def __init__(self, data=None, *, asked):
        super().__init__(data)
        self.asked = asked
        self.prepare()

    def prepare(self):
        """Fill in what the address that led here has chosen already."""

    def is_empty(self):
        """Whether there is nothing to choose from."""
        return False

    def order(self):
        """What `books.order_book` wants to know of it."""
        named, named_en = self.named()
        title = self.cleaned_data["title"]
        return {
            "source": self.source(),
            "title": title or named,
            # An English title of its own would not fit a title somebody wrote.
            "title_en": self.cleaned_data["title_en"] or ("" if title and title != named else named_en),
            "paper": self.cleaned_data["paper"],
        }


class ByLocalTitle(forms.ModelChoiceField):
    """Courses under their titles in the reader's language."""

    def label_from_instance(self, row):
        return row.local_title


class CourseBookForm(BookForm):
    """A course, lesson by lesson."""

    course = ByLocalTitle(label=_("Course"), queryset=CoursePage.objects.none(), empty_label=None)
    field_order = ["course", "title", "title_en", "paper"]

    def prepare(self):
        self.fields["course"].queryset = CoursePage.objects.live().order_by("path")
        self.fields["course"].initial = self.asked.get("course")

    def is_empty(self):
        return not self.fields["course"].queryset.exists()

    def named(self):
        course = self.cleaned_data["course"]
        return course.title[:100], course.title_en[:150]

    def source(self):
        return {"course": self.cleaned_data["course"].pk}


class ScenarioBookForm(BookForm):
    """A scenario of the phrasebook: all its entries."""

    scenario = forms.ModelChoiceField(
        label=_("Scenario"), queryset=Scenario.objects.all(), to_field_name="slug", empty_label=None
    )
    field_order = ["scenario", "title", "title_en", "paper"]

    def prepare(self):
        self.fields["scenario"].initial = self.asked.get("scenario")

    def is_empty(self):
        return not self.fields["scenario"].queryset.exists()

    def named(self):
        scenario = self.cleaned_data["scenario"]
        return scenario.name, scenario.name_en

    def source(self):
        return {"scenario": self.cleaned_data["scenario"].slug}


class SelectionBookForm(BookForm):
    """Entries of the scenarios that were chosen before, all ticked at first."""

    entries = forms.MultipleChoiceField(
        label=_("Entries"),
        error_messages={
            "required": _("Choose at least one entry."),
            "invalid_choice": _("One of the entries is not published any more. Look through the list once more."),
        },
    )

    def prepare(self):
        self.fields["title"].required = True
        self.fields["title"].help_text = ""
        self.chosen = set(self.asked.getlist("scenario"))
        self.scenarios = list(Scenario.objects.all())
        self.groups = self._groups([row for row in self.scenarios if row.slug in self.chosen])
        self.fields["entries"].choices = [(each.value, each.label) for group in self.groups for each in group.entries]

    def _groups(self, scenarios):
        by_scenario = {row.pk: [] for row in scenarios}
        for kind, model in MODELS.items() if scenarios else ():
            rows = model.objects.live().filter(scenario__in=scenarios).order_by("key")[:MOST_SHOWN]
            for row in rows:
                by_scenario[row.scenario_id].append(Choice(kind, row))
        ticked = set(self.data.getlist("entries")) if self.is_bound else None
        groups = [Group(row, by_scenario[row.pk]) for row in scenarios if by_scenario[row.pk]]
        for group in groups:
            for each in group.entries:
                each.ticked = ticked is None or each.value in ticked
        return groups

    def is_empty(self):
        return not self.scenarios

    def named(self):
        return "", ""

    def source(self):
        pairs = (value.split("-", 1) for value in self.cleaned_data["entries"])
        return {"entries": [[kind, int(pk)] for kind, pk in pairs]}


class Choice:
    """An entry to tick."""

    def __init__(self, kind, row):
        self.kind, self.row, self.ticked = kind, row, True
        self.value = f"{kind}-{row.pk}"
        self.label = str(row)


class Group:
    """The entries of one scenario."""

    def __init__(self, scenario, entries):
        self.scenario, self.entries = scenario, entries


FORMS = {
    Book.Kind.COURSE.value: CourseBookForm,
    Book.Kind.SCENARIO.value: ScenarioBookForm,
    Book.Kind.SELECTION.value: SelectionBookForm,
}
