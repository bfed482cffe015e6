"""Small answers for the editor of the CMS."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.views.decorators.http import require_POST

from .models import Phrase, Term
from .readings import fitting, ipa_of, pinyin_of

_READ = {"phrase": (Phrase, "text"), "term": (Term, "name")}


@require_POST
def draft_readings(request):
    """Drafts of the readings of what is being written; nothing is saved."""
    model, source = _READ.get(request.POST.get("kind", ""), _READ["phrase"])
    name = model._meta.model_name
    if not any(request.user.has_perm(f"phrasebook.{action}_{name}") for action in ("add", "change")):
        raise PermissionDenied
    drafts = {"pinyin": pinyin_of(_said(request, "text", model, source))}
    if model is Phrase:
        drafts["ipa"] = ipa_of(_said(request, "english", model, "english"))
    longest = {field: model._meta.get_field(field).max_length for field in drafts}
    return JsonResponse({field: fitting(draft, longest[field]) for field, draft in drafts.items()})


def _said(request, parameter, model, field):
    """What was typed, as much of it as the field takes."""
    return request.POST.get(parameter, "")[: model._meta.get_field(field).max_length]
