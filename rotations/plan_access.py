"""Finding a plan for whoever may see it."""

from django.shortcuts import get_object_or_404

from .models import RotationPlan
from .permissions import halls_of


def plan_of(request, pk):
    """A plan of a hall the viewer manages, else 404."""
    rows = RotationPlan.objects.visible_to(request.user, halls_of(request.user))
    return get_object_or_404(rows.select_related("hall", "published_by"), pk=pk)
