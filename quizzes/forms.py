"""The editor's forms: whether a question can be asked, and a quiz be served, is said before it is published."""

import uuid

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from .bank import shortages, tags_in
from .items import Item, body_of
from .models import Draw, QuestionTag
from .soundness import problems


def _rows(formset):
    """What the rows of an inline panel say, in the author's order, without those being taken out."""
    formset.is_valid()
    rows = [form.cleaned_data for form in formset.forms if form not in formset.deleted_forms and form.is_valid()]
    return sorted((row for row in rows if row), key=lambda row: row.get("ORDER") or 0)


class QuestionForm(WagtailAdminModelForm):
    """A draft may be half done; what is published or sent to review must be sound."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key"].required = False

    def clean_key(self):
        return self.cleaned_data["key"] or self.instance.key or f"q-{uuid.uuid4().hex[:8]}"

    def clean(self):
        cleaned = super().clean()
        if not self.is_deferred_validation and not self.errors:
            kind, body = body_of(cleaned["body"].get_prep_value())
            for sentence in problems(Item(kind, cleaned["stem"], body)):
                self.add_error("body", sentence)
        return cleaned


class QuizForm(WagtailAdminModelForm):
    """A quiz asks something, nothing twice, and only what the bank can serve."""

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        fixed = [row["question"] for row in _rows(self.formsets["fixed_questions"]) if row.get("question")]
        draws = [self._draw(row) for row in _rows(self.formsets["draws"])]
        if not fixed and not draws:
            raise ValidationError(_("Choose questions that are always asked, a random draw, or both."))
        if len({question.pk for question in fixed}) < len(fixed):
            self.formsets["fixed_questions"].non_form_errors().append(_("A question is listed twice."))
        self._check_sections()
        for sentence in [*self._unknown_tags(draws), *shortages(draws, fixed)]:
            self.add_error(None, sentence)
        return cleaned

    @staticmethod
    def _draw(row):
        names = ("topic", "tags", "kind", "difficulty", "count", "section", "points")
        return Draw(**{name: row[name] for name in names if name in row})

    def _check_sections(self):
        """Who names sections has to have them; without any, everything stands in section 1."""
        there = max(1, len(_rows(self.formsets["sections"])))
        for name in ("fixed_questions", "draws"):
            if any(row.get("section", 1) > there for row in _rows(self.formsets[name])):
                sentence = _("There is no section with this number: the quiz has %(count)d.") % {"count": there}
                self.formsets[name].non_form_errors().append(sentence)

    @staticmethod
    def _unknown_tags(draws):
        named = {tag for row in draws for tag in tags_in(row.tags)}
        names = QuestionTag.objects.values_list("tag__name", flat=True).distinct() if named else ()
        known = {name.casefold() for name in names}
        return [_("No question has the tag “%(tag)s”.") % {"tag": tag} for tag in sorted(named - known)]
