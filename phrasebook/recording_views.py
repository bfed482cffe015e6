"""Takes what a trainer spoke in the phrase editor."""

from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.permissions import policy_registry

from core.models import Clip
from core.services import keep_recording

from .recording_form import RecordingForm


@require_POST
def keep(request):
    """Make a clip of the recording and answer with what the chooser needs to know of it."""
    collections = policy_registry.get_by_type(Clip).collections_user_has_permission_for(request.user, "add")
    collection = collections.order_by("path").first()
    if collection is None:
        return JsonResponse({"sentence": _("You may not add clips. Ask an administrator.")}, status=403)
    form = RecordingForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"sentence": form.sentence()}, status=400)
    clip = keep_recording(
        recording=form.cleaned_data["recording"],
        title=form.title,
        seconds=form.cleaned_data["seconds"],
        by=request.user,
        collection=collection,
    )
    edit = reverse("wagtailmedia:edit", args=[clip.pk])
    return JsonResponse({"id": clip.pk, "title": clip.title, "edit_url": edit}, status=201)
