"""What a clerk sees of the rotation: my posts."""

from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def my_posts(request):
    """Where somebody stands now and next, and why."""
    return render(request, "rotations/my_posts.html", {})
