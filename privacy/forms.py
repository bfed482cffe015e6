from django import forms

from .models import CorrectionAnswer, CorrectionRequest


class CorrectionForm(forms.ModelForm):
    """What is wrong and what would be right."""

    class Meta:
        model = CorrectionRequest
        fields = ["about", "wrong", "right"]
        widgets = {"wrong": forms.Textarea(attrs={"rows": 3}), "right": forms.Textarea(attrs={"rows": 3})}


class AnswerForm(forms.ModelForm):
    """What came of a request."""

    class Meta:
        model = CorrectionAnswer
        fields = ["done", "words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}
