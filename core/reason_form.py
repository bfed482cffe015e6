from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_REASON = 300


class ReasonForm(forms.Form):
    """Why; kept with the act for ever."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why; the reason is kept with what you do.")},
    )

    def __init__(self, *args, reason_help="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = reason_help
