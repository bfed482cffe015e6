"""The editor's forms: whether a question can be asked, and a quiz be served, is said before it is published."""

import uuid

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from .bank import shortages
from .items import Item, body_of
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
        draws = [(row["topic"], row["count"]) for row in _rows(self.formsets["draws"]) if row.get("topic")]
        if not fixed and not draws:
            raise ValidationError(_("Choose questions that are always asked, a random draw, or both."))
        if len({question.pk for question in fixed}) < len(fixed):
            self.formsets["fixed_questions"].non_form_errors().append(_("A question is listed twice."))
        for sentence in shortages(draws, fixed):
            self.add_error(None, sentence)
        return cleaned
