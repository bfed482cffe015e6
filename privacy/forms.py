from django import forms
from django.utils.translation import gettext_lazy as _

from .models import CorrectionAnswer, CorrectionRequest


class CorrectionForm(forms.ModelForm):
    """What is wrong and what would be right."""

    class Meta:
        model = CorrectionRequest
        fields = ["about", "wrong", "right"]
        widgets = {"wrong": forms.Textarea(attrs={"rows": 3}), "right": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", _("Choose")), *self.fields["about"].choices[1:]]


class AnswerForm(forms.ModelForm):
    """What came of a request."""

    class Meta:
        model = CorrectionAnswer
        fields = ["done", "words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}
